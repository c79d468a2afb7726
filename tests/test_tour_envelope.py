from odoo.tests import HttpCase, tagged

from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestTourEnvelope(InternetmarkeCommon, HttpCase):
    language = "de_DE"

    def test_two_invoices_go_in_one_envelope_which_comes_back(self):
        self.env.user.lang = self.language
        self._buy({self.standard: 1})
        moves = self._printed_invoice() | self._printed_invoice()
        moves.is_move_sent = False
        user = self.env.user
        user.group_ids |= self.env.ref("base.group_partner_manager")
        url = f"/odoo/action-account.action_move_out_invoice_type/{moves[0].id}"
        self.start_tour(url, "internetmarke_envelope", login="accountman")
        self.env.invalidate_all()
        letter = self.env["internetmarke.letter"].search([], limit=1)
        self.assertEqual(letter.move_ids, moves)
        self.assertEqual((letter.print_count, letter.envelope), (1, "dl"))
        self.assertEqual(
            (letter.state, letter.came_back_reason), ("came_back", "moved")
        )
        self.assertEqual(self.customer.street, "Neuer Wall 7")
        self.assertFalse(self.customer.internetmarke_undeliverable_since)


@tagged("-standard", "every_tour")
class TestTourEnvelopeInEnglish(TestTourEnvelope):
    language = "en_US"
