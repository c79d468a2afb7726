import logging
import time
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import mute_logger

from ... import api as post
from ..core.clock import CLOCK_ERROR
from ..core.plain_context import plain, plain_context
from ..wording.answers import explain_other_account

_logger = logging.getLogger(__name__)

ENVIRONMENTS = [("production", "Production"), ("demo", "Demo")]
# The environment of production's purchases in a neutralized copy of the database. They
# belong to the original: the copy never uses or asks about them (data/neutralize.sql).
COPY = "copy"
# Longer than all time-outs of one call. After this time no call is under way.
SETTLE_AFTER = timedelta(minutes=5)
# A job that looks for work locks a row for a moment. Whoever meets that lock tries this
# many times, and waits this many seconds in between, before giving up.
LOCK_TRIES = 20
LOCK_PAUSE = 0.05


class InternetmarkeRequest(models.AbstractModel):
    """What a person asked of the Post and what moves money: purchase, top-up, refund.

    This file has the row, the rights to write it, and its own transactions. The
    steps are in request_steps.py; waiting for the Post is in request_waiting.py.

    A request is carried out in small transactions, in cursors of their own: it is
    written down (``draft``), claimed and sent (``requested``), and the answer is
    stored. A request that breaks off keeps its state until the Post was asked what
    became of it. Nothing that moves money is simply sent again. Odoo repeats and
    rolls back the requests of the web client, so nothing here may depend on their
    transaction.

    Each kind of request has its own ``state``, with ``draft``, ``requested`` and
    ``failed`` in it, and ``settle_by_hand`` if a person may have to settle it.
    """

    _name = "internetmarke.request"
    _description = "Request to the Post"
    _inherit = ["internetmarke.thread"]
    _order = "id desc"

    name = fields.Char(required=True, readonly=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    environment = fields.Selection(
        selection=[*ENVIRONMENTS, (COPY, "Copy")],
        required=True,
        readonly=True,
        default="production",
        string="Mode",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        default=lambda self: self.env.ref("base.EUR"),
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Requested By",
        default=lambda self: self.env.user,
        readonly=True,
    )
    requested_on = fields.Datetime(readonly=True, copy=False)
    problem = fields.Text(readonly=True, copy=False)
    confirmation_token = fields.Char(
        readonly=True, copy=False, groups="base.group_system"
    )
    account = fields.Char(readonly=True, copy=False, groups="base.group_system")
    attempt = fields.Integer(
        readonly=True, copy=False, aggregator=None, groups="base.group_system"
    )
    claimed_on = fields.Datetime(readonly=True, copy=False, groups="base.group_system")
    wait_until = fields.Datetime(readonly=True, copy=False)
    # When a scheduled job last worked on this. The job begins with the oldest.
    taken_up_on = fields.Datetime(readonly=True, copy=False, groups="base.group_system")

    # The web client may send a request twice (double click, two tabs), and Odoo repeats
    # one after a serialization failure. Both carry the same token and find the same
    # row.
    _confirmation_token_unique = models.UniqueIndex(
        "(confirmation_token) WHERE confirmation_token IS NOT NULL",
        "This has been confirmed already.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(request.requested_on for request in self):
            raise UserError(
                self.env._(
                    "What was sent to the Post cannot be deleted: it is the record of "
                    "what happened to your money."
                )
            )

    def _settle_by_hand(self, states, settle, note):
        """Store what a person saw in the transactions of the Portokasse.

        :param states: the states in which a person may decide.
        :param settle: function that stores the decision; it is called with each
            request, locked and as superuser.
        :param note: what the chatter of the request says about it.
        :raise UserError: if it was settled meanwhile.
        """
        self._check_may_buy()
        self.check_access("read")
        for request in plain(self.sudo()):
            with request._as_busy():
                request.lock_for_update()
            if request.state not in states or not request.settle_by_hand:
                raise UserError(
                    self.env._(
                        "%(request)s is settled already, or there is nothing to settle "
                        "yet. Nothing was changed: look at its state.",
                        request=request.name,
                    )
                )
            before = request.state
            settle(request)
            # Also when a movement that was noted before turns out to be none.
            if {before, request.state} & {"paid", "done"}:
                request._on_money_moved()
            request._track_set_log_message(note)

    @contextmanager
    def _as_busy(self):
        """Tell a person when another process works on this request."""
        try:
            yield
        except LockError as error:
            raise UserError(
                self.env._(
                    "%(request)s is being finished right now. Look again in a "
                    "moment; do not do it again.",
                    request=self.name,
                )
            ) from error

    @api.model
    def _check_may_buy(self):
        """Raise an AccessError unless the user may spend money."""
        if not self.env.user.has_group("internetmarke.group_buyer"):
            raise AccessError(
                self.env._(
                    "You may frank letters but not spend money on postage: that needs "
                    "the right “Internetmarke: Buy postage”. %(ask)s",
                    ask=self.env.company._internetmarke_whom_to_ask(),
                )
            )

    @api.model
    def _check_may_spend(self, company):
        """Raise unless the user may spend this company's money now."""
        self._check_may_buy()
        if company not in self.env.companies:
            raise AccessError(
                self.env._(
                    "You can buy only for companies that you have selected. Select the "
                    "company at the top right first."
                )
            )
        company._internetmarke_check_pays()
        company._internetmarke_credentials()

    @contextmanager
    def _own_transaction(self, lock=False):
        """Give these records in a transaction of their own, committed at the end.

        :param lock: lock the records.
        :raise LockError: if another transaction holds the lock for more than a moment.
        """
        for tries_left in reversed(range(LOCK_TRIES)):
            with ExitStack() as stack:
                cr = stack.enter_context(self.env.registry.cursor())
                env = self.env(cr=cr, su=True, context=plain_context(self.env))
                records = self.with_env(env)
                try:
                    if lock:
                        records.lock_for_update()
                except LockError:
                    if not tries_left:
                        raise
                else:
                    yield records
                    return
            time.sleep(LOCK_PAUSE)

    @api.model
    def _confirmed(self, company, token):
        """Return the request that a person's confirmation is stored in, if it is."""
        same = [("confirmation_token", "=", token), ("company_id", "=", company.id)]
        with self._own_transaction() as requests:
            return self.browse(requests.search(same, limit=1).id)

    @api.model
    def _write_draft(self, company, values, token):
        """Store what a person confirmed, once for each token.

        :raise IntegrityError: if another constraint than the one of the token is
            violated.
        """
        values = {
            **values,
            "company_id": company.id,
            "environment": company.internetmarke_environment,
            "account": company._internetmarke_account(),
            "user_id": self.env.uid,
            "confirmation_token": token,
        }
        try:
            with mute_logger("odoo.sql_db"), self._own_transaction() as requests:
                requests._lock_for_draft(values)
                sequence = requests.env["ir.sequence"].with_company(company.id)
                values["name"] = sequence.next_by_code(self._name)
                request = requests.create(values)
                request._prepare_draft()
                _logger.info("%s: confirmed by user %s", request.name, self.env.uid)
                return self.browse(request.id)
        except IntegrityError:
            if known := self._confirmed(company, token):
                return known
            raise

    def _lock_for_draft(self, values):
        """Lock the records that the draft is about, before it is written.

        :raise UserError: if another transaction holds the lock.
        """

    def _prepare_draft(self):
        """Do what belongs into the transaction that writes the draft."""

    @contextmanager
    def _traced(self):
        """Name this request in the log lines of the calls to the Post."""
        with self._own_transaction() as request:
            name = request.name
        with post.reference(name):
            yield name

    def _read_outcome(self):
        """Return ``(state, problem)`` as they are now."""
        with self._own_transaction() as request:
            return request.state, request.problem

    def _claim(self):
        """Claim this request, so that only one call for it is under way at a time.

        :return: the number of this attempt, or 0 if another may still be under way.
        """
        with self._own_transaction(lock=True) as request:
            if request.state != "requested" or request._is_claimed():
                return 0
            request.write(
                {
                    "claimed_on": fields.Datetime.now(),
                    "attempt": request.attempt + 1,
                    "wait_until": False,
                }
            )
            return request.attempt

    def _is_claimed(self):
        now = fields.Datetime.now()
        return bool(self.claimed_on) and (
            now - SETTLE_AFTER < self.claimed_on < now + CLOCK_ERROR
        )

    def _explain_claimed(self):
        return self.env._(
            "The Post may still be working on this. Try again in %(minutes)s minutes. "
            "Do not do it again meanwhile.",
            minutes=int(SETTLE_AFTER.total_seconds() // 60),
        )

    def _on_money_moved(self):
        """Hook for bookkeeping, in the transaction that stores a movement of money.

        What is written here is committed together with the movement, or not at all. It
        must not raise an error: that would undo the record of what the Post has done.
        """

    def _fail(self, problem):
        self.write({"state": "failed", "problem": problem, "wait_until": False})
        _logger.info("%s: not done", self.name)

    def _give_up_draft(self):
        """Close a request that broke off before it was sent to the Post."""
        with self._own_transaction(lock=True) as request:
            if request.state == "draft":
                request._give_up()

    def _give_up(self):
        self._fail(
            self.env._(
                "This was interrupted before the Post heard of it. You were not "
                "charged. Do it again if you still need it."
            )
        )

    def _same_account_client(self):
        """Return the client for questions about this request.

        :raise UserError: if the company uses another Portokasse now.
        """
        with self._own_transaction() as request:
            return request._client()

    def _client(self):
        """Return the client of the Portokasse for which this was confirmed.

        The settings may have changed since then, even between two steps.

        :raise UserError: if the company uses another Portokasse now, or this is a
            neutralized copy of the database that it was confirmed in.
        """
        if self.environment == COPY:
            raise UserError(
                self.env._(
                    "%(request)s belongs to the database that this one is a copy of. "
                    "Look there; nothing is asked of the Post from here.",
                    request=self.name,
                )
            )
        if self.account != self.company_id._internetmarke_account():
            raise UserError(explain_other_account(self.env))
        return self.company_id._internetmarke_client()
