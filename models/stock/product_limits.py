from odoo import api, fields, models

from ..wording.postage import explain_sizes, explain_weights


class InternetmarkeProduct(models.Model):
    """The limits of a product as people say them."""

    _inherit = "internetmarke.product"

    weight_limit = fields.Char(string="Weight", compute="_compute_limits")
    size_limit = fields.Char(string="Size", compute="_compute_limits")

    @api.depends_context("lang")
    @api.depends(
        "min_weight",
        "max_weight",
        "min_length",
        "max_length",
        "min_width",
        "max_width",
        "min_height",
        "max_height",
    )
    def _compute_limits(self):
        for product in self:
            weights = product.min_weight, product.max_weight
            product.weight_limit = explain_weights(self.env, *weights)
            product.size_limit = explain_sizes(
                self.env,
                (product.min_length, product.max_length),
                (product.min_width, product.max_width),
                product.max_height,
            )
