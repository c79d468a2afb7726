from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import InternetmarkeCommon

MODELS = "odoo.addons.internetmarke.models"
WAITING = f"{MODELS}.money.request_waiting"


@tagged("post_install", "-at_install")
class TestWaiting(InternetmarkeCommon):
    """The Post asks to wait (429): nothing is lost, and nobody has to do it again."""

    @mute_logger(WAITING)
    def _waiting_order(self, call="checkout", **options):
        self.post.misbehave(
            call, "too_many_requests", **{"retry_after": 600, **options}
        )
        order = self._buy({self.standard: 2})
        self.assertTrue(order.wait_until)
        return order

    @mute_logger(WAITING)
    def _waiting_charge(self, call="charge"):
        self.post.misbehave(call, "too_many_requests", retry_after=600)
        wizard = self.env["internetmarke.topup"].with_user(self.buyer)
        wizard = wizard.create({"choice": "20"})
        self.env.flush_all()
        wizard.action_top_up()
        self.env.invalidate_all()
        return self.env["internetmarke.charge"].search([], limit=1)

    @mute_logger(WAITING)
    def _waiting_refund(self):
        stamps = self._buy({self.standard: 2}).stamp_ids
        self.post.misbehave("request_refund", "too_many_requests", retry_after=600)
        wizard = self.env["internetmarke.refund"].with_user(self.buyer)
        wizard = wizard.create({"stamp_ids": [(6, 0, stamps.ids)]})
        self.env.flush_all()
        wizard.action_refund()
        self.env.invalidate_all()
        return self.env["internetmarke.retoure"].search([], limit=1)

    def _calls(self):
        return sum(self.post.ledger()["calls"].values())

    def _cancel(self, request):
        self.env.flush_all()
        request.with_user(self.buyer).action_cancel()
        self.env.invalidate_all()

    def test_purchase_goes_on_with_its_number(self):
        paid = len(self._paid_orders())
        order = self._waiting_order()
        number = order.shop_order_id
        self.assertEqual((order.state, order.attempt), ("requested", 0))
        self.assertIn("do not buy again", order.problem)
        self._run_job("ir_cron_resolve_orders")
        self.assertEqual(order.state, "requested", "too early")
        self._let_wait_end(order)
        self._run_job("ir_cron_resolve_orders")
        self.assertEqual((order.state, order.shop_order_id), ("done", number))
        self.assertFalse(order.wait_until or order.problem)
        self.assertEqual(len(self._paid_orders()), paid + 1)

    def test_purchase_without_a_number_goes_on(self):
        paid = len(self._paid_orders())
        order = self._waiting_order("create_order")
        self.assertEqual((order.state, order.shop_order_id), ("draft", False))
        self._let_wait_end(order)
        self._run_job("ir_cron_resolve_orders")
        self.assertEqual(order.state, "done")
        self.assertEqual(len(self._paid_orders()), paid + 1)

    def test_scheduled_job_is_called_for_that_moment(self):
        order = self._waiting_order()
        cron = self.env.ref("internetmarke.ir_cron_resolve_orders")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(order.wait_until, triggers.mapped("call_at"))

    def test_refused_again_it_waits_again(self):
        order = self._waiting_order()
        first = order.wait_until
        self._let_wait_end(order)
        self.post.misbehave("checkout", "too_many_requests", retry_after=900)
        with mute_logger(WAITING):
            self._run_job("ir_cron_resolve_orders")
        self.assertEqual((order.state, order.attempt), ("requested", 0))
        self.assertGreater(order.wait_until, first)

    def test_nothing_is_sent_while_the_post_asks_to_wait(self):
        """Not by any call, nor by another company with the same application."""
        order = self._waiting_order()
        calls = self._calls()
        other = self._other_company()
        other.write(
            {
                name: self.company[name]
                for name in (
                    "internetmarke_enabled",
                    "internetmarke_username",
                    "internetmarke_password",
                    "internetmarke_client_id",
                    "internetmarke_client_secret",
                )
            }
        )
        for company in (self.company, other):
            with self.assertRaisesRegex(
                UserError, r"takes no requests until \d\d:\d\d"
            ):
                company._internetmarke_refresh_balance()
        with self.assertRaisesRegex(UserError, "takes no requests until"):
            self.standard.with_user(self.buyer).action_refresh()
        with self.assertRaisesRegex(UserError, "do not buy again"):
            self._resolve(order)
        with mute_logger(WAITING):
            second = self._buy({self.kompakt: 1})
        self.assertEqual(second.state, "draft")
        self.assertTrue(second.wait_until)
        self.assertEqual(self._calls(), calls)
        other.internetmarke_client_id = "another application"
        with self.assertRaisesRegex(UserError, "application key"):
            other._internetmarke_test_login()

    def test_pause_grows_when_the_post_names_none(self):
        pacing = self.company._internetmarke_pacing()
        self.assertEqual(
            [pacing.pause(None) for _refusal in range(6)],
            [60, 120, 240, 480, 900, 900],
        )

    def test_pause_is_guessed_after_many_short_ones(self):
        pacing = self.company._internetmarke_pacing()
        for _refusal in range(50):
            pacing.pause(1)
        self.assertEqual(pacing.pause(None), 900)

    def test_no_header_stops_us_for_ever(self):
        pacing = self.company._internetmarke_pacing()
        self.assertEqual(pacing.pause(10**12), 86_400)
        self.assertEqual(pacing.pause(0), 1)

    def test_short_pause_is_waited_for(self):
        self.post.misbehave("checkout", "too_many_requests", retry_after=1)
        with mute_logger(WAITING):
            order = self._buy({self.standard: 1})
        self.assertEqual(order.state, "done")

    def test_top_up_reads_the_balance_anew(self):
        charge = self._waiting_charge()
        self.assertEqual((charge.state, charge.attempt), ("draft", 0))
        self.assertIn("do not top up again", charge.problem)
        self._let_wait_end(charge)
        self._buy({self.standard: 1})
        before = self._wallet()["balance"]
        self._run_job("ir_cron_settle_charges")
        self.assertEqual(charge.state, "done")
        self.assertEqual(round(charge.balance_before * 100), before)
        self.assertEqual(self._wallet()["balance"], before + 2000)

    def test_refund_keeps_the_stamps_out_of_stock(self):
        retoure = self._waiting_refund()
        self.assertEqual(retoure.state, "draft")
        self.assertEqual(set(retoure.stamp_ids.mapped("state")), {"refund"})
        self._let_wait_end(retoure)
        self._run_job("ir_cron_follow_retoures")
        self.assertEqual(retoure.state, "credited")

    def test_refund_waits_on_while_another_portokasse_is_set(self):
        """Nothing was asked of the Post, so nobody is told that it may have been."""
        retoure = self._waiting_refund()
        self._let_wait_end(retoure)
        username = self.company.internetmarke_username
        self.company.internetmarke_username = "other@muster.example"
        with mute_logger(f"{MODELS}.money.request_steps"):
            self._run_job("ir_cron_follow_retoures")
        self.company.internetmarke_username = username
        self.assertEqual(retoure.state, "draft")
        self.assertIn("not requested yet", retoure.problem)
        self._cancel(retoure)
        self.assertEqual(set(retoure.stamp_ids.mapped("state")), {"stock"})

    def test_who_does_not_want_to_wait_drops_it(self):
        paid, charges = len(self._paid_orders()), len(self._wallet()["charges"])
        requests = [self._waiting_order("create_order")]
        self._let_wait_end(requests[0])
        requests += [self._waiting_order()]
        self._let_wait_end(requests[1])
        requests += [self._waiting_charge()]
        self._let_wait_end(requests[2])
        retoure = self._waiting_refund()
        for request in [*requests, retoure]:
            self.assertTrue(request.can_cancel)
            with self.assertRaises(AccessError):
                request.with_user(self.clerk).action_cancel()
            self._cancel(request)
            self.assertEqual(request.state, "failed")
            self.assertIn("You were not charged", request.problem)
            self._let_settle(request)
        self.assertEqual(set(retoure.stamp_ids.mapped("state")), {"stock"})
        self._let_wait_end(retoure)
        for job in ("resolve_orders", "settle_charges", "follow_retoures"):
            self._run_job(f"ir_cron_{job}")
        self.assertEqual({request.state for request in requests}, {"failed"})
        self.assertEqual(retoure.state, "failed")
        self.assertEqual(len(self._paid_orders()), paid + 1, "for the refund")
        self.assertEqual(len(self._wallet()["charges"]), charges)

    def test_what_is_in_doubt_cannot_be_dropped(self):
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 1})
        self.assertFalse(order.can_cancel)
        with self.assertRaisesRegex(UserError, "can no longer be cancelled"):
            self._cancel(order)
        # Nor does a pause during the second attempt prove anything about the first.
        self._let_settle(order)
        self.post.misbehave("find_order", "refusal", title="unknownShopOrderId")
        self.post.misbehave("checkout", "too_many_requests", retry_after=600)
        with mute_logger(f"{MODELS}.money.order_purchase"):
            self._resolve(order)
        self.assertEqual((order.state, order.attempt), ("requested", 2))
        self.assertFalse(order.can_cancel)
        self._let_settle(order)
        self._let_wait_end(order)
        self._run_job("ir_cron_resolve_orders")
        self.assertEqual(order.state, "done")

    def test_after_a_day_a_person_decides_anew(self):
        paid = len(self._paid_orders())
        orders = self._waiting_order("create_order")
        self._let_wait_end(orders)
        orders |= self._waiting_order()
        self.env.cr.execute(
            "UPDATE internetmarke_order SET create_date = create_date"
            " - interval '2 days', requested_on = requested_on - interval '2 days'"
            " WHERE id IN %s",
            [tuple(orders.ids)],
        )
        self._let_wait_end(orders)
        self._run_job("ir_cron_resolve_orders")
        self.assertEqual(orders.mapped("state"), ["failed", "failed"])
        self.assertEqual(len(self._paid_orders()), paid)

    def test_longer_than_a_day_is_not_waited_for(self):
        """Nothing is promised to go on by itself that would be too old by then."""
        refused = {"retry_after": 86_400}
        orders = self.env["internetmarke.order"]
        for call in ("create_order", "checkout"):
            self.post.misbehave(call, "too_many_requests", **refused)
            with mute_logger(WAITING):
                orders |= self._buy({self.standard: 1})
            self.env["internetmarke.call"].sudo().search([]).unlink()
        stamps = self._buy({self.standard: 2}).stamp_ids
        self.post.misbehave("request_refund", "too_many_requests", **refused)
        wizard = self.env["internetmarke.refund"].with_user(self.buyer)
        wizard = wizard.create({"stamp_ids": [(6, 0, stamps.ids)]})
        self.env.flush_all()
        wizard.action_refund()
        self.env.invalidate_all()
        retoure = self.env["internetmarke.retoure"].search([], limit=1)
        for request in (*orders, retoure):
            self.assertEqual((request.state, request.wait_until), ("failed", False))
            self.assertIn("You were not charged. Try again then", request.problem)
        self.assertEqual(set(stamps.mapped("state")), {"stock"})

    def test_switched_off_it_says_why_it_does_not_go_on(self):
        order = self._waiting_order()
        self._let_wait_end(order)
        self.company.internetmarke_enabled = False
        self._run_job("ir_cron_resolve_orders")
        self.assertEqual(order.state, "failed")
        self.assertIn("switched off", order.problem)

    def test_waiting_over_midnight_never_pays_another_total(self):
        self.addCleanup(self.post.set_prices, {1: 95})
        balance = self._wallet()["balance"]
        order = self._waiting_order()
        self._let_wait_end(order)
        self.post.set_prices({1: 99})
        self._run_job("ir_cron_resolve_orders")
        self.assertEqual(order.state, "failed")
        self.assertRegex(order.problem, r"1.98.€ instead of 1.90.€")
        self.assertEqual(self._wallet()["balance"], balance)
