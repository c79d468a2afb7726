from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

from odoo import fields
from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import api as post
from ..models.money.call import SharedPacing
from .common import InternetmarkeCommon

WAITING = "odoo.addons.internetmarke.models.money.request_waiting"


@tagged("post_install", "-at_install")
class TestLimit(InternetmarkeCommon):
    """500 calls in two hours, and the last fifth for what was paid."""

    def _limit(self, calls):
        """Let many calls have been made, and so many more be free."""
        pacing = self.company._internetmarke_pacing()
        for _call in range(40):
            pacing.admit(finishing=True)
        count = self.env["internetmarke.call"].search_count([])
        param = self.env["ir.config_parameter"].sudo()
        param.set_param("internetmarke.call_limit", str(count + calls))

    def _sent(self):
        return sum(self.post.ledger()["calls"].values())

    def test_every_call_is_counted(self):
        sent = self._sent()
        self._buy({self.standard: 1})
        self.assertEqual(
            self.env["internetmarke.call"].search_count([]), self._sent() - sent
        )
        digest = self.env["internetmarke.call"].search([], limit=1).application
        self.assertNotIn(self.company.internetmarke_client_id, digest)

    def test_limit_is_kept_and_the_rest_is_for_what_was_paid(self):
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 1})
        self._let_settle(order)
        self._limit(5)
        sent = self._sent()
        with self.assertRaisesRegex(UserError, r"takes no requests until \d\d:\d\d"):
            self.company._internetmarke_refresh_balance()
        with mute_logger(WAITING):
            second = self._buy({self.standard: 1})
        self.assertEqual((second.state, self._sent()), ("draft", sent))
        self._resolve(order)
        self.assertEqual(order.state, "done")
        self.assertGreater(self._sent(), sent)

    def test_as_many_calls_as_the_limit_says_and_not_one_more(self):
        param = self.env["ir.config_parameter"].sudo()
        param.set_param("internetmarke.call_limit", "10")
        pacing = self.company._internetmarke_pacing()
        for finishing, limit in ((False, 8), (True, 10)):
            calls = self.env["internetmarke.call"]
            for _call in range(limit - calls.search_count([])):
                pacing.admit(finishing=finishing)
            with self.assertRaises(post.TooManyRequests):
                pacing.admit(finishing=finishing)
            self.assertEqual(calls.search_count([]), limit)

    def test_not_even_questions_exceed_the_limit(self):
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 1})
        self._let_settle(order)
        self._limit(0)
        sent = self._sent()
        with self.assertRaisesRegex(UserError, "do not do it again meanwhile"):
            self._resolve(order)
        self.assertEqual(self._sent(), sent)

    def test_first_call_is_free_two_hours_after_the_oldest(self):
        self._buy({self.standard: 1})
        self._limit(0)
        with mute_logger(WAITING):
            order = self._buy({self.standard: 1})
        oldest = self.env["internetmarke.call"].search([], order="id", limit=1)
        self.assertGreaterEqual(order.wait_until, oldest.called_on + timedelta(hours=2))
        self.env.cr.execute(
            "UPDATE internetmarke_call SET called_on = called_on - interval '3 hours'"
        )
        self._let_wait_end(order)
        self._run_job("ir_cron_resolve_orders")
        self.assertEqual(order.state, "done")

    def test_demonstration_has_no_limit(self):
        self._limit(0)
        counted = self.env["internetmarke.call"].search_count([])
        self.company.internetmarke_environment = "demo"
        self.assertEqual(self._buy({self.standard: 1}).state, "done")
        self.assertEqual(self.env["internetmarke.call"].search_count([]), counted)

    def test_old_calls_are_forgotten(self):
        calls = self.env["internetmarke.call"].sudo()
        row = {"application": "x"}
        old = fields.Datetime.now() - timedelta(days=2)
        calls.create([row, {**row, "called_on": old}])
        calls._gc_calls()
        self.assertEqual(calls.search_count([("application", "=", "x")]), 1)

    def test_processes_at_once_never_exceed_it(self):
        """On real connections: of two at the limit, at least one sees the other."""
        connection = db_connect(self.env.cr.dbname)

        def forget():
            with connection.cursor() as cr:
                cr.execute("DELETE FROM internetmarke_call WHERE application = 'many'")

        self.addCleanup(forget)
        registry = SimpleNamespace(cursor=connection.cursor)

        def ask(_number):
            try:
                SharedPacing(registry, "many", 50).admit(finishing=True)
            except post.TooManyRequests as error:
                self.assertGreater(error.retry_after, 7000)
                return 0
            return 1

        with ThreadPoolExecutor(8) as pool:
            admitted = sum(pool.map(ask, range(120)))
        self.assertLessEqual(admitted, 50)
        self.assertGreaterEqual(admitted, 43, "one at a time would get all 50")
