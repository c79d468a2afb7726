from odoo.tests import HttpCase, tagged

from ..models.run import run_working
from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestTourRun(InternetmarkeCommon, HttpCase):
    language = "de_DE"

    def test_mailing_run(self):
        self.env.user.lang = self.language
        # No scheduled job runs in a test: the screen does the work.
        self.patch(run_working, "PATIENCE", 0)
        other = self._make_customer("Anderswo GmbH", "base.de")
        moves = self._printed_invoice() | self._printed_invoice(other)
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "Invoices of the tour",
                "res_model": "account.move",
                "view_mode": "list",
                "view_id": self.env.ref("account.view_out_invoice_tree").id,
                "domain": [("id", "in", moves.ids)],
            }
        )
        orders = len(self._paid_orders())
        self.start_tour(
            f"/odoo/action-{action.id}", "internetmarke_run", login="accountman"
        )
        self.env.invalidate_all()
        letters = moves.internetmarke_letter_id.sorted(lambda one: one.print_count)
        self.assertEqual(letters.run_id.state, "done")
        self.assertEqual(letters.mapped("state"), ["printed", "printed"])
        self.assertEqual(letters.mapped("print_count"), [1, 2])
        self.assertEqual(len(self._paid_orders()), orders + 1)


@tagged("-standard", "every_tour")
class TestTourRunInEnglish(TestTourRun):
    language = "en_US"
