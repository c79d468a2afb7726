import time
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..api import Client, Position, Refused
from .common import InternetmarkeCommon

LOGGER = "odoo.addons.internetmarke.models.money.charge"
REQUEST_LOGGER = "odoo.addons.internetmarke.models.money.request_steps"


@tagged("post_install", "-at_install")
class TestTopUp(InternetmarkeCommon):
    def _wizard(self, euros, user=None):
        model = self.env["internetmarke.topup"].with_user(user or self.buyer)
        with Form(model) as wizard:
            wizard.choice = "other"
            wizard.amount = euros
        return wizard.save()

    @mute_logger(LOGGER)
    def _top_up(self, euros):
        wizard = self._wizard(euros)
        self.env.flush_all()
        wizard.action_top_up()
        self.env.invalidate_all()
        return self.env["internetmarke.charge"].search([], limit=1)

    def _charges(self):
        return [charge["amount"] for charge in self._wallet()["charges"]]

    def test_money_arrives_once(self):
        before, charges = self._wallet()["balance"], len(self._charges())
        wizard = self._wizard(50)
        self.env.flush_all()
        wizard.action_top_up()
        wizard.action_top_up()
        self.env.invalidate_all()
        charge = self.env["internetmarke.charge"].search([], limit=1)
        self.assertEqual(charge.state, "done")
        self.assertEqual(self._charges()[charges:], [5000])
        self.assertEqual(round(charge.balance_after * 100), before + 5000)
        self.assertEqual(round(self.company.internetmarke_balance * 100), before + 5000)
        self.assertEqual(charge.user_id, self.buyer)

    def test_a_second_click_that_looks_on_does_not_stop_the_first(self):
        """It holds the lock for a moment, between the balance and the charge."""
        model = type(self.env["internetmarke.charge"])
        really, tries = model.lock_for_update, []

        def lock(charge, **options):
            tries.append(charge)
            if 1 < len(tries) < 6:
                raise LockError("held")
            return really(charge, **options)

        with patch.object(model, "lock_for_update", lock):
            charge = self._top_up(20)
        self.assertEqual(charge.state, "done")

    def test_too_little_is_refused_before_the_post_is_asked(self):
        calls = self.post.ledger()["calls"]
        with self.assertRaisesRegex(UserError, "€10"):
            self._wizard(9.99).action_top_up()
        self.assertEqual(self.post.ledger()["calls"], calls)

    def test_one_window_charges_once_whatever_is_written_to_it(self):
        """Nobody chooses the name of a confirmation, not even that of a window."""
        charges = len(self._charges())
        model = self.env["internetmarke.topup"].with_user(self.buyer)
        model = model.with_context(default_confirmation_token="chosen")
        first = model.create({"choice": "20", "confirmation_token": "chosen"})
        second = model.create({"choice": "20", "asked_about": 1000})
        tokens = {first.confirmation_token, second.confirmation_token}
        self.assertEqual(len(tokens - {"chosen"}), 2)
        self.assertFalse(second.asked_about)
        for values in ({"confirmation_token": "other"}, {"asked_about": 1000}):
            with self.assertRaisesRegex(AccessError, "from outside"):
                first.write(values)
        self.env.flush_all()
        first.action_top_up()
        first.amount = 30
        self.env.flush_all()
        first.action_top_up()
        self.assertEqual(self._charges()[charges:], [2000])

    def test_above_the_limit_of_a_day_it_is_asked_first(self):
        self.company.internetmarke_topup_limit = 60
        charges = len(self._charges())
        self._top_up(50)
        wizard = self._wizard(20)
        self.env.flush_all()
        again = self._asked_again(wizard, wizard.action_top_up())
        self.assertRegex(again.notice, r"20.00.*70.00.*60.00")
        self.assertIn("You were not charged", again.notice)
        self.assertEqual(self._charges()[charges:], [5000])
        # More than was asked about is asked about anew.
        again = again.with_user(self.buyer)
        again.amount = 25
        self.env.flush_all()
        more = self._asked_again(again, again.action_top_up())
        self.assertRegex(more.notice, r"25.00.*75.00.*60.00")
        more.with_user(self.buyer).action_top_up()
        more.with_user(self.buyer).action_top_up()
        self.assertEqual(self._charges()[charges:], [5000, 2500])
        self.env.cr.execute(
            "UPDATE internetmarke_charge SET create_date = create_date"
            " - interval '1 day'"
        )
        self.env.invalidate_all()
        self.assertEqual(self._top_up(60).state, "done")

    def test_only_an_administrator_sets_the_limit(self):
        usermanager = new_test_user(
            self.env,
            login="usermanager",
            groups="base.group_erp_manager",
            company_id=self.company.id,
        )
        with self.assertRaisesRegex(AccessError, "Only administrators"):
            self.company.with_user(usermanager).internetmarke_topup_limit = 10_000

    def test_refusals_tell_the_way_out(self):
        charges = len(self._charges())
        for change, back, words in (
            ({"payment_allowed": False}, {"payment_allowed": True}, "direct debit"),
            ({"charge_quota": 1000}, {"charge_quota": None}, "limit"),
        ):
            self.post.change_wallet(**change)
            wizard = self._wizard(20)
            self.env.flush_all()
            wizard = self._asked_again(wizard, wizard.action_top_up())
            self.post.change_wallet(**back)
            self.assertIn(words, wizard.notice)
            self.assertIn("You were not charged", wizard.notice)
        self.assertEqual(len(self._charges()), charges)

    def test_lost_answer_is_settled_by_the_balance(self):
        self.post.misbehave("charge", "dropped", acted=True)
        charge = self._top_up(30)
        self.assertEqual(charge.state, "requested")
        self.assertIn("Do not top up again", charge.problem)
        charges = self._charges()
        self._let_settle(charge)
        self._resolve(charge)
        self.assertEqual(charge.state, "done")
        self.assertEqual(self._charges(), charges, "nothing was charged again")

    def test_lost_request_is_not_charged_again(self):
        charges = self._charges()
        self.post.misbehave("charge", "dropped", acted=False)
        charge = self._top_up(30)
        self._let_settle(charge)
        self._resolve(charge)
        self.assertEqual(charge.state, "failed")
        self.assertIn("You were not charged", charge.problem)
        self.assertEqual(self._charges(), charges)

    def test_a_purchase_meanwhile_leaves_it_to_a_person(self):
        self.post.misbehave("charge", "dropped", acted=True)
        charge = self._top_up(10)
        self.env.cr.execute(
            "UPDATE internetmarke_charge SET requested_on = requested_on"
            " - interval '1 minute' WHERE id = %s",
            [charge.id],
        )
        self._buy({self.standard: 3})
        self._let_settle(charge)
        self._resolve(charge)
        self.assertEqual(charge.state, "requested")
        self.assertTrue(charge.settle_by_hand)

    @mute_logger(LOGGER)
    def test_answer_counts_more_than_a_balance_read_before_it(self):
        """The call takes so long that the balance was compared meanwhile."""
        really = Client.charge

        def charge_late(client, cents):
            charge = self.env["internetmarke.charge"].search([], limit=1)
            self._let_settle(charge)
            self._resolve(charge)
            self.assertEqual(charge.state, "failed")
            return really(client, cents)

        with patch.object(Client, "charge", charge_late):
            charge = self._top_up(20)
        self.assertEqual((charge.state, charge.problem), ("done", False))
        self.assertTrue(charge.shop_order_id)

    def test_purchase_while_the_balance_is_read_leaves_a_doubt(self):
        """Before the top-up and after it: that balance may count the purchase or not.

        A purchase of the amount of the top-up would prove the contrary.
        """
        really = Client.login

        def login_then_buy(client, **options):
            login = really(client, **options)
            with patch.object(Client, "login", really):
                self._buy({self.standard: 20})
            time.sleep(1.1)
            return login

        for at_once in (True, False):
            self.post.misbehave("charge", "dropped", acted=at_once)
            with patch.object(Client, "login", login_then_buy if at_once else really):
                charge = self._top_up(19)
            self._let_an_hour_pass(charge)
            with patch.object(Client, "login", really if at_once else login_then_buy):
                self._resolve(charge)
            self.assertEqual(charge.state, "requested")
            self.assertTrue(charge.settle_by_hand)
            charge.with_user(self.buyer).action_not_credited()

    def _let_an_hour_pass(self, charge):
        self._let_settle(charge)
        self.env.cr.execute(
            "UPDATE internetmarke_charge SET requested_on = requested_on"
            " - interval '1 hour' WHERE id = %s",
            [charge.id],
        )
        self.env.cr.execute(
            "UPDATE internetmarke_order SET requested_on = requested_on"
            " - interval '1 hour', bought_on = bought_on - interval '1 hour'"
            " WHERE account = %s",
            [charge.sudo().account],
        )
        self.env.invalidate_all()

    @mute_logger(REQUEST_LOGGER)
    def test_what_was_surely_not_sent_leaves_no_doubt(self):
        """It broke off between the balance and the charge, and others moved money."""
        model = type(self.env["internetmarke.charge"])
        with patch.object(model, "_charge", side_effect=RuntimeError):
            charge = self._top_up(10)
        self.assertEqual(charge.state, "requested")
        client = self.company._internetmarke_client()
        client.charge(1000)
        self._let_settle(charge)
        self._resolve(charge)
        self.assertEqual(charge.state, "failed")
        self.assertIn("You were not charged", charge.problem)

    def test_an_unclear_balance_waits_for_a_person(self):
        self.post.misbehave("charge", "dropped", acted=True)
        charge = self._top_up(10)
        # Meanwhile somebody buys a stamp on the Portokasse's own page.
        client = self.company._internetmarke_client()
        stamp = Position(product_code=1, page=1)
        client.checkout(client.create_order(), [stamp], 95, page_format_id=216)
        self._let_settle(charge)
        self._resolve(charge)
        self.assertEqual(charge.state, "requested")
        self.assertTrue(charge.settle_by_hand)
        self.assertIn("Not Topped Up", charge.problem)
        with self.assertRaisesRegex(UserError, "not settled yet"):
            self._wizard(10).action_top_up()
        with self.assertRaises(AccessError):
            charge.with_user(self.clerk).action_credited()
        charge.with_user(self.buyer).action_credited()
        self.assertEqual(charge.state, "done")
        with self.assertRaises(UserError):
            charge.with_user(self.buyer).action_not_credited()

    def test_other_portokasse_leaves_it_to_a_person_after_a_day(self):
        self.post.misbehave("charge", "dropped", acted=True)
        charge = self._top_up(10)
        self._let_settle(charge)
        charge.sudo().account = "0" * 64
        with self.assertRaisesRegex(UserError, "another Portokasse"):
            self._resolve(charge)
        self.assertFalse(charge.settle_by_hand)
        self.env.cr.execute(
            "UPDATE internetmarke_charge SET requested_on = requested_on"
            " - interval '2 days' WHERE id = %s",
            [charge.id],
        )
        self.env.invalidate_all()
        self._resolve(charge)
        self.assertIn("Not Topped Up", charge.problem)
        charge.with_user(self.buyer).action_credited()
        self.assertEqual(charge.state, "done")

    def test_purchase_of_the_same_amount_leaves_a_doubt(self):
        """Paid at an unknown moment: both outcomes would explain the balance."""
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.kompakt: 10})
        self.post.misbehave("charge", "dropped", acted=False)
        charge = self._top_up(order.amount_total)
        self._let_settle(charge)
        self._resolve(charge)
        self.assertEqual(order.state, "requested")
        self.assertEqual(charge.state, "requested")
        self.assertTrue(charge.settle_by_hand)

    def test_purchase_refused_the_second_time_leaves_a_doubt(self):
        """Its first payment may still come to light."""
        order = self._buy({self.kompakt: 10})
        # As it stands after a lost answer and a refusal of the second attempt.
        self.env.cr.execute(
            "UPDATE internetmarke_order SET state = 'failed', attempt = 2,"
            " bought_on = NULL WHERE id = %s",
            [order.id],
        )
        self.post.misbehave("charge", "dropped", acted=False)
        charge = self._top_up(order.amount_total)
        self._let_settle(charge)
        self._resolve(charge)
        self.assertTrue(charge.settle_by_hand)

    def test_refund_that_the_post_did_not_number_leaves_a_doubt(self):
        """Refused on a second request, it may have been credited on the first."""
        order = self._buy({self.kompakt: 10})
        # Long before the top-up, and not in the same second.
        order.sudo().bought_on -= timedelta(hours=1)
        retoure = (
            self.env["internetmarke.retoure"]
            .sudo()
            .create(
                {
                    "name": "RETOURE/1",
                    "company_id": self.company.id,
                    "account": order.account,
                    "order_id": order.id,
                    "stamp_ids": [(6, 0, order.stamp_ids.ids)],
                    "state": "requested",
                    "requested_on": fields.Datetime.now(),
                    "attempt": 2,
                }
            )
        )
        self.post.misbehave("charge", "dropped", acted=False)
        charge = self._top_up(order.amount_total)
        retoure._quarantine(Refused("invalidVoucher", status=400))
        self.env.invalidate_all()
        self.assertTrue(retoure.closed_on)
        client = self.company._internetmarke_client()
        client.request_refund(order.shop_order_id, order.stamp_ids.mapped("voucher_id"))
        self._let_settle(charge)
        self._resolve(charge)
        self.assertEqual(charge.state, "requested")
        self.assertTrue(charge.settle_by_hand)

    @mute_logger(REQUEST_LOGGER)
    def test_scheduled_job_settles(self):
        self.post.misbehave("charge", "dropped", acted=True)
        charge = self._top_up(30)
        self._run_job("ir_cron_settle_charges")
        self.assertEqual(charge.state, "requested", "too early")
        self._let_settle(charge)
        self._run_job("ir_cron_settle_charges")
        self.assertEqual(charge.state, "done")

    def test_without_the_right_nothing_is_charged(self):
        wizard = self._wizard(20)
        with self.assertRaises(AccessError):
            wizard.with_user(self.clerk).action_top_up()
        with self.assertRaisesRegex(AccessError, "Buy postage"):
            self.env["internetmarke.charge"].with_user(self.clerk)._top_up(
                self.company, 2000, "clerk"
            )

    def test_top_up_from_the_purchase_and_back(self):
        wizard = self._buy_wizard({self.standard: 2})
        self.company._internetmarke_store_balance(100)
        wizard.invalidate_recordset()
        self.assertAlmostEqual(wizard.balance_missing, 0.90)
        action = wizard.action_top_up()
        model = self.env["internetmarke.topup"].with_user(self.buyer)
        topup = Form(model.with_context(**action["context"])).save()
        self.assertEqual(topup.amount, 10)
        self.env.flush_all()
        back = self._led_to(topup.action_top_up())
        self.env.invalidate_all()
        self.assertEqual((back["res_model"], back["res_id"]), (wizard._name, wizard.id))
        self.assertFalse(wizard.balance_missing)
