from odoo import fields, models


class InternetmarkeStamp(models.Model):
    """The letters that a stamp was used on: one of them at a time."""

    _inherit = "internetmarke.stamp"

    letter_ids = fields.One2many("internetmarke.letter", "stamp_id", readonly=True)
