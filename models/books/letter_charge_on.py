from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from ..core.rights import JOURNAL_READERS


class InternetmarkeLetter(models.Model):
    """Letters whose postage a customer pays on an invoice."""

    _inherit = "internetmarke.letter"

    charged_line_id = fields.Many2one(
        comodel_name="account.move.line",
        string="Charged On",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The invoice line that charges the postage on to the customer.",
    )

    @api.model
    def _chargeable_domain(self, company):
        """Return the domain of letters whose postage can be charged on."""
        return Domain.AND(
            [
                [("company_id", "=", company.id)],
                [("environment", "=", "production")],
                [("state", "in", ("printed", "came_back"))],
                [("franked_on", ">=", company.internetmarke_charge_since)],
                Domain("charged_line_id", "=", False)
                | Domain("charged_line_id.parent_state", "=", "cancel"),
            ]
        )


class AccountMove(models.Model):
    """A draft invoice offers to charge the postage of this customer's letters on.

    Only a click adds the line. A job, a shop or a till must not change what a customer
    is about to pay.
    """

    _inherit = "account.move"

    internetmarke_charge_count = fields.Integer(
        string="Letters to Charge On",
        compute="_compute_internetmarke_charge",
        groups=JOURNAL_READERS,
    )
    internetmarke_charge_amount = fields.Monetary(
        string="Postage to Charge On",
        currency_field="company_currency_id",
        compute="_compute_internetmarke_charge",
        groups=JOURNAL_READERS,
    )

    @api.depends("state", "move_type", "commercial_partner_id", "company_id")
    def _compute_internetmarke_charge(self):
        for move in self:
            letters = move._internetmarke_chargeable()
            move.internetmarke_charge_count = len(letters)
            move.internetmarke_charge_amount = move._internetmarke_charge_price(
                letters, move.company_id.currency_id
            )

    def _internetmarke_chargeable(self):
        """Return the letters whose postage this draft can charge on."""
        company, letters = self.company_id, self.env["internetmarke.letter"].sudo()
        if (
            not company.internetmarke_charge_on
            or self.state != "draft"
            or self.move_type != "out_invoice"
            or not self.commercial_partner_id
        ):
            return letters
        customer = self.commercial_partner_id._origin
        return letters.search(
            letters._chargeable_domain(company)
            & Domain("partner_id", "child_of", customer.id)
        )

    def _internetmarke_charge_price(self, letters, currency):
        """Return what is charged for letters, in this currency on the invoice's day."""
        company = self.company_id
        euro = company.internetmarke_currency_id
        amount = sum(letters.mapped("price"))
        if company.internetmarke_charge_by == "fixed":
            amount = len(letters) * company.internetmarke_charge_fixed
        day = self.invoice_date or fields.Date.context_today(self)
        return euro._convert(amount, currency, company, day)

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        # EXTENDS 'base'
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return *key, self._internetmarke_charges_on()

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        # EXTENDS 'base': the button of the lists is only for who charges postage on
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "list" and not self._internetmarke_charges_on():
            name = "action_internetmarke_charge_on"
            for button in arch.xpath("//button[@name=$name]", name=name):
                button.getparent().remove(button)
        return arch, view

    def _internetmarke_charges_on(self):
        return any(self.env.companies.mapped("internetmarke_charge_on"))

    def action_internetmarke_charge_on(self):
        """Add a line with the postage of this customer's letters to each draft."""
        self.env["internetmarke.letter"]._check_may_frank()
        self.check_access("write")
        reload, charged = {"type": "ir.actions.client", "tag": "soft_reload"}, False
        for move in self:
            letters = move._internetmarke_chargeable()
            # Two drafts of one customer: the second one finds them charged.
            if letters := letters.try_lock_for_update():
                move._internetmarke_charge_on(letters)
                charged = True
        if charged:
            return reload
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "No letter is waiting to be charged to these customers. Nothing "
                    "was changed."
                ),
                "next": reload,
            },
        }

    def _internetmarke_charge_on(self, letters):
        product = self.company_id.internetmarke_charge_product_id
        before = self.invoice_line_ids
        self.invoice_line_ids = [
            fields.Command.create(
                {
                    "product_id": product.id,
                    "name": self._internetmarke_charge_label(letters),
                    "quantity": 1,
                    "price_unit": self._internetmarke_charge_price(
                        letters, self.currency_id
                    ),
                }
            )
        ]
        letters.charged_line_id._internetmarke_is_charged_on(self)
        letters.charged_line_id = self.invoice_line_ids - before

    def _internetmarke_charge_label(self, letters):
        invoice = self.with_context(lang=self.partner_id.lang or self.env.lang)
        if len(letters) == 1:
            return invoice.env._("Postage of letter %(letter)s", letter=letters.name)
        return invoice.env._(
            "Postage of %(count)s letters: %(letters)s",
            count=len(letters),
            letters=", ".join(letters.mapped("name")),
        )

    def button_draft(self):
        # EXTENDS 'account': the only way back for a cancelled invoice
        res = super().button_draft()
        # Another module may have refused it without an error.
        self.filtered(
            lambda move: move.state == "draft"
        )._internetmarke_drop_what_is_charged_elsewhere()
        return res

    def copy(self, default=None):
        # EXTENDS 'account': the lines know that they are copies
        copies = super().copy(default)
        copies._internetmarke_drop_what_is_charged_elsewhere()
        return copies

    def _internetmarke_drop_what_is_charged_elsewhere(self):
        """Remove the lines with postage that another invoice charges.

        Those of their letters that no other invoice charges are offered again.
        """
        for move in self.sudo():
            lines = move.line_ids.filtered("internetmarke_charged_elsewhere")
            if not lines:
                continue
            note = move._internetmarke_charged_elsewhere_note(lines)
            lines.unlink()
            move.with_env(self.env)._message_log(body=note)

    def _internetmarke_charged_elsewhere_note(self, lines):
        removed = "; ".join(lines.mapped("name"))
        others = lines.internetmarke_charged_move_id
        if not others:
            return self.env._(
                "Removed, as another invoice has charged these letters: %(lines)s",
                lines=removed,
            )
        return self.env._(
            "Removed, as %(invoices)s charges these letters: %(lines)s",
            invoices=Markup(", ").join(move._get_html_link() for move in others),
            lines=removed,
        )
