from odoo import api, models

from ..money.order_purchase import MAX_STAMPS

# Of a favorite that is neither used nor in stock.
FIRST_PURCHASE = 10


class InternetmarkeProduct(models.Model):
    """What an office should buy next, and how much of it."""

    _inherit = "internetmarke.product"

    @api.model
    def action_restock(self):
        """Open the purchase of what runs short in the company a person works in."""
        company = self.env.company._internetmarke_selected_payer()
        return company._internetmarke_restock()

    @api.model
    def _to_restock(self, company):
        """Return what runs short: ``{product: quantity}``.

        That is what is below its minimum, or does not last a week if it is used as in
        the last 30 days. The quantity lasts for 30 days.

        :param company: its stock; branches that use it count as well.
        """
        return {
            product.with_env(self.env): product._lacking()
            for product in self._of_payer(company).search([])
            if product.stock_level or product.runs_out
        }

    @api.model
    def _to_buy(self, company):
        """Return a purchase to begin with: ``{product: quantity}``.

        What runs short comes first, then favorites that are not enough for 30 days.
        """
        wanted = self._to_restock(company)
        for product in self._of_payer(company).search([("is_favorite", "=", True)]):
            in_use = product.stock_count or product.use_count
            quantity = product._lacking() if in_use else FIRST_PURCHASE
            wanted.setdefault(product.with_env(self.env), quantity)
        return self._within_limit(wanted)

    @api.model
    def _within_limit(self, wanted):
        """Return the first of these quantities that one purchase has room for."""
        bought, room = {}, MAX_STAMPS
        for product, quantity in wanted.items():
            if taken := min(quantity, room):
                bought[product] = taken
                room -= taken
        return bought

    def _lacking(self):
        """Return how many stamps the minimum and the next 30 days need besides."""
        return max(max(self.min_stock, self.use_count) - self.stock_count, 0)

    @api.model
    def _of_payer(self, company):
        """Return the catalogue as it is seen from all companies that use this stock."""
        companies = (
            self.env["res.company"].sudo().search([("id", "child_of", company.id)])
        )
        users = companies.filtered(lambda used: used._internetmarke_payer() == company)
        ids = [company.id, *(users - company).ids]
        return self.sudo().with_context(allowed_company_ids=ids)
