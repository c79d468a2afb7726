import logging
import time

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, config

_logger = logging.getLogger(__name__)

JOBS = [("check", "Checking"), ("frank", "Franking"), ("print", "Printing")]
# Seconds that the screen waits for a scheduled job before it does a chunk itself.
PATIENCE = 15
# Tries for a chunk that conflicts with the work of somebody else.
TRIES = 3


class InternetmarkeRun(models.Model):
    """Long work is done in chunks, each in a transaction of its own.

    A chunk stores what it did in the same transaction. So after any interruption the
    next chunk begins where the last one ended. A scheduled job does the chunks. If
    no such job runs, the screen that shows the progress asks for one chunk after the
    other. A lock keeps the two from doing the same chunk. It is not a lock of the run's
    row: whoever stops the work writes that row and must not wait. The chunk then fails
    to write how far it came, and nothing of it stays.
    """

    _inherit = "internetmarke.run"

    job = fields.Selection(selection=JOBS, readonly=True, copy=False, index=True)
    job_user_id = fields.Many2one("res.users", readonly=True, copy=False)
    job_on = fields.Datetime(readonly=True, copy=False)
    job_total = fields.Integer(readonly=True, copy=False, aggregator=None)
    job_left = fields.Integer(readonly=True, copy=False, aggregator=None)
    job_problem = fields.Text(readonly=True, copy=False)

    def _check_may_work(self):
        # EXTENDS 'internetmarke.run': long work must not go on meanwhile
        res = super()._check_may_work()
        if self.job:
            raise UserError(
                self.env._(
                    "%(run)s is being worked on. Wait until that is done, or click "
                    "“Stop”. Nothing was changed.",
                    run=self.name,
                )
            )
        return res

    def _start(self, job, total):
        """Begin long work, which goes on in the background."""
        self._check_may_work()
        self.sudo().write(
            {
                "job": job,
                "job_user_id": self.env.uid,
                "job_on": fields.Datetime.now(),
                "job_total": total,
                "job_left": total,
                "job_problem": False,
            }
        )
        self.env.ref("internetmarke.ir_cron_work_runs").sudo()._trigger()
        return True

    def action_stop(self):
        """Stop the work. The present chunk is undone, what was done before stays."""
        self.env["internetmarke.letter"]._check_may_frank()
        self.check_access("write")
        self.sudo().job = False
        return True

    def work(self):
        """Tell how far the work is. Do a chunk of it if nobody else does.

        The screen calls this again and again.

        :return: dict with ``job`` (False when nothing is left), ``done``, ``total``.
        """
        self.ensure_one()
        self.check_access("read")
        run = self.sudo()
        if run.job and run._is_neglected(self.env.user) and run._begin_chunk():
            run._work_once()
        return {
            "job": run.job,
            "done": run.job_total - run.job_left,
            "total": run.job_total,
        }

    def _is_neglected(self, user):
        """Tell whether no scheduled job does this work, and this user may do it."""
        if not user.has_group("account.group_account_invoice"):
            return False
        waited = (fields.Datetime.now() - self.job_on).total_seconds()
        return not config["max_cron_threads"] or waited > PATIENCE

    def _begin_chunk(self):
        """Keep others from doing a chunk of this run until the transaction ends.

        :return: whether nobody else does one now.
        """
        self.env.cr.execute(
            SQL(
                "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
                f"{self._name} {self.id}",
            )
        )
        return self.env.cr.fetchone()[0]

    def _work_once(self):
        """Do a chunk in the name of the person who began the work.

        :raise OperationalError: if it conflicts with the work of somebody else.
        """
        self.ensure_one()
        person = self.job_user_id
        context = {
            "lang": person.lang,
            "tz": person.tz,
            "allowed_company_ids": self.company_id.ids,
        }
        run = self.with_env(self.env(user=person.id, context=context))
        chunk = {
            "check": run._check_chunk,
            "frank": run._frank_chunk,
            "print": run._print_chunk,
        }[self.job]
        try:
            with self.env.cr.savepoint():
                left = chunk()
        except OperationalError:
            raise
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("%s: %s stopped", self.name, self.job)
            self.write({"job": False, "job_problem": run._explain_stop(error)})
        else:
            self.write(
                {
                    "job": self.job if left else False,
                    "job_left": left,
                    "job_total": max(self.job_total, left),
                    "job_on": fields.Datetime.now(),
                }
            )
        self.env.flush_all()

    def _explain_stop(self, error):
        if isinstance(error, UserError):
            return str(error)
        return self.env._(
            "The work was interrupted by something unexpected; the server's log tells "
            "more. What was done before is kept and will not be done twice. Start "
            "again; if it stops again, tell your administrator."
        )

    @api.model
    def _cron_work(self):
        """Do the work of all runs, chunk by chunk, the longest waiting run first."""
        tries = TRIES
        while busy := self.sudo().search([("job", "!=", False)], order="job_on, id"):
            left = sum(busy.mapped("job_left"))
            try:
                run = next((run for run in busy if run._begin_chunk()), None)
                if run:
                    run._work_once()
                    tries = TRIES
                else:
                    # The screens work on these now.
                    tries -= 1
                    time.sleep(1)
            except OperationalError:
                self.env.cr.rollback()
                tries -= 1
                _logger.info("A chunk of a mailing run is tried again")
            if not tries:
                break
            progress = self.env["ir.cron"]._commit_progress(1, remaining=left)
            self.env.invalidate_all()
            if not progress:
                break
        else:
            self.env["ir.cron"]._commit_progress(remaining=0)
