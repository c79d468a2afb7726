import logging
import re
import socket
import time
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

from requests import Session

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import _super_send

from ..api import reset_tokens
from .common import InternetmarkeCommon
from .faults import table
from .faults.answers import FAULTS, LATE, PATIENCE
from .faults.messages import KINDS

JOBS = {
    "internetmarke.order": "ir_cron_resolve_orders",
    "internetmarke.charge": "ir_cron_settle_charges",
    "internetmarke.retoure": "ir_cron_follow_retoures",
}
# What a call of the table is called in the simulator, and how it looks on the wire.
CALLS = {
    "login": ("login", r"POST .*/user"),
    "balance": ("login", r"POST .*/user"),
    "charge_login": ("login", r"POST .*/user"),
    "settle": ("login", r"POST .*/user"),
    "profile": ("profile", r"GET .*/user/profile"),
    "products": ("products", r"GET .*/products"),
    "create_order": ("create_order", r"POST .*/app/shoppingcart"),
    "checkout": ("checkout", r"POST .*/app/shoppingcart/pdf"),
    "find_order": ("find_order", r"GET .*/app/shoppingcart/\d+"),
    "document": ("document", r"GET .*/PcfExtensionWeb/document"),
    "manifest": ("manifest", r"GET .*/PcfExtensionWeb/manifest"),
    "charge": ("charge", r"PUT .*/app/wallet"),
    "request_refund": ("request_refund", r"POST .*/app/retoure"),
    "refund_states": ("refund_states", r"GET .*/app/retoure"),
    "find_refund": ("refund_states", r"GET .*/app/retoure"),
}


class _Log(logging.Handler):
    def __init__(self):
        super().__init__(logging.DEBUG)
        self.records = []

    def emit(self, record):
        self.records.append(record)


