from odoo import api, models


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    @api.model
    def _hook_if_success(self, moves_data, from_cron=False):
        # EXTENDS 'account': there, an invoice is marked as sent when its PDF is made.
        # Franking may have made the PDF before. An invoice that is sent now stays
        # sent, also when the franking is removed.
        res = super()._hook_if_success(moves_data, from_cron=from_cron)
        for move in moves_data:
            if move.internetmarke_sent or not move.is_move_sent:
                if move.invoice_pdf_report_id:
                    move.write({"is_move_sent": True, "internetmarke_sent": False})
        return res
