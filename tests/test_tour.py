from odoo.tests import HttpCase, tagged

from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestTour(InternetmarkeCommon, HttpCase):
    def test_from_settings_to_printed_letter(self):
        self.env.user.lang = "en_US"
        move = self._printed_invoice()
        param = self.env["ir.config_parameter"].sudo()
        for name in ("client_id", "client_secret"):
            param.set_param(
                f"internetmarke.{name}", self.company[f"internetmarke_{name}"]
            )
        self.company.write(
            {
                "internetmarke_enabled": False,
                "internetmarke_username": False,
                "internetmarke_password": False,
                "internetmarke_client_id": False,
                "internetmarke_client_secret": False,
            }
        )
        self.start_tour(
            "/odoo/action-account.action_account_config",
            "internetmarke_tour",
            login="accountman",
        )
        self.env.invalidate_all()
        letter = move.internetmarke_letter_id
        self.assertEqual((letter.state, letter.print_count), ("printed", 1))
        self.assertEqual(letter.franked_by_id.login, "accountman")
        self.assertEqual(len(self._paid_orders()), 1)
        self.assertEqual(self._wallet()["balance"], 100_00 - 3 * 95)
