from odoo import fields, models


class ResCompany(models.Model):
    """How customers get invoices when nothing else is chosen for them."""

    _inherit = "res.company"

    internetmarke_by_post = fields.Boolean(
        string="Send Invoices by Post",
        help="For customers without a sending method of their own, “Send” proposes to "
        "send invoices by post. Invoices that are sent automatically, or many at once, "
        "wait in a mailing run.",
    )
