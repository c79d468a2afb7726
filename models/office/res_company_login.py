import logging
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256

from psycopg2 import OperationalError
from psycopg2.errors import LockNotAvailable

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

from ... import api as post
from ..core.clock import CLOCK_ERROR
from ..wording.answers import explain
from .res_company import REFUSALS, SECRETS

_logger = logging.getLogger(__name__)

# Between two questions for the balance, or for the price list, that a person asks. Each
# is one of the 500 calls of the limit.
REFRESH_PAUSE = timedelta(seconds=15)
# How long a process waits for the login of another one.
PATIENCE = "10s"
# Tries to store that the login was refused.
NOTE_TRIES = 10
# The fields for what the Post refused: the login, or the application. After a refused
# login Odoo does not log in again, unless a person tests the connection.
LOGIN, ACCESS = REFUSALS


class ResCompany(models.Model):
    """The login to the Portokasse, and the balance, which only a login tells."""

    _inherit = "res.company"

    internetmarke_login_refused = fields.Boolean(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="The Post refused the last login. No other one is tried until the "
        "connection is tested or the login is changed: three wrong ones may lock the "
        "Portokasse.",
    )
    internetmarke_access_refused = fields.Boolean(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="The Post refused the application the last time: it does not know the "
        "key, or the key is not enabled for Internetmarke. That locks nothing.",
    )
    internetmarke_refreshed_on = fields.Datetime(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="When a person last asked for the balance.",
    )
    internetmarke_prices_asked_on = fields.Datetime(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="When a person last asked for the price list.",
    )

    def _internetmarke_logins(self, explicit=False):
        """Return the object that stands around each login of this company.

        :param explicit: a person wants one more try, although the Post refused the last
            one.
        """
        self.ensure_one()
        if self.internetmarke_environment == "demo":
            return None
        return SharedLogins(self.env.registry, self, explicit)

    def _internetmarke_refresh_balance(self):
        """Return the balance in euro. It is read anew unless it was read a moment ago.

        :raise UserError: if the Post does not tell.
        """
        self.ensure_one()
        # A refused login is told in any case. That needs no call.
        if self.sudo().internetmarke_login_refused or self._internetmarke_may_ask(
            "internetmarke_refreshed_on"
        ):
            return self._internetmarke_read_balance()
        return self.sudo().internetmarke_balance

    def _internetmarke_test_login(self):
        """Log in, even if the last login was refused; return the balance in euro.

        :raise UserError: if the Post refuses the login.
        """
        self.ensure_one()
        return self._internetmarke_read_balance(explicit=True)

    def _internetmarke_switch_on(self):
        """Let this company use Internetmarke, now that its login works.

        This has a transaction of its own: the login has just stored the balance in
        the same row, and a conflict would repeat the request, with its login.
        """
        self.ensure_one()
        with self.env.registry.cursor() as cr:
            company = api.Environment(cr, SUPERUSER_ID, {})["res.company"]
            company.browse(self.id).internetmarke_enabled = True
        self.invalidate_recordset(["internetmarke_enabled"])

    def _internetmarke_read_balance(self, explicit=False):
        try:
            cents = self._internetmarke_client(explicit).login().wallet_balance
        except post.InternetmarkeError as error:
            raise UserError(explain(self.env, error)) from error
        self._internetmarke_store_balance(cents)
        return self.sudo().internetmarke_balance if cents is None else cents / 100

    def _internetmarke_may_ask(self, name):
        """Tell whether a person may ask the Post now, and take the turn.

        When two people press the button at the same moment, one of them asks.

        :param name: the field that has the moment of the last question.
        """
        self.ensure_one()
        moment = SQL.identifier(name)
        now = fields.Datetime.now()
        try:
            with mute_logger("odoo.sql_db"), self.env.registry.cursor() as cr:
                cr.execute(
                    SQL(
                        "UPDATE res_company SET %s = %s WHERE id = %s"
                        " AND (%s IS NULL OR %s <= %s OR %s > %s)",
                        moment,
                        now,
                        self.id,
                        moment,
                        moment,
                        now - REFRESH_PAUSE,
                        moment,
                        now + CLOCK_ERROR,
                    )
                )
                return bool(cr.rowcount)
        except OperationalError:
            return False

    def _internetmarke_store_balance(self, cents):
        """Store the balance that the Post reported; None is not stored.

        This has a transaction of its own. The balance is only a hint, so a conflict
        with another transaction is no error.
        """
        self.ensure_one()
        if cents is None:
            return
        values = {
            "internetmarke_balance": cents / 100,
            "internetmarke_balance_date": fields.Datetime.now(),
        }
        try:
            with mute_logger("odoo.sql_db"), self.env.registry.cursor() as cr:
                api.Environment(cr, SUPERUSER_ID, {})["res.company"].browse(
                    self.id
                ).write(values)
        except OperationalError:
            _logger.info("The balance will be read again later")
        self.invalidate_recordset(values)


