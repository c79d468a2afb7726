from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        # EXTENDS 'web': where "Frank" is offered on attachments
        info = super().session_info()
        user = self.env.user
        if user.has_group("account.group_account_invoice"):
            info["internetmarke_company_ids"] = [
                company.id
                for company in user.company_ids
                if company._internetmarke_payer().internetmarke_enabled
            ]
        return info
