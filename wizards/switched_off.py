from odoo import models


class InternetmarkeBuy(models.TransientModel):
    """Where Internetmarke is switched off, buying leads to the first set-up."""

    _inherit = "internetmarke.buy"

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS 'web': no field has changed yet when the window opens. A mailing run,
        # whose window is another one, has checked its company by then.
        if not field_names and self._name == "internetmarke.buy":
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
    proposed = window.default_get(["company_id"])["company_id"]
    window.env["res.company"].browse(proposed)._internetmarke_offer_setup()
