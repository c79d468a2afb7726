from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..core.clock import post_today
from ..money.request import ENVIRONMENTS


class InternetmarkeProductPrice(models.Model):
    """A price of a product and when it begins: from the Post's list, or agreed.

    The Post may have agreed a price with a Portokasse. Its list does not name that
    price, so Odoo learns it from a refused total (order_tariff.py). It belongs to
    the company, and is valid until the Post names another one or a person ends it.
    """

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
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Agreed With",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="The company that pays this price, as its Portokasse told. Empty: the "
        "Post's price list.",
    )
    environment = fields.Selection(
        selection=ENVIRONMENTS,
        readonly=True,
        string="Mode",
    )
    valid_from = fields.Date(
        string="Seen On",
        required=True,
        readonly=True,
        default=lambda self: post_today(),
        help="The day on which Odoo first read this price from the Post.",
    )
    ended_on = fields.Date(
        readonly=True, help="Since then this agreed price does not count any more."
    )
    currency_id = fields.Many2one(related="product_id.currency_id")
    price = fields.Monetary(required=True, readonly=True, aggregator=None)

    _one_agreed = models.UniqueIndex(
        "(product_id, company_id, environment)"
        " WHERE company_id IS NOT NULL AND ended_on IS NULL",
        "There is an agreed price of this product already.",
    )

    @api.model
    def _agreed(self, products, company):
        """Return the agreed prices that a company has now, in its present mode."""
        return self.sudo().search(
            Domain("product_id", "in", products.ids)
            & Domain("company_id", "=", company.id)
            & Domain("environment", "=", company.sudo().internetmarke_environment)
            & Domain("ended_on", "=", False)
        )

    def action_end(self):
        """End agreed prices, as a manager wants. The price list is valid again."""
        if not self.env.user.has_group("account.group_account_manager"):
            raise AccessError(
                self.env._(
                    "Only an administrator of Invoicing can end an agreed price. "
                    "Nothing was changed."
                )
            )
        self.check_access("read")
        self.sudo()._end()

    def _end(self):
        """End the agreed ones of these prices that are still valid."""
        running = self.filtered(lambda price: price.company_id and not price.ended_on)
        running.ended_on = post_today()
        # Written before the next one: the database allows one agreed price at a time.
        running.flush_recordset(["ended_on"])
