import base64
import threading
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger

from .common import PostRequests
from .paper import make_pdf

# In which order what a test has left can be deleted.
TABLES = (
    "internetmarke_run",
    "internetmarke_letter",
    "internetmarke_stamp",
    "internetmarke_order",
    "res_partner",
)


@tagged("post_install", "-at_install")
class TestTogether(PostRequests, BaseCase):
    """Transactions at the same time, each on a connection of its own.

    So what a test prepares is committed, and deleted at its end.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._delete_all)
        with self._transaction() as env:
            self.order_id = self._make_order(env).id

    @contextmanager
    def _transaction(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _delete_all(self):
        with self._transaction() as env:
            for table in TABLES:
                env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE create_date >= %s",
                        SQL.identifier(table),
                        self.began,
                    )
                )

    def _make_order(self, env):
        self.began = env.cr.now()
        self.company_id = env.company.id
        self.product_id = env["internetmarke.product"].search([("code", "=", 1)]).id
        order = env["internetmarke.order"].create(
            {"name": "together", "company_id": env.company.id, "state": "done"}
        )
        env["internetmarke.stamp"].create(
            [
                {
                    "order_id": order.id,
                    "company_id": env.company.id,
                    "product_id": self.product_id,
                    "price": 0.95,
                    "voucher_id": f"A0011C{number:014}",
                    "page": number,
                    "bought_on": datetime.now(),
                    "valid_until": date(date.today().year + 3, 12, 31),
                }
                for number in (1, 2, 3)
            ]
        )
        return order

    def _take(self, env):
        product = env["internetmarke.product"].browse(self.product_id)
        return env["internetmarke.stamp"]._take(env.company, product)

    def test_stamp_taken_meanwhile_is_left_out(self):
        with self._transaction() as slow:
            # From here on this transaction sees all three in stock.
            slow["internetmarke.stamp"].search([])
            with self._transaction() as quick:
                first = self._take(quick).page
            with self._transaction() as open_one:
                second = self._take(open_one).page
                third = self._take(slow).page
        self.assertEqual((first, second, third), (1, 2, 3))

    def test_out_of_stock_when_others_took_all(self):
        with self._transaction() as slow:
            slow["internetmarke.stamp"].search([])
            with self._transaction() as quick:
                for _stamp in range(3):
                    self._take(quick)
            self.assertFalse(self._take(slow))

    def test_two_return_one_stamp(self):
        """The second one reads what happened, in plain words."""
        with self._transaction() as first, self._transaction() as second:
            self._stamps(first)[0].lock_for_update()
            stamps = self._stamps(second)
            values = {"order_id": self.order_id, "stamp_ids": [(6, 0, stamps.ids)]}
            company = second["res.company"].browse(self.company_id)
            with self.assertRaisesRegex(UserError, "using or returning"):
                second["internetmarke.retoure"]._write_draft(company, values, "token")
            self.assertFalse(stamps.order_id.retoure_ids)

    def test_two_return_stamps_of_one_order(self):
        with self._transaction() as first, self._transaction() as second:
            order = first["internetmarke.order"].browse(self.order_id)
            order.lock_for_update()
            values = {"order_id": self.order_id, "stamp_ids": [(6, 0, [])]}
            company = second["res.company"].browse(self.company_id)
            with self.assertRaisesRegex(UserError, "being finished right now"):
                second["internetmarke.retoure"]._write_draft(company, values, "token")

    def test_who_meets_somebody_else_is_told_in_plain_words(self):
        with self._transaction() as env:
            letter_id = self._make_letter(env)
            letter = env["internetmarke.letter"].browse(letter_id)
            letter.state = "printed"
            run_id = env["internetmarke.run"].create({}).id
            change_id = (
                env["internetmarke.medium.change"]
                .create({"letter_ids": letter.ids, "medium": "cover_sheet"})
                .id
            )
        with self._transaction() as first, self._transaction() as second:
            first["internetmarke.letter"].browse(letter_id).lock_for_update()
            first["internetmarke.order"].browse(self.order_id).lock_for_update()
            first["internetmarke.run"].browse(run_id).lock_for_update()
            letter = second["internetmarke.letter"].browse(letter_id)
            change = second["internetmarke.medium.change"].browse(change_id)
            order = second["internetmarke.order"].browse(self.order_id)
            line = order.line_ids
            run = second["internetmarke.run"].browse(run_id)
            for told, act in (
                ("printing or changing", partial(letter._come_back, "moved", "")),
                ("printing or changing", change.action_change),
                ("being finished", partial(order._identify, 1, "X", line, "")),
                ("Somebody is buying", partial(run._check_nobody_buys, "token")),
            ):
                with self.assertRaisesRegex(UserError, f"{told}.* right now"):
                    act()
            second.cr.rollback()

    def _stamps(self, env):
        return env["internetmarke.order"].browse(self.order_id).stamp_ids

    def test_two_release_one_letter(self):
        with self._transaction() as env:
            letter_id = self._make_letter(env)
        with self._transaction() as first, self._transaction() as second:
            self._release(first, letter_id, "first")
            first.cr.flush()
            later = threading.Timer(0.5, first.cr.commit)
            later.start()
            with mute_logger("odoo.sql_db"):
                retrying(partial(self._release, second, letter_id, "second"), second)
            later.join()
        with self._transaction() as env:
            letter = env["internetmarke.letter"].browse(letter_id)
            self.assertEqual(letter.release_reason, "first")
            self.assertEqual(letter.stamp_id.state, "stock")

    def test_stopping_a_run_does_not_wait_for_its_chunks(self):
        with self._transaction() as env:
            run = env["internetmarke.run"].create({})
            values = {"job": "check", "job_user_id": env.uid, "job_total": 9}
            run.write({**values, "job_left": 9, "job_on": "2020-02-02 02:02:02"})
            run_id = run.id

        def stop_meanwhile(_run):
            with self._transaction() as other:
                other.cr.execute("SET LOCAL lock_timeout = '1s'")
                other["internetmarke.run"].browse(run_id).action_stop()
            return 8

        with (
            self._transaction() as env,
            patch.object(type(run), "_check_chunk", stop_meanwhile),
        ):
            run = env["internetmarke.run"].browse(run_id)
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                run.work()
            env.cr.rollback()
        with self._transaction() as env:
            run = env["internetmarke.run"].browse(run_id)
            self.assertEqual((run.job, run.job_left), (False, 9))

    def test_clicks_at_once_are_one_letter(self):
        # While Odoo installs, only its main thread may use the registry.
        self.patch(Registry, "_lock", DummyRLock())
        with self._transaction() as env:
            company = env.company
            before = company.internetmarke_enabled, company.internetmarke_environment
            self.addCleanup(self._set_up, *before)
            customer = {"name": "Sonnenschein", "street": "Am Markt 3", "zip": "20095"}
            customer.update(city="Hamburg", country_id=env.ref("base.de").id)
            partner_id = env["res.partner"].create(customer).id
            admin_id = env.ref("base.user_admin").id
        self._set_up(True, "demo")
        with self._transaction() as env:
            product = env["internetmarke.product"].browse(self.product_id)
            cents = round(product.price * 100)
            orders = env["internetmarke.order"].with_user(admin_id)
            order_id = orders._purchase(
                env.company, [(product, 3, cents)], "at once"
            ).id
        with self._transaction() as env:
            wizards = env["internetmarke.frank"].with_user(admin_id)
            values = {
                "partner_id": partner_id,
                "document": base64.b64encode(make_pdf()),
                "document_name": "Brief.pdf",
            }
            wizard_id = wizards.create(values).id
        shown = []
        clicks = [
            threading.Thread(target=self._click, args=(admin_id, wizard_id, shown))
            for _number in range(3)
        ]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for click in clicks:
                click.start()
            for click in clicks:
                click.join(timeout=60)
        self.assertEqual(len(shown), 3)
        self.assertEqual(len(set(shown)), 1, "each shows the same letter")
        with self._transaction() as env:
            stamps = env["internetmarke.order"].browse(order_id).stamp_ids
            states = sorted(stamps.mapped("state"))
            self.assertEqual(states, ["stock", "stock", "used"])

    def _click(self, user_id, wizard_id, shown):
        with self._transaction() as env:
            wizard = env["internetmarke.frank"].with_user(user_id).browse(wizard_id)
            action = retrying(wizard.action_frank, env)
        shown.append(action["res_id"])

    def _set_up(self, enabled, environment):
        with self._transaction() as env:
            env.company.write(
                {
                    "internetmarke_enabled": enabled,
                    "internetmarke_environment": environment,
                }
            )

    def _make_letter(self, env):
        stamp = self._take(env)
        values = {
            "name": "together",
            "company_id": self.company_id,
            "partner_id": env.company.partner_id.id,
            "stamp_id": stamp.id,
        }
        return env["internetmarke.letter"].create(values).id

    def _release(self, env, letter_id, reason):
        env["internetmarke.letter"].browse(letter_id)._release(reason)
