from odoo.tests import HttpCase, new_test_user, tagged

from .common import InternetmarkeCommon
from .paper import make_pdf


@tagged("post_install", "-at_install")
class TestTour(InternetmarkeCommon, HttpCase):
    """In the browser, as offices use it: in German."""

    language = "de_DE"

    def setUp(self):
        super().setUp()
        self.env.user.lang = self.language
        # The invoice that stands first in the list is a new one.
        self.waiting.clear()

    def _tour(self, name, url):
        self.start_tour(url, f"internetmarke_{name}", login="accountman")
        self.env.invalidate_all()

    def test_first_days(self):
        """From the settings to the refund."""
        # The tour counts on the balance of a new Portokasse.
        self._start_post()
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
        orders, balance = len(self._paid_orders()), self._wallet()["balance"]
        self._tour("first_days", "/odoo/action-account.action_account_config")
        self.assertEqual(len(self._paid_orders()), orders + 1)
        letters = self.env["internetmarke.letter"].search([("move_ids", "=", move.id)])
        # The newest first. The other one was taken off before it was printed.
        self.assertRecordValues(
            letters,
            [
                {"state": "released", "print_count": 1},
                {"state": "released", "print_count": 0},
            ],
        )
        self.assertEqual(letters[0].release_reason, "Papierstau")
        self.assertEqual(set(letters.franked_by_id.mapped("login")), {"accountman"})
        self.assertFalse(move.internetmarke_letter_id)
        self.assertEqual(self._wallet()["balance"], balance + 20_00)

    def test_any_letter(self):
        self._buy({self.standard: 1})
        self._tour("any_letter", "/odoo")
        letter = self.env["internetmarke.letter"].search([], limit=1)
        self.assertRecordValues(
            letter,
            [
                {
                    "state": "printed",
                    "medium": "cover_sheet",
                    "document_name": "Vertrag.pdf",
                    "partner_id": self.customer.id,
                    "sheets": 2,
                }
            ],
        )

    def test_a_pdf_in_the_chatter(self):
        """Ordinary users frank it there, outside of the developer mode."""
        self._buy({self.standard: 1})
        self.customer.message_post(
            body="Vertrag", attachments=[("Vertrag.pdf", make_pdf())]
        )
        clerk = new_test_user(
            self.env,
            login="office_clerk",
            groups="account.group_account_invoice",
            company_id=self.company.id,
        )
        self.start_tour(
            f"/odoo/res.partner/{self.customer.id}",
            "internetmarke_attachment",
            login=clerk.login,
        )
        letter = self.env["internetmarke.letter"].search([], limit=1)
        self.assertEqual(
            (letter.document_name, letter.partner_id, letter.franked_by_id),
            ("Vertrag.pdf", self.customer, clerk),
        )


@tagged("-standard", "every_tour")
class TestTourInEnglish(TestTour):
    language = "en_US"
