from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..api import reset_tokens
from .common import InternetmarkeCommon

MODELS = "odoo.addons.internetmarke.models"


@tagged("post_install", "-at_install")
class TestJobs(InternetmarkeCommon):
    """One request keeps back no other, and no Portokasse gets locked."""

    def _doubtful_orders(self, count, acted=True):
        orders = self.env["internetmarke.order"]
        for _purchase in range(count):
            self.post.misbehave("checkout", "dropped", acted=acted)
            orders |= self._buy({self.standard: 1})
        self._let_settle(orders)
        return orders.sorted("id")

    def _run(self):
        with mute_logger(f"{MODELS}.money.request_steps"):
            self._run_job("ir_cron_resolve_orders")

    def _calls(self, call):
        return self.post.ledger()["calls"].get(call, 0)

    def test_a_refused_login_is_not_tried_for_each_request(self):
        """Trying again and again could lock the Portokasse."""
        orders = self._doubtful_orders(3)
        other = self._other_company()
        other.write(
            {
                name: self.company[name]
                for name in (
                    "internetmarke_enabled",
                    "internetmarke_environment",
                    "internetmarke_username",
                    "internetmarke_password",
                    "internetmarke_client_id",
                    "internetmarke_client_secret",
                )
            }
        )
        orders[2].sudo().company_id = other
        self.post.change_wallet(password="neues-kennwort")
        self.addCleanup(self.post.change_wallet, password="muster-passwort")
        reset_tokens()
        logins = self._calls("login")
        for _hour in range(2):
            self._run()
            self._let_settle(orders)
        self.assertEqual(self._calls("login"), logins + 1)
        self.assertEqual(set(orders.mapped("state")), {"requested"})

    def test_a_missing_right_keeps_nothing_else_back(self):
        orders = self._doubtful_orders(2)
        self.post.misbehave("find_order", "forbidden", times=2)
        self._run()
        self.assertEqual(orders.mapped("state"), ["requested", "requested"])
        self._let_settle(orders)
        self._run()
        self.assertEqual(orders.mapped("state"), ["done", "done"])

    def test_what_fails_slowly_comes_last_the_next_time(self):
        orders = self._doubtful_orders(2)
        self.post.misbehave("find_order", "bad_gateway_html")
        # As when the first has used up the time of the job.
        model = type(self.env["ir.cron"])
        with patch.object(model, "_commit_progress", return_value=0):
            self._run()
            self.assertEqual(orders.mapped("state"), ["requested", "requested"])
            self._let_settle(orders)
            self._run()
        self.assertEqual(orders.mapped("state"), ["requested", "done"])

    def test_a_clock_put_right_again_keeps_nothing_back(self):
        order = self._doubtful_orders(1, acted=False)
        far = fields.Datetime.now() + timedelta(days=3)
        self.env.cr.execute(
            "UPDATE internetmarke_order SET claimed_on = %(far)s, write_date = %(far)s"
            " WHERE id = %(id)s",
            {"far": far, "id": order.id},
        )
        calls = self.env["internetmarke.call"].sudo()
        application = self.company._internetmarke_pacing()._application
        for wait_until in (False, far + timedelta(minutes=10)):
            calls.create(
                {
                    "application": application,
                    "called_on": far,
                    "wait_until": wait_until,
                }
            )
        self.env.invalidate_all()
        self._run()
        self.assertEqual(order.state, "done")

    @mute_logger(f"{MODELS}.money.request_steps")
    def test_two_who_learn_of_a_refused_login_are_both_told(self):
        """Both note it at the company at the same moment."""
        self.post.change_wallet(password="neues-kennwort")
        self.addCleanup(self.post.change_wallet, password="muster-passwort")
        reset_tokens()
        with patch.object(
            type(self.company), "write", side_effect=SerializationFailure
        ):
            order = self._buy({self.standard: 1})
        self.assertEqual(order.state, "failed")
        self.assertIn("check the login", order.problem)
