from odoo import api, models

# The company whose price and stock stand beside the product.
COMPANY = "internetmarke_company_id"


class InternetmarkeProduct(models.Model):
    """In lists to choose from, a product says its price and how many are in stock."""

    _inherit = "internetmarke.product"

    @api.depends("name", "price", "stamp_ids.state")
    @api.depends_context("formatted_display_name", COMPANY, "allowed_company_ids")
    def _compute_display_name(self):
        # EXTENDS 'web'
        res = super()._compute_display_name()
        if self.env.context.get("formatted_display_name"):
            for product in self:
                facts = product._price_and_stock()
                product.display_name = f"{product.name}\t--{facts}--"
        return res

    def _price_and_stock(self):
        """Return price and number in stock, for the company that the window names."""
        company = self.env["res.company"].browse(self.env.context.get(COMPANY))
        company = company & self.env.companies or self.env.company
        product = self.with_context(allowed_company_ids=company.ids)
        return self.env._(
            "%(price)s · %(count)s in stock",
            price=self.currency_id.format(self._price_for(company)),
            count=product.stock_count,
        )
