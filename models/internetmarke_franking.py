from odoo import api, fields, models
from odoo.exceptions import UserError


class InternetmarkeLetter(models.Model):
    """Franking: a stamp of the stock goes on a letter, in the caller's transaction.

    Before that the letter exists in memory only (``new``), so that it can be checked
    and looked at while no stamp is used yet.
    """

    _inherit = "internetmarke.letter"

    @api.model
    def _frank(self, product, values):
        """Put the oldest fitting stamp of the stock on a letter.

        Everything happens in the caller's transaction; the Post is not asked.

        :param values: of the letter: company, recipient, what is inside, how it is
            printed.
        :return: the letter, or an empty recordset when the stock is out.
        :raise UserError: if the letter would not fit its window.
        """
        draft = self.new(values)
        draft._check_content()
        company = draft.company_id._origin
        stamp = self.env["internetmarke.stamp"]._take(company, product)
        if not stamp:
            return self.browse()
        sequence = self.env["ir.sequence"].sudo().with_company(company)
        letter = self.sudo().create(
            {
                **values,
                "name": sequence.next_by_code("internetmarke.letter"),
                "stamp_id": stamp.id,
                "price": stamp.price,
                "franked_by_id": self.env.uid,
                "franked_on": fields.Datetime.now(),
            }
        )
        # A letter that cannot be printed would only waste a stamp.
        letter._compose()
        letter = letter.with_env(self.env)
        letter._note_franking()
        return letter

    def _note_franking(self):
        """Tell the invoices inside that they are franked now."""
        # Two people who frank one invoice at once both write this row: the second
        # request is repeated by Odoo and then finds the invoice franked.
        self.move_ids.sudo().internetmarke_letter_id = self
        for move in self.move_ids:
            move.message_post(
                body=self.env._(
                    "Franked with %(product)s, stamp %(stamp)s (letter %(letter)s).",
                    product=self.product_id.name,
                    stamp=self.stamp_id.display_name,
                    letter=self.name,
                )
            )

    def _check_content(self):
        """Raise unless the user may frank this letter and all in it needs a franking.

        The letter may exist in memory only.
        """
        self.ensure_one()
        self._check_may_frank()
        self.company_id._origin._internetmarke_check_enabled()
        if not self._has_content():
            raise UserError(
                self.env._("There is nothing in this letter. No stamp was used.")
            )
        for move in self.move_ids._origin:
            self._check_move(move)

    def _has_content(self):
        """Tell whether something would be sent."""
        return bool(self.move_ids)

    @api.model
    def _check_move(self, move):
        move.check_access("write")
        if move.state != "posted" or not move.is_sale_document():
            raise UserError(
                self.env._(
                    "Only posted customer invoices and credit notes can be franked. No "
                    "stamp was used."
                )
            )
        # Not the invoice's own reference: the journal is what counts.
        if self.sudo().search_count(
            [("move_ids", "in", move.ids), ("state", "!=", "released")], limit=1
        ):
            raise UserError(
                self.env._(
                    "%(invoice)s is franked already. Remove the franking first if you "
                    "want another one.",
                    invoice=move.name,
                )
            )
