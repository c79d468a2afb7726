from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier
from types import SimpleNamespace

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..api import NotAuthorised, reset_tokens
from ..models.office.res_company_login import SharedLogins
from .common import InternetmarkeCommon

MODELS = "odoo.addons.internetmarke.models"
NOISE = (f"{MODELS}.money.order_purchase", f"{MODELS}.money.request_steps")


@tagged("post_install", "-at_install")
class TestLogin(InternetmarkeCommon):
    """Three wrong logins in a row may lock a Portokasse, so there is only one."""

    def _told(self, act, *args):
        """Return what an act tells in an error; what it wrote before that stays."""
        self.env.flush_all()
        try:
            act(*args)
        except UserError as error:
            return str(error)
        finally:
            self.env.invalidate_all()
        return ""

    def _logins(self):
        return self.post.ledger()["calls"].get("login", 0)

    def _change_password(self):
        """At the Post only; nobody has told Odoo."""
        self.post.change_wallet(password="changed")
        self.addCleanup(self.post.change_wallet, password="muster-passwort")
        reset_tokens()

    def _top_up(self):
        wizard = self.env["internetmarke.topup"].with_user(self.buyer)
        wizard = wizard.create({"choice": "20"})
        action = self._led_to(wizard.action_top_up())
        self.env.invalidate_all()
        return wizard.env[action["res_model"]].browse(action["res_id"])

    def _buy_again(self):
        wizard = self._buy_wizard({self.standard: 1})
        action = wizard.action_buy()
        self.env.invalidate_all()
        return wizard.browse(action["res_id"]).notice

    @mute_logger(*NOISE)
    def test_one_wrong_login_whatever_is_pressed(self):
        done = self._buy({self.standard: 1})
        self.post.misbehave("checkout", "dropped", acted=True)
        doubtful = self._buy({self.standard: 1})
        self._let_settle(doubtful)
        paid = len(self._paid_orders())
        self._change_password()
        logins = self._logins()
        self.assertIn("Login refused", self._buy_again())
        self.assertTrue(self.company.internetmarke_login_refused)
        overview = self.env["internetmarke.overview"].with_user(self.clerk)
        overview = overview.browse(overview.action_open()["res_id"])
        refund = self.env["internetmarke.refund"].with_user(self.buyer)
        refund = refund.create({"stamp_ids": [(6, 0, done.stamp_ids.ids)]})
        buy = self._buy_wizard({self.standard: 1})
        for told in (
            self._buy_again(),
            self._top_up().notice,
            self._told(self._resolve, doubtful),
            self._told(overview.action_refresh),
            self._told(overview.action_refresh),
            self._told(buy.action_refresh_balance),
            self._told(refund.action_refund)
            or self.env["internetmarke.retoure"].search([], limit=1).problem,
        ):
            self.assertIn("refused the last login", told)
            self.assertIn("click “Test Connection”", told)
        self._run_job("ir_cron_resolve_orders")
        self.assertEqual(self._logins(), logins + 1)
        self.assertEqual(len(self._paid_orders()), paid)
        self.assertEqual(done.stamp_ids.state, "stock", "not returned")
        self.assertEqual(doubtful.state, "requested")

    @mute_logger(*NOISE)
    def test_testing_the_connection_tries_again(self):
        """And then what was paid can be finished."""
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 1})
        self._let_settle(order)
        self._change_password()
        self._buy_again()
        logins = self._logins()
        self.assertIn("Login refused", self._test_connection().problem)
        self.assertEqual(self._logins(), logins + 1)
        # The owner of the Portokasse puts it right there.
        self.post.change_wallet(password="muster-passwort")
        self.assertIn("refused the last login", self._told(self._resolve, order))
        self.assertFalse(self._test_connection().problem)
        self.assertFalse(self.company.internetmarke_login_refused)
        self._resolve(order)
        self.assertEqual(order.state, "done")

    @mute_logger(*NOISE)
    def test_only_a_changed_login_is_tried(self):
        """The same one is refused again, whoever writes it."""
        self._change_password()
        self._buy_again()
        logins = self._logins()
        with Form(self.env["res.config.settings"]) as settings:
            settings.internetmarke_paper = 90
        settings.save().execute()
        names = [f"internetmarke_{name}" for name in ("username", "password")]
        self.company.write({name: self.company[name] for name in names})
        self.assertIn("refused the last login", self._buy_again())
        self.assertEqual(self._logins(), logins)
        self.company.internetmarke_password = "changed"
        self.assertEqual(self._buy({self.standard: 1}).state, "done")
        self.assertEqual(self._logins(), logins + 1)

    @mute_logger(*NOISE)
    def test_what_works_with_a_held_token_proves_no_login(self):
        """Else two processes, with a token and without, would try again and again."""
        self._buy({self.standard: 1})
        self.company.sudo().internetmarke_login_refused = True
        self.assertEqual(self._buy({self.standard: 1}).state, "done")
        self.assertTrue(self.company.internetmarke_login_refused)
        reset_tokens()
        self.assertIn("refused the last login", self._buy_again())

    @mute_logger(*NOISE)
    def test_all_companies_of_a_portokasse_know(self):
        other = self._other_company()
        names = ["enabled", "username", "password", "client_id", "client_secret"]
        names = [f"internetmarke_{name}" for name in names]
        other.write({name: self.company[name] for name in names})
        third = self.env["res.company"].create({"name": "Third"})
        third.write({name: self.company[name] for name in names})
        third.internetmarke_password = "mistyped"
        companies = self.company | other | third
        self._change_password()
        self._buy_again()
        self.assertEqual(companies.mapped("internetmarke_login_refused"), [True] * 3)
        self.post.change_wallet(password="muster-passwort")
        self.assertFalse(self._told(self.company._internetmarke_test_login))
        self.assertEqual(
            companies.mapped("internetmarke_login_refused"), [False, False, True]
        )

    def test_refreshing_the_balance_pauses(self):
        overview = self.env["internetmarke.overview"].with_user(self.clerk)
        overview = overview.browse(overview.action_open()["res_id"])
        logins, balance = self._logins(), self._wallet()["balance"]
        for _press in range(5):
            self.assertFalse(self._told(overview.action_refresh))
        self.assertEqual(self._logins(), logins + 1)
        self.assertEqual(round(self.company.internetmarke_balance * 100), balance)
        self.assertEqual(
            self.company._internetmarke_refresh_balance() * 100, balance, "known"
        )
        # What finishes a top-up, and who tests the connection, does not wait.
        self.post.misbehave("charge", "dropped", acted=True)
        with mute_logger(f"{MODELS}.money.charge"):
            charge = self._top_up()
        self._let_settle(charge)
        self._resolve(charge)
        self.assertEqual(charge.state, "done")
        self.assertFalse(self._test_connection().problem)
        logins = self._logins()
        self.company.sudo().internetmarke_refreshed_on -= timedelta(seconds=15)
        self.assertFalse(self._told(overview.action_refresh))
        self.assertEqual(self._logins(), logins + 1)

    def test_of_many_processes_only_one_tries(self):
        """On real connections, at the same moment."""
        # What they read fills the caches, without what this class has set up.
        self.addCleanup(self.registry.clear_all_caches)
        registry = SimpleNamespace(cursor=db_connect(self.env.cr.dbname).cursor)
        people, tried = Barrier(6, timeout=60), []

        @contextmanager
        def main_company():
            with registry.cursor() as cr:
                yield api.Environment(cr, SUPERUSER_ID, {}).ref("base.main_company")

        def forget():
            with main_company() as company:
                company.internetmarke_login_refused = False

        self.addCleanup(forget)

        def log_in(_number):
            with main_company() as company:
                logins = SharedLogins(registry, company, explicit=False)
            people.wait()
            try:
                with logins.trial():
                    tried.append(True)
                    raise NotAuthorised("wrong", cause="login")
            except NotAuthorised as error:
                return error.cause

        with ThreadPoolExecutor(6) as pool:
            causes = list(pool.map(log_in, range(6)))
        self.assertEqual(len(tried), 1)
        self.assertEqual(sorted(causes), ["login", *["untried"] * 5])
