from datetime import date
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.money.order_delivery import valid_until
from .common import InternetmarkeCommon

MODELS = "odoo.addons.internetmarke.models"
BERLIN = ZoneInfo("Europe/Berlin")
ORDER_LOGGER = f"{MODELS}.money.order_purchase"


@tagged("post_install", "-at_install")
class TestPurchase(InternetmarkeCommon):
    """What is bought, once, and what a refusal leaves."""

    def test_stamps_in_odoo_are_those_the_post_sold(self):
        """The Post lists its vouchers reversed: pairing by index would mix them up."""
        before = self._wallet()["balance"]
        order = self._buy({self.standard: 3, self.kompakt: 2, self.abroad: 1})

        self.assertEqual(order.state, "done")
        self.assertFalse(order.problem)
        [booked] = [
            paid
            for paid in self._paid_orders()
            if paid["shop_order_id"] == order.shop_order_id
        ]
        self.assertEqual(
            {
                (s.voucher_id, s.product_id.code, round(s.price * 100), s.page)
                for s in order.stamp_ids
            },
            {
                (s["voucher_id"], s["product_code"], s["price"], s["page"])
                for s in booked["stamps"]
            },
        )
        self.assertEqual(set(order.stamp_ids.mapped("state")), {"stock"})
        self.assertEqual(
            set(order.stamp_ids.mapped("valid_until")),
            {self._day_at_the_post(order.requested_on) + relativedelta(years=3)},
        )
        after = self._wallet()["balance"]
        self.assertEqual(before - after, round(order.amount_total * 100))
        self.assertEqual(round(order.balance_after * 100), after)
        self.assertEqual(round(self.company.internetmarke_balance * 100), after)
        self.assertEqual(order.user_id, self.buyer)

    def _day_at_the_post(self, moment):
        """In the last hour of a day in UTC, Berlin is in the next."""
        return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(BERLIN).date()

    def test_registered_mail_brings_its_tracking_number(self):
        registered = self.env["internetmarke.product"].search([("code", "=", 1002)])
        order = self._buy({registered: 1, self.standard: 1})
        by_code = {stamp.product_id.code: stamp for stamp in order.stamp_ids}
        self.assertTrue(by_code[1002].track_id)
        self.assertFalse(by_code[1].track_id)

    def test_demo_stamps_are_never_real_ones(self):
        self.company.internetmarke_environment = "demo"
        self._buy({self.standard: 2})
        self.assertEqual(self.standard.stock_count, 2)
        self.company.internetmarke_environment = "production"
        self.env.invalidate_all()
        self.assertEqual(self.standard.stock_count, 0)
        stamps = self.env["internetmarke.stamp"]
        self.assertFalse(stamps._take(self.company, self.standard))

    def test_only_todays_price_is_paid(self):
        orders = self.env["internetmarke.order"].with_user(self.buyer)
        for cents in (-95, 0, 94):
            with self.assertRaisesRegex(UserError, "prices have changed"):
                orders._purchase(self.company, [(self.standard, 1, cents)], "forged")

    def test_same_confirmation_twice_buys_once(self):
        paid = len(self._paid_orders())
        wizard = self._buy_wizard({self.standard: 2})
        first, second = wizard.action_buy(), wizard.action_buy()
        self.assertEqual(self._led_to(first), self._led_to(second))
        self.assertEqual(len(self._paid_orders()), paid + 1)

    def test_same_confirmation_from_two_tabs_buys_once(self):
        paid = len(self._paid_orders())
        wizard = self._buy_wizard({self.standard: 2})
        twin = wizard.copy()
        twin.sudo().confirmation_token = wizard.confirmation_token
        wizard.action_buy()
        twin.action_buy()
        self.assertEqual(len(self._paid_orders()), paid + 1)

    @mute_logger(ORDER_LOGGER)
    def test_balance_too_low(self):
        self.post.open_wallet("poor@muster.example", "poor", 100)
        self.company.write(
            {
                "internetmarke_username": "poor@muster.example",
                "internetmarke_password": "poor",
            }
        )
        wizard = self._buy_wizard({self.standard: 2})
        wizard = self._asked_again(wizard, wizard.action_buy())
        self.assertIn("balance of the Portokasse is not enough", wizard.notice)
        self.assertIn("You were not charged", wizard.notice)
        poor = self.post.ledger()["wallets"][1]
        self.assertEqual((poor["balance"], poor["orders"][0]["paid"]), (100, False))

    @mute_logger(ORDER_LOGGER)
    def test_unreachable_post_buys_nothing_and_says_so(self):
        param = self.env["ir.config_parameter"].sudo()
        param.set_param("internetmarke.api_url", "http://127.0.0.1:9/im/v1")
        wizard = self._buy_wizard({self.standard: 1})
        wizard = self._asked_again(wizard, wizard.action_buy())
        self.assertIn("cannot be reached", wizard.notice)
        self.assertIn("You were not charged", wizard.notice)
        order = self.env["internetmarke.order"].search([], limit=1)
        self.assertEqual(order.state, "failed")

    def test_one_login_serves_many_purchases(self):
        logins = self.post.ledger()["calls"].get("login", 0)
        self._buy({self.standard: 1})
        self._buy({self.standard: 1})
        self.assertEqual(self.post.ledger()["calls"]["login"], logins + 1)

    def test_voucher_is_unique(self):
        order = self._buy({self.standard: 1})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            order.stamp_ids.sudo().copy({"voucher_id": order.stamp_ids.voucher_id})

    def test_nothing_that_was_paid_can_be_deleted(self):
        order = self._buy({self.standard: 1})
        with self.assertRaises(UserError):
            order.stamp_ids.sudo().unlink()
        with self.assertRaises(UserError):
            order.sudo().unlink()

    def test_the_post_drops_the_paper_that_odoo_asks_for(self):
        before = self._wallet()["balance"]
        self.post.misbehave("checkout", "refusal", title="invalidPageFormat")
        order = self._buy({self.standard: 1})
        self.assertEqual(order.state, "failed")
        self.assertIn("You were not charged", order.problem)
        self.assertEqual(self._wallet()["balance"], before)
        param = self.env["ir.config_parameter"].sudo().get_param
        self.assertEqual(param("internetmarke.page_format_id"), "66")
        registered = self.env["internetmarke.product"].search([("code", "=", 11006)])
        again = self._buy({self.standard: 1, registered: 1})
        self.assertEqual(again.state, "done")

    @mute_logger(f"{MODELS}.money.order_paper")
    def test_no_other_paper_is_found(self):
        self.post.misbehave("checkout", "refusal", title="invalidPageFormat")
        self.post.misbehave("catalog", "server_error")
        order = self._buy({self.standard: 1})
        self.assertEqual(order.state, "failed")
        self.assertIn("no other could be found", order.problem)
        self.assertEqual(self._buy({self.standard: 1}).state, "done")

    def test_three_years_to_the_day(self):
        for bought, last in (
            (date(2026, 11, 23), date(2029, 11, 23)),
            (date(2028, 2, 29), date(2031, 2, 28)),
            (date(2026, 1, 1), date(2029, 1, 1)),
        ):
            self.assertEqual(valid_until(bought), last)
