from odoo.tests import HttpCase, tagged

from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestTourEnvelope(InternetmarkeCommon, HttpCase):
    def _tour(self, name, record, action):
        url = f"/odoo/action-{action}/{record.id}"
        self.start_tour(url, f"internetmarke_{name}", login="accountman")
        self.env.invalidate_all()

    def _out_and_back(self):
        """Two invoices go out in one envelope, which the Post brings back."""
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

    def test_two_invoices_go_in_one_envelope_which_comes_back(self):
        self.env.user.lang = "en_US"
        self._out_and_back()

    def test_two_invoices_go_in_one_envelope_which_comes_back_in_german(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env.user.lang = "de_DE"
        self._out_and_back()
