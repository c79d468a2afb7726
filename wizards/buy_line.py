from odoo import api, fields, models


class InternetmarkeBuyLine(models.TransientModel):
    _name = "internetmarke.buy.line"
    _description = "Buy E-Porto Line"

    wizard_id = fields.Many2one(
        comodel_name="internetmarke.buy", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    product_id = fields.Many2one(comodel_name="internetmarke.product", required=True)
    quantity = fields.Integer(default=10, required=True)
    # The price that the person sees and confirms. A later price list does not change
    # it.
    price_unit = fields.Monetary(
        string="Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        aggregator=None,
    )
    price_total = fields.Monetary(string="Total", compute="_compute_price_total")
    stock_count = fields.Integer(related="product_id.stock_count")
    quick_quantity = fields.Selection(
        selection=[(str(count), str(count)) for count in (5, 10, 20, 50, 100)],
        store=False,
    )

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "The quantity must be at least 1."
    )

    @api.onchange("quick_quantity")
    def _onchange_quick_quantity(self):
        if self.quick_quantity:
            self.quantity = int(self.quick_quantity)

    def action_open_info(self):
        return self.product_id.action_open_info()

    @api.depends("product_id", "wizard_id.company_id")
    def _compute_price_unit(self):
        for line in self:
            company = line.wizard_id.company_id
            line.price_unit = line.product_id._price_for(company)

    @api.depends("quantity", "price_unit")
    def _compute_price_total(self):
        for line in self:
            line.price_total = line.quantity * line.price_unit
