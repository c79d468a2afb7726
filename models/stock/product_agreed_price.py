import logging

from odoo import api, fields, models

from ... import postage

_logger = logging.getLogger(__name__)


class InternetmarkeProduct(models.Model):
    """What a company pays: the price it agreed with the Post, else the list price."""

    _inherit = "internetmarke.product"

    company_price = fields.Monetary(
        string="Price",
        compute="_compute_company_price",
        help="What your company pays: the price that it has agreed with the Post, or "
        "else the one of the Post's price list.",
    )

    @api.depends_context("company")
    @api.depends(
        "price",
        "price_ids.price",
        "price_ids.ended_on",
        "price_ids.company_id.internetmarke_environment",
    )
    def _compute_company_price(self):
        agreed = self.env["internetmarke.product.price"]._agreed(self, self.env.company)
        own = {price.product_id.id: price.price for price in agreed}
        for product in self:
            product.company_price = own.get(product._origin.id, product.price)

    def _price_for(self, company):
        """Return what this product costs a company today, in euro."""
        # People who work in a branch need no access to the company that pays.
        return self.sudo().with_company(company).company_price

    def _cents_for(self, company):
        """Return what this product costs a company today, in cents."""
        return round(self._price_for(company) * 100)

    def _is_above(self, price, company):
        """Tell whether a company pays more than ``price`` (euro) for this today."""
        return self.currency_id.compare_amounts(self._price_for(company), price) > 0

    def _as_postage(self, company):
        """Return these products as ``postage.Product``, which can be compared.

        :param company: the products have the prices that this company pays.
        """
        return [
            postage.Product(
                code=product.code,
                name=product.name,
                price=round(product.company_price * 100),
                max_weight=product.max_weight or None,
                min_length=product.min_length or None,
                max_length=product.max_length or None,
                min_width=product.min_width or None,
                max_width=product.max_width or None,
                min_height=product.min_height or None,
                max_height=product.max_height or None,
                destination=product.destination,
                service=product.service,
                category=product.category,
            )
            for product in self.sudo().with_company(company)
        ]

    def _learn_agreed(self, company, cents):
        """Store the price that the Post wants from this company.

        :param cents: the price of one stamp; the list price ends what was agreed.
        """
        self.ensure_one()
        if cents == self._cents_for(company):
            return
        prices = self.env["internetmarke.product.price"]
        prices._agreed(self, company)._end()
        if cents != round(self.price * 100):
            prices.create(
                {
                    "product_id": self.id,
                    "company_id": company.id,
                    "environment": company.internetmarke_environment,
                    "price": cents / 100,
                }
            )
        _logger.info(
            "Price of product %s for company %s: %s cents", self.code, company.id, cents
        )
