from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.core.clock import post_today
from .common import InternetmarkeCommon

LOGGER = "odoo.addons.internetmarke.models.stock.product_catalogue"


@tagged("post_install", "-at_install")
class TestCatalogue(InternetmarkeCommon):
    def _refresh(self):
        return self.env["internetmarke.product"]._refresh_prices(self.company)

    def test_price_change_is_shown_and_kept(self):
        self.post.set_prices({1: 99})
        self.addCleanup(self.post.set_prices, {1: 95})
        self.assertEqual(self._refresh().changed, 1)
        self.assertEqual(
            (self.standard.price, self.standard.previous_price), (0.99, 0.95)
        )
        self.assertEqual(self.standard.price_changed_on, post_today())
        self.assertEqual(self.standard.price_ids.mapped("price"), [0.99, 0.95])
        self.assertEqual(self._refresh().changed, 0)
        self.assertEqual(len(self.standard.price_ids), 2)

    def test_stamps_bought_below_todays_price_are_flagged(self):
        order = self._buy({self.standard: 1, self.kompakt: 1})
        self.post.set_prices({1: 99})
        self.addCleanup(self.post.set_prices, {1: 95})
        self._refresh()
        cheap, enough = order.stamp_ids.sorted("price")
        self.assertTrue(cheap.below_price)
        self.assertFalse(enough.below_price)
        self.assertEqual(cheap.price, 0.95, "the price paid stays")
        self.assertTrue(self._frank_wizard(self._invoice()).below_price)
        found = self.env["internetmarke.stamp"].search(
            [("below_price", "=", True), ("order_id", "=", order.id)]
        )
        self.assertEqual(found, cheap)

    @mute_logger(LOGGER)
    def test_vanished_product_is_archived_after_a_week_and_comes_back(self):
        self.post.set_prices({1: None})
        self.addCleanup(self.post.set_prices, {1: 95})
        self._refresh()
        self.assertTrue(self.standard.active, "the list may lack a product once")
        self.assertTrue(self.standard.missing_since)
        self.standard.sudo().missing_since -= timedelta(days=8)
        self._refresh()
        self.assertFalse(self.standard.active)
        self.post.set_prices({1: 95})
        self._refresh()
        self.assertTrue(self.standard.active)
        self.assertFalse(self.standard.missing_since)

    @mute_logger(LOGGER)
    def test_an_incomplete_list_is_no_evidence(self):
        self.post.set_prices(dict.fromkeys(self.post.prices(), None) | {1: 95})
        prices = {p.code: round(p.price * 100) for p in self._all_products()}
        self.addCleanup(self.post.set_prices, prices)
        self._refresh()
        self.assertFalse(any(self._all_products().mapped("missing_since")))

    def _told(self):
        """Return how and what a person is told who refreshes the prices."""
        self.env.invalidate_all()
        self.company.sudo().internetmarke_prices_asked_on = False
        self.env.flush_all()
        action = self.env["internetmarke.product"].with_user(self.buyer)
        params = action.action_refresh()["params"]
        return params["type"], params["message"]

    def test_what_a_complete_list_has_brought(self):
        self.addCleanup(self.post.set_prices, {1: 95, 11: 110})
        done = "The catalogue is up to date."
        self.assertEqual(self._told(), ("success", f"{done} No price has changed."))
        self.post.set_prices({1: 96})
        self.assertEqual(self._told(), ("success", f"{done} One price has changed."))
        self.post.set_prices({1: 97, 11: 111})
        self.assertEqual(self._told(), ("success", f"{done} 2 prices have changed."))

    def test_who_asks_again_and_again_uses_up_no_calls(self):
        self._told()
        calls = self.post.ledger()["calls"]
        products = self.env["internetmarke.product"].with_user(self.buyer)
        for _press in range(3):
            params = products.action_refresh()["params"]
            self.assertIn("a moment ago", params["message"])
        self.assertEqual(self.post.ledger()["calls"], calls)

    @mute_logger(LOGGER)
    def test_an_incomplete_list_is_not_called_up_to_date(self):
        prices = {p.code: round(p.price * 100) for p in self._all_products()}
        self.addCleanup(self.post.set_prices, prices)
        self.post.set_prices({1: None, 11: 111})
        kind, message = self._told()
        self.assertEqual(kind, "warning")
        self.assertIn("Not in the Post's price list: Standardbrief. ", message)
        self.assertIn("taken over", message)
        self.assertEqual(self.kompakt.price, 1.11)
        self.post.set_prices(dict.fromkeys(self.post.prices(), None) | {1: 96})
        kind, message = self._told()
        self.assertEqual(kind, "warning")
        self.assertIn("more than half of the products are missing", message)
        self.assertIn("nothing was archived", message)
        self.assertEqual(self.standard.price, 0.96)

    def _all_products(self):
        return (
            self.env["internetmarke.product"]
            .with_context(active_test=False)
            .search([("code", "!=", False)])
        )

    def test_unknown_product_is_added_but_not_offered(self):
        self.env.cr.execute(
            "UPDATE internetmarke_product SET code = 999999 WHERE code = 21"
        )
        self.env.invalidate_all()
        self._refresh()
        new = self._all_products().filtered(lambda product: product.code == 21)
        self.assertEqual((new.active, new.category, new.price), (False, "other", 1.8))
        self.assertEqual(new.name, "Großbrief")

    def test_a_product_is_found_by_both_names_and_its_code(self):
        products = self.env["internetmarke.product"]
        registered = products.search([("code", "=", 1002)])
        self.assertEqual(registered.name, "Standardbrief + Einschreiben Einwurf")
        for text in ("f + Einschreiben Ein", "Standardbrief Integral + EINSCH", "1002"):
            found = [found for found, _name in products.name_search(text, limit=None)]
            self.assertIn(registered.id, found, text)

    def test_the_list_names_what_it_brought_before_names_were_friendly(self):
        registered = self.env["internetmarke.product"].search([("code", "=", 1002)])
        raw = registered.post_name
        registered.sudo().write({"post_name": False, "name": raw})
        self._refresh()
        self.assertEqual(registered.post_name, raw)
        self.assertEqual(registered.name, "Standardbrief + Einschreiben Einwurf")

    def test_limits_are_told_without_lonely_zeros(self):
        def told(code):
            product = self.env["internetmarke.product"].search([("code", "=", code)])
            limits = product.weight_limit, product.size_limit
            return [limit.replace("\N{NO-BREAK SPACE}", " ") for limit in limits]

        size = "100 to 353 mm × 70 to 250 mm, up to 20 mm thick"
        self.assertEqual(told(21), ["up to 500 g", size])
        self.assertEqual(told(41), ["1,001 to 2,000 g", ""])
        size = "up to 235 mm × up to 125 mm, up to 10 mm thick"
        self.assertEqual(told(10011), ["up to 50 g", size])

    def test_every_product_has_its_information_page(self):
        for product in self._all_products():
            self.assertTrue(
                product.info_url.startswith("https://www.deutschepost.de/"), product
            )

    def test_favorites_stand_first(self):
        products = self.env["internetmarke.product"]
        self.abroad.with_user(self.buyer).is_favorite = True
        self.assertEqual(products.search([], limit=1), self.abroad)
        with self.assertRaises(AccessError):
            self.abroad.with_user(self.clerk).is_favorite = False

    def test_stamps_of_an_archived_product_can_be_used(self):
        self._buy({self.standard: 1})
        self.standard.active = False
        wizard = self._frank_wizard(self._printed_invoice())
        self.assertEqual(wizard.product_id, self.standard)
        wizard.action_frank()
        self.assertNotIn(
            self.standard, self._frank_wizard(self._invoice()).allowed_product_ids
        )

    def test_expired_stamps_leave_the_stock(self):
        stamps = self._buy({self.standard: 2}).stamp_ids
        stamps[0].sudo().valid_until = post_today() - timedelta(days=1)
        stamps[1].sudo().valid_until = post_today() + timedelta(days=30)
        self._run_job("ir_cron_expire_stamps")
        self.assertEqual(stamps.mapped("state"), ["expired", "stock"])
        self.assertEqual(stamps.mapped("expires_soon"), [False, True])
