from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.pdf import merge_pdf

from ..printing import (
    PrintingError,
    check_window,
    compose_letter,
    layout_window,
    nominal_size,
)
from .messages import explain_printing, explain_window

# By Frankier-ID (Basis-Sendungsverfolgung: seen in the sorting centre, no proof of
# delivery) or by the number of registered mail.
TRACKING_URL = "https://www.deutschepost.de/de/s/sendungsverfolgung.html?piececode="


class InternetmarkeLetter(models.Model):
    """One use of one stamp. The list of letters is the journal."""

    _name = "internetmarke.letter"
    _description = "Franked Letter"
    _inherit = ["mail.thread"]
    _order = "franked_on desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Recipient",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    move_ids = fields.Many2many(
        comodel_name="account.move",
        string="Invoices",
        readonly=True,
        check_company=True,
    )
    stamp_id = fields.Many2one(
        comodel_name="internetmarke.stamp",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    product_id = fields.Many2one(related="stamp_id.product_id", store=True)
    environment = fields.Selection(related="stamp_id.environment", store=True)
    track_id = fields.Char(related="stamp_id.track_id")
    currency_id = fields.Many2one(related="stamp_id.currency_id", store=True)
    price = fields.Monetary(
        string="Postage",
        readonly=True,
        help="What was paid for the stamp.",
    )
    cost = fields.Monetary(
        compute="_compute_cost",
        store=True,
        help="The postage, or nothing once the stamp was released.",
    )
    sheets = fields.Integer(readonly=True, aggregator=None)
    weight = fields.Float(string="Weight (g)", readonly=True, aggregator=None)
    state = fields.Selection(
        selection=[
            ("franked", "Franked"),
            ("printed", "Printed"),
            ("released", "Released"),
        ],
        default="franked",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    franked_by_id = fields.Many2one("res.users", readonly=True)
    franked_on = fields.Datetime(readonly=True)
    printed_by_id = fields.Many2one("res.users", readonly=True)
    printed_on = fields.Datetime(string="Last Printed On", readonly=True)
    print_count = fields.Integer(string="Times Printed", readonly=True, aggregator=None)
    released_by_id = fields.Many2one("res.users", readonly=True)
    released_on = fields.Datetime(readonly=True)
    release_reason = fields.Char(readonly=True)

    # The database itself forbids that one stamp is on two letters.
    _stamp_used_once = models.UniqueIndex(
        "(stamp_id) WHERE state != 'released'",
        "This stamp is on another letter already.",
    )

    @api.depends("price", "state")
    def _compute_cost(self):
        for letter in self:
            letter.cost = 0.0 if letter.state == "released" else letter.price

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "The journal of letters cannot be changed. Release the letter instead: "
                "the stamp returns to stock and the row stays."
            )
        )

    def action_print(self):
        """Print letters that were not printed yet."""
        self._check_may_frank()
        printed = self.filtered(lambda letter: letter.state == "printed")
        if printed:
            raise UserError(
                self.env._(
                    "Printed already: %(letters)s. A stamp must be posted only once. "
                    "Use Print Again if a sheet was spoiled or lost.",
                    letters=", ".join(printed.mapped("name")),
                )
            )
        return self._print()

    def action_print_again(self):
        """Print letters once more, which a person was asked about and answers for."""
        self._check_may_frank()
        return self._print()

    def _print(self):
        """Mark the letters as printed and return the report that prints them."""
        letters = self.sudo()
        for letter in letters:
            letter._compose()
            letter.write(
                {
                    "state": "printed",
                    "printed_by_id": self.env.uid,
                    "printed_on": fields.Datetime.now(),
                    "print_count": letter.print_count + 1,
                }
            )
        return self.env.ref("internetmarke.action_report_letter").report_action(
            self, config=False
        )

    def action_release(self):
        """Take the franking off; once printed, a reason is asked for first."""
        self._check_may_frank()
        if any(letter.state == "printed" for letter in self):
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Release for Printing Again"),
                "res_model": "internetmarke.release",
                "view_mode": "form",
                "target": "new",
                "context": {"default_letter_ids": self.ids},
            }
        self._release(self.env._("Franking removed before printing"))
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_track(self):
        """Open the Post's page that tells where this letter was last seen."""
        self.ensure_one()
        self.check_access("read")
        number = self.track_id or self.stamp_id.voucher_id
        return {
            "type": "ir.actions.act_url",
            "url": TRACKING_URL + quote(number),
            "target": "new",
        }

    def action_view_order(self):
        self.ensure_one()
        return self.stamp_id.order_id.get_formview_action()

    def _check_may_frank(self):
        """Raise an AccessError unless the user may frank and print."""
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(
                self.env._(
                    "You may read the journal of letters but not frank, print or "
                    "release. Ask an administrator for the right “Invoicing”."
                )
            )
        self.check_access("read")

    def _check_may_print(self):
        """Raise unless these letters were marked as printed by an allowed user.

        Without this check the address of the report would print valid stamps that
        the journal does not show.
        """
        self._check_may_frank()
        if any(letter.state != "printed" for letter in self):
            raise UserError(
                self.env._(
                    "Please print letters with the button Print Letter, so that the "
                    "journal shows it."
                )
            )

    @api.model
    def _frank(self, move, product, sheets, weight):
        """Put the oldest fitting stamp of the stock on an invoice's letter.

        Everything happens in the caller's transaction; the Post is not asked.

        :return: the letter, or an empty recordset when the stock is out.
        :raise UserError: if the letter would not fit its window.
        """
        self._check_move(move)
        company = move.company_id
        stamp = self.env["internetmarke.stamp"]._take(company, product)
        if not stamp:
            return self.browse()
        letter = self.sudo().create(
            {
                "name": self.env["ir.sequence"]
                .sudo()
                .with_company(company)
                .next_by_code("internetmarke.letter"),
                "company_id": company.id,
                "partner_id": move.partner_id.id,
                "move_ids": [fields.Command.link(move.id)],
                "stamp_id": stamp.id,
                "price": stamp.price,
                "sheets": sheets,
                "weight": weight,
                "franked_by_id": self.env.uid,
                "franked_on": fields.Datetime.now(),
            }
        )
        # A letter that cannot be printed would only waste a stamp.
        letter._compose()
        # Two people who frank one invoice at once both write this row: the second
        # request is repeated by Odoo and then finds the invoice franked.
        move.sudo().internetmarke_letter_id = letter
        move.message_post(
            body=self.env._(
                "Franked with %(product)s, stamp %(stamp)s (letter %(letter)s).",
                product=product.name,
                stamp=stamp.display_name,
                letter=letter.name,
            )
        )
        return letter.with_env(self.env)

    def _release(self, reason):
        """Put the stamps back into stock; the rows of the journal stay."""
        for letter in self.sudo():
            letter.lock_for_update()
            if letter.state == "released":
                continue
            letter.write(
                {
                    "state": "released",
                    "released_by_id": self.env.uid,
                    "released_on": fields.Datetime.now(),
                    "release_reason": reason,
                }
            )
            letter.stamp_id.state = "stock"
            moves = letter.move_ids
            moves.internetmarke_letter_id = False
            for move in moves.with_env(self.env):
                move.message_post(
                    body=self.env._(
                        "Franking removed: %(reason)s (letter %(letter)s).",
                        reason=reason,
                        letter=letter.name,
                    )
                )

    @api.model
    def _check_move(self, move):
        """Raise unless the user may frank this invoice and it needs a franking."""
        self._check_may_frank()
        move.ensure_one()
        move.check_access("write")
        move.company_id._internetmarke_check_enabled()
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

    @api.model
    def _check_letter(self, move, product):
        """Raise a UserError unless this letter could be franked and printed."""
        self._check_move(move)
        document = move._internetmarke_document()
        form = move.company_id._internetmarke_form()
        partner = move.partner_id
        try:
            report = check_window(
                document, form, partner._internetmarke_printed_lines()
            )
            layout_window(
                nominal_size(product.destination, product.service),
                move.company_id._internetmarke_return_line(),
                partner._internetmarke_address_lines(),
                form,
            )
        except PrintingError as error:
            raise UserError(explain_printing(self.env, error)) from error
        if not report.ok:
            raise UserError(explain_window(self.env, report.codes))

    def _compose(self):
        """Return the letter as PDF: the invoice with the window area redrawn.

        :raise UserError: in plain words, if it cannot be composed.
        """
        self.ensure_one()
        if self.state == "released":
            raise UserError(
                self.env._(
                    "The franking of letter %(letter)s was removed. Frank the invoice "
                    "again to print it.",
                    letter=self.name,
                )
            )
        letter = self.sudo()
        if letter.environment != letter.company_id.internetmarke_environment:
            raise UserError(
                self.env._(
                    "The stamp of letter %(letter)s was bought in another environment "
                    "(production or demo) than the company uses now, so it is not "
                    "printed.",
                    letter=self.name,
                )
            )
        if not letter.move_ids:
            raise UserError(
                self.env._(
                    "The invoice of letter %(letter)s does not exist any more. Release "
                    "the letter to use its stamp again.",
                    letter=self.name,
                )
            )
        order = letter.stamp_id.order_id
        documents = [move._internetmarke_document() for move in letter.move_ids]
        try:
            documents[0] = compose_letter(
                documents[0],
                order._document_bytes(),
                letter.stamp_id.page,
                return_line=letter.company_id._internetmarke_return_line(),
                address_lines=letter.partner_id._internetmarke_address_lines(),
                form=letter.company_id._internetmarke_form(),
                printed_address_lines=letter.partner_id._internetmarke_printed_lines(),
                voucher_id=letter.stamp_id.voucher_id,
            )
        except PrintingError as error:
            raise UserError(explain_printing(self.env, error)) from error
        return merge_pdf(documents) if len(documents) > 1 else documents[0]
