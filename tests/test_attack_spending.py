from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .attack import NOISE, USERS, AttackCase

WRITES = ("write", "web_save")
# What a forged context would write, were it taken over.
FORGED = {
    "default_state": "done",
    "default_shop_order_id": "4711",
    "default_balance_after": 9999.0,
    "default_balance_known": True,
    "default_requested_on": "2020-01-01 00:00:00",
    "default_bought_on": "2020-01-01 00:00:00",
    "default_problem": "forged",
    "default_attempt": 7,
    "default_print_count": 7,
    "default_printed_on": "2020-01-01 00:00:00",
    "default_release_reason": "forged",
    "default_price": 77.0,
    "default_amount_refunded": 77.0,
    "default_shop_retoure_id": "4711",
    "tracking_disable": True,
    "mail_notrack": True,
}


@tagged("post_install", "-at_install")
class TestAttackSpending(AttackCase):
    every_door = False

    def _called(self, number, login, model, method, args):
        """Call a method through a door of the web server, a different one for each
        number, or through every one."""
        ids = args[0] if args and isinstance(args[0], list) else []
        self.log_in(login)
        doors = [
            lambda: self.rpc(model, method, args),
            lambda: self.rpc(model, method, args, door="call_button"),
            lambda: self.jsonrpc(login, model, method, args),
            lambda: self.json2(login, model, method, ids),
        ]
        if not self.every_door:
            doors = [doors[number % len(doors)]]
        return [call() for call in doors]

    @mute_logger(*NOISE)
    def test_nobody_else_spends(self):
        order = self._buy({self.standard: 3})
        stamps = order.stamp_ids
        stamps[0].sudo().state = "refused"
        buyer = self.env(user=self.buyer)
        common = {
            "company_id": self.company.id,
            "account": self.company._internetmarke_account(),
        }
        charge = (
            self.env["internetmarke.charge"]
            .sudo()
            .create({"name": "C", "amount": 10, "state": "requested", **common})
        )
        open_order = (
            self.env["internetmarke.order"]
            .sudo()
            .create(
                {
                    "name": "O",
                    "state": "requested",
                    "shop_order_id": "5",
                    "requested_on": "2026-01-01 00:00:00",
                    **common,
                }
            )
        )
        frank = self._frank_wizard(self._printed_invoice(self.foreigner), self.buyer)
        buy = self._buy_wizard({self.standard: 1})
        topup = buyer["internetmarke.topup"].create({"amount": 20})
        refund = buyer["internetmarke.refund"].create(
            {"stamp_ids": [Command.link(stamps[1].id)]}
        )
        calls = [
            ("internetmarke.buy", "action_buy", [buy.ids]),
            ("internetmarke.topup", "action_top_up", [topup.ids]),
            ("internetmarke.refund", "action_refund", [refund.ids]),
            ("internetmarke.frank", "action_buy_and_frank", [frank.ids]),
            ("internetmarke.order", "action_resolve", [open_order.ids]),
            ("internetmarke.charge", "action_credited", [charge.ids]),
            ("internetmarke.charge", "action_resolve", [charge.ids]),
            ("internetmarke.stamp", "action_return_to_stock", [stamps[0].ids]),
            ("internetmarke.request", "action_resolve", [[1]]),
            # Methods that are nobody's to call.
            ("internetmarke.order", "_purchase", [self.company.ids]),
            ("internetmarke.order", "_store_paid", [order.ids]),
            ("internetmarke.order", "_cron_resolve", [[]]),
            ("internetmarke.stamp", "_take", [[]]),
            ("internetmarke.letter", "_compose", [[1]]),
            ("res.company", "_internetmarke_client", [self.company.ids]),
            ("res.company", "_internetmarke_credentials", [self.company.ids]),
            ("ir.cron", "method_direct_trigger", [self._crons().ids]),
        ]
        self.env.flush_all()
        before = self.post.ledger()
        # Each user tries each call by the next door.
        for turn, login in enumerate(USERS):
            for number, (model, method, args) in enumerate(calls, turn):
                if login == "administrator" and model == "ir.cron":
                    continue
                if login == "buyer" and not method.startswith(("_", "method")):
                    continue
                answers = self._called(number, login, model, method, args)
                for text, error in answers:
                    with self.subTest(user=login, call=f"{model}.{method}"):
                        self.assertTrue(error, text)
        self.assertEqual(self.post.ledger(), before)
        self.assertEqual(charge.state, "requested")
        self.assertEqual(stamps[0].state, "refused")

    def _crons(self):
        return self.env["ir.cron"].search(
            [("model_id.model", "like", "internetmarke.%")]
        )

    @mute_logger(*NOISE)
    def test_a_forged_context_forges_no_order(self):
        forged = {
            **FORGED,
            "default_stamp_ids": [
                Command.create(
                    {
                        "voucher_id": "A" * 20,
                        "company_id": self.company.id,
                        "product_id": self.standard.id,
                        "price": 77.0,
                        "page": 1,
                        "bought_on": "2026-01-01 00:00:00",
                        "valid_until": "2029-12-31",
                    }
                )
            ],
            "default_line_ids": [
                Command.create({"product_id": self.standard.id, "price_unit": 1})
            ],
        }
        balance = self._wallet()["balance"]
        wizard = self._buy_wizard({self.standard: 2})
        self.env.flush_all()
        self.log_in("buyer")
        _text, error = self.rpc(
            "internetmarke.buy", "action_buy", [wizard.ids], {"context": forged}
        )
        self.assertFalse(error)
        self.env.invalidate_all()
        order = self.env["internetmarke.order"].search([], limit=1)
        self.assertEqual(order.state, "done")
        self.assertEqual(self._wallet()["balance"], balance - 190)
        numbers = [str(paid["shop_order_id"]) for paid in self._paid_orders()]
        self.assertIn(order.shop_order_id, numbers)
        self.assertEqual(len(order.stamp_ids), 2)
        self.assertEqual(set(order.stamp_ids.mapped("price")), {0.95})
        self.assertEqual(order.balance_after, (balance - 190) / 100)
        self.assertTrue(order.message_ids.tracking_value_ids, "changes are tracked")

    @mute_logger(*NOISE)
    def test_a_forged_context_forges_no_letter(self):
        self._buy({self.standard: 1})
        wizard = self._frank_wizard(self._printed_invoice())
        self.env.flush_all()
        self.log_in("clerk")
        forged = {**FORGED, "default_state": "printed"}
        _text, error = self.rpc(
            "internetmarke.frank", "action_frank", [wizard.ids], {"context": forged}
        )
        self.assertFalse(error)
        self.env.invalidate_all()
        letter = wizard.sudo().move_id.internetmarke_letter_id
        self.assertEqual(letter.state, "franked")
        self.assertFalse(letter.print_count or letter.printed_on)
        self.assertFalse(letter.release_reason)
        _text, error = self.rpc(
            "internetmarke.letter",
            "action_print",
            [letter.ids],
            {"context": {"tracking_disable": True}},
        )
        self.assertFalse(error)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(letter.message_ids.tracking_value_ids, "printing is tracked")

    @mute_logger(*NOISE)
    def test_a_forged_context_forges_no_top_up_and_no_refund(self):
        order = self._buy({self.standard: 1})
        buyer = self.env(user=self.buyer)
        topup = buyer["internetmarke.topup"].create({"amount": 20, "choice": "20"})
        refund = buyer["internetmarke.refund"].create(
            {"stamp_ids": [Command.link(order.stamp_ids.id)]}
        )
        self.env.flush_all()
        balance = self._wallet()["balance"]
        self.log_in("buyer")
        for model, method, record in (
            ("internetmarke.topup", "action_top_up", topup),
            ("internetmarke.refund", "action_refund", refund),
        ):
            forged = {**FORGED, "default_state": "failed"}
            _text, error = self.rpc(model, method, [record.ids], {"context": forged})
            self.assertFalse(error, error)
        self.env.invalidate_all()
        charge = self.env["internetmarke.charge"].search([], limit=1)
        self.assertEqual((charge.state, charge.amount), ("done", 20))
        retoure = self.env["internetmarke.retoure"].search([], limit=1)
        self.assertEqual(retoure.state, "credited")
        self.assertEqual(retoure.amount_refunded, 0.95)
        self.assertEqual(self._wallet()["balance"], balance + 2000 + 95)

    @mute_logger(*NOISE)
    def test_nobody_writes_the_books_through_another_record(self):
        order = self._buy({self.standard: 2})
        letter = self._frank(self._printed_invoice())
        stamp = order.stamp_ids - letter.stamp_id
        new = {"name": "x", "stamp_id": stamp.id, "company_id": self.company.id}
        one = letter.id
        letters = [
            [Command.create(new)],
            [Command.update(one, {"state": "released"})],
            [Command.delete(one)],
            [Command.unlink(one)],
            [Command.clear()],
            [Command.set([])],
        ]
        writes = [
            (self.customer, "internetmarke_letter_ids", letters),
            (letter.move_ids, "internetmarke_letter_ids", letters[:2]),
            (self.standard, "stamp_ids", [[Command.unlink(stamp.id)]]),
            (stamp, "letter_ids", letters),
            (order, "stamp_ids", [[Command.unlink(stamp.id)]]),
            (order, "state", ["failed"]),
            (letter, "move_ids", [[Command.clear()]]),
            (self.company, "internetmarke_balance", [5.0]),
            (self.company, "internetmarke_environment", ["demo"]),
            (self.company, "internetmarke_enabled", [False]),
        ]

        def state():
            self.env.invalidate_all()
            return (
                letter.read(["state", "partner_id", "move_ids", "stamp_id"]),
                order.stamp_ids.read(["state", "order_id", "product_id"]),
                order.state,
                self.company.sudo().read(
                    [
                        "internetmarke_balance",
                        "internetmarke_environment",
                        "internetmarke_enabled",
                    ]
                ),
            )

        self.env.flush_all()
        before = state()
        for login in ("employee", "clerk", "accountant", "buyer", "usermanager"):
            self.log_in(login)
            for record, field, values in writes:
                for value in values:
                    for method in WRITES if self.every_door else WRITES[:1]:
                        args = [record.ids, {field: value}]
                        args += [{}] if method == "web_save" else []
                        self.rpc(record._name, method, args)
                        with self.subTest(user=login, field=field, value=value):
                            self.assertEqual(state(), before)


@tagged("-standard", "every_call")
class TestAttackSpendingByEveryDoor(TestAttackSpending):
    every_door = True
