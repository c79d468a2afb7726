import threading
from contextlib import contextmanager
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger

TABLES = ("internetmarke_entry", "internetmarke_charge")


@tagged("post_install", "-at_install")
class TestBooksTogether(BaseCase):
    """Clicks that meet the job, each on a connection of its own.

    The job books one row after the other for a while. A click that had to begin again
    whenever they meet would end with an error that tells a person nothing.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._delete_all)
        with self._transaction() as env:
            self.began = env.cr.now()
            self.company_id = env.company.id

    @contextmanager
    def _transaction(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _delete_all(self):
        with self._transaction() as env:
            company = self._company(env)
            company.internetmarke_books = company.internetmarke_books_since = False
            for table in TABLES:
                env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE create_date >= %s",
                        SQL.identifier(table),
                        self.began,
                    )
                )

    def _company(self, env):
        return env["res.company"].browse(self.company_id)

    def _make_entries(self):
        """Return two rows, which cannot be booked without accounts."""
        values = {"company_id": self.company_id, "kind": "topup", "parts": {}}
        values["date"] = fields.Date.today()
        with self._transaction() as env:
            entries = env["internetmarke.entry"]
            return entries.create([{**values, "name": name} for name in "AB"]).ids

    def _book(self, env, ids):
        """Return the states afterwards."""
        entries = env["internetmarke.entry"].browse(ids)
        with mute_logger("odoo.addons.internetmarke.models.books.entry_booking"):
            entries.with_user(env.ref("base.user_admin")).action_book()
        states = entries.mapped("state")
        env.cr.rollback()
        return states

    def test_a_row_that_the_job_books_now_is_left_to_it(self):
        ids = self._make_entries()
        with self._transaction() as job, self._transaction() as click:
            job["internetmarke.entry"].browse(ids[0]).lock_for_update()
            self.assertEqual(self._book(click, ids), ["to_book", "failed"])

    def test_a_row_that_the_job_has_booked_meanwhile_is_left_out(self):
        ids = self._make_entries()
        with self._transaction() as click:
            # From here on this transaction sees both as they are now.
            click["internetmarke.entry"].search([])
            with self._transaction() as job:
                job["internetmarke.entry"].browse(ids[0]).state = "booked"
            self.assertEqual(self._book(click, ids), ["to_book", "failed"])

    def test_rows_that_the_job_derives_now_are_left_to_it(self):
        now = fields.Datetime.now()
        with self._transaction() as env:
            company = self._company(env)
            company.internetmarke_books = True
            company.internetmarke_books_since = now.date() - timedelta(days=1)
            values = {"name": "together", "company_id": company.id, "account": "x"}
            values |= {"requested_on": now, "claimed_on": now}
            charges = env["internetmarke.charge"]
            charge_id = charges.create({**values, "amount": 10, "state": "done"}).id
        with self._transaction() as job, self._transaction() as click:
            entries = click["internetmarke.entry"]
            entries = entries.with_user(click.ref("base.user_admin"))
            job["internetmarke.entry"]._derive(self._company(job))
            later = threading.Timer(0.5, job.cr.commit)
            later.start()
            entries.with_company(self.company_id).action_update()
            later.join()
        with self._transaction() as env:
            charge = env["internetmarke.charge"].browse(charge_id)
            self.assertEqual(charge.entry_ids.mapped("state"), ["to_book"])
