from odoo import api, models

from ..core.sending import BY_POST

# In the context while a person franks the invoice that is sent.
FRANKED_BY_HAND = "internetmarke_franked_by_hand"


class AccountMoveSend(models.AbstractModel):
    """ "By Post" among the ways to send an invoice.

    Only the button of the dialog for one invoice franks (wizards/send.py). Whatever
    else sends an invoice by post puts it into the next mailing run: the dialog for
    many, scheduled sending, points of sale, payments on the website. What only goes
    by post does not count as sent until its letter is printed, so Odoo's own steps
    for what is sent leave it out.
    """

    _inherit = "account.move.send"

    @api.model
    def _get_default_sending_methods(self, move):
        # EXTENDS 'account'
        methods = set(super()._get_default_sending_methods(move))
        usable = move.is_sale_document() and self._is_applicable_to_company(
            BY_POST, move.company_id
        )
        if not usable:
            return methods - {BY_POST} or {"email"}
        customer = move.commercial_partner_id.with_company(move.company_id)
        nothing_chosen = methods == {"email"} and not customer.invoice_sending_method
        if nothing_chosen and move.company_id.internetmarke_by_post:
            return {BY_POST}
        return methods

    @api.model
    def _is_applicable_to_company(self, method, company):
        # EXTENDS 'account'
        res = super()._is_applicable_to_company(method, company)
        if method == BY_POST:
            return res and company._internetmarke_payer().internetmarke_enabled
        return res

    @api.model
    def _is_applicable_to_move(self, method, move, **move_data):
        # EXTENDS 'account': only a franked invoice cannot go. Other obstacles are shown
        # as alerts; without the method nobody would see them.
        res = super()._is_applicable_to_move(method, move, **move_data)
        if method == BY_POST:
            franked = move.sudo().internetmarke_letter_id
            return res and move.is_sale_document() and not franked
        return res

    @api.model
    def _get_alerts(self, moves, moves_data):
        # EXTENDS 'account': for many. The dialog for one invoice tells more.
        alerts = super()._get_alerts(moves, moves_data)
        by_post = moves.filtered(
            lambda move: BY_POST in moves_data[move]["sending_methods"]
        )
        if len(moves) > 1:
            alerts.update(self._internetmarke_alerts(by_post))
        return alerts

    @api.model
    def _internetmarke_alerts(self, moves):
        """Return what a person should know before these go into a mailing run.

        Nothing here blocks: one letter must not keep all other invoices back.
        """
        alerts = {}
        if franked := moves.filtered(lambda m: m.sudo().internetmarke_letter_id):
            alerts["internetmarke_franked"] = {
                "level": "warning",
                "message": self.env._(
                    "Franked already, so they are not sent once more: %(invoices)s",
                    invoices=", ".join(franked.mapped("name")),
                ),
            }
        bad = (moves - franked).partner_id.filtered(
            lambda partner: partner._internetmarke_is_blocked()
        )
        if bad:
            alerts["internetmarke_address"] = {
                "level": "warning",
                "message": self.env._(
                    "No letter would reach %(customers)s. The mailing run says why.",
                    customers=", ".join(bad.mapped("display_name")),
                ),
                "action_text": self.env._("View Contacts"),
                "action": bad._get_records_action(name=self.env._("Contacts")),
            }
        return alerts

    @api.model
    def _internetmarke_goes_otherwise(self, move, move_data):
        """Tell whether an invoice goes to the customer in another way than by post."""
        methods = set(move_data["sending_methods"])
        if BY_POST not in methods:
            return True
        return any(
            self._is_applicable_to_move(method, move, **move_data)
            for method in methods - {BY_POST}
        )

    @api.model
    def _link_invoice_documents(self, invoices_data):
        # EXTENDS 'account': there, an invoice is marked as sent when its PDF is made.
        # Payments on the website mark it before. Without a PDF it never was sent.
        waiting = [
            move
            for move, move_data in invoices_data.items()
            if not self._internetmarke_goes_otherwise(move, move_data)
            and not (move.is_move_sent and move.invoice_pdf_report_id)
        ]
        res = super()._link_invoice_documents(invoices_data)
        for move in waiting:
            move.is_move_sent = False
        return res

    @api.model
    def _hook_if_success(self, moves_data, from_cron=False):
        # EXTENDS 'account'
        otherwise = {
            move: move_data
            for move, move_data in moves_data.items()
            if self._internetmarke_goes_otherwise(move, move_data)
        }
        res = super()._hook_if_success(otherwise, from_cron=from_cron)
        for move in otherwise:
            # Franking may have made the PDF before, which then does not mark it as
            # sent. An invoice that is sent now stays sent, also when the franking is
            # removed.
            if move.internetmarke_sent or not move.is_move_sent:
                if move.invoice_pdf_report_id:
                    move.write({"is_move_sent": True, "internetmarke_sent": False})
        if not self.env.context.get(FRANKED_BY_HAND):
            by_post = [
                move.id
                for move, move_data in moves_data.items()
                if BY_POST in move_data["sending_methods"]
                and self._is_applicable_to_move(BY_POST, move, **move_data)
            ]
            moves = self.env["account.move"].browse(by_post)
            moves._internetmarke_wait_for_run()
        return res
