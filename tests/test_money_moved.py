from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import InternetmarkeCommon

LOGGER = "odoo.addons.internetmarke.models.money.order_purchase"


@tagged("post_install", "-at_install")
class TestMoneyMoved(InternetmarkeCommon):
    """What is told to bookkeeping: each movement, where it is stored."""

    def setUp(self):
        super().setUp()
        self.told = []

        def note(request):
            self.told.append((request.name, request.state, request.env.cr))

        for model in ("order", "charge", "retoure"):
            model = type(self.env[f"internetmarke.{model}"])
            patcher = patch.object(model, "_on_money_moved", note)
            patcher.start()
            self.addCleanup(patcher.stop)

    def _names_and_states(self):
        return [(name, state) for name, state, _cr in self.told]

    def test_a_purchase_is_told_once_where_it_is_stored(self):
        order = self._buy({self.standard: 2})
        self.assertEqual(self._names_and_states(), [(order.name, "paid")])
        [(_name, _state, cr)] = self.told
        self.assertIsNot(cr, self.env.cr, "where the payment is stored")

    @mute_logger(LOGGER)
    def test_purchase_that_comes_to_light_later(self):
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 1})
        self.assertFalse(self.told, "nobody knows yet")
        self._let_settle(order)
        self._resolve(order)
        self.assertEqual(self._names_and_states(), [(order.name, "paid")])

    def test_a_refused_purchase_is_not_told(self):
        self.post.misbehave("checkout", "refusal")
        self._buy({self.standard: 1})
        self.assertFalse(self.told)

    def test_a_top_up_is_told_once(self):
        wizard = self.env["internetmarke.topup"].with_user(self.buyer)
        wizard.create({"choice": "20"}).action_top_up()
        charge = self.env["internetmarke.charge"].search([], limit=1)
        self.assertEqual(self._names_and_states(), [(charge.name, "done")])

    def test_a_purchase_that_a_person_notes_is_told_and_so_is_its_reversal(self):
        self.post.misbehave("checkout", "dropped", acted=True)
        with mute_logger(LOGGER):
            order = self._buy({self.standard: 1})
        order.sudo().settle_by_hand = True
        order.with_user(self.buyer).action_paid()
        self.assertEqual(self._names_and_states(), [(order.name, "paid")])
        order.with_user(self.buyer).action_not_paid()
        self.assertEqual(self._names_and_states()[1:], [(order.name, "failed")])

    def test_a_top_up_that_a_person_notes_is_told(self):
        for act, told in (("action_credited", ["done"]), ("action_not_credited", [])):
            self.told.clear()
            self.post.misbehave("charge", "dropped", acted=True)
            wizard = self.env["internetmarke.topup"].with_user(self.buyer)
            with mute_logger("odoo.addons.internetmarke.models.money.charge"):
                wizard.create({"choice": "20"}).action_top_up()
            charge = self.env["internetmarke.charge"].search([], limit=1)
            charge.sudo().settle_by_hand = True
            getattr(charge.with_user(self.buyer), act)()
            self.assertEqual([state for _name, state, _cr in self.told], told)

    def test_a_refund_is_told(self):
        stamps = self._buy({self.standard: 1}).stamp_ids
        self.told.clear()
        wizard = self.env["internetmarke.refund"].with_user(self.buyer)
        wizard.create({"stamp_ids": stamps.ids}).action_refund()
        self.env.invalidate_all()
        retoure = stamps.retoure_ids
        self.assertEqual((retoure.state, retoure.amount_refunded), ("credited", 0.95))
        self.assertEqual({name for name, _s, _cr in self.told}, {retoure.name})

    def test_refund_that_is_asked_about_several_times(self):
        self.post.change_settings(refund_seconds=3600)
        self.addCleanup(self.post.change_settings, refund_seconds=0)
        stamps = self._buy({self.standard: 1}).stamp_ids
        self.told.clear()
        wizard = self.env["internetmarke.refund"].with_user(self.buyer)
        wizard.create({"stamp_ids": stamps.ids}).action_refund()
        self.env.invalidate_all()
        retoure = stamps.retoure_ids
        self._resolve(retoure)
        self.assertEqual((retoure.state, self.told), ("pending", []))
        really = self.post.clock
        self.addCleanup(setattr, self.post, "clock", really)
        self.post.clock = lambda: really() + 7200
        self._resolve(retoure)
        self.assertEqual(retoure.state, "credited")
        self.assertEqual(len(self.told), 1)
