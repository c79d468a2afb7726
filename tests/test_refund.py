from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..api import Client, Refused
from .common import InternetmarkeCommon

LOGGER = "odoo.addons.internetmarke.models.money.retoure_request"


@tagged("post_install", "-at_install")
class TestRefund(InternetmarkeCommon):
    @mute_logger(LOGGER)
    def _refund(self, stamps):
        action = stamps.with_user(self.buyer).action_refund()
        model = self.env["internetmarke.refund"].with_user(self.buyer)
        wizard = model.with_context(**action["context"]).create({})
        self.env.flush_all()
        wizard.action_refund()
        self.env.invalidate_all()
        return self.env["internetmarke.retoure"].search([], limit=1)

    def _refunds(self):
        return self._wallet()["refunds"]

    def test_unused_stamps_are_credited(self):
        order = self._buy({self.standard: 2, self.kompakt: 1})
        before = self._wallet()["balance"]
        retoure = self._refund(order.stamp_ids[:2])
        self.assertEqual(retoure.state, "credited")
        self.assertEqual(set(retoure.stamp_ids.mapped("state")), {"refunded"})
        credited = self._wallet()["balance"] - before
        self.assertEqual(credited, round(retoure.amount_refunded * 100))
        self.assertEqual(
            round(self.company.internetmarke_balance * 100), self._wallet()["balance"]
        )
        self.assertEqual(order.stamp_ids[2].state, "stock")
        self.assertEqual(order.unused_count, 1)

    def test_stamps_of_two_orders_are_two_refunds(self):
        orders = self._buy({self.standard: 1}) | self._buy({self.standard: 1})
        before = self.env["internetmarke.retoure"].search_count([])
        self._refund(orders.stamp_ids)
        self.assertEqual(self.env["internetmarke.retoure"].search_count([]), before + 2)
        self.assertEqual(set(orders.stamp_ids.mapped("state")), {"refunded"})

    def test_what_was_requested_is_told_when_the_rest_cannot_be(self):
        """The stamps of a second order are used before their turn comes."""
        orders = self._buy({self.standard: 1}) | self._buy({self.kompakt: 1})
        first, second = orders.sorted("id")
        really = Client.request_refund

        def request_refund(client, *args):
            second.sudo().stamp_ids.state = "used"
            self.env.flush_all()
            return really(client, *args)

        told = ""
        with patch.object(Client, "request_refund", request_refund):
            # Odoo's assertRaises would take back what was committed.
            try:
                self._refund((first | second).stamp_ids)
            except UserError as error:
                told = str(error)
        self.env.invalidate_all()
        retoure = self.env["internetmarke.retoure"].search([], limit=1)
        self.assertEqual((retoure.order_id, retoure.state), (first, "credited"))
        self.assertIn(f"was requested: {retoure.name}", told)
        self.assertIn(f"The stamps of {second.name} were not", told)

    def test_confirmed_twice_is_asked_once(self):
        stamps = self._buy({self.standard: 1}).stamp_ids
        wizard = (
            self.env["internetmarke.refund"]
            .with_user(self.buyer)
            .create({"stamp_ids": [(6, 0, stamps.ids)]})
        )
        self.env.flush_all()
        refunds = len(self._refunds())
        wizard.action_refund()
        wizard.action_refund()
        self.assertEqual(len(self._refunds()), refunds + 1)

    def test_open_refund_is_followed_to_the_end(self):
        self.post.change_settings(refund_seconds=3600)
        self.addCleanup(self.post.change_settings, refund_seconds=0)
        stamps = self._buy({self.standard: 2}).stamp_ids
        retoure = self._refund(stamps)
        self.assertEqual((retoure.state, retoure.open_count), ("pending", 2))
        self.assertEqual(set(stamps.mapped("state")), {"refund"})
        move = self._printed_invoice()
        self.assertFalse(
            self.env["internetmarke.stamp"]._take(self.company, self.standard),
            "a stamp under refund was taken",
        )
        self.assertFalse(move.internetmarke_letter_id)
        self._let_settle(retoure)
        self._run_job("ir_cron_follow_retoures")
        self.assertEqual(retoure.state, "pending")
        self._decide_refunds()
        self._let_settle(retoure)
        self._run_job("ir_cron_follow_retoures")
        self.assertEqual(retoure.state, "credited")
        self.assertEqual(set(stamps.mapped("state")), {"refunded"})

    def _decide_refunds(self):
        really = self.post.clock
        self.post.clock = lambda: really() + 7200
        self.addCleanup(setattr, self.post, "clock", really)

    def test_refused_stamp_stays_out_of_stock_until_a_person_decides(self):
        stamps = self._buy({self.standard: 2}).stamp_ids
        self.post.use_stamp(stamps[0].voucher_id)
        retoure = self._refund(stamps)
        self.assertEqual(retoure.state, "partial")
        self.assertIn("did not take all stamps back", retoure.problem)
        self.assertEqual(stamps.mapped("state"), ["refused", "refunded"])
        with self.assertRaises(AccessError):
            stamps[0].with_user(self.clerk).action_return_to_stock()
        with self.assertRaises(UserError):
            stamps[1].with_user(self.buyer).action_return_to_stock()
        stamps[0].with_user(self.buyer).action_return_to_stock()
        self.assertEqual(stamps[0].state, "stock")

    def test_lost_answer_is_found(self):
        stamps = self._buy({self.standard: 2}).stamp_ids
        refunds = len(self._refunds())
        self.post.misbehave("request_refund", "dropped", acted=True)
        retoure = self._refund(stamps)
        self.assertEqual(retoure.state, "requested")
        self.assertIn("OutcomeUnknown", retoure.post_answer)
        self.assertEqual(set(stamps.mapped("state")), {"refund"})
        self._let_settle(retoure)
        self._resolve(retoure)
        self.assertEqual(retoure.state, "credited")
        self.assertEqual(len(self._refunds()), refunds + 2, "two stamps, once each")

    def test_lost_answer_of_an_open_refund_is_found(self):
        """While the Post has not decided, it does not list the stamps."""
        self.post.change_settings(refund_seconds=3600)
        self.addCleanup(self.post.change_settings, refund_seconds=0)
        stamps = self._buy({self.standard: 2}).stamp_ids
        refunds = len(self._refunds())
        self.post.misbehave("request_refund", "dropped", acted=True)
        retoure = self._refund(stamps)
        self._let_settle(retoure)
        self._resolve(retoure)
        self.assertEqual(retoure.state, "pending")
        self.assertEqual(len(self._refunds()), refunds + 2)

    def test_lost_request_is_asked_again(self):
        stamps = self._buy({self.standard: 5}).stamp_ids
        refunds = len(self._refunds())
        self.post.misbehave("request_refund", "dropped", acted=False)
        retoure = self._refund(stamps)
        self._let_settle(retoure)
        self._resolve(retoure)
        self.assertEqual(retoure.state, "credited")
        self.assertEqual(len(self._refunds()), refunds + 5)

    def test_a_refund_made_elsewhere_is_not_taken_for_ours(self):
        self.post.change_settings(refund_seconds=3600)
        self.addCleanup(self.post.change_settings, refund_seconds=0)
        order = self._buy({self.standard: 12})
        others, stamps = order.stamp_ids[:6], order.stamp_ids[6:]
        self.company._internetmarke_client().request_refund(
            order.shop_order_id, others.mapped("voucher_id")
        )
        self.post.misbehave("request_refund", "dropped", acted=False)
        retoure = self._refund(stamps)
        self._let_settle(retoure)
        self._resolve(retoure)
        self.assertEqual(retoure.state, "pending", "both have six stamps")
        self._decide_refunds()
        self._resolve(retoure)
        self.assertEqual(retoure.state, "requested")
        self.assertEqual(set(stamps.mapped("state")), {"refund"})
        self.post.change_settings(refund_seconds=0)
        self._let_settle(retoure)
        self._resolve(retoure)
        self.assertEqual(retoure.state, "credited")

    @contextmanager
    def _told(self, **changes):
        """The Post's answers about refunds say something else."""
        really = Client.refund_states

        def told(client, **query):
            return [replace(state, **changes) for state in really(client, **query)]

        with patch.object(Client, "refund_states", told):
            yield

    def test_what_is_not_listed_is_not_decided(self):
        """Both numbers are optional in the answer, the lists are not."""
        self.post.change_settings(refund_seconds=3600)
        self.addCleanup(self.post.change_settings, refund_seconds=0)
        stamps = self._buy({self.standard: 2}).stamp_ids
        silent = {"count_still_open": None, "total_count": None, "retoure_price": None}
        self.post.misbehave("request_refund", "dropped", acted=True)
        with self._told(**silent):
            retoure = self._refund(stamps)
            self._let_settle(retoure)
            self._resolve(retoure)
            # It cannot be told from another's, so it was asked for a second time.
            self.assertEqual((retoure.state, retoure.open_count), ("pending", 2))
            self.assertEqual(set(stamps.mapped("state")), {"refund"})
            self._decide_refunds()
            self._resolve(retoure)
        self.assertEqual(retoure.state, "credited")
        self.assertAlmostEqual(retoure.amount_refunded, 1.90)

    def test_credited_on_a_first_request_that_the_list_did_not_show_yet(self):
        stamps = self._buy({self.standard: 2}).stamp_ids
        self.post.misbehave("request_refund", "dropped", acted=True)
        retoure = self._refund(stamps)
        self._let_settle(retoure)
        really, asked = Client.refund_states, []

        def late(client, **query):
            asked.append(query)
            return really(client, **query) if len(asked) > 1 else []

        with patch.object(Client, "refund_states", late):
            self._resolve(retoure)
        self.assertEqual((retoure.state, retoure.attempt), ("credited", 2))
        self.assertEqual(set(stamps.mapped("state")), {"refunded"})
        self.assertAlmostEqual(retoure.amount_refunded, 1.90)

    def test_both_answers_lost(self):
        """The Post credits the stamps once, and refuses them once."""
        stamps = self._buy({self.standard: 2}).stamp_ids
        self.post.misbehave("request_refund", "dropped", acted=True, times=2)
        retoure = self._refund(stamps)
        self._let_settle(retoure)
        with patch.object(Client, "refund_states", return_value=[]):
            self._resolve(retoure)
        self._let_settle(retoure)
        self._resolve(retoure)
        self.assertEqual((retoure.state, retoure.attempt), ("credited", 2))
        self.assertAlmostEqual(retoure.amount_refunded, 1.90)

    def test_request_sent_by_a_clock_that_was_ahead_is_found(self):
        stamps = self._buy({self.standard: 1}).stamp_ids
        self.post.misbehave("request_refund", "dropped", acted=True)
        retoure = self._refund(stamps)
        self._let_settle(retoure)
        self.env.cr.execute(
            "UPDATE internetmarke_retoure SET requested_on = requested_on"
            " + interval '3 hours', claimed_on = claimed_on + interval '4 hours'"
            " WHERE id = %s",
            [retoure.id],
        )
        self.env.invalidate_all()
        self._resolve(retoure)
        self.assertEqual((retoure.state, retoure.attempt), ("credited", 1))

    def test_another_refund_of_the_same_sum_is_not_adopted(self):
        """Made on the Post's page, decided at once, listed without stamps."""
        order = self._buy({self.standard: 2, self.kompakt: 1})
        stamps = order.stamp_ids.filtered(lambda s: s.product_id == self.standard)
        other = order.stamp_ids - stamps
        self.company._internetmarke_client().request_refund(
            order.shop_order_id, other.mapped("voucher_id")
        )
        self.post.misbehave("request_refund", "dropped", acted=False)
        retoure = self._refund(stamps[0])
        self._let_settle(retoure)
        really = Client.refund_states

        def listless(client, **query):
            return [
                replace(state, refunded=(), not_refunded=())
                if "start" in query
                else state
                for state in really(client, **query)
            ]

        with patch.object(Client, "refund_states", listless):
            self._resolve(retoure)
        self.assertEqual((retoure.state, retoure.attempt), ("credited", 2))
        self.assertAlmostEqual(retoure.amount_refunded, 0.95)

    def test_not_taken_back_on_a_second_request_leaves_a_doubt(self):
        stamps = self._buy({self.standard: 1}).stamp_ids
        self.post.misbehave("request_refund", "dropped", acted=True)
        retoure = self._refund(stamps)
        self._let_settle(retoure)
        really = Client.refund_states

        def forgetful(client, **query):
            return really(client, **query) if "shop_retoure_id" in query else []

        with patch.object(Client, "refund_states", forgetful):
            self._resolve(retoure)
        self.assertEqual((retoure.state, stamps.state), ("refused", "refused"))
        self.assertIn("transactions of the Portokasse", retoure.problem)

    @mute_logger(LOGGER)
    def test_refused_second_request_keeps_the_stamps_out_of_stock(self):
        """The Post may refuse because it has them from the first request already."""
        stamps = self._buy({self.standard: 1}).stamp_ids
        self.post.misbehave("request_refund", "dropped", acted=True)
        retoure = self._refund(stamps)
        self._let_settle(retoure)
        self.post.misbehave("request_refund", "refusal")
        with patch.object(Client, "refund_states", lambda *args, **query: []):
            self._resolve(retoure)
        self.assertEqual((retoure.state, retoure.attempt), ("refused", 2))
        self.assertEqual(stamps.state, "refused")
        self.assertTrue(retoure.closed_on)
        self.assertIn("not known whether they were credited", retoure.problem)

    @mute_logger(LOGGER)
    def test_no_answer_to_a_second_request_keeps_the_doubt(self):
        """Only a refusal ends it: what was not answered is looked for again."""
        stamps = self._buy({self.standard: 1}).stamp_ids
        for fault in ({"acted": True}, {"acted": False}):
            self.post.misbehave("request_refund", "dropped", **fault)
        retoure = self._refund(stamps)
        self._let_settle(retoure)
        with patch.object(Client, "refund_states", lambda *args, **query: []):
            self._resolve(retoure)
        self.assertEqual((retoure.state, retoure.attempt), ("requested", 2))
        self.assertEqual(stamps.state, "refund")
        self._let_settle(retoure)
        self.post.misbehave("request_refund", "too_many_requests")
        with patch.object(Client, "refund_states", lambda *args, **query: []):
            self._resolve(retoure)
        self.assertEqual((retoure.state, stamps.state), ("requested", "refund"))
        self._let_settle(retoure)
        self._let_wait_end(retoure)
        self._resolve(retoure)
        self.assertEqual((retoure.state, stamps.state), ("credited", "refunded"))

    def test_refused_request_returns_the_stamps(self):
        stamps = self._buy({self.standard: 1}).stamp_ids
        self.post.misbehave("request_refund", "forbidden")
        retoure = self._refund(stamps)
        self.assertEqual(retoure.state, "failed")
        self.assertIn("You were not charged", retoure.problem)
        self.assertEqual(stamps.state, "stock")

    def test_late_refusal_proves_nothing_about_a_second_request(self):
        """The first call takes so long that a second one was sent meanwhile."""
        stamps = self._buy({self.standard: 2}).stamp_ids
        really = Client.request_refund

        def refused_late(client, *args):
            retoure = self.env["internetmarke.retoure"].search([], limit=1)
            self._let_settle(retoure)
            self.post.misbehave("request_refund", "dropped", acted=True)
            with patch.object(Client, "request_refund", really):
                self._resolve(retoure)
            raise Refused("invalidVoucher", status=400)

        with patch.object(Client, "request_refund", refused_late):
            retoure = self._refund(stamps)
        self.assertEqual((retoure.state, retoure.attempt), ("requested", 2))
        self.assertEqual(set(stamps.mapped("state")), {"refund"})
        self._let_settle(retoure)
        self._resolve(retoure)
        self.assertEqual(retoure.state, "credited")

    def test_used_stamps_cannot_be_returned(self):
        order = self._buy({self.standard: 1})
        self._frank(self._printed_invoice())
        refunds = len(self._refunds())
        with self.assertRaisesRegex(UserError, "stamps in stock"):
            self._refund(order.stamp_ids)
        self.assertEqual(len(self._refunds()), refunds)
        self.assertEqual(order.stamp_ids.state, "used")

    def test_without_the_right_nothing_is_returned(self):
        stamps = self._buy({self.standard: 1}).stamp_ids
        with self.assertRaisesRegex(AccessError, "Buy postage"):
            stamps.with_user(self.clerk).action_refund()
        with self.assertRaisesRegex(AccessError, "Buy postage"):
            self.env["internetmarke.retoure"].with_user(self.clerk)._refund(
                stamps.order_id, stamps, "clerk"
            )
