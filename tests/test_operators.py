import logging

from odoo.tests import tagged

from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestOperators(InternetmarkeCommon):
    """An administrator follows one purchase in the log, and learns no secret by it."""

    def _logged(self, act):
        """Return all log lines at level DEBUG."""
        with self.assertLogs(level=logging.DEBUG) as logs:
            act()
        self.env.invalidate_all()
        return [record.getMessage() for record in logs.records]

    def _assert_private(self, lines):
        text = "\n".join(lines)
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

    def _assert_told(self, order, lines, words):
        mine = [line for line in lines if line.startswith(f"{order.name}: ")]
        for part in words:
            self.assertTrue(any(part in line for line in mine), part)

    def test_one_purchase_from_the_confirmation_to_the_stock(self):
        lines = self._logged(self._buy_wizard({self.standard: 2}).action_buy)
        order = self.env["internetmarke.order"].search([], limit=1)
        steps = [
            f"confirmed by user {self.buyer.id}",
            "POST /user: 200 in",
            "POST /app/shoppingcart: 200 in",
            f"number {order.shop_order_id} reserved",
            "POST /app/shoppingcart/pdf: 200 in",
            "paid, 2 stamps",
            "GET (document link): 200 in",
            "done",
        ]
        self._assert_told(order, lines, steps)
        calls = [line for line in lines if " 200 in " in line]
        self.assertTrue(all(call.startswith(f"{order.name}: ") for call in calls))
        self._assert_private(lines)

    def test_one_purchase_through_a_doubt(self):
        self.post.misbehave("checkout", "dropped", acted=True)
        lines = self._logged(self._buy_wizard({self.standard: 1}).action_buy)
        order = self.env["internetmarke.order"].search([], limit=1)
        self._let_settle(order)
        lines += self._logged(lambda: self._run_job("ir_cron_resolve_orders"))
        steps = [
            "POST /app/shoppingcart/pdf: the connection broke off",
            "outcome not known",
            "GET /app/shoppingcart/{shopOrderId}: 200",
            "paid, 1 stamps",
            "done",
        ]
        self._assert_told(order, lines, steps)
        self._assert_private(lines)

    def test_a_refused_login_names_nobody(self):
        self.post.change_wallet(password="neues-kennwort")
        self.addCleanup(self.post.change_wallet, password="muster-passwort")
        lines = self._logged(self._buy_wizard({self.standard: 1}).action_buy)
        self._assert_private(lines)
        self.assertTrue(self.company.internetmarke_login_refused, "the jobs wait")
