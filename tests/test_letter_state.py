from odoo.tests import new_test_user, tagged

from .common import InternetmarkeCommon

STATE = "internetmarke_letter_state"


@tagged("post_install", "-at_install")
class TestLetterState(InternetmarkeCommon):
    """What the list of invoices tells about their letters."""

    in_stock = {"standard": 3}

    def setUp(self):
        super().setUp()
        self.moves = self.env["account.move"].with_user(self.clerk)
        for _number in range(4):
            self.moves |= self._printed_invoice().with_user(self.clerk)
        franked, printed, came_back, _not_franked = self.moves
        for move in franked | printed | came_back:
            self._frank(move)
        (printed | came_back).internetmarke_letter_id.action_print()
        came_back.internetmarke_letter_id._come_back("moved", False)

    def _found(self, operator, value):
        domain = [("id", "in", self.moves.ids), (STATE, operator, value)]
        return self.moves.search(domain, order="id")

    def test_it_is_shown_found_and_grouped(self):
        franked, printed, came_back, not_franked = self.moves
        states = ["franked", "printed", "came_back", "none"]
        self.assertEqual([move[STATE] for move in self.moves], states)
        for move, state in zip(self.moves, states, strict=True):
            self.assertEqual(self._found("=", state), move, state)
            self.assertEqual(self._found("!=", state), self.moves - move, state)
        self.assertEqual(self._found("in", ["franked", "none"]), franked | not_franked)
        groups = self.moves._read_group(
            [("id", "in", self.moves.ids)], [STATE], ["id:recordset"]
        )
        self.assertEqual(dict(groups), dict(zip(states, self.moves, strict=True)))
        self.assertTrue(self.moves.fields_get([STATE])[STATE]["groupable"])
        # The invoice is franked again, and the letter that came back counts no more.
        self.customer.sudo()._internetmarke_unmark("The address is right")
        franked.internetmarke_letter_id._release("Not sent")
        self._frank(came_back)
        self.assertEqual(came_back[STATE], "franked")
        self.assertFalse(self._found("=", "came_back"))
        self.assertEqual(self._found("=", "none"), franked | not_franked)

    def test_who_may_not_read_the_journal_sees_nothing_of_it(self):
        stranger = new_test_user(self.env, login="stranger", groups="base.group_user")
        moves = self.env["account.move"].with_user(stranger)
        self.assertNotIn(STATE, moves.fields_get())

    def test_postage_is_added_only_where_it_is_charged_on(self):
        view = self.env.ref("account.view_out_invoice_tree").id
        moves = self.env["account.move"].with_user(self.clerk)
        button = 'name="action_internetmarke_charge_on"'
        self.assertNotIn(button, moves.get_view(view, "list")["arch"])
        self.company.sudo().internetmarke_charge_on = True
        self.assertIn(button, moves.get_view(view, "list")["arch"])
        entries = self.env.ref("account.view_move_tree").id
        self.assertNotIn(button, moves.get_view(entries, "list")["arch"])
