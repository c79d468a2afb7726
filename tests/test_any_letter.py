import base64
import io

from PIL import Image
from reportlab.lib.pagesizes import A4, A6, landscape
from reportlab.lib.pdfencrypt import StandardEncryption

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import InternetmarkeCommon
from .paper import codes, make_pdf, page_sizes, page_text


@tagged("post_install", "-at_install")
class TestAnyLetter(InternetmarkeCommon):
    in_stock = {"standard": 3, "kompakt": 1}

    def _wizard(self, pdf, user=None, partner=None, **values):
        model = self.env["internetmarke.frank"].with_user(user or self.clerk)
        form = Form(model.with_context(default_document_name="Kündigung.pdf"))
        form.partner_id = partner or self.customer
        form.document = base64.b64encode(pdf).decode()
        wizard = form.save()
        wizard.write(values)
        return wizard

    def _frank(self, *args, **values):
        wizard = self._wizard(*args, **values)
        action = wizard.action_frank()
        self.assertEqual(action["res_model"], "internetmarke.letter")
        return self.env["internetmarke.letter"].browse(action["res_id"])

    def _print(self, letter):
        letter.with_user(self.clerk).action_print()
        report = self.env["ir.actions.report"].with_user(self.clerk)
        return report._render_qweb_pdf("internetmarke.report_letter", letter.ids)[0]

    def _assert_printed(self, letter, pdf, sizes):
        self.assertEqual(page_sizes(pdf), sizes)
        [(text, _left, _top)] = codes(pdf)
        self.assertIn(letter.stamp_id.voucher_id, text)

    def test_without_address_a_cover_sheet_is_proposed(self):
        document = make_pdf([("Vertrag", 25, 70)], pages=3)
        wizard = self._wizard(document)
        self.assertEqual((wizard.sheets, wizard.medium), (4, "cover_sheet"))
        self.assertEqual(wizard.product_id, self.kompakt, "four sheets with the cover")
        letter = self._frank(document)
        self.assertRecordValues(
            letter,
            [
                {
                    "partner_id": self.customer.id,
                    "document_name": "Kündigung.pdf",
                    "medium": "cover_sheet",
                    "sheets": 4,
                    "move_ids": [],
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(base64.b64decode(letter.document), document)
        pdf = self._print(letter)
        self._assert_printed(letter, pdf, [(210, 297)] * 4)
        self.assertEqual(page_text(pdf, 3), page_text(document, 2))

    def test_with_address_the_window_is_used(self):
        lines = self.customer._internetmarke_address_lines()
        document = make_pdf([(t, 25, 65 + 5 * i) for i, t in enumerate(lines)])
        letter = self._frank(document)
        self.assertEqual(letter.medium, "window")
        self._assert_printed(letter, self._print(letter), [(210, 297)])

    def test_only_letters_on_both_sides_are_printed_on_both_sides(self):
        """One printer prints them all so: the others get blank pages between."""
        document = make_pdf(pages=2)
        letters = self._frank(document, medium="envelope", duplex=True)
        letters |= self._frank(document, medium="envelope", duplex=False)
        pdf = self._print(letters)
        # each envelope and its blank back, both pages of the one, each of the other
        texts = [bool(page_text(pdf, page)) for page in range(len(page_sizes(pdf)))]
        self.assertEqual(texts, [True, False] * 2 + [True, True] + [True, False] * 2)

    def test_into_an_empty_window_the_address_is_added(self):
        wizard = self._wizard(make_pdf(pages=3))
        self.assertEqual((wizard.sheets, wizard.medium), (3, "window"))
        self.assertFalse(wizard.window_problem or wizard.medium_warning)
        wizard.action_frank()
        letter = self.env["internetmarke.letter"].search([], limit=1)
        pdf = self._print(letter)
        self._assert_printed(letter, pdf, [(210, 297)] * 3)
        for line in self.customer._internetmarke_address_lines():
            self.assertIn(line, page_text(pdf))

    def test_what_a_window_shows_besides_is_told(self):
        lines = [
            (text, 25, 65 + 5 * row)
            for row, text in enumerate(self.customer._internetmarke_address_lines())
        ]
        for document, words in (
            (make_pdf([*lines, ("Leistungsempfänger:", 25, 94)]), "so close"),
            (make_pdf([*lines, ("Information", 106, 60)]), "so close"),
            (make_pdf(lines, size=landscape(A4)), "not A4 upright"),
        ):
            wizard = self._wizard(document)
            self.assertEqual(wizard.medium, "window")
            self.assertIn(words, wizard.medium_warning)
            self.assertFalse(wizard.medium_problem)
            wizard.medium = "cover_sheet"
            self.assertFalse(wizard.medium_warning)

    def test_letters_that_cannot_be_set_are_the_first_reason(self):
        stranger = self.customer.copy({"name": "山田太郎 🙂"})
        wizard = self._wizard(make_pdf([("Vertrag", 25, 70)]), partner=stranger)
        for medium in ("window", "cover_sheet", "envelope", "label"):
            wizard.medium = medium
            self.assertIn("cannot print", wizard.medium_problem)
            self.assertIn("山", wizard.medium_problem)
            self.assertFalse(
                wizard.offers_window
                or wizard.offers_cover_sheet
                or wizard.offers_envelope
                or wizard.offers_label
            )
        # The stamp alone needs no letters.
        wizard.write({"label_address": False, "label_format": "6"})
        self.assertFalse(wizard.medium_problem)

    def test_pages_of_other_sizes_and_across_stay_so(self):
        sizes = {(297, 210): landscape(A4), (105, 148): A6}
        for shown, size in sizes.items():
            letter = self._frank(make_pdf(size=size))
            self._assert_printed(letter, self._print(letter), [(210, 297), shown])

    def test_pdf_that_only_restricts_its_owner(self):
        rights = StandardEncryption("", ownerPassword="owner", canPrint=0)
        letter = self._frank(make_pdf(encrypt=rights))
        pdf = self._print(letter)
        self._assert_printed(letter, pdf, [(210, 297)])
        self.assertIn("Seite 1", page_text(pdf))

    def test_files_that_are_no_letters_are_refused_in_words(self):
        picture = io.BytesIO()
        Image.new("L", (9, 9)).save(picture, "png")
        good = make_pdf()
        cases = {
            "not a PDF": picture.getvalue(),
            "damaged": good[: len(good) // 3],
            "password": make_pdf(encrypt="secret"),
        }
        for words, document in cases.items():
            with self.subTest(words):
                wizard = self._wizard(document)
                self.assertIn(words, wizard.document_problem)
                with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
                    wizard.action_frank()
        self.env.invalidate_all()
        self.assertEqual(set(self.bought.stamp_ids.mapped("state")), {"stock"})

    def test_a_repeated_click_shows_the_same_letter(self):
        wizard = self._wizard(make_pdf())
        first = wizard.action_frank()
        for again in (
            wizard.action_frank,
            wizard.action_frank_and_print,
            wizard.with_user(self.buyer).sudo().action_buy_and_frank,
        ):
            self.env.flush_all()
            self.env.invalidate_all()
            action = again()
            self.assertEqual(action["res_model"], "internetmarke.letter")
            self.assertEqual(action["res_id"], first["res_id"])
        self.env.invalidate_all()
        used = self.bought.stamp_ids.filtered(lambda stamp: stamp.state == "used")
        self.assertEqual(len(used), 1)
        letter = self.env["internetmarke.letter"].browse(first["res_id"])
        self.assertEqual(letter.print_count, 0, "only a first click prints")

    def test_only_for_selected_companies(self):
        other = self._other_company()
        self.clerk.company_ids |= other
        letters = self.env["internetmarke.letter"].with_user(self.clerk)
        values = {
            "company_id": self.company.id,
            "partner_id": self.customer.id,
            "document": base64.b64encode(make_pdf()),
            "medium": "cover_sheet",
        }
        with self.assertRaisesRegex(AccessError, "selected"), self.cr.savepoint():
            letters.with_context(allowed_company_ids=other.ids)._frank(
                [(self.standard, values)]
            )
        self.env.invalidate_all()
        self.assertEqual(set(self.bought.stamp_ids.mapped("state")), {"stock"})
        [letter] = letters._frank([(self.standard, values)])
        self.assertTrue(letter)

    def test_nothing_to_send(self):
        form = Form(self.env["internetmarke.frank"].with_user(self.clerk))
        form.partner_id = self.customer
        with self.assertRaisesRegex(UserError, "has no document"):
            form.save().action_frank()

    def test_attachment_of_a_contact(self):
        attachment = self.env["ir.attachment"].create(
            {
                "name": "Vertrag.pdf",
                "raw": make_pdf(),
                "res_model": "res.partner",
                "res_id": self.customer.id,
            }
        )
        model = self.env["internetmarke.frank"].with_user(self.clerk)
        form = Form(model.with_context(default_attachment_id=attachment.id))
        form.partner_id = self.customer
        wizard = form.save()
        shown = wizard.with_context(default_attachment_id=False).action_show_letter()
        self.assertEqual(shown["name"], "Frank as a Letter", "the title stays")
        action = wizard.action_frank()
        letter = self.env["internetmarke.letter"].browse(action["res_id"])
        self.assertEqual(letter.document_name, "Vertrag.pdf")
        self._assert_printed(letter, self._print(letter), [(210, 297)])

    def test_attachment_that_the_user_may_not_read(self):
        secret = self.env["ir.attachment"].create(
            {
                "name": "Gehalt.pdf",
                "raw": make_pdf(),
                "res_model": "ir.cron",
                "res_id": self.env["ir.cron"].search([], limit=1).id,
            }
        )
        model = self.env["internetmarke.frank"].with_user(self.clerk)
        with self.assertRaises(AccessError):
            model.create(
                {"partner_id": self.customer.id, "attachment_id": secret.id}
            ).action_frank()

    def test_no_letter_to_a_contact_of_another_company(self):
        other = self._other_company()
        foreign = self.customer.copy({"company_id": other.id})
        wizard = self.env["internetmarke.frank"].create(
            {
                "partner_id": foreign.id,
                "company_id": self.company.id,
                "document": base64.b64encode(make_pdf()),
            }
        )
        with self.assertRaisesRegex(UserError, "another company"):
            wizard.with_user(self.clerk).sudo()._frank()

    def test_only_who_may_frank(self):
        outsider = new_test_user(self.env, login="any", groups="base.group_user")
        for user in (self.accountant, outsider):
            with self.assertRaises(AccessError):
                self._wizard(make_pdf(), user=user)

    def test_document_is_read_by_who_reads_the_journal(self):
        letter = self._frank(make_pdf())
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", letter._name), ("res_field", "=", "document")]
        )
        self.assertTrue(attachment.with_user(self.accountant).raw)
        outsider = new_test_user(self.env, login="any", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.assertFalse(attachment.with_user(outsider).raw)

    def test_one_contact_at_a_time(self):
        model = self.env["internetmarke.frank"].with_context(
            default_partner_id=self.customer.id,
            active_ids=[self.customer.id, self.foreigner.id],
        )
        with self.assertRaisesRegex(UserError, "one recipient"):
            Form(model)

    def test_released_document_keeps_its_row(self):
        letter = self._frank(make_pdf())
        stamp = letter.stamp_id
        letter.with_user(self.clerk).action_release()
        self.assertEqual((letter.state, stamp.state), ("released", "stock"))
        self.assertTrue(letter.document)
