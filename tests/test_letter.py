import pypdfium2

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import InternetmarkeCommon
from .paper import MM, page_text, read_codes, render


@tagged("post_install", "-at_install")
class TestLetter(InternetmarkeCommon):
    in_stock = {"standard": 2, "kompakt": 1, "abroad": 1}

    def _letter_pdf(self, move):
        letter = self._frank(move)
        letter.with_user(self.clerk).action_print()
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(self.clerk)
            ._render_qweb_pdf("internetmarke.report_letter", letter.ids)
        )
        self.assertEqual(kind, "pdf")
        return letter, content

    def _attachments(self, move):
        """Return all attachments of an invoice, those of its fields included."""
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", "account.move"),
                ("res_id", "=", move.id),
                ("id", "!=", False),
            ]
        )

    def _assert_scannable(self, letter, pdf, top):
        """The code says the stamp's ID and lies in the window, in its true size."""
        [code] = read_codes(pdf)
        self.assertIn(letter.stamp_id.voucher_id, code.text)
        bought = letter.stamp_id.order_id._document_bytes()
        [original] = read_codes(bought, letter.stamp_id.page - 1)
        place, source = code.position, original.position
        for x in (place.top_left.x, place.bottom_right.x):
            self.assertTrue(20 <= x / MM <= 105, x / MM)
        for y in (place.top_left.y, place.bottom_right.y):
            self.assertTrue(top <= y / MM <= top + 45, y / MM)
        width = place.bottom_right.x - place.top_left.x
        true_width = source.bottom_right.x - source.top_left.x
        self.assertAlmostEqual(width / MM, true_width / MM, delta=0.2)

    def test_letter_of_form_b_can_be_scanned(self):
        letter, pdf = self._letter_pdf(self._printed_invoice())
        self._assert_scannable(letter, pdf, top=45)

    def test_the_address_has_the_font_of_the_invoices(self):
        for font, embedded in (("Lato", b"Lato"), ("Open_Sans", b"OpenSans")):
            self.company.font = font
            _letter, pdf = self._letter_pdf(self._printed_invoice())
            self.assertIn(embedded, pdf)
            self.assertIn(self.customer.city, page_text(pdf))
            self.assertNotIn(b"static/fonts", pdf, "no path leaves Odoo")

    def test_letter_of_form_a_can_be_scanned(self):
        self.company.paperformat_id = self.env.ref(
            "l10n_din5008.paperformat_euro_din_a"
        )
        letter, pdf = self._letter_pdf(self._printed_invoice())
        self._assert_scannable(letter, pdf, top=27)

    def test_letter_abroad_names_the_country(self):
        letter, pdf = self._letter_pdf(self._printed_invoice(self.foreigner))
        self._assert_scannable(letter, pdf, top=45)
        text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
        self.assertIn("ÖSTERREICH", text)

    def test_stored_invoice_stays_byte_for_byte(self):
        move = self._printed_invoice(lines=90)
        attachment = move.invoice_pdf_report_id
        before = attachment.raw
        attached = self._attachments(move)
        _letter, pdf = self._letter_pdf(move)
        self.assertEqual(move.invoice_pdf_report_id, attachment)
        self.assertEqual(attachment.raw, before)
        self.assertEqual(
            len(pypdfium2.PdfDocument(pdf)), len(pypdfium2.PdfDocument(before))
        )
        self.assertEqual(self._attachments(move), attached)

    def test_outside_the_window_nothing_changes(self):
        move = self._printed_invoice(lines=90)
        before = move.invoice_pdf_report_id.raw
        _letter, pdf = self._letter_pdf(move)
        old, new = render(before), render(pdf)
        window = tuple(round(edge * MM) for edge in (20, 45, 105, 90))
        old.paste(255, window)
        new.paste(255, window)
        self.assertEqual(old.tobytes(), new.tobytes())
        for page in range(1, len(pypdfium2.PdfDocument(before))):
            self.assertEqual(
                render(before, page).tobytes(), render(pdf, page).tobytes()
            )

    def test_letter_needs_the_button(self):
        """The report's address alone prints no valid stamp past the journal."""
        letter = self._frank(self._printed_invoice())
        report = self.env["ir.actions.report"].with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "Print Letter"):
            report._render_qweb_pdf("internetmarke.report_letter", letter.ids)

    def test_several_letters_in_one_go(self):
        letters = self._frank(self._printed_invoice())
        letters |= self._frank(self._printed_invoice())
        letters.with_user(self.clerk).action_print()
        content, _kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "internetmarke.report_letter", letters.ids
        )
        codes = [read_codes(content, page)[0].text for page in range(2)]
        for letter, code in zip(letters, codes, strict=True):
            self.assertIn(letter.stamp_id.voucher_id, code)

    def test_print_is_counted(self):
        letter = self._frank(self._printed_invoice())
        letter.with_user(self.clerk).action_print()
        with self.assertRaisesRegex(UserError, "Printed already"):
            letter.with_user(self.buyer).action_print()
        letter.with_user(self.buyer).action_print_again()
        self.assertEqual(letter.print_count, 2)
        self.assertEqual(letter.printed_by_id, self.buyer)