class SharedLogins(post.Logins):
    """Keeps wrong logins away from a Portokasse, together with all processes.

    One login of a Portokasse is under way at a time. When the Post has refused one,
    nobody logs in any more, except a person who tests the connection. New access
    data allow logins again. A token that is still valid needs no login, so work with
    that token goes on.
    """

    def __init__(self, registry, company, explicit):
        self._registry = registry
        self._company_id = company.id
        self._account = company._internetmarke_account()
        self._explicit = explicit

    @contextmanager
    def trial(self):
        failure = None
        with self._registry.cursor() as cr:
            # No error may leave this block. In a test it would roll back what others
            # wrote meanwhile on the same connection.
            try:
                self._wait_for_turn(cr)
                if not self._explicit and self._is_refused():
                    raise post.NotAuthorised(
                        "Not sent", "the last login was refused", cause="untried"
                    )
                yield
            except post.InternetmarkeError as error:
                failure = error
            self._note(failure)
        if failure:
            raise failure

    def _wait_for_turn(self, cr):
        """Take the only turn of this Portokasse, until this transaction ends."""
        digest = sha256(self._account.encode()).digest()
        key = int.from_bytes(digest[:8], "big", signed=True)
        try:
            with mute_logger("odoo.sql_db"), cr.savepoint(flush=False):
                cr.execute(SQL("SET LOCAL lock_timeout = %s", PATIENCE))
                cr.execute(SQL("SELECT pg_advisory_xact_lock(%s)", key))
        except LockNotAvailable:
            raise post.Unavailable("Not sent", "another login takes long") from None

    def _note(self, error):
        """Store the outcome of the login.

        A missing right, or an application that is not ready, locks nothing.
        """
        if error is None:
            if self._is_refused(ACCESS):
                self._write(self._alike, dict.fromkeys(REFUSALS, False))
        elif isinstance(error, post.NotAuthorised) and error.cause == "login":
            self._write(self._of_same_account, {LOGIN: True})
        elif isinstance(error, post.NotAuthorised) and error.cause != "untried":
            self._write(self._alike, {ACCESS: True})

    def _write(self, companies_of, values):
        for tries_left in reversed(range(NOTE_TRIES)):
            try:
                with mute_logger("odoo.sql_db"), self._company() as company:
                    companies_of(company).write(values)
                return
            except OperationalError:
                if not tries_left:
                    _logger.warning("It is not written down how the login went")

    @contextmanager
    def _company(self):
        with self._registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})["res.company"].browse(
                self._company_id
            )

    def _is_refused(self, *besides):
        with self._company() as company:
            return any(company[name] for name in (LOGIN, *besides))

    def _of_same_account(self, company):
        """Return all companies that use this Portokasse. Each of them could lock it."""
        others = company.search([("internetmarke_enabled", "=", True)])
        return (company | others).filtered(
            lambda other: other._internetmarke_account() == self._account
        )

    def _alike(self, company):
        """Return the companies with the same login, which works for them as well."""
        return self._of_same_account(company).filtered(
            lambda other: all(other[name] == company[name] for name in SECRETS)
        )
