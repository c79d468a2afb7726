import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import InternetmarkeCommon
from .paper import page_text, render


@tagged("post_install", "-at_install")
class TestWindowCheck(InternetmarkeCommon):
    in_stock = {"standard": 1}

    def _wizard_without_window(self, user=None):
        self.company.external_report_layout_id = self.env.ref(
            "web.external_layout_standard"
        )
        return self._frank_wizard(self._printed_invoice(), user)

    def _picture(self, wizard):
        return base64.b64decode(wizard.picture)

    def _blue(self, pdf):
        """Tell where the frame of the window is drawn: its box in mm, or None."""
        picture = render(pdf, grayscale=False).convert("RGB")
        red, _green, blue = picture.split()
        found = [
            (x, y)
            for x in range(0, picture.width, 3)
            for y in range(0, picture.height, 3)
            if blue.getpixel((x, y)) > 180 and red.getpixel((x, y)) < 80
        ]
        if not found:
            return None
        xs, ys = zip(*found, strict=True)
        return [round(v * 25.4 / 300) for v in (min(xs), min(ys), max(xs), max(ys))]

    def test_a_window_that_fits_has_no_problem(self):
        wizard = self._frank_wizard(self._printed_invoice())
        self.assertEqual(wizard.medium, "window")
        self.assertFalse(wizard.window_problem or wizard.medium_problem)
        self.assertFalse(wizard.medium_warning)

    def test_failed_check_proposes_a_cover_sheet(self):
        wizard = self._wizard_without_window()
        self.assertIn("address", wizard.window_problem)
        self.assertEqual(wizard.medium, "cover_sheet")
        self.assertFalse(wizard.medium_problem)
        self.assertFalse(wizard.offers_layout, "a clerk may not change the layout")
        wizard.action_frank()
        letter = wizard.move_id.internetmarke_letter_id
        self.assertEqual(letter.medium, "cover_sheet")

    def test_window_is_refused_before_a_stamp_is_used(self):
        wizard = self._wizard_without_window()
        wizard.medium = "window"
        self.assertEqual(wizard.medium_problem, wizard.window_problem)
        self.assertEqual(
            (wizard.offers_cover_sheet, wizard.offers_envelope, wizard.offers_label),
            (True, True, True),
        )
        with self.assertRaisesRegex(UserError, "No stamp was used"):
            with self.cr.savepoint():
                wizard.action_frank()
        self.env.invalidate_all()
        self.assertEqual(self.bought.stamp_ids.state, "stock")
        wizard.with_context(medium="envelope").action_use_medium()
        self.assertFalse(wizard.medium_problem)
        wizard.action_frank()
        self.assertEqual(wizard.move_id.internetmarke_letter_id.medium, "envelope")

    def test_picture_frames_the_window(self):
        wizard = self._wizard_without_window()
        self.assertFalse(wizard.picture)
        wizard.action_show_window()
        self.assertEqual(self._blue(self._picture(wizard)), [20, 45, 105, 90])
        wizard.medium = "envelope"
        self.assertFalse(wizard.picture_of, "another choice hides the old picture")

    def test_changed_address_is_noticed(self):
        move = self._printed_invoice()
        self.customer.street = "Neuer Weg 7"
        # The display name does not depend on the street; the next request knows.
        self.env.invalidate_all()
        wizard = self._frank_wizard(move)
        self.assertIn("the contact's current address", wizard.window_problem)
        self.assertIn("post it again: its PDF", wizard.window_problem)
        self.assertNotIn("Document Layout", wizard.window_problem, "is set already")

    def test_invoice_without_stored_pdf_is_looked_at_and_not_stored(self):
        move = self._invoice()
        with self.allow_pdf_render():
            model = self.env["internetmarke.frank"].with_user(self.clerk)
            wizard = Form(
                model.with_context(
                    default_move_ids=move.ids, force_report_rendering=True
                )
            ).save()
            self.assertEqual(wizard.medium, "window")
            wizard.action_show_letter()
        text = page_text(self._picture(wizard))
        self.assertNotIn("forma", text, "as it will be printed")
        self.assertIn(move.name, text)
        self.assertFalse(move.invoice_pdf_report_id)

    def test_preview_shows_no_stamp(self):
        wizard = self._frank_wizard(self._printed_invoice())
        for medium in ("window", "cover_sheet", "envelope", "label"):
            wizard.medium, wizard.label_format = medium, "6"
            wizard.action_show_letter()
            text = page_text(self._picture(wizard))
            self.assertIn("MUSTER", text, medium)
            self.assertIn("Sonnenschein", text, medium)

    def test_one_click_sets_the_layout_for_new_invoices(self):
        self.buyer.group_ids += self.env.ref("base.group_system")
        form_a = self.env.ref("l10n_din5008.paperformat_euro_din_a")
        for before, after in (
            (form_a, form_a),
            (
                self.env.ref("base.paperformat_euro"),
                self.env.ref("l10n_din5008.paperformat_euro_din"),
            ),
        ):
            self.company.paperformat_id = before
            wizard = self._wizard_without_window(self.buyer)
            self.assertTrue(wizard.offers_layout)
            archived = wizard.move_id.invoice_pdf_report_id.raw
            wizard.action_set_layout()
            self.assertIn("reset it to draft", wizard.notice)
            self.assertEqual(self.company.paperformat_id, after)
            self.assertEqual(wizard.move_id.invoice_pdf_report_id.raw, archived)
            self.assertEqual(
                self._frank_wizard(self._printed_invoice()).medium, "window"
            )

    def test_layout_is_for_administrators(self):
        wizard = self._wizard_without_window()
        with self.assertRaises(AccessError):
            wizard.action_set_layout()

    def test_too_large_stamp_is_offered_other_media(self):
        registered = self.env["internetmarke.product"].search([("code", "=", 11006)])
        wizard = self._frank_wizard(self._printed_invoice(self.foreigner))
        self.foreigner.write({"name": "Kaffeehaus " * 9})
        wizard.product_id = registered
        self.assertIn("envelope or a label", wizard.medium_problem)
        self.assertFalse(wizard.offers_cover_sheet, "it has the same window")
        self.assertTrue(wizard.offers_envelope)

    def test_long_address_warns_of_a_sliding_sheet(self):
        """Six lines below a stamp fill the whole window."""
        self.assertFalse(
            self._frank_wizard(self._printed_invoice(self.foreigner)).medium_warning
        )
        person = self.foreigner.copy(
            {
                "name": "Anna Huber",
                "is_company": False,
                "parent_id": self.foreigner.id,
                "type": "other",
                "street": "Ringstraße 1",
                "street2": "Stiege 2",
            }
        )
        self.assertEqual(len(person._internetmarke_address_lines()), 6)
        wizard = self._frank_wizard(self._printed_invoice(person))
        self.assertFalse(wizard.medium_problem)
        self.assertIn("hide some millimetres", wizard.medium_warning)
        wizard.medium = "envelope"
        self.assertFalse(wizard.medium_warning)
