from contextlib import ExitStack
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..api import reset_tokens
from .common import InternetmarkeCommon

MODELS = "odoo.addons.internetmarke.models"
NOISE = (f"{MODELS}.money.order_purchase", f"{MODELS}.money.request_steps")
# Answers to the question about an order that do not tell whether it was paid.
UNCLEAR = [
    ("refusal", {}),
    ("plain_text", {"status": 404}),
    ("not_found", {}),
    ("other_order", {}),
    ("other_shape", {}),
    ("empty", {}),
    ("missing", {"fields": ["link", "shoppingCart"]}),
    ("forbidden", {}),
    ("bad_gateway_html", {}),
]


@tagged("post_install", "-at_install")
class TestOrderByHand(InternetmarkeCommon):
    """A purchase ends after a day, whatever the Post answers."""

    def setUp(self):
        super().setUp()
        stack = ExitStack()
        stack.enter_context(mute_logger(*NOISE))
        self.addCleanup(stack.close)

    def _doubtful(self, acted=True, days=2):
        """Return a purchase whose answer was lost long ago."""
        self.post.misbehave("checkout", "dropped", acted=acted)
        order = self._buy({self.standard: 2})
        self.assertEqual(order.state, "requested")
        order.sudo().requested_on -= timedelta(days=days)
        self._let_settle(order)
        return order

    def _left_to_person(self, **options):
        order = self._doubtful(**options)
        self.post.misbehave("find_order", "refusal", times=-1)
        self._run_job("ir_cron_resolve_orders")
        self.assertTrue(order.settle_by_hand)
        return order.with_user(self.buyer)

    def _asked(self):
        return self.post.ledger()["calls"].get("find_order", 0)

    def test_whatever_the_post_answers(self):
        for fault, options in UNCLEAR:
            with self.subTest(fault=fault, options=options):
                order = self._doubtful()
                self.post.misbehave("find_order", fault, times=-1, **options)
                self._resolve(order)
                self.assertEqual(order.state, "requested")
                self.assertTrue(order.settle_by_hand)
                self.assertIn(order.shop_order_id, order.problem)
                self.assertIn("Do not buy again", order.problem)
                # Whoever asks once more learns why it is not known.
                with self.assertRaises(UserError):
                    self._resolve(order)
                self.post.behave()
                self._resolve(order)
                self.assertEqual((order.state, order.settle_by_hand), ("done", False))

    def test_nobody_decides_before_a_day(self):
        order = self._doubtful(days=0)
        self.post.misbehave("find_order", "refusal")
        with self.assertRaisesRegex(UserError, "asks again automatically"):
            self._resolve(order)
        self.assertFalse(order.settle_by_hand)
        with self.assertRaisesRegex(UserError, "nothing to settle yet"):
            order.with_user(self.buyer).action_not_paid()

    def test_other_portokasse_and_refused_login_are_left_to_a_person_too(self):
        stranded, locked = self._doubtful(), self._doubtful()
        stranded.sudo().account = "0" * 64
        self._resolve(stranded)
        self.assertTrue(stranded.settle_by_hand)
        self.company.sudo().internetmarke_login_refused = True
        reset_tokens()
        self._resolve(locked)
        self.assertTrue(locked.settle_by_hand)

    def test_not_paid_as_a_person_saw_is_not_bought(self):
        order = self._left_to_person(acted=False)
        paid = len(self._paid_orders())
        order.action_not_paid()
        self.env.cr.flush()  # as a commit does
        self.assertEqual((order.state, order.settle_by_hand), ("failed", False))
        self.assertIn(self.buyer.name, order.problem)
        self.assertIn("Noted by hand: not paid", order.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "settled already"):
            order.action_paid()
        self.assertEqual(len(self._paid_orders()), paid)

    def test_paid_and_the_post_tells_the_stamps_later(self):
        order = self._left_to_person()
        order.action_paid()
        self.assertEqual(order.state, "paid")
        self.assertIn("has not told its stamps", order.problem)
        self.assertIn(order.shop_order_id, order.problem)
        asked = self._asked()
        self._let_settle(order)
        self._run_job("ir_cron_resolve_orders")
        self.assertEqual(self._asked(), asked, "once a day is enough")
        self.post.behave()
        order.sudo().taken_up_on -= timedelta(days=1)
        self._let_settle(order)
        self._run_job("ir_cron_resolve_orders")
        self.assertEqual((order.state, len(order.stamp_ids)), ("done", 2))
        self.assertFalse(order.problem or order.settle_by_hand)

    def test_paid_although_the_post_does_not_know_it(self):
        order = self._left_to_person(acted=False)
        order.action_paid()
        self.post.behave()
        paid = len(self._paid_orders())
        self._resolve(order)
        self.assertEqual(order.state, "paid", "a person said so; it is not paid again")
        self.assertIn("although a person saw it", order.problem)
        order.action_not_paid()
        self.assertEqual((order.state, order.bought_on), ("failed", False))
        self.assertEqual(len(self._paid_orders()), paid)

    def test_who_may_not_buy_decides_nothing(self):
        order = self._left_to_person()
        for user in (self.clerk, self.accountant):
            for act in ("action_paid", "action_not_paid"):
                with self.assertRaises(AccessError):
                    getattr(order.with_user(user), act)()
        self.assertEqual(order.state, "requested")

    def test_paid_order_whose_vouchers_are_told_late(self):
        """Without the cart the stamps are known as soon as the Post names them."""
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 2})
        self._let_settle(order)
        self.post.misbehave("find_order", "missing", fields=["shoppingCart"])
        self._resolve(order)
        self.assertEqual((order.state, order.vouchers), ("paid", False))
        self.assertIn("has not told its stamps", order.problem)
        self._resolve(order)
        self.assertEqual((order.state, len(order.stamp_ids)), ("done", 2))
