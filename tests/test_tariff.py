from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import InternetmarkeCommon

MODELS = "odoo.addons.internetmarke.models"
TARIFF = f"{MODELS}.money.order_tariff"


@tagged("post_install", "-at_install")
class TestTariff(InternetmarkeCommon):
    """The prices change between the total a person sees and the payment."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.post.set_prices, {1: 95, 11: 110})
        self.balance_before = self._wallet()["balance"]

    def _press(self, wizard, button="action_buy"):
        self.env.flush_all()
        action = self._led_to(getattr(wizard, button)())
        self.env.invalidate_all()
        return action

    def _assert_asked_again(self, wizard, action, old, new):
        again = self._asked_again(wizard, action)
        notice = again.notice.replace("\N{NO-BREAK SPACE}", " ")
        self.assertIn(f"costs {new} € instead of {old} €", notice)
        self.assertIn("You were not charged", notice)
        self.assertEqual(self._wallet()["balance"], self.balance_before)
        return again

    def _assert_bought(self, action, cents):
        order = self.env["internetmarke.order"].browse(action["res_id"])
        self.assertEqual(order.state, "done")
        self.assertEqual(self._wallet()["balance"], self.balance_before - cents)

    def _old_list(self):
        """The price list still has the prices of yesterday."""
        return patch.object(
            type(self.env["internetmarke.product"]), "_refresh_prices", return_value=0
        )

    def test_post_has_new_prices(self):
        wizard = self._buy_wizard({self.standard: 2, self.kompakt: 1})
        self.post.set_prices({1: 99, 11: 115})
        action = self._press(wizard)
        wizard = self._assert_asked_again(wizard, action, "3.00", "3.13")
        self.assertAlmostEqual(wizard.amount_total, 3.13)
        self.assertAlmostEqual(self.standard.price, 0.99)
        self._assert_bought(self._press(wizard), 313)

    def test_odoo_has_read_new_prices_meanwhile(self):
        wizard = self._buy_wizard({self.standard: 2})
        self.post.set_prices({1: 99})
        self._run_job("ir_cron_refresh_prices")
        calls = self.post.ledger()["calls"]
        action = self._press(wizard)
        self.assertEqual(self.post.ledger()["calls"], calls, "nothing was asked")
        wizard = self._assert_asked_again(wizard, action, "1.90", "1.98")
        self._assert_bought(self._press(wizard), 198)

    def test_in_the_middle_of_several_purchases(self):
        first, second = (self._buy_wizard({self.standard: 2}) for _ in range(2))
        self._assert_bought(self._press(first), 190)
        self.balance_before -= 190
        self.post.misbehave("checkout", "new_prices", cents=4)
        action = self._press(second)
        second = self._assert_asked_again(second, action, "1.90", "1.98")
        self._assert_bought(self._press(second), 198)

    def test_second_click_is_no_answer_to_a_question_not_read(self):
        for told_by in ("Post", "Odoo"):
            for button in ("action_buy", "action_buy_and_frank"):
                with self.subTest(told_by=told_by, button=button):
                    self.balance_before = self._wallet()["balance"]
                    if button == "action_buy":
                        wizard = self._buy_wizard({self.standard: 2})
                    else:
                        move = self._printed_invoice()
                        wizard = self._frank_wizard(move, self.buyer)
                    self.post.set_prices({1: round(self.standard.price * 100) + 4})
                    if told_by == "Odoo":
                        self._run_job("ir_cron_refresh_prices")
                    asked = [
                        self._asked_again(wizard, self._press(wizard, button))
                        for _click in range(3)
                    ]
                    tokens = {again.confirmation_token for again in asked}
                    self.assertEqual(len(tokens), 1, "one confirmation")
                    self.assertEqual(self._wallet()["balance"], self.balance_before)

    def test_asked_again_keeps_what_was_chosen(self):
        wizard = self._frank_wizard(self._printed_invoice(), self.buyer)
        wizard.write(
            {"quantity": 3, "medium": "cover_sheet", "service": "einschreiben"}
        )
        product = wizard.product_id
        cents = round(product.price * 100)
        self.addCleanup(self.post.set_prices, {product.code: cents})
        self.post.set_prices({product.code: cents + 4})
        self._run_job("ir_cron_refresh_prices")
        action = self._press(wizard, "action_buy_and_frank")
        again = self._asked_again(wizard, action)
        for name in ("move_ids", "product_id", "quantity", "medium", "service"):
            self.assertEqual(again[name], wizard[name], name)

    def test_buy_and_frank(self):
        for told_by in ("Post", "Odoo"):
            with self.subTest(told_by):
                self.balance_before = self._wallet()["balance"]
                old = round(self.standard.price * 100)
                move = self._printed_invoice()
                wizard = self._frank_wizard(move, self.buyer)
                self.post.set_prices({1: old + 4})
                if told_by == "Odoo":
                    self._run_job("ir_cron_refresh_prices")
                action = self._press(wizard, "action_buy_and_frank")
                again = self._assert_asked_again(
                    wizard, action, f"0.{old}", f"{(old + 4) / 100:.2f}"
                )
                self.assertFalse(move.internetmarke_letter_id)
                self._press(again, "action_buy_and_frank")
                letter = move.internetmarke_letter_id
                self.assertAlmostEqual(letter.price, (old + 4) / 100)
                self.assertEqual(
                    self._wallet()["balance"], self.balance_before - old - 4
                )

    @mute_logger(TARIFF)
    def test_price_list_cannot_be_read(self):
        """The Post's own total tells the price of a single product."""
        wizard = self._buy_wizard({self.standard: 2})
        self.post.set_prices({1: 99})
        self.post.misbehave("products", "bad_gateway_html")
        action = self._press(wizard)
        wizard = self._assert_asked_again(wizard, action, "1.90", "1.98")
        self._assert_bought(self._press(wizard), 198)

    def test_price_list_has_old_prices(self):
        """As for a customer with prices of his own, which no list names."""
        wizard = self._buy_wizard({self.standard: 2})
        self.post.set_prices({1: 91})
        with self._old_list():
            action = self._press(wizard)
            wizard = self._assert_asked_again(wizard, action, "1.90", "1.82")
        self._assert_bought(self._press(wizard), 182)

    def test_price_list_has_old_prices_for_several_products(self):
        wizard = self._buy_wizard({self.standard: 2, self.kompakt: 1})
        self.post.set_prices({1: 99, 11: 115})
        checkouts = self.post.ledger()["calls"].get("checkout", 0)
        with self._old_list():
            wizard = self._asked_again(wizard, self._press(wizard))
        notice = wizard.notice.replace("\N{NO-BREAK SPACE}", " ")
        self.assertIn("asks 3.13 € for this instead of 3.00 €", notice)
        self.assertIn("You were not charged", notice)
        self.assertIn("Buy each product separately", notice)
        self.assertEqual(self.post.ledger()["calls"]["checkout"], checkouts + 1)
        self.assertEqual(self._wallet()["balance"], self.balance_before)
        self.assertAlmostEqual(self.kompakt.price, 1.10, msg="nothing was guessed")

    def test_post_names_no_total(self):
        for description in ("The total is invalid!", "PPL-total: 191, Cart: 190"):
            with self.subTest(description):
                wizard = self._buy_wizard({self.standard: 2})
                self.post.misbehave(
                    "checkout",
                    "refusal",
                    title="invalidTotalAmount",
                    description=description,
                )
                wizard = self._asked_again(wizard, self._press(wizard))
                self.assertIn("You were not charged", wizard.notice)
                self.assertNotIn("confirm again", wizard.notice)
                self.assertAlmostEqual(self.standard.price, 0.95)
        self.assertEqual(self._wallet()["balance"], self.balance_before)

    def test_second_click_after_a_price_change_shows_the_first_purchase(self):
        wizard = self._buy_wizard({self.standard: 2})
        first = self._press(wizard)
        self.post.set_prices({1: 99})
        self._run_job("ir_cron_refresh_prices")
        self.assertEqual(self._press(wizard)["res_id"], first["res_id"])
        self._assert_bought(first, 190)

    def test_stamps_in_stock_keep_the_price_paid(self):
        stamps = self._buy({self.standard: 2}).stamp_ids
        self.post.set_prices({1: 99})
        self._run_job("ir_cron_refresh_prices")
        self.assertEqual(set(stamps.mapped("price")), {0.95})
        self.assertEqual(set(stamps.mapped("below_price")), {True})
        wizard = self._frank_wizard(self._printed_invoice())
        self.assertTrue(wizard.below_price)
        self.assertAlmostEqual(wizard.price, 0.95)
