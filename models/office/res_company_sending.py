from odoo import fields, models


class ResCompany(models.Model):
    """How customers get invoices when nothing else is chosen for them."""

    _inherit = "res.company"

    internetmarke_by_post = fields.Boolean(
        string="Send Invoices by Post",
        help="“Send” proposes the post for customers without a choice of their own. "
        "What is sent without a person, and many invoices at once, waits in a mailing "
        "run.",
    )
