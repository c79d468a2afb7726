from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import Form, new_test_user, tagged

from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestCameBack(InternetmarkeCommon):
    """Letters that come back mark the address; a correction clears the mark."""

    in_stock = {"standard": 2}

    def _printed_letter(self, partner=None):
        letter = self._frank(self._printed_invoice(partner))
        letter.with_user(self.clerk).action_print()
        return letter

    def _come_back(self, letter, reason="moved", **values):
        action = letter.with_user(self.clerk).action_came_back()
        model = self.env["internetmarke.undeliverable"].with_user(self.clerk)
        form = Form(model.with_context(**action["context"]))
        form.reason = reason
        for name, value in values.items():
            form[name] = value
        return form.save().action_came_back()

    def test_row_and_stamp_stay_and_the_address_is_marked(self):
        letter = self._printed_letter()
        move = letter.move_ids
        self._come_back(letter, "unknown", note="Klingelschild fehlt")
        self.assertRecordValues(
            letter,
            [
                {
                    "state": "came_back",
                    "came_back_on": Date.today(),
                    "came_back_by_id": self.clerk.id,
                    "came_back_reason": "unknown",
                    "came_back_note": "Klingelschild fehlt",
                    "cost": 0.95,
                }
            ],
        )
        self.assertEqual(letter.stamp_id.state, "used")
        self.assertEqual(self.customer.internetmarke_undeliverable_since, Date.today())
        self.assertEqual(self.customer.internetmarke_undeliverable_reason, "unknown")
        note = self.customer.message_ids[0]
        self.assertIn("Unknown at this address", note.body)
        self.assertEqual(note.author_id, self.clerk.partner_id)
        self.assertIn("Klingelschild fehlt", move.message_ids[0].body)
        self.assertIn(letter.name, move.message_ids[0].body)

    def test_nothing_else_is_franked_for_a_marked_address(self):
        self._come_back(self._printed_letter())
        wizard = self._frank_wizard(self._printed_invoice())
        self.assertEqual(wizard.alerts["undeliverable"]["level"], "danger")
        with self.assertRaisesRegex(UserError, "came back on"):
            wizard.action_frank()

    def test_a_corrected_address_takes_the_mark_off(self):
        letter = self._printed_letter()
        move = letter.move_ids
        self._come_back(letter)
        self.customer.phone = "040 1234"
        self.customer.street = self.customer.street
        self.assertTrue(self.customer.internetmarke_undeliverable_since)
        self.customer.street = "Neuer Wall 7"
        self.assertFalse(self.customer.internetmarke_undeliverable_since)
        self.assertFalse(self.customer.internetmarke_undeliverable_reason)
        notes = "".join(self.customer.message_ids.mapped("body"))
        self.assertIn("address was corrected", notes)
        self.assertTrue(letter.came_back_on, "the journal stays")
        # The printed invoice has the old address in its window, so a new one is made.
        move.button_draft()
        move.action_post()
        with self.allow_pdf_render():
            move.with_context(force_report_rendering=True)._internetmarke_document()
        again = self._frank(move)
        self.assertTrue(again)
        self.assertNotEqual(again, letter)
        self.assertNotEqual(again.stamp_id, letter.stamp_id)

    def test_a_person_follows_the_corrected_company(self):
        person = self.env["res.partner"].create(
            {"name": "Ursula Groß", "parent_id": self.customer.id}
        )
        self._come_back(self._printed_letter(person))
        self.assertTrue(person.internetmarke_undeliverable_since)
        self.assertFalse(self.customer.internetmarke_undeliverable_since)
        self.customer.street = "Neuer Wall 7"
        self.assertEqual(person.street, "Neuer Wall 7")
        self.assertFalse(person.internetmarke_undeliverable_since)

    def test_the_address_was_right_after_all(self):
        self._come_back(self._printed_letter(), "refused")
        manager = new_test_user(
            self.env,
            login="contacts",
            groups="base.group_partner_manager",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            self.customer.with_user(self.clerk).action_internetmarke_deliverable()
        self.customer.with_user(manager).action_internetmarke_deliverable()
        self.assertFalse(self.customer.internetmarke_undeliverable_since)
        self.assertEqual(self.customer.message_ids[0].author_id, manager.partner_id)

    def test_the_stamp_is_used_up(self):
        letter = self._printed_letter()
        self._come_back(letter)
        letter = letter.with_user(self.clerk)
        for refused in (
            "action_release",
            "action_print_again",
            "action_change_medium",
        ):
            with self.subTest(refused), self.assertRaisesRegex(UserError, "used up"):
                getattr(letter, refused)()
        report = self.env["ir.actions.report"].with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "used up"):
            report._render_qweb_pdf("internetmarke.report_letter", letter.ids)
        release = self.env["internetmarke.release"].with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "used up"):
            release.create({"letter_ids": letter.ids, "reason": "x"}).action_release()
        self.assertEqual(letter.stamp_id.state, "used")

    def test_only_once_and_only_what_was_printed(self):
        letter = self._frank(self._printed_invoice())
        with self.assertRaisesRegex(UserError, "was printed can come back"):
            letter.with_user(self.clerk).action_came_back()
        letter.with_user(self.clerk).action_print()
        self._come_back(letter)
        with self.assertRaisesRegex(UserError, "only once"):
            letter.with_user(self.clerk).action_came_back()

    def test_next_step_find_the_new_address(self):
        seller = new_test_user(
            self.env, login="seller", groups="base.group_user", name="Vera Verkauf"
        )
        seller.company_ids |= self.company
        self.customer.user_id = seller
        self._come_back(self._printed_letter())
        activity = self.customer.activity_ids
        self.assertEqual(activity.user_id, seller)
        self.assertIn("Find the new address", activity.summary)

    def test_next_step_goes_to_oneself_without_a_salesperson(self):
        self._come_back(self._printed_letter())
        self.assertEqual(self.customer.activity_ids.user_id, self.clerk)

    def test_next_step_open_the_contact(self):
        action = self._come_back(self._printed_letter(), next_step="contact")
        self.assertEqual(action["res_model"], "res.partner")
        self.assertEqual(action["res_id"], self.customer.id)
        self.assertFalse(self.customer.activity_ids)

    def test_next_step_send_by_e_mail(self):
        letter = self._printed_letter()
        move = letter.move_ids
        action = self._come_back(letter, next_step="email")
        self.assertEqual(action["res_model"], "account.move.send.wizard")
        self.assertEqual(action["context"]["active_ids"], move.ids)

    def test_found_in_journal_and_contacts(self):
        letter = self._printed_letter()
        self._come_back(letter)
        letters = self.env["internetmarke.letter"].with_user(self.accountant)
        self.assertEqual(letters.search([("came_back_on", "!=", False)]), letter)
        partners = self.env["res.partner"].with_user(self.clerk)
        domain = [("internetmarke_undeliverable_since", "!=", False)]
        self.assertEqual(partners.search(domain), self.customer)
