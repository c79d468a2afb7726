from odoo import api, fields, models
from odoo.exceptions import AccessError


class InternetmarkeOwnCompany(models.AbstractModel):
    """A window about the company whose Portokasse a person works with."""

    _name = "internetmarke.own.company"
    _description = "About a Company's Portokasse"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company._internetmarke_selected_payer(),
    )
    currency_id = fields.Many2one(related="company_id.internetmarke_currency_id")

    @api.constrains("company_id")
    def _check_company_id(self):
        if self.company_id - self.env.companies:
            raise AccessError(
                self.env._(
                    "%(company)s is not selected. Select it at the top right first.",
                    company=(self.company_id - self.env.companies)[:1].name,
                )
            )
