from markupsafe import Markup

from odoo import api, models

from ..wording.restock import explain_elsewhere


class InternetmarkeStamp(models.Model):
    """What a person reads where no stamp is in stock."""

    _inherit = "internetmarke.stamp"

    @api.model
    def get_empty_list_help(self, help_message):
        # EXTENDS 'base': whom to ask, and why stamps bought elsewhere are not here
        lines = [explain_elsewhere(self.env)]
        if not self.env.user.has_group("internetmarke.group_buyer"):
            lines.insert(0, self.env.company._internetmarke_whom_to_ask())
        more = Markup("").join(Markup("<p>%s</p>") % line for line in lines)
        return super().get_empty_list_help(Markup(help_message or "") + more)
