from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import InternetmarkeCommon

JOB = "internetmarke.ir_cron_expire_stamps"


@tagged("post_install", "-at_install")
class TestRestock(InternetmarkeCommon):
    """What runs short, who is told, and the purchase that is filled in."""

    def _lines(self, action):
        """Return what the window of an action begins with: ``{product: quantity}``."""
        model = self.env[action["res_model"]].with_user(self.buyer)
        wizard = Form(model.with_context(**action["context"])).save()
        return {line.product_id: line.quantity for line in wizard.line_ids}

    def _suggested(self):
        action = {"res_model": "internetmarke.buy"}
        return self._lines({**action, "context": {"internetmarke_suggest": True}})

    def _watched(self):
        """Let the job look, and return the activities that are open."""
        self._run_job("ir_cron_expire_stamps")
        # Nobody else reads what a person is told.
        return self.env["mail.activity"].sudo().search([("automated", "=", True)])

    def _wakes(self):
        job = self.env.ref(JOB)
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)])

    def test_below_the_minimum_it_runs_short(self):
        self._buy({self.standard: 3})
        products = self.env["internetmarke.product"]
        short = [("stock_level", "in", ("short", "out"))]
        self.standard.with_user(self.buyer).min_stock = 3
        self.assertFalse(self.standard.stock_level)
        self.assertFalse(products.search(short))
        self.standard.with_user(self.buyer).min_stock = 5
        self.assertEqual(self.standard.stock_level, "short")
        self.assertEqual(products.search(short), self.standard)
        self.assertEqual(self.company._internetmarke_runs_short(), {self.standard: 2})
        self.env["internetmarke.stamp"]._take(self.company, self.standard, 3)
        self.assertEqual(self.standard.stock_level, "out")

    def test_the_minimum_is_each_companys_own(self):
        self.standard.min_stock = 5
        other = self._other_company()
        self.assertFalse(self.standard.with_company(other).min_stock)
        self.assertFalse(self.standard.with_company(other).stock_level)

    def test_who_may_set_the_minimum(self):
        with self.assertRaises(AccessError):
            self.standard.with_user(self.clerk).min_stock = 5
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.standard.with_user(self.buyer).min_stock = -1
            self.env.flush_all()
        self.company.internetmarke_shared = True
        branch = self.company.create({"name": "F", "parent_id": self.company.id})
        self.standard.min_stock = 5
        self.assertEqual(self.standard.with_company(branch).stock_level, "out")
        with self.assertRaisesRegex(UserError, "Musterbüro Lindner GmbH"):
            self.standard.with_company(branch).min_stock = 3

    def test_what_runs_short_is_suggested_first(self):
        self._buy({self.kompakt: 1})
        self.assertEqual(self._suggested(), {})
        self.abroad.is_favorite = self.kompakt.is_favorite = True
        self.assertEqual(self._suggested(), {self.abroad: 10}, "kompakt is in stock")
        self.standard.min_stock = 5
        expected = [(self.standard, 5), (self.abroad, 10)]
        self.assertEqual(list(self._suggested().items()), expected)
        self.standard.min_stock = 120
        self.assertEqual(self._suggested(), {self.standard: 100}, "no more at a time")

    def test_what_another_company_needs_is_not_told(self):
        other = self._other_company()
        other.internetmarke_enabled = True
        self.standard.with_company(other).min_stock = 7
        self.assertEqual(other._internetmarke_runs_short(), {self.standard: 7})
        buyer = self.env["internetmarke.buy"].with_user(self.buyer)
        forged = {"internetmarke_suggest": True, "default_company_id": other.id}
        values = buyer.with_context(**forged).default_get(["company_id", "line_ids"])
        self.assertFalse(values.get("line_ids"))

    def test_what_is_used_is_suggested(self):
        self._buy({self.standard: 1})
        self._frank(self._printed_invoice())
        self.assertEqual(self._suggested(), {self.standard: 1})

    def test_restock_opens_the_purchase_and_buys_nothing(self):
        paid = len(self._paid_orders())
        self.standard.min_stock = 5
        self.abroad.is_favorite = True
        products = self.env["internetmarke.product"]
        action = products.with_user(self.buyer).action_restock()
        self.assertEqual(self._lines(action), {self.standard: 5})
        self.assertEqual(len(self._paid_orders()), paid)
        with self.assertRaises(AccessError):
            products.with_user(self.clerk).action_restock()

    def test_one_person_is_told_until_it_is_restocked(self):
        self.assertFalse(self._watched())
        self.standard.min_stock = 2
        self._buy({self.standard: 1})
        activity = self._watched()
        self.assertEqual(activity.user_id, self.buyer, "who bought last")
        self.assertIn("1 × Standardbrief", activity.note)
        self.assertTrue(activity.internetmarke_restocks)
        action = activity.with_user(self.buyer).action_internetmarke_restock()
        self.assertEqual(self._lines(action), {self.standard: 1})
        self.kompakt.min_stock = 3
        self.assertEqual(self._watched(), activity, "one at a time")
        self.assertIn("3 × Kompaktbrief", activity.note)
        self._buy({self.standard: 1, self.kompakt: 3})
        self.assertFalse(self._watched())

    def test_who_is_done_too_early_is_told_again(self):
        self.standard.min_stock = 2
        first = self._watched()
        first.action_done()
        second = self._watched()
        self.assertTrue(second)
        self.assertNotEqual(first, second)

    def test_nobody_is_told_without_a_minimum(self):
        self._buy({self.standard: 1})
        self.env["internetmarke.stamp"]._take(self.company, self.standard)
        self.assertFalse(self._watched())

    def test_franking_and_buying_wake_the_job(self):
        self._buy({self.standard: 4})
        self.standard.min_stock = 3
        stamps, wakes = self.env["internetmarke.stamp"], self._wakes()
        stamps._take(self.company, self.standard)
        self.assertEqual(self._wakes(), wakes, "three are enough")
        stamps._take(self.company, self.standard)
        self.assertEqual(self._wakes(), wakes + 1)
        stamps._take(self.company, self.standard)
        self.assertEqual(self._wakes(), wakes + 1, "it is known")
        self._watched()
        wakes = self._wakes()
        self._buy({self.standard: 2})
        self.assertGreater(self._wakes(), wakes)

    def test_the_balance_has_a_minimum_too(self):
        company = self.company
        company.internetmarke_min_balance = 150
        self.assertFalse(company._internetmarke_balance_short(), "it is not known")
        company._internetmarke_store_balance(99_50)
        self.env.invalidate_all()
        self.assertEqual(company._internetmarke_balance_short(), 50.5)
        activity = self._watched()
        self.assertIn("50.50", activity.note)
        products = self.env["internetmarke.product"].with_user(self.buyer)
        action = products.action_restock()
        self.assertEqual(action["res_model"], "internetmarke.topup")
        self.assertEqual(action["context"]["default_amount"], 51)
        company._internetmarke_store_balance(150_00)
        self.env.invalidate_all()
        self.assertFalse(self._watched())

    def test_who_may_not_buy_sees_whom_to_ask(self):
        told = self.company.with_user(self.clerk)._internetmarke_whom_to_ask
        stamps = self.env["internetmarke.stamp"]
        self.assertIn(self.buyer.name, told())
        empty = stamps.with_user(self.clerk).get_empty_list_help("<p>None</p>")
        self.assertIn(self.buyer.name, empty)
        self.assertIn("bought elsewhere", empty)
        empty = stamps.with_user(self.buyer).get_empty_list_help("<p>None</p>")
        self.assertNotIn(self.buyer.name, empty)
        self.assertIn("bought elsewhere", empty)
        orders = self.env["internetmarke.order"].with_user(self.clerk)
        self.assertIn(self.buyer.name, orders.get_empty_list_help("<p>None</p>"))
        self.assertIn(self.buyer.name, self._frank_wizard(self._invoice()).whom_to_ask)

    def test_where_nobody_may_buy_an_administrator_is_asked(self):
        group = self.env.ref("internetmarke.group_buyer")
        chief = new_test_user(
            self.env,
            login="chief",
            groups="base.group_system",
            company_id=self.company.id,
        )
        self.company._internetmarke_buyers().group_ids = [(3, group.id)]
        told = self.company._internetmarke_whom_to_ask()
        self.assertIn(chief.name, told)
        self.assertIn("Buy postage", told)
