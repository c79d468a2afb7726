from odoo import api, models

from ..core.private_sql import private_sql

SECRETS = ("internetmarke.client_id", "internetmarke.client_secret")


class IrConfigParameter(models.Model):
    """Keeps the secrets that stand once for the whole database out of its log."""

    _inherit = "ir.config_parameter"

    @api.model_create_multi
    def create(self, vals_list):
        if not any(vals.get("key") in SECRETS for vals in vals_list):
            return super().create(vals_list)
        with private_sql():
            return super().create(vals_list)

    def write(self, vals):
        if vals.get("key") not in SECRETS and not set(self.mapped("key")) & {*SECRETS}:
            return super().write(vals)
        with private_sql():
            res = super().write(vals)
            self.flush_recordset()
        return res
