from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..api import reset_tokens
from ..wizards import run_buy
from .run_common import RunCommon


@tagged("post_install", "-at_install")
class TestRunBuying(RunCommon):
    """What a run lacks is bought by one person, once."""

    def _wizard(self, run):
        action = run.with_user(self.buyer).action_next()
        self.assertEqual(action["res_model"], "internetmarke.run.buy")
        model = self.env["internetmarke.run.buy"].with_user(self.buyer)
        return Form(model.with_context(**action["context"])).save()

    def test_what_is_missing_is_bought_once(self):
        run = self._checked(self._invoices())
        self._buy({self.standard: 1})
        self.assertEqual(
            run.with_user(self.buyer).next_label.replace("\xa0", " "),
            "Buy 3 stamps, 2.85 €",
        )
        wizard = self._wizard(run)
        self.assertRecordValues(
            wizard.line_ids, [{"needed": 4, "stock": 1, "quantity": 3}]
        )
        self.assertEqual(wizard.order_count, 1)
        orders, before = len(self._paid_orders()), self._wallet()["balance"]
        wizard.action_buy()
        # Clicked twice, or repeated by Odoo.
        wizard.action_buy()
        self.env.invalidate_all()
        self.assertEqual(len(self._paid_orders()), orders + 1)
        self.assertEqual(before - self._wallet()["balance"], 285)
        self.assertEqual((run.missing_count, run.next_step), (0, "frank"))

    def test_bought_and_franked_with_one_confirmation(self):
        run, orders = self._checked(self._invoices()), len(self._paid_orders())
        wizard = self._wizard(run)
        # The balance was never read before; the person sees it.
        self.assertAlmostEqual(wizard.balance, self._wallet()["balance"] / 100)
        wizard.action_buy_and_frank()
        self.env.invalidate_all()
        self.assertEqual((run.job, run.job_user_id), ("frank", self.buyer))
        wizard.action_buy_and_frank()
        self._work(run)
        self.assertEqual(run.state, "franked")
        self.assertEqual(len(self._paid_orders()), orders + 1)

    def test_new_stamps_that_others_use_are_no_error(self):
        run = self._checked(self._invoices())
        wizard = self._wizard(run)
        buy = type(wizard)._buy_all

        def bought_and_used(wizard):
            action = buy(wizard)
            self.env.invalidate_all()
            stamps = self.env["internetmarke.stamp"].sudo()
            stamps.search(
                stamps._stock_domain(self.company, self.standard)
            ).state = "used"
            self.env.flush_all()
            return action

        self.patch(type(wizard), "_buy_all", bought_and_used)
        action = wizard.action_buy_and_frank()
        self.env.invalidate_all()
        self.assertEqual(self._led_to(action), {"type": "ir.actions.act_window_close"})
        self.assertEqual((run.job, run.next_step), (False, "buy"))

    def test_a_second_person_does_not_buy_the_same(self):
        run = self._checked(self._invoices())
        first, second = self._wizard(run), self._wizard(run)
        orders = len(self._paid_orders())
        first.action_buy()
        again = self._asked_again(second, second.action_buy())
        self.assertIn("have changed", again.notice)
        self.assertFalse(sum(again.line_ids.mapped("quantity")))
        self.assertEqual(len(self._paid_orders()), orders + 1)

    def test_while_somebody_buys_nobody_else_does(self):
        run = self._checked(self._invoices())
        wizard, orders = self._wizard(run), len(self._paid_orders())
        run.sudo().write({"buy_token": "another", "buy_on": "2999-01-01 00:00:00"})
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "right now"):
            wizard.action_buy()
        self.assertEqual(len(self._paid_orders()), orders)

    def test_a_purchase_in_doubt_is_resolved_first(self):
        run = self._checked(self._invoices())
        order = self._buy({self.standard: 1})
        order.sudo().state = "requested"
        with self.assertRaisesRegex(UserError, "is not finished"):
            run.with_user(self.buyer).action_buy()

    def test_many_stamps_are_several_orders(self):
        run = self._checked(self._invoices())
        self.patch(run_buy, "MAX_STAMPS", 3)
        wizard = self._wizard(run)
        self.assertEqual(wizard.order_count, 2)
        orders = len(self._paid_orders())
        wizard.action_buy()
        self.env.invalidate_all()
        self.assertEqual(len(self._paid_orders()), orders + 2)
        self.assertEqual(run.missing_count, 0)

    def test_what_the_post_refuses_is_not_bought(self):
        run = self._checked(self._invoices())
        self.patch(run_buy, "MAX_STAMPS", 3)
        self.patch(type(self), "post", self.post)
        self.patch(type(self), "balance", 3_00)
        self._start_post()
        reset_tokens()
        action = self._wizard(run).action_buy()
        self.env.invalidate_all()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(len(self._paid_orders()), 1)
        self.assertEqual((run.state, run.missing_count), ("checked", 1))
        self.assertIn("PORTO/", run.message_ids[0].body)
        # Nothing at all is bought now: the person is asked again, and told why.
        wizard = self._wizard(run)
        again = self._asked_again(wizard, wizard.action_buy())
        self.assertTrue(again.notice)
        self.assertEqual(again.line_ids.mapped("quantity"), [1])
        self.assertEqual(len(self._paid_orders()), 1)
        self.assertFalse(run.sudo().buy_token)

    def test_too_little_balance(self):
        run = self._checked(self._invoices())
        self.company.sudo().write(
            {"internetmarke_balance": 1, "internetmarke_balance_date": "2026-01-01"}
        )
        wizard = self._wizard(run)
        self.assertAlmostEqual(wizard.balance_missing, 2.80)
        action = wizard.action_top_up()
        self.assertEqual(action["context"]["default_amount"], 10)

    def test_who_may_not_buy_is_told(self):
        run = self._checked(self._invoices())
        self.assertEqual(run.next_step, "buy")
        with self.assertRaisesRegex(AccessError, "Buy postage"):
            run.action_next()
