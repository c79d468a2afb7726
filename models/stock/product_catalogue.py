import logging
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...api import InternetmarkeError
from ..core.clock import post_today
from ..core.plain_context import plain
from ..wording.price_list import explain_no_price_list, explain_price_list

_logger = logging.getLogger(__name__)

# The Post's list may lack products that it sells (seen 2026). So a product is taken for
# gone only when the lists of a week lack it.
GONE_AFTER = timedelta(days=7)
# A list with less than this part of our products proves nothing.
LEAST_PART = 0.5


class PriceListRead(NamedTuple):
    """How many prices changed, which products are missing, and whether too many."""

    changed: int
    missing: models.Model
    incomplete: bool


class InternetmarkeProduct(models.Model):
    """The catalogue follows the Post's price list. Nothing in it is ever deleted."""

    _inherit = "internetmarke.product"

    missing_since = fields.Date(
        readonly=True,
        help="Since then the Post's price list does not name this product. After a "
        "week it is archived. Stamps in stock stay valid.",
    )
    previous_price = fields.Monetary(readonly=True, aggregator=None)
    price_changed_on = fields.Date(readonly=True)
    price_ids = fields.One2many(
        comodel_name="internetmarke.product.price",
        inverse_name="product_id",
        string="Price History",
        readonly=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        products = super().create(vals_list)
        plain(products.sudo())._note_prices()
        return products

    def _note_prices(self):
        self.env["internetmarke.product.price"].create(
            [{"product_id": product.id, "price": product.price} for product in self]
        )

    def action_refresh(self):
        """Read the prices of the Post anew, as a person asked."""
        self.check_access("write")
        company = self.env.company
        if not company._internetmarke_may_ask("internetmarke_prices_asked_on"):
            return self._tell_prices(
                self.env._("The price list was read a moment ago. Look at the prices.")
            )
        try:
            read = self._refresh_prices(company)
        except InternetmarkeError as error:
            raise UserError(explain_no_price_list(self.env, error)) from error
        return self._tell_prices(
            explain_price_list(self.env, *read), warns=bool(read.missing)
        )

    def _tell_prices(self, message, warns=False):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if warns else "success",
                "sticky": warns,
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _refresh_prices(self, company):
        """Take over the Post's price list.

        :return: a ``PriceListRead``.
        :raise InternetmarkeError: if the Post gives no usable list.
        """
        client = company._internetmarke_products_client()
        listed = {product.code: product for product in client.products()}
        catalogue = plain(self.sudo()).with_context(active_test=False)
        known = catalogue.search([("code", "!=", False)])
        changed = 0
        for product in known.filtered(lambda product: product.code in listed):
            changed += product._take_price(listed[product.code].price)
            product._take_name(listed[product.code].name)
        missing, incomplete = known._note_missing(set(listed))
        new = [listed[code] for code in listed.keys() - set(known.mapped("code"))]
        catalogue.create([self._prepare_unknown(product) for product in new])
        return PriceListRead(changed, missing.with_env(self.env), incomplete)

    def _take_price(self, cents):
        old = round(self.price * 100)
        if cents == old:
            return False
        _logger.info("Price of product %s: %s -> %s cents", self.code, old, cents)
        self.write(
            {
                "price": cents / 100,
                "previous_price": old / 100,
                "price_changed_on": post_today(),
            }
        )
        self._note_prices()
        # The list was late, or everybody pays the agreed price now.
        same = [("product_id", "=", self.id), ("price", "=", cents / 100)]
        self.env["internetmarke.product.price"].search(same)._end()
        return True

    def _take_name(self, name):
        """Store the Post's own name of a product that the addon does not know.

        Those of the addon have theirs from its file.
        """
        if not self.post_name:
            self.post_name = name

    def _note_missing(self, codes):
        """Archive what the Post does not sell any more. Restore what is sold again.

        :return: the products on offer that are missing, and whether so many are missing
            that nothing follows from it.
        """
        today = post_today()
        back = self.filtered(lambda p: p.missing_since and p.code in codes)
        for product in back:
            gone = product.missing_since <= today - GONE_AFTER
            product.write({"missing_since": False, "active": product.active or gone})
        offered = self.filtered("active")
        missing = offered.filtered(lambda product: product.code not in codes)
        if len(missing) > LEAST_PART * len(offered):
            _logger.warning("The price list is incomplete: %s missing", len(missing))
            return missing, True
        for product in missing:
            product.missing_since = product.missing_since or today
            if product.missing_since <= today - GONE_AFTER:
                _logger.info("Product %s is gone", product.code)
                product.active = False
        return missing, False

    @api.model
    def _prepare_unknown(self, product):
        """Return values of a product that is new to the catalogue: archived at first.

        The list does not name its kind, so the product is never proposed.
        """
        sizes = (
            "min_weight",
            "max_weight",
            "min_length",
            "max_length",
            "min_width",
            "max_width",
            "min_height",
            "max_height",
        )
        return {
            "code": product.code,
            "post_name": product.name,
            "price": product.price / 100,
            "destination": product.destination,
            "category": "other",
            "active": False,
            **{size: int(getattr(product, size) or 0) for size in sizes},
        }

    @api.model
    def _cron_refresh_prices(self):
        # The prices of demo mode must not replace the real ones.
        companies = self.env["res.company"].sudo()
        enabled = companies.search([("internetmarke_enabled", "=", True)])
        company = enabled.sorted("internetmarke_environment", reverse=True)[:1]
        if company:
            try:
                self._refresh_prices(company)
            except (InternetmarkeError, UserError) as error:
                _logger.warning("The price list could not be read: %s", error)
