import logging

from odoo.tests import tagged

from .common import InternetmarkeCommon

ROOM = "odoo.addons.internetmarke"


@tagged("post_install", "-at_install")
class TestOperators(InternetmarkeCommon):
    """An administrator follows one purchase in the log, and learns no secret by it."""

    def _logged(self, act):
        """Return all log lines at level DEBUG as ``(logger, message)``."""
        with self.assertLogs(level=logging.DEBUG) as logs:
            act()
        self.env.invalidate_all()
        return [(record.name, record.getMessage()) for record in logs.records]

    def _assert_private(self, lines):
        text = "\n".join(message for _, message in lines)
        secrets = self.post.credentials
        with self.post.state.reading() as connection:
            tokens = [row["token"] for row in connection.execute("SELECT * FROM token")]
        for secret in (
            secrets.username,
            secrets.password,
            secrets.client_id,
            secrets.client_secret,
            *tokens,
            "PcfExtensionWeb/document?keyphase",
            "Bearer ",
            self.customer.street,
            self.company.street,
        ):
            self.assertNotIn(secret, text)

    def test_one_purchase_from_the_confirmation_to_the_stock(self):
        lines = self._logged(self._buy_wizard({self.standard: 2}).action_buy)
        order = self.env["internetmarke.order"].search([], limit=1)
        mine = [
            (name.removeprefix(f"{ROOM}."), message.removeprefix(f"{order.name}: "))
            for name, message in lines
            if message.startswith(f"{order.name}: ")
        ]
        steps = [
            ("models.money.request", f"confirmed by user {self.buyer.id}"),
            ("api.transport", "POST /user: 200 in"),
            ("api.transport", "POST /app/shoppingcart: 200 in"),
            ("models.money.order_purchase", f"number {order.shop_order_id} reserved"),
            ("api.transport", "POST /app/shoppingcart/pdf: 200 in"),
            ("models.money.order_purchase", "paid, 2 stamps"),
            ("api.transport", "GET (document link): 200 in"),
            ("models.money.order_delivery", "done"),
        ]
        for (name, message), (room, words) in zip(mine, steps, strict=True):
            self.assertEqual(name, room)
            self.assertIn(words, message)
        calls = [message for name, message in lines if name.endswith("api.transport")]
        self.assertTrue(all(call.startswith(order.name) for call in calls))
        self._assert_private(lines)

    def test_one_purchase_through_a_doubt(self):
        self.post.misbehave("checkout", "dropped", acted=True)
        lines = self._logged(self._buy_wizard({self.standard: 1}).action_buy)
        order = self.env["internetmarke.order"].search([], limit=1)
        self._let_settle(order)
        lines += self._logged(lambda: self._run_job("ir_cron_resolve_orders"))
        mine = [message for _, message in lines if message.startswith(order.name)]
        for words in (
            "POST /app/shoppingcart/pdf: the connection broke off",
            "outcome not known",
            "GET /app/shoppingcart/{shopOrderId}: 200",
            "paid, 1 stamps",
            "done",
        ):
            self.assertTrue(any(words in message for message in mine), words)
        self._assert_private(lines)

    def test_a_refused_login_names_nobody(self):
        self.post.change_wallet(password="neues-kennwort")
        self.addCleanup(self.post.change_wallet, password="muster-passwort")
        lines = self._logged(self._buy_wizard({self.standard: 1}).action_buy)
        self._assert_private(lines)
        self.assertTrue(self.company.internetmarke_login_refused, "the jobs wait")
