from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    internetmarke_enabled = fields.Boolean(
        related="company_id.internetmarke_enabled", readonly=False
    )
    internetmarke_environment = fields.Selection(
        related="company_id.internetmarke_environment", readonly=False
    )
    internetmarke_username = fields.Char(
        related="company_id.internetmarke_username", readonly=False
    )
    internetmarke_password = fields.Char(
        related="company_id.internetmarke_password", readonly=False
    )
    internetmarke_client_id = fields.Char(
        related="company_id.internetmarke_client_id", readonly=False
    )
    internetmarke_client_secret = fields.Char(
        related="company_id.internetmarke_client_secret", readonly=False
    )

    def action_internetmarke_test(self):
        """Log in to the Portokasse and tell the balance."""
        self.ensure_one()
        company = self.company_id
        company._internetmarke_check_enabled()
        company._internetmarke_refresh_balance()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("The connection works"),
                "message": self.env._(
                    "Balance of the Portokasse: %(balance)s",
                    balance=company.internetmarke_currency_id.format(
                        company.internetmarke_balance
                    ),
                ),
            },
        }
