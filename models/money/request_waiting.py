import logging
import time
from datetime import timedelta
from math import ceil

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.clock import CLOCK_ERROR
from ..wording.waiting import explain_pause
from .request import SETTLE_AFTER

_logger = logging.getLogger(__name__)

# A pause of at most this is waited for at once, while the person looks on.
SHORT_PAUSE = timedelta(seconds=5)
# After a day, nobody expects any more that this goes on by itself.
WANTED_FOR = timedelta(days=1)
# The hour less is for a job that runs late: a request that a message promised to go on
# with must still be wanted when the job reaches it.
LONGEST_WAIT = WANTED_FOR - timedelta(hours=1)


class InternetmarkeRequest(models.AbstractModel):
    """Waiting, when the Post takes no more calls for a while.

    A confirmed request of which certainly nothing happened keeps its place. It stores
    until when it waits, and the scheduled job goes on with it then. Until that
    moment a person may drop it.
    """

    _inherit = "internetmarke.request"

    # The scheduled job that goes on with it. Each model names its own.
    _job = ""

    can_cancel = fields.Boolean(compute="_compute_can_cancel", compute_sudo=True)

    # Not on the state: a change of the state clears ``wait_until`` as well.
    @api.depends("attempt", "wait_until")
    def _compute_can_cancel(self):
        for request in self:
            request.can_cancel = bool(request.wait_until) and request._never_sent()

    def _never_sent(self):
        """Tell whether the Post was certainly not asked for anything that costs.

        Each attempt is counted before its call is sent.
        """
        return self.state in ("draft", "requested") and not self.attempt

    def action_cancel(self):
        """Drop requests that only wait, as a person wants."""
        self._check_may_buy()
        self.check_access("read")
        for request in self:
            with request._as_busy(), request._own_transaction(lock=True) as waiting:
                if not waiting.can_cancel:
                    raise UserError(
                        self.env._(
                            "%(request)s can no longer be cancelled. Nothing was "
                            "changed: look at its state.",
                            request=waiting.name,
                        )
                    )
                waiting._fail(
                    self.env._(
                        "%(user)s cancelled this while it was waiting for the Post. "
                        "You were not charged.",
                        user=self.env.user.name,
                    )
                )
        self.env.invalidate_all()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _wait(self, error, state=None):
        """Let this (locked) request wait for the Post, which certainly did nothing.

        If nobody would expect it to go on after such a long pause, it is dropped at
        once.

        :param error: the ``TooManyRequests``.
        :param state: the state in which it waits, by default the present one.
        """
        until = fields.Datetime.now() + timedelta(seconds=ceil(error.retry_after))
        if until > self.create_date + LONGEST_WAIT:
            self._fail(explain_pause(self.env, error))
            return
        self.write(
            {
                "state": state or self.state,
                "wait_until": until,
                "attempt": 0,
                "claimed_on": False,
                "problem": self._explain_wait(until),
            }
        )
        self.env.ref(f"internetmarke.{self._job}")._trigger(at=until)
        _logger.warning("%s: the Post asks to wait until %s UTC", self.name, until)

    def _responsible(self):
        # EXTENDS 'internetmarke.thread'
        return self.user_id

    def _explain_state(self):
        # EXTENDS 'internetmarke.thread': of what waits or failed, the problem says more
        states = dict(self._fields["state"]._description_selection(self.env))
        return ". ".join(filter(None, [states[self.state], self.problem]))

    def _wait_a_moment(self):
        """Wait for the Post if the pause is short. No lock is held meanwhile.

        :return: whether to go on.
        """
        with self._own_transaction() as request:
            until = request.wait_until
        pause = until and until - fields.Datetime.now()
        if not until or pause > SHORT_PAUSE:
            return False
        time.sleep(max(pause.total_seconds(), 0))
        return True

    def _explain_wait(self, until):
        """Return the message for a confirmed request that goes on then (UTC)."""
        raise NotImplementedError

    def _check_waited(self):
        """Raise a UserError while the Post still asks to wait."""
        if self.wait_until and self.wait_until > fields.Datetime.now():
            raise UserError(self._explain_wait(self.wait_until))

    def _is_still_wanted(self, since):
        """Tell whether a request of that moment may still go on by itself."""
        return (
            self.company_id.internetmarke_enabled
            and since >= fields.Datetime.now() - WANTED_FOR
        )

    @api.model
    def _due(self):
        """Return the domain of what a scheduled job may work on now."""
        now = fields.Datetime.now()
        return [
            *_not_under_way("taken_up_on", now),
            "|",
            ("wait_until", "<=", now),
            "&",
            ("wait_until", "=", False),
            *_not_under_way("write_date", now),
        ]


def _not_under_way(name, now):
    """Return the domain of records that no process is likely to work on now.

    :param name: a field with a moment. It may be empty, older than ``SETTLE_AFTER``, or
        in the future (written while a clock was wrong).
    """
    return [
        "|",
        "|",
        (name, "=", False),
        (name, "<=", now - SETTLE_AFTER),
        (name, ">", now + CLOCK_ERROR),
    ]
