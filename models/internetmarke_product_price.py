from odoo import fields, models


class InternetmarkeProductPrice(models.Model):
    """What a product cost from when on, as the Post's price list said."""

    _name = "internetmarke.product.price"
    _description = "E-Porto Product Price"
    _inherit = ["internetmarke.books"]
    _order = "valid_from desc, id desc"
    _rec_name = "valid_from"

    product_id = fields.Many2one(
        comodel_name="internetmarke.product",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    valid_from = fields.Date(
        string="Seen On",
        required=True,
        readonly=True,
        default=fields.Date.context_today,
        help="The day on which Odoo first read this price from the Post.",
    )
    currency_id = fields.Many2one(related="product_id.currency_id")
    price = fields.Monetary(required=True, readonly=True, aggregator=None)
