import base64

from odoo import api, fields, models

from ...printing import differences, masked_report, nominal_size
from ..wording.delivery import explain_check


class InternetmarkeOrder(models.Model):
    """Whether the Post's document was as expected, and a report about it."""

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
        """Write in plain words how the document differed from what was expected."""
        sizes = [
            nominal_size(line.product_id.destination, line.product_id.service)
            for line in self._pages().values()
        ]
        found = differences(pages, sizes)
        self.document_check = explain_check(self.env, len(sizes), found)

    def action_save_report(self):
        """Download how the document is made. It shows no ID, name or price."""
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
