import logging
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import InternetmarkeCommon

ORDER_LOGGER = "odoo.addons.internetmarke.models.internetmarke_order"


@tagged("post_install", "-at_install")
class TestPurchase(InternetmarkeCommon):
    def _resolve(self, order):
        order.with_user(self.buyer).action_resolve()
        self.env.invalidate_all()

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
        self._resolve(order)
        self.assertEqual(order.state, "done")
        self.assertEqual(order.shop_order_id, number)
        self.assertEqual(len(self._paid_orders()), paid + 1)

    @mute_logger(ORDER_LOGGER)
    def test_late_first_request_makes_the_second_one_fail(self):
        """The Post books the first request after it was asked and said no."""
        paid = len(self._paid_orders())
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 1})
        order._pay(again=True)
        self.assertEqual(order.state, "requested")
        self._resolve(order)
        self.assertEqual(order.state, "done")
        self.assertEqual(len(self._paid_orders()), paid + 1)

    def test_same_confirmation_twice_buys_once(self):
        paid = len(self._paid_orders())
        wizard = self._buy_wizard({self.standard: 2})
        first, second = wizard.action_buy(), wizard.action_buy()
        self.assertEqual(first["res_id"], second["res_id"])
        self.assertEqual(len(self._paid_orders()), paid + 1)

    def test_same_confirmation_from_two_tabs_buys_once(self):
        paid = len(self._paid_orders())
        wizard = self._buy_wizard({self.standard: 2})
        twin = wizard.copy({"purchase_token": wizard.purchase_token})
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

    @mute_logger(ORDER_LOGGER)
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
                self.assertIn("cannot be matched", order.problem)
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
            orders._write_draft(self.company, [(self.standard, 1, 95)], "broken").id
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE internetmarke_order SET write_date = write_date - interval '1 h'"
            " WHERE id IN %s",
            [(in_doubt.id, draft.id)],
        )
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
