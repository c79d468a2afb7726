import logging

from psycopg2 import IntegrityError, OperationalError

from odoo import api, models

from ... import api as post
from ..wording.prices import explain_new_total, explain_unknown_total

_logger = logging.getLogger(__name__)


class InternetmarkeOrder(models.Model):
    """A price that changes between the total a person saw and the payment.

    The Post compares the total with its own prices and refuses any other total, so
    nobody pays more than was confirmed. A refused total is never sent again: Odoo
    reads the prices anew and asks a person with the new total.
    """

    _inherit = "internetmarke.order"

    @api.model
    def _price_change(self, company, quantities, token):
        """Return the message for a person who has seen other prices than today's.

        There is none once the confirmation was carried out.

        :param quantities: list of ``(product, quantity, cents)`` as the person saw it.
        """
        if self._confirmed(company, token) or not any(
            cents != product._cents_for(company) for product, _, cents in quantities
        ):
            return ""
        seen = sum(quantity * cents for _, quantity, cents in quantities)
        today = sum(
            quantity * product._cents_for(company)
            for product, quantity, _ in quantities
        )
        return explain_new_total(self.env, seen, today)

    def _after_price_change(self, error):
        """Read the prices anew, and return the message with the new total.

        :param error: the ``PriceChanged``, which may name the Post's own total.
        """
        expected = error.expected_total
        try:
            self._read_price_list()
            with self._own_transaction(lock=True) as order:
                order._learn_price(expected)
                seen, today = order._total_cents(), order._total_today()
                if today != seen and expected in (None, today):
                    order.problem = explain_new_total(self.env, seen, today)
                else:
                    order.problem = explain_unknown_total(self.env, seen, expected)
        except (IntegrityError, OperationalError) as clash:
            _logger.warning("The prices are being read elsewhere: %s", clash)

    def _read_price_list(self):
        try:
            with self._own_transaction() as order:
                order.env["internetmarke.product"]._refresh_prices(order.company_id)
        except post.InternetmarkeError as error:
            _logger.warning("The price list could not be read: %s", error)

    def _learn_price(self, expected):
        """Learn the price of a product from the total that the Post expects.

        The price list may be late, and it names no prices agreed with this customer.
        Only the total of a single product tells its price. If the Post names no total,
        the price that it refused is not agreed any more.
        """
        product = self.line_ids.product_id
        if len(product) != 1:
            return
        if not expected:
            if self._total_cents() == self._total_today():
                product._learn_agreed(self.company_id, round(product.price * 100))
            return
        price, rest = divmod(expected, sum(self.line_ids.mapped("quantity")))
        if price and not rest:
            product._learn_agreed(self.company_id, price)

    def _total_today(self):
        """Return what this order costs at today's prices, in cents."""
        return sum(
            line.quantity * line.product_id._cents_for(self.company_id)
            for line in self.line_ids
        )
