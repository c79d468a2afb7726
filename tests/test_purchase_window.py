from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestPurchaseWindow(InternetmarkeCommon):
    """What the window that buys says before, and what is told afterwards."""

    def _new(self, *lines):
        """Return the window with lines of product and quantity, in memory only."""
        values = [
            Command.create({"product_id": product.id, "quantity": quantity})
            for product, quantity in lines
        ]
        return (
            self.env["internetmarke.buy"]
            .with_user(self.buyer)
            .new({"line_ids": values})
        )

    def _told(self, action):
        self.env.invalidate_all()
        self.assertEqual(action["tag"], "display_notification")
        return action["params"]["message"].replace("\N{NO-BREAK SPACE}", " ")

    def test_the_button_names_the_cost(self):
        label = self._new((self.standard, 3), (self.kompakt, 1)).buy_label
        label = label.replace("\N{NO-BREAK SPACE}", " ")
        self.assertEqual(label, "Buy 4 stamps, 3.95 €")
        self.assertIn("Buy 1 stamp,", self._new((self.standard, 1)).buy_label)

    def test_an_incomplete_line_is_told_and_not_bought(self):
        nothing = self.env["internetmarke.product"]
        self.assertFalse(self._new((self.standard, 1)).line_problem)
        window = self._new((self.standard, 1), (nothing, 10))
        self.assertIn("no product", window.line_problem)
        self.assertIn("Standardbrief", self._new((self.standard, 0)).line_problem)
        paid = len(self._paid_orders())
        with self.assertRaisesRegex(UserError, "no product"):
            window.action_buy()
        self.assertEqual(len(self._paid_orders()), paid)

    def test_a_quick_quantity(self):
        line = self._new((self.standard, 3)).line_ids
        line.quick_quantity = "50"
        line._onchange_quick_quantity()
        self.assertEqual(line.quantity, 50)

    def test_what_was_bought_is_told(self):
        after = self._wallet()["balance"] / 100 - 3
        action = self._buy_wizard({self.standard: 2, self.kompakt: 1}).action_buy()
        self.assertEqual(
            self._told(action),
            "You bought 2 × Standardbrief and 1 × Kompaktbrief for 3.00 €. The new "
            f"balance is {after:.2f} €.",
        )
        self.assertEqual(self._led_to(action)["res_model"], "internetmarke.order")
        self.assertEqual(self._led_to(action)["views"], [(False, "form")])

    def test_what_was_topped_up_and_returned_is_told(self):
        wallet = self._wallet()["balance"] / 100
        topup = self.env["internetmarke.topup"].with_user(self.buyer)
        told = self._told(topup.create({"choice": "20"}).action_top_up())
        after = f"{wallet + 20:.2f} €"
        self.assertEqual(told, f"You topped up by 20.00 €. The new balance is {after}.")
        stamps = self._buy({self.standard: 2}).stamp_ids
        refund = self.env["internetmarke.refund"].with_user(self.buyer)
        refund = refund.create({"stamp_ids": stamps.ids})
        self.env.flush_all()
        self.assertEqual(
            self._told(refund.action_refund()),
            "You returned 2 stamps. 1.90 € were credited.",
        )

    def test_buy_again_at_todays_prices(self):
        order = self._buy({self.standard: 2, self.kompakt: 1}).with_user(self.buyer)
        self.standard.sudo().price = 0.99
        paid = len(self._paid_orders())
        self.assertEqual(
            self._again(order), [(self.standard, 2, 0.99), (self.kompakt, 1, 1.10)]
        )
        self.kompakt.active = False
        self.assertEqual(self._again(order), [(self.standard, 2, 0.99)])
        self.standard.active = False
        with self.assertRaisesRegex(UserError, "no longer sells"):
            order.action_buy_again()
        self.assertEqual(len(self._paid_orders()), paid)

    def _again(self, order):
        context = order.action_buy_again()["context"]
        model = self.env["internetmarke.buy"].with_user(self.buyer)
        wizard = Form(model.with_context(**context)).save()
        self.assertEqual(wizard.company_id, order.company_id)
        return [
            (line.product_id, line.quantity, line.price_unit)
            for line in wizard.line_ids
        ]
