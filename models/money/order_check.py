import base64

from odoo import api, fields, models

from ...printing import differences, masked_report, nominal_size
from ..wording.delivery import explain_check


class InternetmarkeOrder(models.Model):
    """Whether the Post's document was as expected, and a report of it to be shown."""

    _inherit = "internetmarke.order"

    document_check = fields.Text(string="Check of the Document", readonly=True)
    document_report = fields.Binary(
        compute="_compute_document_report", groups="internetmarke.group_buyer"
    )

    @api.depends("document")
    def _compute_document_report(self):
        for order in self:
            text = masked_report(order._document_bytes()) if order.document else ""
            order.document_report = base64.b64encode(text.encode())

    def _note_document_check(self, pages):
        """Write down in plain words what the document was like."""
        sizes = [
            nominal_size(line.product_id.destination, line.product_id.service)
            for line in self._pages().values()
        ]
        found = differences(pages, sizes)
        self.document_check = explain_check(self.env, len(sizes), found)

    def action_save_report(self):
        """Download what the document is made of; no ID, name or price is in it."""
        self.ensure_one()
        self._check_may_buy()
        self.check_access("read")
        name = f"internetmarke-{self.id}.txt"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/document_report/{name}"
            "?download=true",
            "target": "self",
        }
