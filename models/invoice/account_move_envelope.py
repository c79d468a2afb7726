from collections import defaultdict
from datetime import date

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

# Further invoices offered for one envelope, at most.
OFFERED = 10
# Invoices named in a message, at most.
NAMED = 5


class AccountMove(models.Model):
    """Several invoices to one recipient go into one envelope, with one stamp."""

    _inherit = "account.move"

    @api.depends_context("internetmarke_to_tick")
    def _compute_display_name(self):
        # EXTENDS 'account': people see what they put into the envelope
        res = super()._compute_display_name()
        if self.env.context.get("internetmarke_to_tick"):
            for move in self:
                move.display_name = move._internetmarke_named()
        return res

    def _internetmarke_named(self):
        """Return number, date and amount in one line. A credit note is called so."""
        refund = self.move_type == "out_refund"
        parts = (
            self._internetmarke_title() if refund else self.name,
            format_date(self.env, self.invoice_date),
            self.currency_id.format(self.amount_total),
        )
        return " · ".join(filter(None, parts))

    def action_internetmarke_frank(self):
        """Open the wizard for one letter; for several recipients, a mailing run."""
        moves = self._internetmarke_frankable()
        companies = moves.company_id
        if len(companies) > 1:
            raise UserError(
                self.env._(
                    "These invoices belong to %(count)s companies: %(companies)s. One "
                    "letter has one sender, so select the invoices of one. No stamp "
                    "was used.",
                    count=len(companies),
                    companies=", ".join(companies.mapped("name")),
                )
            )
        recipients = defaultdict(self.browse)
        for move in moves:
            recipients[move._internetmarke_recipient()] |= move
        if len(recipients) > 1:
            return moves._internetmarke_new_run()
        moves = moves._internetmarke_sorted()
        return {
            "type": "ir.actions.act_window",
            "name": moves._internetmarke_window_title(),
            "res_model": "internetmarke.frank",
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_ids": moves.ids},
        }

    def _internetmarke_frankable(self):
        """Return those of these entries that can be franked.

        :raise UserError: if there is none; it says why.
        """
        invoices = self.filtered(lambda move: move.is_sale_document())
        if not invoices:
            raise UserError(
                self.env._(
                    "Only customer invoices and credit notes can be franked. No stamp "
                    "was used. For anything else choose Online-Poststelle > New Letter."
                )
            )
        posted = invoices.filtered(lambda move: move.state == "posted")
        if not posted:
            raise UserError(
                self.env._("Only posted invoices can be franked. No stamp was used.")
            )
        waiting = posted.filtered(lambda move: not move.internetmarke_letter_id)
        if not waiting:
            raise UserError(
                self.env._(
                    "Franked already: %(invoices)s. Remove the franking first if you "
                    "want another one. No stamp was used.",
                    invoices=", ".join(posted[:NAMED].mapped("name")),
                )
            )
        moves = waiting.filtered("internetmarke_can_frank")
        if not moves:
            waiting[:1].company_id._internetmarke_check_enabled()
        return moves

    def _internetmarke_place(self):
        # EXTENDS 'internetmarke.document.mixin': the oldest on top
        place = super()._internetmarke_place()
        number = self.sequence_prefix or "", self.sequence_number
        return self.invoice_date or date.max, *number, *place

    def _internetmarke_companions(self):
        """Return these invoices and further ones that could go into the same envelope.

        Further ones go to the same address, and nobody has sent them in any way.
        """
        first = self[:1]
        if not first:
            return self
        waiting = self.search(
            Domain("company_id", "=", first.company_id.id)
            & Domain("commercial_partner_id", "=", first.commercial_partner_id.id)
            & Domain("state", "=", "posted")
            & Domain("move_type", "in", ("out_invoice", "out_refund"))
            & Domain("internetmarke_letter_id", "=", False)
            & Domain("is_move_sent", "=", False)
            & Domain("id", "not in", self.ids),
            limit=OFFERED,
        )
        recipient = first._internetmarke_recipient()
        return self | waiting.filtered(
            lambda move: move._internetmarke_recipient() == recipient
        )
