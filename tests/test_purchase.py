import logging
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..api import Client, PriceChanged, reset_tokens
from ..printing import read_stamps
from ..printing.pdf import PdfReader, PdfWriter
from .common import InternetmarkeCommon

MODELS = "odoo.addons.internetmarke.models"
ORDER_LOGGER = f"{MODELS}.internetmarke_purchase"
DELIVERY_LOGGER = f"{MODELS}.internetmarke_delivery"


@tagged("post_install", "-at_install")
class TestPurchase(InternetmarkeCommon):
    @contextmanager
    def _not_booked_yet(self, times):
        """Let the Post book a request only after it was asked about it."""
        really = Client.find_order
        asked = []

        def find_order(client, number):
            asked.append(number)
            return None if len(asked) <= times else really(client, number)

        with patch.object(Client, "find_order", find_order):
            yield

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
            {date(order.bought_on.year + 3, 12, 31)},
        )
        after = self._wallet()["balance"]
        self.assertEqual(before - after, round(order.amount_total * 100))
        self.assertEqual(round(order.balance_after * 100), after)
        self.assertEqual(round(self.company.internetmarke_balance * 100), after)
        self.assertEqual(order.user_id, self.buyer)

    def test_registered_mail_brings_its_tracking_number(self):
        registered = self.env["internetmarke.product"].search([("code", "=", 1002)])
        order = self._buy({registered: 1, self.standard: 1})
        by_code = {stamp.product_id.code: stamp for stamp in order.stamp_ids}
        self.assertTrue(by_code[1002].track_id)
        self.assertFalse(by_code[1].track_id)

    def test_number_is_stored_before_paying(self):
        """The answer to the payment is lost, yet the number is known."""
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 2})
        self.assertEqual(order.state, "requested")
        self.assertTrue(order.shop_order_id)
        self.assertIn("not yet known whether money was moved", order.problem)

    def test_lost_answer_is_found_not_paid_again(self):
        paid = len(self._paid_orders())
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 2})
        self._resolve(order)
        self.assertEqual(order.state, "done")
        self.assertEqual(len(order.stamp_ids), 2)
        self.assertEqual(len(self._paid_orders()), paid + 1)
        self.assertFalse(order.balance_known, "a found order tells no balance")

    def test_lost_request_is_paid_with_the_same_number(self):
        paid = len(self._paid_orders())
        self.post.misbehave("checkout", "dropped", acted=False)
        order = self._buy({self.standard: 2})
        number = order.shop_order_id
        self._let_settle(order)
        self._resolve(order)
        self.assertEqual(order.state, "done")
        self.assertEqual(order.shop_order_id, number)
        self.assertEqual(len(self._paid_orders()), paid + 1)

    def test_late_first_request_makes_the_second_one_fail(self):
        """The Post says not paid, and books the first request only after that."""
        paid = len(self._paid_orders())
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 1})
        self._let_settle(order)
        with mute_logger(ORDER_LOGGER), self._not_booked_yet(times=2):
            self._resolve(order)
        self.assertEqual(order.attempt, 2, "it was paid again, with the same number")
        self.assertEqual(order.state, "requested")
        self._resolve(order)
        self.assertEqual(order.state, "done")
        self.assertEqual(len(self._paid_orders()), paid + 1)

    def test_refusal_of_the_second_payment_proves_nothing_about_the_first(self):
        """Whether the Post checks the total or the number first is not known."""
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 2})
        self._let_settle(order)
        refusal = PriceChanged("invalidTotalAmount", status=400)
        with (
            self._not_booked_yet(times=1),
            patch.object(Client, "checkout", side_effect=refusal),
        ):
            self._resolve(order)
        self.assertEqual(order.state, "done")
        self.assertEqual(len(order.stamp_ids), 2)

    def test_one_payment_at_a_time(self):
        self.post.misbehave("checkout", "dropped", acted=False)
        order = self._buy({self.standard: 1})
        asked = self.post.ledger()["calls"]["checkout"]
        with self.assertRaisesRegex(UserError, "may still be working"):
            self._resolve(order)
        order._pay()
        self.assertEqual(self.post.ledger()["calls"]["checkout"], asked)

    def test_paid_answer_counts_even_after_a_refusal(self):
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 1})
        order.sudo().state = "failed"
        with mute_logger(ORDER_LOGGER):
            self._resolve(order)
        self.assertEqual(order.state, "done")
        self.assertEqual(len(order.stamp_ids), 1)

    def test_old_order_is_not_paid_any_more(self):
        paid = len(self._paid_orders())
        self.post.misbehave("checkout", "dropped", acted=False)
        order = self._buy({self.standard: 1})
        order.sudo().requested_on -= timedelta(days=2)
        self._let_settle(order)
        self._resolve(order)
        self.assertEqual(order.state, "failed")
        self.assertIn("no money was moved", order.problem)
        self.assertEqual(len(self._paid_orders()), paid)

    def test_order_is_asked_about_at_its_own_account_only(self):
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 1})
        calls = self.post.ledger()["calls"]
        for change in (
            {"internetmarke_environment": "demo"},
            {"internetmarke_username": "other@muster.example"},
        ):
            self.company.write(change)
            with self.assertRaisesRegex(UserError, "another Portokasse"):
                self._resolve(order)
            self.assertEqual(self.post.ledger()["calls"], calls)
            self.assertEqual(order.state, "requested")

    def test_demo_stamps_are_never_real_ones(self):
        self.company.internetmarke_environment = "demo"
        self._buy({self.standard: 2})
        self.assertEqual(self.standard.stock_count, 2)
        self.company.internetmarke_environment = "production"
        self.env.invalidate_all()
        self.assertEqual(self.standard.stock_count, 0)
        stamps = self.env["internetmarke.stamp"]
        self.assertFalse(stamps._take(self.company, self.standard))

    def test_short_list_of_vouchers_is_not_done(self):
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 3})
        found = self.company._internetmarke_client().find_order(order.shop_order_id)
        with mute_logger(DELIVERY_LOGGER):
            order._store_paid(replace(found, vouchers=found.vouchers[:1]))
        self.env.invalidate_all()
        self.assertEqual(order.state, "paid")
        self.assertIn("cannot be used yet", order.problem)

    def test_pages_in_another_order_are_not_taken_for_each_other(self):
        order = self._buy({self.standard: 1, self.abroad: 1})
        truth = {s.voucher_id: s.product_id for s in order.stamp_ids}
        document = PdfReader(BytesIO(order._document_bytes()))
        writer, turned = PdfWriter(), BytesIO()
        for page in reversed(document.pages):
            writer.add_page(page)
        writer.write(turned)
        twin = self._twin_without_stamps(order)
        twin._store_document(
            turned.getvalue(), read_stamps(turned.getvalue()), self.env
        )
        self.assertEqual(twin.state, "paid", "prices on the pages do not fit")
        for stamp in twin.stamp_ids:
            self.assertEqual(stamp.product_id, truth[stamp.voucher_id])

    def _twin_without_stamps(self, order):
        """The same order as it was before its document came."""
        self.env.cr.execute(
            "DELETE FROM internetmarke_stamp WHERE order_id = %s", [order.id]
        )
        self.env.invalidate_all()
        order.sudo().state = "paid"
        return order.sudo()

    def test_worse_document_never_replaces_the_one_in_use(self):
        order = self._buy({self.standard: 2}).sudo()
        before = order._document_bytes()
        other = self._buy({self.standard: 2})._document_bytes()
        order.state = "paid"
        with mute_logger(DELIVERY_LOGGER):
            order._store_document(other, read_stamps(other), self.env)
        self.assertEqual(order._document_bytes(), before)

    def test_one_bad_order_does_not_stop_the_others(self):
        self.post.misbehave("checkout", "dropped", acted=True, times=2)
        bad = self._buy({self.standard: 1})
        good = self._buy({self.standard: 1})
        bad.sudo().account = "somewhere else"
        self._let_settle(bad | good)
        with mute_logger(ORDER_LOGGER):
            self.env.ref("internetmarke.ir_cron_resolve_orders").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((bad.state, good.state), ("requested", "done"))

    def test_refused_login_stops_the_scheduled_job(self):
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 1})
        self._let_settle(order)
        self.post.change_wallet(password="changed")
        self.addCleanup(self.post.change_wallet, password="muster-passwort")
        reset_tokens()
        cron = self.env.ref("internetmarke.ir_cron_resolve_orders")
        with mute_logger(ORDER_LOGGER):
            cron.method_direct_trigger()
            logins = self.post.ledger()["calls"]["login"]
            self._let_settle(order)
            cron.method_direct_trigger()
        self.assertEqual(self.post.ledger()["calls"]["login"], logins)
        self.company.internetmarke_password = "changed"
        cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(order.state, "done")

    def test_only_todays_price_is_paid(self):
        orders = self.env["internetmarke.order"].with_user(self.buyer)
        for cents in (-95, 0, 94):
            with self.assertRaisesRegex(UserError, "prices have changed"):
                orders._purchase(self.company, [(self.standard, 1, cents)], "forged")

    def test_same_confirmation_twice_buys_once(self):
        paid = len(self._paid_orders())
        wizard = self._buy_wizard({self.standard: 2})
        first, second = wizard.action_buy(), wizard.action_buy()
        self.assertEqual(first["res_id"], second["res_id"])
        self.assertEqual(len(self._paid_orders()), paid + 1)

    def test_same_confirmation_from_two_tabs_buys_once(self):
        paid = len(self._paid_orders())
        wizard = self._buy_wizard({self.standard: 2})
        twin = wizard.copy({"confirmation_token": wizard.confirmation_token})
        twin.line_ids = wizard.line_ids.copy({"wizard_id": twin.id})
        wizard.action_buy()
        twin.action_buy()
        self.assertEqual(len(self._paid_orders()), paid + 1)

    def test_confirmation_while_in_doubt_does_not_buy_again(self):
        paid = len(self._paid_orders())
        self.post.misbehave("checkout", "dropped", acted=True)
        wizard = self._buy_wizard({self.standard: 2})
        with mute_logger(ORDER_LOGGER):
            wizard.action_buy()
            wizard.action_buy()
        self.assertEqual(len(self._paid_orders()), paid + 1)

    @mute_logger(ORDER_LOGGER)
    def test_changed_price_asks_again_with_the_new_total(self):
        balance = self._wallet()["balance"]
        self.addCleanup(self.post.set_prices, {1: 95})
        self.post.set_prices({1: 99})
        wizard = self._buy_wizard({self.standard: 2})
        self.assertAlmostEqual(wizard.amount_total, 1.90)

        action = wizard.action_buy()

        self.env.invalidate_all()
        self.assertEqual(action["res_model"], "internetmarke.buy")
        self.assertEqual(action["res_id"], wizard.id)
        self.assertEqual(self._wallet()["balance"], balance, "nothing was bought")
        self.assertIn("prices have changed", wizard.notice)
        self.assertAlmostEqual(wizard.amount_total, 1.98)
        self.assertAlmostEqual(self.standard.price, 0.99)
        order = self.env["internetmarke.order"].browse(wizard.action_buy()["res_id"])
        self.env.invalidate_all()
        self.assertEqual(order.state, "done")
        self.assertEqual(self._wallet()["balance"], balance - 198)

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
        wizard.action_buy()
        self.env.invalidate_all()
        self.assertIn("balance of the Portokasse is not enough", wizard.notice)
        self.assertIn("no money was moved", wizard.notice)
        poor = self.post.ledger()["wallets"][1]
        self.assertEqual((poor["balance"], poor["orders"][0]["paid"]), (100, False))

    @mute_logger(ORDER_LOGGER)
    def test_unreachable_post_buys_nothing_and_says_so(self):
        param = self.env["ir.config_parameter"].sudo()
        param.set_param("internetmarke.api_url", "http://127.0.0.1:9/im/v1")
        wizard = self._buy_wizard({self.standard: 1})
        wizard.action_buy()
        self.env.invalidate_all()
        self.assertIn("cannot be reached", wizard.notice)
        self.assertIn("No money was moved", wizard.notice)
        order = self.env["internetmarke.order"].search([], limit=1)
        self.assertEqual(order.state, "failed")

    def test_document_late(self):
        self.post.misbehave("document", "not_found")
        order = self._buy({self.standard: 2})
        self.assertEqual(order.state, "paid")
        self.assertFalse(order.stamp_ids)
        self.assertIn("Nothing is lost", order.problem)
        self._resolve(order)
        self.assertEqual(order.state, "done")
        self.assertEqual(len(order.stamp_ids), 2)
        self.assertFalse(order.problem)

    @mute_logger(DELIVERY_LOGGER)
    def test_page_without_readable_id_is_never_guessed(self):
        for fault in ("no_id", "foreign_id", "duplicate_id", "wrong_check_digit"):
            with self.subTest(fault):
                self.post.misbehave("document", fault)
                order = self._buy({self.standard: 2, self.kompakt: 1})
                sold = next(
                    paid["stamps"]
                    for paid in self._paid_orders()
                    if paid["shop_order_id"] == order.shop_order_id
                )
                truth = {s["voucher_id"]: s["product_code"] for s in sold}
                self.assertEqual(order.state, "paid")
                self.assertLess(len(order.stamp_ids), 3)
                self.assertIn("cannot be used yet", order.problem)
                for stamp in order.stamp_ids:
                    self.assertEqual(truth[stamp.voucher_id], stamp.product_id.code)
                self._resolve(order)
                self.assertEqual(order.state, "done")
                self.assertEqual(
                    {s.voucher_id: s.product_id.code for s in order.stamp_ids}, truth
                )

    @mute_logger(ORDER_LOGGER)
    def test_scheduled_job_finishes_what_broke_off(self):
        orders = self.env["internetmarke.order"]
        self.post.misbehave("checkout", "dropped", acted=True)
        in_doubt = self._buy({self.standard: 1})
        draft = orders.browse(
            orders._write_draft(
                self.company,
                orders._prepare_order_values([(self.standard, 1, 95)]),
                "broken",
            ).id
        )
        self._let_settle(in_doubt | draft)
        self.env.ref("internetmarke.ir_cron_resolve_orders").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(in_doubt.state, "done")
        self.assertEqual(draft.state, "failed")
        self.assertIn("no money was moved", draft.problem)

    def test_one_login_serves_many_purchases(self):
        logins = self.post.ledger()["calls"].get("login", 0)
        self._buy({self.standard: 1})
        self._buy({self.standard: 1})
        self.assertEqual(self.post.ledger()["calls"]["login"], logins + 1)

    @mute_logger("odoo.addons.internetmarke.models.internetmarke_request")
    def test_settings_changed_meanwhile_do_not_move_the_order(self):
        """A demo order must never be paid with real money, nor the other way."""
        paid = len(self._paid_orders())
        self.company.internetmarke_environment = "demo"
        wizard = self._buy_wizard({self.standard: 1})
        model = type(self.env["internetmarke.order"])
        really = model._reserve

        def reserve(order):
            self.company.internetmarke_environment = "production"
            self.env.flush_all()
            return really(order)

        self.env.flush_all()
        with patch.object(model, "_reserve", reserve):
            wizard.action_buy()
        self.env.invalidate_all()
        order = self.env["internetmarke.order"].search([], limit=1)
        self.assertEqual(order.state, "failed")
        self.assertEqual(len(self._paid_orders()), paid)

    def test_paid_order_that_the_post_forgot_is_not_asked_all_the_time(self):
        self.post.misbehave("document", "no_id", times=-1)
        order = self._buy({self.standard: 1})
        self.assertEqual(order.state, "paid")
        self.env.cr.execute(
            "UPDATE internetmarke_order SET bought_on = bought_on - interval '9 days',"
            " write_date = write_date - interval '9 days' WHERE id = %s",
            [order.id],
        )
        self.env.invalidate_all()
        asked = []
        with patch.object(Client, "find_order", lambda client, n: asked.append(n)):
            for _run in range(3):
                self._run_job("ir_cron_resolve_orders")
        self.assertEqual(len(asked), 1)

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

    def test_logs_tell_the_order_but_no_secret(self):
        with self.assertLogs(level=logging.DEBUG) as logs:
            order = self._buy_wizard({self.standard: 1}).action_buy()["res_id"]
        self.env.invalidate_all()
        order = self.env["internetmarke.order"].browse(order)
        text = "\n".join(logs.output)
        for secret in ("internetmarke_password", "internetmarke_client_secret"):
            self.assertNotIn(self.company[secret], text)
        self.assertNotIn("PcfExtensionWeb/document?keyphase", text)
        self.assertNotIn("Bearer ", text)
        self.assertIn(order.name, text)
        self.assertIn(order.shop_order_id, text)
