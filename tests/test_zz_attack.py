import logging
import time
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.fields import Command

from ..api import Client, RefundState, Voucher, reset_tokens
from ..api.messages import Credentials
from .common import InternetmarkeCommon

_l = logging.getLogger("ATTACK")


def say(*a):
    _l.warning("ATTACK %s", " | ".join(map(str, a)))


@tagged("post_install", "-at_install")
class TestZzAttack(InternetmarkeCommon):
    def _topup(self, euros, user=None):
        model = self.env["internetmarke.topup"].with_user(user or self.buyer)
        with Form(model) as wizard:
            wizard.choice = "other"
            wizard.amount = euros
        return wizard.save()

    def _charges(self):
        return [c["amount"] for c in self._wallet()["charges"]]

    def test_01_charge_credited_but_failed(self):
        Model = type(self.env["internetmarke.charge"])
        really = Model._claim
        done = []

        def claim(rec):
            # another buyer presses Resolve: has read 'requested', unclaimed;
            # meanwhile this process claims; then the other reads the balance
            if not done:
                done.append(1)
                client = rec._same_account_client()
                result = really(rec)
                rec._compare_balances(client)
                return result
            return really(rec)

        charges = len(self._charges())
        wizard = self._topup(50)
        self.env.flush_all()
        with patch.object(Model, "_claim", claim):
            wizard.action_top_up()
        self.env.invalidate_all()
        charge = self.env["internetmarke.charge"].search([], limit=1)
        say("01", charge.state, charge.problem, self._charges()[charges:], wizard.notice)

    def test_02_many_logins(self):
        self.post.misbehave("checkout", "dropped", acted=True, times=5)
        orders = self.env["internetmarke.order"]
        for _ in range(5):
            orders |= self._buy({self.standard: 1})
        self._let_settle(orders)
        self.post.change_wallet(password="changed")
        self.addCleanup(self.post.change_wallet, password="muster-passwort")
        reset_tokens()
        before = self.post.ledger()["calls"]["login"]
        self.env.ref("internetmarke.ir_cron_resolve_orders").method_direct_trigger()
        say("02 failed logins", self.post.ledger()["calls"]["login"] - before)

    def _refund(self, stamps):
        wizard = self.env["internetmarke.refund"].with_user(self.buyer).create(
            {"stamp_ids": [Command.set(stamps.ids)]}
        )
        self.env.flush_all()
        wizard.action_refund()
        self.env.invalidate_all()
        return self.env["internetmarke.retoure"].search([], limit=1)

    def test_03_cross_match(self):
        self.post.change_settings(refund_seconds=3600)
        self.addCleanup(self.post.change_settings, refund_seconds=0)
        a, b = self._buy({self.standard: 2}), self._buy({self.standard: 2})
        balance = self._wallet()["balance"]
        self.post.misbehave("request_refund", "dropped", acted=True)
        ra = self._refund(a.stamp_ids)
        self.post.misbehave("request_refund", "dropped", acted=False)
        rb = self._refund(b.stamp_ids)
        self._let_settle(ra | rb)
        self._resolve(rb)  # a person looks at b first
        say("03 b after own resolve", rb.state, rb.shop_retoure_id)
        self._resolve(ra)
        say("03 a", ra.state, ra.shop_retoure_id, self.post.ledger()["calls"]["request_refund"])
        really = self.post.clock
        self.post.clock = lambda: really() + 7200
        self.addCleanup(setattr, self.post, "clock", really)
        self.post.change_settings(refund_seconds=0)
        for _ in range(3):
            self._let_settle(ra | rb)
            for r in (rb, ra):
                try:
                    self._resolve(r)
                except UserError as e:
                    say("03 err", e)
        say("03 final a", ra.state, ra.amount_refunded, ra.stamp_ids.mapped("state"), ra.problem)
        say("03 final b", rb.state, rb.amount_refunded, rb.stamp_ids.mapped("state"), rb.problem)
        say("03 credited by post", self._wallet()["balance"] - balance)

    def test_04_late_listing(self):
        """The Post lists the first request late: asked twice; second 'not refunded'."""
        stamps = self._buy({self.standard: 2}).stamp_ids
        balance = self._wallet()["balance"]
        self.post.misbehave("request_refund", "dropped", acted=True)
        r = self._refund(stamps)
        self._let_settle(r)
        really = Client.refund_states
        calls = []

        def states(client, **kw):
            calls.append(kw)
            return [] if len(calls) == 1 else really(client, **kw)

        with patch.object(Client, "refund_states", states):
            self._resolve(r)
        say("04", r.state, r.amount_refunded, r.stamp_ids.mapped("state"), r.problem, "credited", self._wallet()["balance"] - balance)
        stamps[0].with_user(self.buyer).action_return_to_stock()
        say("04 refunded stamp now", stamps[0].state)

    def test_05_quarantine_text(self):
        from ..api import Refused
        stamps = self._buy({self.standard: 2}).stamp_ids
        balance = self._wallet()["balance"]
        self.post.misbehave("request_refund", "dropped", acted=True)
        r = self._refund(stamps)
        self._let_settle(r)
        with patch.object(Client, "refund_states", lambda c, **k: []), patch.object(
            Client, "request_refund", side_effect=Refused("invalidVoucherNo", "already refunded", status=400)
        ):
            self._resolve(r)
        say("05", r.state, r.stamp_ids.mapped("state"), r.problem, "credited", self._wallet()["balance"] - balance)
        self._let_settle(r)
        self._resolve(r)
        say("05 after resolve", r.state, r.amount_refunded)

    def test_06_partial_decision_overwrites_used(self):
        self.post.change_settings(refund_seconds=3600)
        self.addCleanup(self.post.change_settings, refund_seconds=0)
        stamps = self._buy({self.standard: 2}).stamp_ids
        r = self._refund(stamps)
        say("06", r.state)
        ids = stamps.mapped("voucher_id")

        def told(**kw):
            return RefundState(
                shop_retoure_id=r.shop_retoure_id, retoure_transaction_id=1,
                total_count=2, created_on=None, serial_number="", **kw)
        r.sudo()._store_decision(told(count_still_open=1, retoure_price=0, refunded=(), not_refunded=(Voucher(ids[0]),)), self.env)
        stamps[0].with_user(self.buyer).action_return_to_stock()
        letter = self._frank(self._printed_invoice())
        say("06 letter on", letter.stamp_id == stamps[0], stamps[0].state)
        r.sudo()._store_decision(told(count_still_open=0, retoure_price=95, refunded=(Voucher(ids[1]),), not_refunded=(Voucher(ids[0]),)), self.env)
        say("06 used stamp now", stamps[0].state, letter.state, r.state)
        stamps[0].with_user(self.buyer).action_return_to_stock()
        say("06 stock with live letter", stamps[0].state)
        self._buy({self.standard: 3})
        m2 = self._printed_invoice()
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                self._frank(m2)
                self.env.flush_all()
            say("06 franked?", m2.internetmarke_letter_id)
        except Exception as e:
            say("06 franking blocked", type(e).__name__, str(e)[:150])

    def test_07_second_order_nothing_requested(self):
        o1, o2 = self._buy({self.standard: 1}), self._buy({self.standard: 1})
        wizard = self.env["internetmarke.refund"].with_user(self.buyer).create(
            {"stamp_ids": [Command.set((o1 | o2).stamp_ids.ids)]})
        o2.stamp_ids.sudo().state = "used"
        self.env.flush_all()
        refunds = len(self._wallet()["refunds"])
        try:
            wizard.action_refund()
        except UserError as e:
            say("07", e, "requested at post:", len(self._wallet()["refunds"]) - refunds)

    def test_08_repeat_after_failure(self):
        charges = len(self._charges())
        w = self._topup(50)
        self.env.flush_all()
        self.post.misbehave("charge", "too_many_requests")
        a = w.action_top_up()
        b = w.action_top_up()  # the same request again (resent by a proxy, second tab)
        say("08", a["res_model"], b["res_model"], self._charges()[charges:])
        wiz = self._buy_wizard({self.standard: 1})
        self.env.flush_all()
        prices = dict(self.post.prices())
        self.post.set_prices({1: 135})
        self.addCleanup(self.post.set_prices, {1: prices[1]})
        paid = len(self._paid_orders())
        a = wiz.action_buy()
        b = wiz.action_buy()
        say("08 buy", a["res_model"], b["res_model"], len(self._paid_orders()) - paid, "at", self._paid_orders()[-1])

    def test_09_sysadmin_tests_connection(self):
        admin = new_test_user(self.env, login="sysonly", groups="base.group_system", company_id=self.company.id)
        try:
            s = self.env["res.config.settings"].with_user(admin).create({})
            s.action_internetmarke_test()
            say("09 ok")
        except AccessError as e:
            say("09", str(e)[:200])

    def test_10_default_letter(self):
        self._buy({self.standard: 2})
        letter = self._frank(self._printed_invoice())
        other = self.setup_other_company()["company"]
        stranger = new_test_user(self.env, login="stranger9", groups="account.group_account_manager,account.group_account_invoice",
                                 company_id=other.id, company_ids=[(6, 0, other.ids)])
        Move = self.env["account.move"].with_user(stranger).with_company(other).with_context(
            allowed_company_ids=other.ids, default_internetmarke_letter_id=letter.id)
        try:
            m = Move.create({"move_type": "out_invoice", "partner_id": self.customer.id,
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 1, "tax_ids": []})]})
            say("10 forged", m.sudo().internetmarke_letter_id.name)
            m = m.with_context(default_internetmarke_letter_id=False)
            m.button_cancel()
            self.env.flush_all(); self.env.invalidate_all()
            say("10 letter of other company now", letter.state, letter.stamp_id.state)
        except Exception as e:
            say("10", type(e).__name__, str(e)[:300])

    def test_11_null(self):
        self._buy({self.standard: 1})
        move = self._printed_invoice()
        letter = self._frank(move)
        try:
            move.with_user(self.clerk).write({"internetmarke_letter_id": None})
            say("11 cleared", bool(move.internetmarke_letter_id), letter.state)
            move.button_draft()
            say("11 draft", letter.state, letter.stamp_id.state)
        except AccessError as e:
            say("11 denied", e)

    def test_12_cron_starves(self):
        self.post.misbehave("checkout", "dropped", acted=True, times=3)
        orders = self.env["internetmarke.order"]
        for _ in range(3):
            orders |= self._buy({self.standard: 1})
        self._let_settle(orders)
        asked = []

        def slow(client, number):
            from ..api import Unavailable
            asked.append(number)
            raise Unavailable("No answer", "no answer in time")

        with patch.object(Client, "find_order", slow), patch("odoo.addons.base.models.ir_cron.MIN_TIME_PER_JOB", -1):
            self.env.ref("internetmarke.ir_cron_resolve_orders").method_direct_trigger()
        self.env.cr.execute("select count(*) from ir_cron_trigger where cron_id=%s", [self.env.ref("internetmarke.ir_cron_resolve_orders").id])
        say("12 asked", asked, orders.mapped("shop_order_id"), "asap triggers", self.env.cr.fetchall())

    def test_13_unmatched_refund(self):
        self.post.misbehave("document", "no_id", times=-1)
        order = self._buy({self.standard: 1})
        self.post.behave()
        self.post.misbehave("document", "no_id", times=-1)
        say("13", order.state, order.problem, order.unused_count)
        say("13 refund ctx", order.with_user(self.buyer).action_refund()["context"])

    def test_14_overwritten_by_lock(self):
        """_store_charged drops a sure answer when the row is no longer requested."""
        charges = len(self._charges())
        Client_charge = Client.charge
        test = self

        def charge(client, cents):
            rec = test.env["internetmarke.charge"].search([], limit=1)
            # stalled > 5 min before the PUT: the job looked meanwhile
            test._let_settle(rec)
            rec.sudo()._resolve()
            return Client_charge(client, cents)

        w = self._topup(20)
        self.env.flush_all()
        with patch.object(Client, "charge", charge):
            a = w.action_top_up()
        self.env.invalidate_all()
        rec = self.env["internetmarke.charge"].search([], limit=1)
        say("14", rec.state, rec.problem, self._charges()[charges:], a["res_model"], w.notice)

    def test_15_refund_fail_late(self):
        """Attempt 1 stalls and is refused late, attempt 2 was accepted."""
        from ..api import Unavailable
        stamps = self._buy({self.standard: 1}).stamp_ids
        really = Client.request_refund
        test = self
        state = {}

        def ask(client, number, vouchers):
            if state:
                # attempt 2, in flight; meanwhile the first process wakes up refused
                receipt = really(client, number, vouchers)
                return receipt
            state["n"] = 1
            rec = test.env["internetmarke.retoure"].search([], limit=1)
            test._let_settle(rec)
            rec.sudo()._claim()  # the second process has claimed and is about to ask
            raise Unavailable("No answer", "no connection")

        with patch.object(Client, "request_refund", ask):
            r = self._refund(stamps)
        say("15", r.state, stamps.state, r.sudo().attempt)
        receipt = really(self.company._internetmarke_client(), stamps.order_id.shop_order_id, stamps.mapped("voucher_id"))
        r.sudo()._store_number(receipt.shop_retoure_id)
        self.env.invalidate_all()
        say("15 after accepted second", r.state, r.shop_retoure_id, stamps.state)

    def test_16_demo_account_shared(self):
        other = self.setup_other_company()["company"]
        both = self.company | other
        both.write({"internetmarke_environment": "demo", "internetmarke_username": False, "internetmarke_enabled": True})
        say("16 same account", self.company._internetmarke_account() == other._internetmarke_account())

    def test_17_optional_lists_wrong_refund(self):
        """A foreign refund matched by its count ends without lists: sum decides."""
        stamps = self._buy({self.standard: 2}).stamp_ids
        self.post.change_settings(refund_seconds=3600)
        self.addCleanup(self.post.change_settings, refund_seconds=0)
        r = self._refund(stamps)
        r.sudo()._store_decision(RefundState(shop_retoure_id=r.shop_retoure_id, retoure_transaction_id=1, total_count=2,
            count_still_open=None, retoure_price=None, created_on=None, serial_number="", refunded=(), not_refunded=()), self.env)
        say("17 nothing told at all ->", r.state, stamps.mapped("state"), r.problem)

    def test_18_frank_perf(self):
        self.env.cr.execute("select indexdef from pg_indexes where tablename='internetmarke_letter'")
        say("18", [i for i, in self.env.cr.fetchall()])
        self.env.cr.execute("select indexdef from pg_indexes where tablename='internetmarke_stamp'")
        say("18", [i for i, in self.env.cr.fetchall()])
        inactive = self.env["internetmarke.product"].with_context(active_test=False).search([("active", "=", False)])
        say("18 inactive", inactive.mapped(lambda p: (p.code, p.destination, p.service)))

    def test_19_other_users_rights(self):
        """Plain users on partner / product / company forms."""
        plain = new_test_user(self.env, login="plain9", groups="base.group_user,base.group_partner_manager", company_id=self.company.id)
        with Form(self.customer.with_user(plain)) as f:
            f.phone = "1"
        say("19 partner ok")
        sales = self.env["res.company"].with_user(plain).browse(self.company.id)
        try:
            say("19 company", sales.read(["internetmarke_environment", "internetmarke_enabled"]))
        except Exception as e:
            say("19 company", e)
        self._buy({self.standard: 1})
        o = self.env["internetmarke.order"].with_user(self.accountant).search([], limit=1)
        ov = self.env["internetmarke.overview"].with_user(self.accountant)
        act = ov.action_open()
        Form(ov.browse(act["res_id"]))
        for m in ("order", "stamp", "product", "charge", "retoure", "letter"):
            rec = self.env[f"internetmarke.{m}"].with_user(self.accountant).search([], limit=1)
            if rec:
                Form(rec)
                say("19 form ok", m)
        rec = self._invoice()
        Form(rec.with_user(self.accountant))
        say("19 invoice ok")
