from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How postage is booked is shown here and set up in a window of its own."""

    _inherit = "res.config.settings"

    internetmarke_books = fields.Boolean(related="company_id.internetmarke_books")
    internetmarke_books_since = fields.Date(
        related="company_id.internetmarke_books_since"
    )
    internetmarke_books_journal_id = fields.Many2one(
        related="company_id.internetmarke_books_journal_id"
    )
