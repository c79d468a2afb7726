from odoo import api, models


class InternetmarkeBooks(models.AbstractModel):
    """Records of what happened: money, stamps, letters, prices.

    Odoo lets each user store a default value for any field. In these models such a
    value would be a forged entry. Only values that the code names and the defaults
    of the fields themselves count.
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
