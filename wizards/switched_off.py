from odoo import models

# Of the windows that menus and buttons open. Other code asks for no set-up.
OFFER = "internetmarke_offer_setup"


class InternetmarkeBuy(models.TransientModel):
    """Where Internetmarke is switched off, buying leads to the first set-up."""

    _inherit = "internetmarke.buy"

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS 'web': no field has changed yet when the window opens
        if not field_names:
            _offer_setup(self)
        return super().onchange(values, field_names, fields_spec)


class InternetmarkeTopup(models.TransientModel):
    """So does topping up."""

    _inherit = "internetmarke.topup"

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS 'web': see above
        if not field_names:
            _offer_setup(self)
        return super().onchange(values, field_names, fields_spec)


def _offer_setup(window):
    if window.env.context.get(OFFER):
        proposed = window.default_get(["company_id"])["company_id"]
        window.env["res.company"].browse(proposed)._internetmarke_offer_setup()
