from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestSeveral(InternetmarkeCommon):
    """Marked rows of the journal: what cannot be done is named and stops no other."""

    in_stock = {"standard": 3}

    def setUp(self):
        super().setUp()
        self.letters = self._frank_each(3)

    def _frank_each(self, count):
        letters = self.env["internetmarke.letter"].with_user(self.clerk)
        for _number in range(count):
            letters |= self._frank(self._printed_invoice()).with_user(self.clerk)
        return letters

    def _answer(self, action, **values):
        """Fill the window that asks, and confirm."""
        self.assertEqual(action["target"], "new")
        model = self.env[action["res_model"]].with_user(self.clerk)
        form = Form(model.with_context(**action["context"]))
        for name, value in values.items():
            form[name] = value
        return form.save()

    def _left_out(self, action):
        """Return the message about what was left out, and the action after it."""
        self.assertEqual(action["tag"], "display_notification")
        return action["params"]["message"], action["params"]["next"]

    def test_frankings_are_removed_with_one_reason(self):
        used, printed, unprinted = self.letters
        (used | printed).action_print()
        used._come_back("moved", False)
        self.customer.sudo()._internetmarke_unmark("The address is right")
        wizard = self._answer(self.letters.action_release(), reason="Wrong paper")
        self.assertTrue(wizard.any_printed)
        self.assertEqual(wizard.left_out, used.name)
        message, action = self._left_out(wizard.action_release())
        self.assertIn(used.name, message)
        self.assertIn("used up", message)
        self.assertEqual(self._led_to(action)["tag"], "soft_reload")
        self.assertIn("in stock again", action["params"]["message"])
        self.assertEqual(used.state, "came_back")
        for letter in printed | unprinted:
            self.assertEqual(letter.state, "released")
            self.assertEqual(letter.release_reason, "Wrong paper")
            self.assertEqual(letter.stamp_id.state, "stock")
        with self.assertRaisesRegex(UserError, "removed already"):
            self._answer(self.letters.action_release(), reason="x").action_release()

    def test_letters_come_back_with_one_reason(self):
        *printed, unprinted = self.letters
        (printed[0] | printed[1]).action_print()
        action = self.letters.action_came_back()
        wizard = self._answer(action, reason="moved", note="Hafenstraße 5")
        self.assertEqual(wizard.left_out, unprinted.name)
        message, _reload = self._left_out(wizard.action_came_back())
        self.assertIn(unprinted.name, message)
        self.assertEqual(unprinted.state, "franked")
        for letter in printed:
            self.assertEqual(letter.state, "came_back")
            self.assertEqual(letter.came_back_note, "Hafenstraße 5")
        self.assertEqual(len(self.customer.activity_ids), 1, "one for each address")

    def test_what_can_be_printed_is_printed(self):
        printed, reset, unprinted = self.letters
        printed.action_print()
        # Somebody reset the invoice, in the way that keeps the franking.
        reset.move_ids.sudo().state = "draft"
        message, action = self._left_out(self.letters.action_print())
        self.assertIn(printed.name, message)
        self.assertIn(reset.name, message)
        self.assertEqual(action["type"], "ir.actions.report")
        self.assertEqual(action["context"]["active_ids"], unprinted.ids)
        self.assertEqual(self.letters.mapped("print_count"), [1, 0, 1])
        with self.assertRaises(UserError) as refused:
            (printed | unprinted).action_print()
        self.assertIn(f"{printed.name}, {unprinted.name}.", str(refused.exception))
        _message, action = self._left_out(self.letters.action_print_again())
        self.assertEqual(action["context"]["active_ids"], (printed | unprinted).ids)
        self.assertEqual(self.letters.mapped("print_count"), [2, 0, 2])

    def test_one_that_cannot_be_composed_stops_no_other(self):
        spoiled = self.letters[1]
        # Its invoice shows another address than the letter.
        spoiled.sudo().partner_id = self.foreigner
        message, action = self._left_out(self.letters.action_print())
        self.assertEqual(spoiled.state, "franked")
        self.assertIn(spoiled.name, message)
        self.assertEqual(action["context"]["active_ids"], (self.letters - spoiled).ids)
        with self.assertRaises(UserError):
            spoiled.action_print()

    def test_the_file_says_what_it_is(self):
        letter = self.letters[0]
        year, number = letter.name.split("/")[1:]
        invoice = letter.move_ids.name.replace("/", "-")
        self.assertEqual(
            letter._file_name(),
            f"BRIEF {year}-{number} Bäckerei Sonnenschein GmbH {invoice}",
        )
        self.customer.name = 'Sonne: "Brot"/Back\\waren *'
        self.assertNotRegex(letter._file_name(), r'[\\/:*?"<>|]')
        self.customer.name = "Sonnenschein" * 20
        self.assertLessEqual(len(letter._file_name()), 120)
