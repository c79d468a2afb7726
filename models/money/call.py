from datetime import timedelta
from hashlib import sha256
from math import ceil

from odoo import SUPERUSER_ID, api, fields, models

from ... import api as post
from ..core.clock import CLOCK_ERROR

# An application may send "500 requests in 2 hours" (OpenAPI 1.27, answer 429). One
# minute more, because the clocks of the Post and of this machine differ.
WINDOW = timedelta(hours=2, minutes=1)
LIMIT = 500
# The last fifth of the calls is left for questions about money that moved.
SHARE_TO_BEGIN = 0.8
LONGEST_PAUSE = timedelta(days=1)
LONGEST_GUESS = timedelta(minutes=15)
# After this many doublings, a guessed pause is longer than ``LONGEST_GUESS`` anyway.
MOST_DOUBLINGS = 5


class InternetmarkeCall(models.Model):
    """The calls to the Post in the last two hours, and the pauses that it asked for.

    All processes of the database share these rows. A process commits a row before
    its call and counts the rows only then: of two calls at the same moment, at least
    one sees the other. Rows are added and removed, but never changed. So nobody
    waits for anybody, and no transaction fails because of another one.
    """

    _name = "internetmarke.call"
    _description = "Call to the Post"
    _inherit = ["internetmarke.books"]
    _log_access = False

    application = fields.Char(required=True, readonly=True)
    called_on = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    wait_until = fields.Datetime(
        readonly=True, help="No call: the Post asked this application to wait."
    )

    _application_index = models.Index("(application, called_on)")

    @api.model
    def _pacing(self, client_id):
        """Return the object that a client of this application asks before each call."""
        limit = self.env["ir.config_parameter"].sudo().get_param
        return SharedPacing(
            self.env.registry,
            # A digest: people who may read this table must not learn the key.
            sha256(client_id.strip().encode()).hexdigest(),
            _whole(limit("internetmarke.call_limit"), LIMIT),
        )

    @api.model
    def _paused_until(self, application):
        """Return until when the Post asked to wait, None if it did not."""
        now = fields.Datetime.now()
        domain = [
            ("application", "=", application),
            ("wait_until", ">", now),
            ("called_on", "<", now + CLOCK_ERROR),
        ]
        return self.search(domain, order="wait_until desc", limit=1).wait_until or None

    @api.model
    def _recent(self, application):
        now = fields.Datetime.now()
        return [
            ("application", "=", application),
            ("wait_until", "=", False),
            ("called_on", ">", now - WINDOW),
            ("called_on", "<", now + CLOCK_ERROR),
        ]

    @api.model
    def _free_on(self, application, limit):
        """Return when there is room for one more call, None if there is room now.

        The row of that call exists already.
        """
        recent = self._recent(application)
        over = self.search_count(recent) - limit
        if over <= 0:
            return None
        last = self.search(recent, order="called_on, id", limit=over)[-1]
        return last.called_on + WINDOW

    @api.model
    def _guess_pause(self, application):
        """Return a pause. It gets longer while the Post keeps asking for one."""
        asked = self.search_count(
            [
                ("application", "=", application),
                ("wait_until", "!=", False),
                ("called_on", ">", fields.Datetime.now() - WINDOW),
            ]
        )
        pause = timedelta(seconds=post.FIRST_PAUSE) * 2 ** min(asked, MOST_DOUBLINGS)
        return min(pause, LONGEST_GUESS)

    @api.autovacuum
    def _gc_calls(self):
        old = fields.Datetime.now() - LONGEST_PAUSE - WINDOW
        self.search([("called_on", "<", old)]).unlink()


class SharedPacing(post.Pacing):
    """Keeps the limit of one application, together with all processes of a database."""

    def __init__(self, registry, application, limit):
        self._registry = registry
        self._application = application
        self._limit = limit

    def admit(self, *, finishing):
        limit = self._limit if finishing else int(self._limit * SHARE_TO_BEGIN)
        with self._registry.cursor() as cr:
            calls = self._calls(cr)
            until = calls._paused_until(self._application)
            row_id = not until and calls.create({"application": self._application}).id
        if not until:
            with self._registry.cursor() as cr:
                calls = self._calls(cr)
                until = calls._free_on(self._application, limit)
                if until:
                    calls.browse(row_id).unlink()
        if until:
            seconds = (until - fields.Datetime.now()).total_seconds()
            raise post.TooManyRequests(
                "Not sent", "the limit of calls is reached", retry_after=max(seconds, 1)
            )

    def pause(self, seconds):
        with self._registry.cursor() as cr:
            calls = self._calls(cr)
            if seconds is None:
                pause = calls._guess_pause(self._application)
            else:
                longest = LONGEST_PAUSE.total_seconds()
                pause = timedelta(seconds=max(ceil(min(seconds, longest)), 1))
            calls.create(
                {
                    "application": self._application,
                    "wait_until": fields.Datetime.now() + pause,
                }
            )
        return pause.total_seconds()

    def _calls(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})["internetmarke.call"]


def _whole(text, default):
    return int(text) if text and text.isdecimal() else default
