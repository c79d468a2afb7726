from odoo import api, models


class InternetmarkeBooks(models.AbstractModel):
    """What records things that happened: money, stamps, letters, prices.

    Odoo lets each user store a default value for any field. Here such a value would
    be a forged entry, so only what the code names and the field's own default count.
    """

    _name = "internetmarke.books"
    _description = "Record of What Happened"

    _takes_stored_defaults = False


class IrDefault(models.Model):
    _inherit = "ir.default"

    @api.model
    def _get_model_defaults(self, model_name, condition=False):
        # EXTENDS 'base'
        model = self.env.registry.get(model_name)
        if getattr(model, "_takes_stored_defaults", True):
            return super()._get_model_defaults(model_name, condition)
        return {}
