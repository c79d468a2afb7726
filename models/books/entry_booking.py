import logging
from contextlib import suppress
from datetime import timedelta
from functools import partial

from psycopg2 import OperationalError
from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, LockError, UserError
from odoo.tools import mute_logger

from ..core.plain_context import plain
from .entry_deriving import CHUNK

_logger = logging.getLogger(__name__)

# After a failure the job waits this long, then twice as long, and so on.
FIRST_PAUSE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(days=1)
# A click books at most this many rows; the job books the rest.
AT_ONCE = 100


class InternetmarkeEntry(models.Model):
    """Booking: each row becomes a journal entry, once.

    The job commits after each row. A button books its rows in one transaction, where a
    savepoint undoes the row that fails.
    """

    _inherit = "internetmarke.entry"

    def action_update(self):
        """Book what has happened up to now, when a person does not want to wait.

        The button of the list calls this on the rows that are marked; all are booked.
        """
        self.env["res.company"]._internetmarke_check_keeps_books()
        companies = self.env.companies.filtered("internetmarke_books")
        entries = plain(self.browse().sudo())
        for company in companies:
            # Whoever derives the same rows books them, too.
            with suppress(ConcurrencyError):
                entries._derive_all(company, limit=AT_ONCE)
        waiting = [("company_id", "in", companies.ids), *self._to_book_domain()]
        entries.search(waiting, order="date, id", limit=AT_ONCE)._book_each()
        if entries.search_count(waiting, limit=1):
            self.env.ref("internetmarke.ir_cron_book").sudo()._trigger()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_book(self):
        """Book these rows now; those that fail say why."""
        self.env["res.company"]._internetmarke_check_keeps_books()
        self.check_access("read")
        waiting = plain(self.sudo()).filtered_domain(self._to_book_domain())
        waiting.sorted(lambda entry: (entry.date, entry.id))._book_each()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _book_each(self):
        """Book these rows in one transaction, but for those that another one books."""
        for entry in self:
            try:
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    entry.lock_for_update()
            except (LockError, SerializationFailure):
                continue
            entry._book_once()

    @api.model
    def _to_book_domain(self):
        return [
            ("environment", "=", "production"),
            ("state", "in", ("to_book", "failed")),
        ]

    @api.model
    def _cron_book(self):
        """Derive what happened, and book it. One failure does not stop the others."""
        companies = self.env["res.company"].sudo()
        for company in companies.search([("internetmarke_books", "=", True)]):
            for work in (self._derive_all, self._attach_receipts):
                if not self._step(partial(work, company), remaining=1):
                    return
        due = plain(self.sudo()).search(
            [
                *self._to_book_domain(),
                ("company_id.internetmarke_books", "=", True),
                "|",
                ("next_try", "=", False),
                ("next_try", "<=", fields.Datetime.now()),
            ],
            order="date, id",
        )
        for done, entry in enumerate(due, start=1):
            if not self._step(entry._book_once, remaining=len(due) - done):
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _step(self, work, remaining):
        """Do one piece of the job's work and commit it.

        :param remaining: how many are left. Odoo begins the job again soon if it has to
            stop before.
        :return: whether there is time to go on.
        """
        try:
            work()
        except (ConcurrencyError, LockError, OperationalError) as error:
            # Somebody else is at it; the next time shows what became of it.
            _logger.info("Entries of the Portokasse: %s", error)
            self.env.cr.rollback()
        except UserError as error:
            # Other companies, and what is derived already, can be booked.
            _logger.warning("Entries of the Portokasse: %s", error)
            self.env.cr.rollback()
        return bool(self.env["ir.cron"]._commit_progress(1, remaining=remaining))

    @api.model
    def _derive_all(self, company, limit=None):
        """Derive all rows that this company lacks, in short transactions."""
        entries = plain(self.sudo())
        while True:
            derived = entries._derive(company, limit or CHUNK)
            if limit or not derived:
                return
            if not self.env["ir.cron"]._commit_progress(remaining=1):
                return

    def _book_once(self):
        """Book this row unless it is booked; store the reason if that fails.

        :raise LockError: if another process is about to book it.
        """
        self.ensure_one()
        self.lock_for_update()
        if self.state == "booked":
            return
        company = self.company_id
        entry = self.with_company(company).with_context(
            lang=company.partner_id.lang or self.env.lang,
            allowed_company_ids=company.ids,
        )
        try:
            with self.env.cr.savepoint():
                move = entry._book()
        except (ConcurrencyError, OperationalError):
            raise
        except Exception as error:
            expected = isinstance(error, UserError)
            log = _logger.warning if expected else _logger.exception
            log("%s cannot be booked", self.name)
            self._store_failure(str(error) if expected else self._explain_unexpected())
            return
        self.write(
            {
                "state": "booked",
                "problem": False,
                "next_try": False,
                "move_id": move.id,
                "booking_date": move.date,
                "is_moved": move.date != self.date,
            }
        )
        self._attach_receipt()

    def _store_failure(self, problem):
        pause = min(FIRST_PAUSE * 2 ** min(self.tries, 10), LONGEST_PAUSE)
        self.write(
            {
                "state": "failed",
                "problem": problem,
                "tries": self.tries + 1,
                "next_try": fields.Datetime.now() + pause,
            }
        )

    def _explain_unexpected(self):
        return self.env._(
            "Booking %(entry)s failed; the log of the server tells why. Nothing was "
            "booked, and stamps and balance are not affected. Odoo tries again.",
            entry=self.name,
        )

    @api.model
    def _attach_receipts(self, company):
        """Attach the stamp lists that the Post delivered after the booking."""
        booked = plain(self.sudo()).search(
            [
                ("company_id", "=", company.id),
                ("kind", "=", "purchase"),
                ("state", "=", "booked"),
                ("order_id.with_manifest", "=", True),
                ("receipt_id", "=", False),
            ]
        )
        for entry in booked:
            entry._attach_receipt()

    def _attach_receipt(self):
        """Put a copy of the Post's stamp list on the journal entry.

        The stamps themselves stay on the order: whoever has that file can print them.
        """
        order = self.order_id.with_context(bin_size=False)
        if self.receipt_id or not order.manifest:
            return
        self.receipt_id = self.env["ir.attachment"].create(
            {
                "name": order.manifest_name,
                "datas": order.manifest,
                "res_model": "account.move",
                "res_id": self.move_id.id,
                "mimetype": "application/pdf",
            }
        )
