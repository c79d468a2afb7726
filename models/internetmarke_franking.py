from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import SQL

from .plain_context import plain


class InternetmarkeLetter(models.Model):
    """Franking: a stamp of the stock goes on a letter, in the caller's transaction.

    Before that the letter exists in memory only (``new``), so that it can be checked
    and looked at while no stamp is used yet.
    """

    _inherit = "internetmarke.letter"

    @api.model
    def _find_confirmed(self, token):
        """Return the letter that a person's confirmation has become, if it has.

        Requests with the same token go one after the other from here on, until each
        one's transaction ends.

        :raise ConcurrencyError: if the letter is younger than this transaction. Odoo
            then repeats the request, which finds it.
        """
        self.env.cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                f"{self._name} {token}",
            )
        )
        known = [("confirmation_token", "=", token)]
        letter = self.sudo().search(known, limit=1)
        if not letter:
            with self.env.registry.cursor() as cr:
                if self.with_env(self.env(cr=cr, su=True)).search_count(known, limit=1):
                    raise ConcurrencyError("This letter has just been franked")
        return letter.with_env(self.env)

    @api.model
    def _frank(self, product, values, token=None):
        """Put the oldest fitting stamp of the stock on a letter.

        Everything happens in the caller's transaction; the Post is not asked.

        :param values: of the letter: company, recipient, what is inside, how it is
            printed.
        :param token: names the confirmation by a person; ``_find_confirmed`` was asked
            for it in this transaction.
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
        letter = plain(self.sudo()).create(
            {
                **values,
                "name": sequence.next_by_code("internetmarke.letter"),
                "stamp_id": stamp.id,
                "price": stamp.price,
                "confirmation_token": token,
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
        values = {
            "product": self.product_id.name,
            "stamp": self.stamp_id.display_name,
            "letter": self.name,
        }
        for move in plain(self.move_ids):
            others = (self.move_ids - move)._internetmarke_sorted()
            if others:
                body = self.env._(
                    "Franked with %(product)s, stamp %(stamp)s (letter %(letter)s), in "
                    "one envelope with %(others)s.",
                    others=", ".join(others.mapped("name")),
                    **values,
                )
            else:
                body = self.env._(
                    "Franked with %(product)s, stamp %(stamp)s (letter %(letter)s).",
                    **values,
                )
            move.message_post(body=body)

    def _check_content(self):
        """Raise unless the user may frank this letter and all in it needs a franking.

        The letter may exist in memory only.
        """
        self.ensure_one()
        self._check_may_frank()
        company = self.company_id._origin
        if company not in self.env.companies:
            raise AccessError(
                self.env._(
                    "You can frank only for companies that you have selected. No stamp "
                    "was used."
                )
            )
        company._internetmarke_check_enabled()
        if not self._has_content():
            raise UserError(
                self.env._("There is nothing in this letter. No stamp was used.")
            )
        moves = self.move_ids._origin
        for move in moves:
            self._check_move(move)
        self._check_one_recipient(moves)
        self.partner_id._origin._internetmarke_check_address()

    def _has_content(self):
        """Tell whether something would be sent."""
        return bool(self.move_ids)

    def _check_one_recipient(self, moves):
        """Raise a UserError unless all invoices go where the letter goes."""
        recipient = self.partner_id._origin._internetmarke_recipient()
        wanted = self.company_id._origin, recipient
        strays = moves.filtered(lambda move: move._internetmarke_recipient() != wanted)
        if strays:
            raise UserError(
                self.env._(
                    "%(invoices)s has another recipient or address than this letter. "
                    "Take it out of the envelope. No stamp was used.",
                    invoices=", ".join(strays.mapped("name")),
                )
            )

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
        # Not the invoice's own reference: the journal is what counts. A letter that
        # came back has used its stamp up, and the invoice needs another one.
        if self.sudo().search_count(
            [
                ("move_ids", "in", move.ids),
                ("state", "!=", "released"),
                ("came_back_on", "=", False),
            ],
            limit=1,
        ):
            raise UserError(
                self.env._(
                    "%(invoice)s is franked already. Remove the franking first if you "
                    "want another one.",
                    invoice=move.name,
                )
            )
