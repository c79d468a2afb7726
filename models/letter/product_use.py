from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# The days that tell how fast stamps are used, and for how many days stock should last.
USE_PERIOD = timedelta(days=30)
STOCK_FOR = timedelta(days=7)


class InternetmarkeProduct(models.Model):
    """How fast the stamps of a product are used, and whether the stock runs out."""

    _inherit = "internetmarke.product"

    use_count = fields.Integer(string="Used in 30 Days", compute="_compute_use")
    runs_out = fields.Boolean(
        compute="_compute_use",
        help="The stock is less than what was used in a week of the last 30 days.",
    )

    @api.depends_context("allowed_company_ids")
    @api.depends("stock_count")
    def _compute_use(self):
        used = dict(
            self.env["internetmarke.letter"]._read_group(
                Domain("product_id", "in", self.ids) & self._use_domain(),
                ["product_id"],
                ["__count"],
            )
        )
        for product in self:
            product.use_count = used.get(product, 0)
            needed = product.use_count * (STOCK_FOR / USE_PERIOD)
            product.runs_out = product.stock_count < needed

    def _use_domain(self):
        since = fields.Datetime.now() - USE_PERIOD
        return (
            Domain("state", "!=", "released")
            & Domain("franked_on", ">=", since)
            & Domain.OR(
                Domain("company_id", "=", company.id)
                & Domain("environment", "=", payer.internetmarke_environment)
                for company, payer in self._payers()
            )
        )
