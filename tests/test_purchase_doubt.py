from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..api import Client, PriceChanged, reset_tokens
from .common import InternetmarkeCommon

MODELS = "odoo.addons.internetmarke.models"
ORDER_LOGGER = f"{MODELS}.money.order_purchase"


@tagged("post_install", "-at_install")
class TestPurchaseDoubt(InternetmarkeCommon):
    """Payments of which nobody knows at first whether they were booked."""

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

    def test_number_is_stored_before_paying(self):
        """The answer to the payment is lost, yet the number is known."""
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 2})
        self.assertEqual(order.state, "requested")
        self.assertTrue(order.shop_order_id)
        self.assertIn("not known yet whether you were charged", order.problem)

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
        self.assertIn("You were not charged", order.problem)
        self.assertEqual(len(self._paid_orders()), paid)

    def test_old_order_that_is_stored_as_paid_meanwhile_stays_paid(self):
        """Of two who ask, the first is told no, the second finds it booked."""
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 1})
        order.sudo().requested_on -= timedelta(days=2)
        self._let_settle(order)
        really = Client.find_order

        def find_order(client, number):
            order._store_paid(really(client, number))

        with patch.object(Client, "find_order", find_order):
            self._resolve(order)
        self.assertEqual(order.state, "done")
        self.assertFalse(order.problem)

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

    def test_portokasse_with_a_new_email_address(self):
        """The Post proves that it is the same one, as it knows the purchase."""
        self.post.misbehave("document", "no_id", times=-1)
        paid = self._buy({self.standard: 2})
        self.post.behave()
        done = self._buy({self.standard: 1})
        self.post.misbehave("checkout", "dropped", acted=True)
        doubtful = self._buy({self.standard: 1})
        self.post.misbehave("checkout", "dropped", acted=False)
        unpaid = self._buy({self.standard: 1})
        orders = paid | done | doubtful | unpaid
        self.assertFalse(orders.filtered("other_portokasse"))
        # As it was with the old address.
        orders.sudo().account = "0" * 64
        self.assertEqual(set(orders.mapped("other_portokasse")), {True})
        with self.assertRaisesRegex(UserError, "another Portokasse"):
            self._resolve(paid)
        for user in (self.clerk, self.buyer):
            with self.assertRaises(AccessError):
                paid.with_user(user).action_same_portokasse()
        administrator = new_test_user(
            self.env,
            login="administrator",
            groups="base.group_system,internetmarke.group_buyer",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.env.flush_all()
        orders = orders.with_user(administrator)
        (orders - unpaid).action_same_portokasse()
        with self.assertRaisesRegex(UserError, "so it is another one"):
            (orders & unpaid).action_same_portokasse()
        with self.assertRaisesRegex(UserError, "Nothing was changed"):
            (orders & done).action_same_portokasse()
        self._let_settle(paid | doubtful)
        self._resolve(paid | doubtful)
        self.assertEqual((paid | doubtful).mapped("state"), ["done", "done"])
        self.assertEqual(len(paid.stamp_ids), 2)
        retoure = self.env["internetmarke.retoure"].with_user(self.buyer)
        self.env.flush_all()
        retoure = retoure._refund(done, done.stamp_ids, "token")
        self.env.invalidate_all()
        self.assertEqual(retoure.state, "credited")

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

    def test_confirmation_while_in_doubt_does_not_buy_again(self):
        paid = len(self._paid_orders())
        self.post.misbehave("checkout", "dropped", acted=True)
        wizard = self._buy_wizard({self.standard: 2})
        with mute_logger(ORDER_LOGGER):
            wizard.action_buy()
            wizard.action_buy()
        self.assertEqual(len(self._paid_orders()), paid + 1)

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
        self.assertIn("You were not charged", draft.problem)

    @mute_logger("odoo.addons.internetmarke.models.money.request_steps")
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
