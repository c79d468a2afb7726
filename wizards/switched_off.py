from odoo import api, models


class InternetmarkeBuy(models.TransientModel):
    """Where Internetmarke is switched off, buying leads to the first set-up."""

    _inherit = "internetmarke.buy"

    @api.model
    def default_get(self, fields):
        self.env.company._internetmarke_offer_setup()
        return super().default_get(fields)


class InternetmarkeTopup(models.TransientModel):
    """So does topping up."""

    _inherit = "internetmarke.topup"

    @api.model
    def default_get(self, fields):
        self.env.company._internetmarke_offer_setup()
        return super().default_get(fields)
