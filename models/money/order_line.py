from odoo import api, fields, models


class InternetmarkeOrderLine(models.Model):
    _name = "internetmarke.order.line"
    _description = "E-Porto Order Line"
    _inherit = ["internetmarke.books"]
    _order = "order_id, id"
    _rec_name = "product_id"
    _check_company_auto = True

    order_id = fields.Many2one(
        comodel_name="internetmarke.order",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    product_id = fields.Many2one(
        comodel_name="internetmarke.product", required=True, ondelete="restrict"
    )
    quantity = fields.Integer(required=True, default=1)
    price_unit = fields.Monetary(string="Price", required=True, aggregator=None)
    price_total = fields.Monetary(
        string="Total", compute="_compute_price_total", store=True
    )

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "The quantity must be at least 1."
    )
    _price_positive = models.Constraint(
        "CHECK (price_unit > 0)", "The price must be above zero."
    )

    @api.depends("quantity", "price_unit")
    def _compute_price_total(self):
        for line in self:
            line.price_total = line.quantity * line.price_unit
