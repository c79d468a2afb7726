from odoo.tests import HttpCase, tagged

from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestTourEnvelope(InternetmarkeCommon, HttpCase):
    language = "de_DE"

    def _tour(self, name, record, action):
        url = f"/odoo/action-{action}/{record.id}"
        self.start_tour(url, f"internetmarke_{name}", login="accountman")
        self.env.invalidate_all()

    def test_two_invoices_go_in_one_envelope_which_comes_back(self):
        self.env.user.lang = self.language
        self._buy({self.standard: 1})
        moves = self._printed_invoice() | self._printed_invoice()
        moves.is_move_sent = False
        user = self.env.user
        user.group_ids |= self.env.ref("base.group_partner_manager")
        self._tour("envelope", moves[0], "account.action_move_out_invoice_type")
        letter = moves.internetmarke_letter_id
        self.assertEqual(letter.move_ids, moves)
        self.assertEqual((letter.state, letter.envelope), ("printed", "dl"))
        self._tour("came_back", letter, "internetmarke.internetmarke_letter_action")
        self.assertEqual(letter.came_back_reason, "moved")
        self.assertEqual(self.customer.street, "Neuer Wall 7")
        self.assertFalse(self.customer.internetmarke_undeliverable_since)


@tagged("-standard", "every_tour")
class TestTourEnvelopeInEnglish(TestTourEnvelope):
    language = "en_US"
