import logging
from contextlib import suppress

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from ... import api as post

_logger = logging.getLogger(__name__)


class InternetmarkeRequest(models.AbstractModel):
    """From the confirmation to the end: which step comes next.

    Each model says how it is sent (``_send``) and how the Post is asked what became of
    it (``_ask_outcome``). Whatever breaks off is taken up again by ``_resolve``: when a
    person presses the button, and by the scheduled job.
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
        """Send what a person has just confirmed; whatever happens, the record tells."""
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
            # Who holds it is finishing it.
            with suppress(LockError):
                self._give_up_draft()

    def _resolve(self):
        """Take the step that the state asks for.

        :raise UserError: if the Post does not tell; nothing is lost by that.
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
        """Ask the Post what became of what was sent, and finish it.

        :raise UserError: if the Post does not tell; nothing is lost by that.
        """
        raise NotImplementedError

    def _store_balance(self, cents):
        """Remember the new balance."""
        with self._own_transaction() as request:
            request.company_id._internetmarke_store_balance(cents)

    def _refresh_balance(self, client):
        """Ask for the balance, which only a new login tells."""
        try:
            self._store_balance(client.login().wallet_balance)
        except post.InternetmarkeError as error:
            _logger.info("The balance will be read again later: %s", error)

    def _is_login_refused(self):
        with self._own_transaction() as request:
            return request.company_id.internetmarke_login_refused

    def _take_up(self):
        """Write down that a scheduled job works on this, so that others come first
        the next time, even if this one kills the process."""
        with self._own_transaction(lock=True) as request:
            # The last change is what tells since when something waits for the Post.
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
        """Resolve what a scheduled job found; one must not keep back the others."""
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
