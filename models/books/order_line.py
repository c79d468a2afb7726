from odoo import fields, models
from odoo.exceptions import UserError


class InternetmarkeOrderLine(models.Model):
    """The tax that was in the price when the purchase was booked.

    It is kept, so that a later setting does not change what stamps in stock are worth.
    """

    _inherit = "internetmarke.order.line"

    purchase_tax_id = fields.Many2one(
        comodel_name="account.tax", readonly=True, copy=False, ondelete="restrict"
    )
    tax_unit = fields.Monetary(
        string="Tax in the Price",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Deductible tax in the price of one stamp.",
    )

    def _keep_tax(self):
        """Keep the tax that is set for these products now, computed for one stamp."""
        for line in self:
            tax = line.product_id.with_company(line.company_id).purchase_tax_id
            if tax:
                found = tax._internetmarke_in_price(line.price_unit, line.currency_id)
                line.write(
                    {
                        "purchase_tax_id": tax.id,
                        "tax_unit": sum(t["amount"] for t in found["taxes"]),
                    }
                )


class AccountTax(models.Model):
    _inherit = "account.tax"

    def _internetmarke_in_price(self, price, currency, is_refund=False):
        """Return what ``compute_all`` tells of this tax in a price that includes it.

        :raise UserError: if the tax is not a single share of the price.
        """
        found = self.with_context(force_price_include=True).compute_all(
            price, currency=currency, is_refund=is_refund
        )
        if len(found["taxes"]) != 1:
            raise UserError(
                self.env._(
                    "The tax %(tax)s has several parts, so it cannot be taken out of a "
                    "stamp's price. Choose another tax for the product.",
                    tax=self.name,
                )
            )
        return found