class FaultCase(InternetmarkeCommon):
    """Brings about a cell of the table: the fault, and the scheduled jobs after it."""

    balance = 10_000_00

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "standard" not in cls.test_tags:
            # Odoo hands requests to `_request_handler` in tests of the usual run only.
            cls.classPatch(
                Session,
                "send",
                lambda session, request, **options: cls._request_handler(
                    session, request, **options
                ),
            )
        cls.post.change_settings(minimum_charge=1)
        nobody = socket.socket()
        nobody.bind(("127.0.0.1", 0))
        cls.addClassCleanup(nobody.close)
        cls.closed_port = nobody.getsockname()[1]
        # Requests that nobody listens to, and those that are not waited for.
        cls.unreachable = cls.impatient = "nothing"

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        # Odoo's guard waits for at least ten seconds, but here time-outs are the point.
        url = urlsplit(request.url)
        if url.hostname != "127.0.0.1":
            return super()._request_handler(session, request, **options)
        asked = f"{request.method} {url.path}"
        if re.fullmatch(cls.unreachable, asked):
            request.url = f"http://127.0.0.1:{cls.closed_port}{url.path}"
        if re.fullmatch(cls.impatient, asked):
            options["timeout"] = PATIENCE
        return _super_send(session, request, **options)

    # The calls of the table

    def _do_login(self, disturb):
        disturb()
        return self._bought()

    _do_create_order = _do_checkout = _do_document = _do_login

    def _do_manifest(self, disturb):
        disturb()
        return self._bought(with_manifest=True)

    def _do_find_order(self, disturb):
        self.post.misbehave("checkout", "dropped", acted=True)
        order, _ = self._bought()
        return self._resolved(order, disturb)

    def _do_profile(self, disturb):
        disturb()
        return None, self._test_connection().problem or ""

    def _do_balance(self, disturb):
        disturb()
        return None, self._told(self.company._internetmarke_refresh_balance)

    def _do_products(self, disturb):
        disturb()
        return None, self._told(self.standard.with_user(self.buyer).action_refresh)

    def _do_charge(self, disturb):
        disturb()
        wizard = self.env["internetmarke.topup"].with_user(self.buyer)
        wizard = wizard.create({"choice": "other", "amount": 10})
        self.env.flush_all()
        wizard.action_top_up()
        return self._last("internetmarke.charge")

    _do_charge_login = _do_charge

    def _do_settle(self, disturb):
        self.post.misbehave("charge", "dropped", acted=True)
        charge, _ = self._do_charge(lambda: None)
        return self._resolved(charge, disturb)

    def _do_request_refund(self, disturb):
        order, _ = self._bought()
        disturb()
        wizard = self.env["internetmarke.refund"].with_user(self.buyer)
        wizard = wizard.create({"stamp_ids": [(6, 0, order.stamp_ids.ids)]})
        self.env.flush_all()
        wizard.action_refund()
        return self._last("internetmarke.retoure")

    _do_refund_states = _do_request_refund

    def _do_find_refund(self, disturb):
        self.post.misbehave("request_refund", "dropped", acted=True)
        retoure, _ = self._do_request_refund(lambda: None)
        return self._resolved(retoure, disturb)

    def _bought(self, **values):
        line = Command.create({"product_id": self.standard.id, "quantity": 2})
        wizard = self.env["internetmarke.buy"].with_user(self.buyer)
        wizard = wizard.create({"line_ids": [line], **values})
        self.env.flush_all()
        wizard.action_buy()
        return self._last("internetmarke.order")

    def _last(self, model):
        self.env.invalidate_all()
        record = self.env[model].search([], limit=1)
        return record, record.problem or ""

    def _resolved(self, record, disturb):
        self._let_settle(record)
        disturb()
        told = self._told(lambda: self._resolve(record))
        return record, told or self._last(record._name)[1]

    def _told(self, act):
        try:
            act()
        except UserError as error:
            return str(error)
        return ""

    # One cell

    def _check_cell(self, call, fault, outcome):
        self._behave()
        before = self._books()
        with closing(self.env.cr.savepoint()), self._logged() as log:
            reset_tokens()
            self.company._internetmarke_test_login()
            if call in ("login", "charge_login"):
                reset_tokens()
            act = getattr(self, f"_do_{call}")
            record, message = act(lambda: self._disturb(call, fault))
            state = record.state if record else "not read" if message else "works"
            self.assertEqual((state, self._kind(message, outcome)), outcome[:2])
            self._check_money(table.money(call, outcome), record, before)
            self.assertNotIn("http", message)
            self._check_private([message, *(r.getMessage() for r in log.records)])
            if fault.name == "late":
                # In earnest the jobs wait until no call can be under way any more.
                time.sleep(LATE - PATIENCE + 0.2)
            self._recover(record)
            if record:
                self.assertEqual(record.state, outcome.end, record.problem)
            self._check_books(record, before)
            self._check_log(record, log.records)
        self.env.invalidate_all()

    def _disturb(self, call, fault):
        name, wire = CALLS[call]
        if fault.name is None:
            type(self).unreachable = wire
        elif fault.name == "other_links":
            self.post.misbehave("checkout", fault.name)
        else:
            self.post.misbehave(name, fault.name, fault.times, **fault.options)
            if fault.name == "late":
                type(self).impatient = wire

    def _recover(self, record):
        """The fault is over, the administrator has logged in, and the jobs run."""
        used = [fault for fault in self.post.pending_faults() if fault["times"] > 0]
        self.assertFalse(used, "the fault never came about")
        self._behave()
        self.env.cr.execute(
            "DELETE FROM internetmarke_call WHERE wait_until IS NOT NULL"
        )
        self.env.invalidate_all()
        self.company._internetmarke_test_login()
        for _round in range(3 if record else 0):
            self._let_settle(record)
            self._let_wait_end(record)
            self._run_job(JOBS[record._name])
            if record.state in ("done", "failed", "credited"):
                break

    def _kind(self, message, outcome):
        """Return the expected kind when the message has its three parts."""
        parts = KINDS[outcome.kind]
        message = message.replace("\N{NO-BREAK SPACE}", " ")
        if not outcome.kind:
            return "" if not message else message
        for part in parts:
            self.assertIn(part.lower(), message.lower())
        if "takes no requests until" in message:
            self.assertRegex(message, r"until \d\d:\d\d")
        return outcome.kind

    def _behave(self):
        type(self).unreachable = type(self).impatient = "nothing"
        self.post.behave()

    # The books

    def _books(self):
        wallet = self._wallet()
        paid = {order["shop_order_id"] for order in self._paid_orders()}
        return wallet["balance"], paid, len(wallet["charges"]), len(wallet["refunds"])

    def _check_money(self, certain, record, before):
        """What is said about money has to be what the Post has booked."""
        _, paid, charges, refunds = self._books()
        booked = {
            "internetmarke.order": len(paid - before[1]),
            "internetmarke.charge": charges - before[2],
            "internetmarke.retoure": refunds - before[3],
        }
        if not record:
            self.assertFalse(any(booked.values()))
            return
        moved = bool(booked[record._name])
        if certain == "none moved":
            self.assertFalse(moved)
        elif certain == "moved once":
            self.assertTrue(moved)
        if certain != "not yet known":
            self._check_balance()

    def _check_balance(self):
        self.env.invalidate_all()
        known = round(self.company.internetmarke_balance * 100)
        self.assertEqual(known, self._wallet()["balance"])

    def _check_books(self, record, before):
        """In the end Odoo and the Post agree to the cent and to the stamp."""
        balance, paid, charges, refunds = before
        now = self._books()
        self._check_balance()
        new = now[1] - paid
        orders = self.env["internetmarke.order"].search([("bought_on", "!=", False)])
        orders = orders.filtered(lambda order: order.shop_order_id in new)
        self.assertEqual(set(orders.mapped("shop_order_id")), new)
        self.assertLessEqual(len(new), 1, "bought twice")
        sold = {
            (stamp["voucher_id"], stamp["product_code"], stamp["price"])
            for order in self._paid_orders()
            if order["shop_order_id"] in new
            for stamp in order["stamps"]
        }
        self.assertEqual(
            {
                (stamp.voucher_id, stamp.product_id.code, round(stamp.price * 100))
                for stamp in orders.stamp_ids
            },
            sold,
        )
        is_charge = record and record._name == "internetmarke.charge"
        is_retoure = record and record._name == "internetmarke.retoure"
        charged = 1000 if is_charge and record.state == "done" else 0
        self.assertEqual(now[2] - charges, bool(charged))
        credited = is_retoure and record.state == "credited"
        back = sum(price for *_, price in sold) if credited else 0
        self.assertEqual(now[3] - refunds, len(sold) if credited else 0)
        spent = sum(price for *_, price in sold)
        self.assertEqual(now[0], balance - spent + charged + back)
        wanted = {"refunded"} if credited else {"stock"}
        self.assertLessEqual(set(orders.stamp_ids.mapped("state")), wanted)
        if record and record._name == "internetmarke.order" and record.with_manifest:
            self.assertTrue(record.manifest)

    # The log

    @contextmanager
    def _logged(self):
        """Keep the log lines of the addon and of the HTTP library, at level DEBUG."""
        handler = _Log()
        loggers = [
            logging.getLogger(name)
            for name in ("odoo.addons.internetmarke", "urllib3", "requests")
        ]
        before = [(logger.level, logger.propagate) for logger in loggers]
        for logger in loggers:
            logger.addHandler(handler)
            logger.setLevel(logging.DEBUG)
            logger.propagate = False
        try:
            yield handler
        finally:
            for logger, (level, propagate) in zip(loggers, before, strict=True):
                logger.removeHandler(handler)
                logger.setLevel(level)
                logger.propagate = propagate

    def _check_private(self, texts):
        with self.post.state.reading() as connection:
            tokens = [row["token"] for row in connection.execute("SELECT * FROM token")]
        secrets = self.post.credentials
        for text in texts:
            for secret in (
                secrets.password,
                secrets.client_secret,
                secrets.client_id,
                secrets.username,
                "Bearer ",
                "keyphase",
                self.company.street,
                *tokens,
            ):
                self.assertNotIn(secret, text)

    def _check_log(self, record, records):
        """Each call names what it was made for, and nothing ended in a traceback."""
        for line in records:
            self.assertLess(line.levelno, logging.ERROR, line.getMessage())
        if not record:
            return
        calls = [
            line.getMessage() for line in records if line.name.endswith("transport")
        ]
        named = [line for line in calls if line.startswith(f"{record.name}: ")]
        self.assertTrue(named)


def _test_of(call, cells):
    def test(self):
        for where, name, outcome in cells:
            if where == call:
                with self.subTest(call=call, fault=name):
                    self._check_cell(call, FAULTS[name], outcome)

    test.__doc__ = f"{table.TABLE[call][0]}, with these faults."
    return test


@tagged("post_install", "-at_install")
class TestFaults(FaultCase):
    """Each outcome of each call once, and each fault at least once."""


@tagged("post_install", "-at_install", "-standard", "every_fault")
class TestEveryFault(FaultCase):
    """The whole table: ``script/test every_fault``."""


for _call in table.TABLE:
    setattr(TestFaults, f"test_{_call}", _test_of(_call, table.sample()))
    setattr(TestEveryFault, f"test_{_call}", _test_of(_call, list(table.cells())))
