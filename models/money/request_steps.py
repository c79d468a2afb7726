import logging
from contextlib import suppress

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from ... import api as post

_logger = logging.getLogger(__name__)


class InternetmarkeRequest(models.AbstractModel):
    """The steps of a request: which one comes next, from the confirmation to the end.

    Each model defines how a request is sent (``_send``) and how the Post is asked
    what became of it (``_ask_outcome``). ``_resolve`` goes on with a request that
    broke off, when a person presses the button or a scheduled job runs.
    """

    _inherit = "internetmarke.request"

    def action_resolve(self):
        """Ask the Post what became of these requests and finish them."""
        self._check_may_buy()
        self.check_access("read")
        for request in self:
            with request._as_busy():
                request._resolve()
        self.env.invalidate_all()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _carry_out(self):
        """Send what a person has just confirmed; the record has the outcome."""
        name = f"{self._name} {self.id}"
        try:
            with self._traced() as name:
                self._send()
                if self._wait_a_moment():
                    self._resolve()
        except LockError:
            _logger.info("%s: being finished elsewhere", name)
        except Exception:
            _logger.exception("%s: stopped; it will be resolved", name)
            # Another process holds the lock, and finishes the request.
            with suppress(LockError):
                self._give_up_draft()

    def _resolve(self):
        """Take the next step, which depends on the state.

        :raise UserError: if the Post does not tell; nothing is lost then.
        """
        self.ensure_one()
        with self._traced():
            with self._own_transaction() as request:
                request._check_waited()
                state, waited = request.state, bool(request.wait_until)
                wanted = request._is_still_wanted(request.create_date)
            if state == "draft" and waited and wanted:
                self._send()
            elif state == "draft":
                self._give_up_draft()
            else:
                self._ask_outcome()

    def _send(self):
        """Send a draft to the Post."""
        raise NotImplementedError

    def _ask_outcome(self):
        """Ask the Post what became of the request, and finish it.

        :raise UserError: if the Post does not tell; nothing is lost then.
        """
        raise NotImplementedError

    def _store_balance(self, cents):
        """Store the new balance."""
        with self._own_transaction() as request:
            request.company_id._internetmarke_store_balance(cents)

    def _refresh_balance(self, client):
        """Read the balance anew. Only a new login tells it."""
        try:
            self._store_balance(client.login().wallet_balance)
        except post.InternetmarkeError as error:
            _logger.info("The balance will be read again later: %s", error)

    def _is_login_refused(self):
        with self._own_transaction() as request:
            return request.company_id.internetmarke_login_refused

    def _take_up(self):
        """Note that a scheduled job works on this.

        The job begins with others next time, even if this one kills its process.
        """
        with self._own_transaction(lock=True) as request:
            # By SQL: the date of the last change stays, which tells how long this has
            # waited.
            request.env.cr.execute(
                SQL(
                    "UPDATE %s SET taken_up_on = %s WHERE id = %s",
                    SQL.identifier(request._table),
                    fields.Datetime.now(),
                    request.id,
                )
            )

    @api.model
    def _resolve_all(self, domain):
        """Resolve what a scheduled job found. One failure does not stop the others."""
        requests = self.sudo().search(
            [("company_id.internetmarke_login_refused", "=", False), *domain],
            order="taken_up_on NULLS FIRST, id",
        )
        for done, request in enumerate(requests, start=1):
            person = request.user_id
            try:
                if not request._is_login_refused():
                    request._take_up()
                    request.with_context(lang=person.lang, tz=person.tz)._resolve()
            except (LockError, UserError) as error:
                _logger.warning("%s is not resolved yet: %s", request.name, error)
            except Exception:
                _logger.exception("%s cannot be resolved", request.name)
            if not self.env["ir.cron"]._commit_progress(
                1, remaining=len(requests) - done
            ):
                break
