from odoo import models


class InternetmarkeOrder(models.Model):
    """A purchase may end what runs short."""

    _inherit = "internetmarke.order"

    def _conclude_delivery(self):
        # EXTENDS 'internetmarke.order'
        res = super()._conclude_delivery()
        if self.company_id.internetmarke_restock_activity_id:
            self.env["internetmarke.product"]._watch_stock()
        return res
