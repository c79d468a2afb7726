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
        if _takes_stored_defaults(self.env, model_name):
            return super()._get_model_defaults(model_name, condition)
        return {}


class IrAttachment(models.Model):
    """The files of these records, which hold stamps that can be printed."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base': a stored default of a person, or one in a context, would give
        # the file to everybody.
        return super().create(
            [
                {**vals, "public": False, "access_token": False}
                if vals.get("res_field")
                and not _takes_stored_defaults(self.env, vals.get("res_model"))
                else vals
                for vals in vals_list
            ]
        )


def _takes_stored_defaults(env, model_name):
    model = env.registry.get(model_name)
    return getattr(model, "_takes_stored_defaults", True)
