import base64

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import InternetmarkeCommon
from .paper import codes, page_sizes, page_text

A4 = (210, 297)
LABELS = "6"  # 97 x 67.7 mm, two columns and four rows on A4
PRINTER = "42"  # single labels of 89 x 36 mm


@tagged("post_install", "-at_install")
class TestMedia(InternetmarkeCommon):
    in_stock = {"standard": 5}

    def _letter(self, medium, move=None, **values):
        wizard = self._frank_wizard(move or self._printed_invoice())
        wizard.write({"medium": medium, **values})
        wizard.action_frank()
        return wizard.move_id.internetmarke_letter_id

    def _print(self, letters):
        letters.with_user(self.clerk).action_print()
        report = self.env["ir.actions.report"].with_user(self.clerk)
        return report._render_qweb_pdf("internetmarke.report_letter", letters.ids)[0]

    def _assert_stamp(self, letter, found):
        self.assertIn(letter.stamp_id.voucher_id, found[0])

    def test_envelope_that_is_printed_is_the_one_that_is_posted(self):
        """A Großbrief goes into C4, whatever envelope the office usually takes."""
        wizard = self._frank_wizard(self._printed_invoice())
        self.assertEqual(wizard.product_id, self.standard)
        with Form(wizard) as form:
            form.medium = "envelope"
            form.printed_envelope = "c4"
        self.assertEqual(wizard.product_id.name, "Großbrief")
        self.assertIn("C4", wizard.explanation)
        wizard.with_context(hint="envelope").action_apply_hint()
        self.assertEqual((wizard.printed_envelope, wizard.product_id.code), ("dl", 1))

    def test_cover_sheet_lies_before_the_untouched_invoice(self):
        letter = self._letter("cover_sheet")
        pdf = self._print(letter)
        self.assertEqual(page_sizes(pdf), [A4, A4])
        [stamp] = codes(pdf)
        self._assert_stamp(letter, stamp)
        self.assertTrue(20 <= stamp[1] <= 105 and 45 <= stamp[2] <= 90, stamp)
        self.assertIn(letter.move_ids.name, page_text(pdf), "says what is behind it")
        self.assertFalse(codes(pdf, 1))
        self.assertEqual(
            page_text(pdf, 1), page_text(letter.move_ids.invoice_pdf_report_id.raw)
        )

    def test_cover_sheet_counts_as_a_sheet(self):
        wizard = self._frank_wizard(self._printed_invoice())
        weight = wizard.weight
        wizard.medium = "cover_sheet"
        self.assertGreater(wizard.weight, weight + 4)
        wizard.action_frank()
        self.assertEqual(wizard.move_id.internetmarke_letter_id.sheets, 2)

    def test_envelopes_have_the_stamp_in_the_franking_zone(self):
        sizes = {
            "dl": (220, 110),
            "c6_5": (229, 114),
            "c6": (162, 114),
            "c5": (229, 162),
            "c4": (324, 229),
        }
        large = self.env["internetmarke.product"].search([("code", "=", 21)])
        self._buy({large: 2})
        for envelope, size in sizes.items():
            with self.subTest(envelope=envelope):
                letter = self._letter("envelope", printed_envelope=envelope)
                pdf = self._print(letter)
                self.assertEqual(page_sizes(pdf), [size, A4])
                [stamp] = codes(pdf)
                self._assert_stamp(letter, stamp)
                self.assertGreaterEqual(stamp[1], size[0] - 74)
                self.assertLessEqual(stamp[2], 40)
                text = page_text(pdf)
                self.assertIn("Sonnenschein", text)
                self.assertIn("Lindenallee 12", text, "the sender")

    def test_label_printer_gets_a_page_a_label(self):
        letter = self._letter("label", label_format=PRINTER)
        pdf = self._print(letter)
        self.assertEqual(page_sizes(pdf), [(89, 36), A4])
        [stamp] = codes(pdf)
        self._assert_stamp(letter, stamp)

    def test_stamp_alone_on_a_label(self):
        letter = self._letter("label", label_format=PRINTER, label_address=False)
        self.assertNotIn("Sonnenschein", page_text(self._print(letter)))

    def test_labels_share_sheets_from_the_chosen_one_on(self):
        letters = self.env["internetmarke.letter"]
        for _count in range(3):
            letters |= self._letter("label", label_format=LABELS, label_position=7)
        pdf = self._print(letters)
        self.assertEqual(page_sizes(pdf), [A4, A4, A4, A4, A4])
        self.assertEqual(letters.mapped("label_position"), [7, 8, 1])
        # The last row of the first sheet has two labels, the second sheet one.
        left, right = sorted(codes(pdf), key=lambda code: code[1])
        self._assert_stamp(letters[0], left)
        self._assert_stamp(letters[1], right)
        self.assertTrue(left[2] > 216 and right[1] > 105)
        [third] = codes(pdf, 1)
        self._assert_stamp(letters[2], third)
        self.assertTrue(third[1] < 105 and third[2] < 81)
        wizard = self._frank_wizard(self._printed_invoice())
        with Form(wizard) as form:
            form.medium = "label"
            form.label_format = LABELS
        self.assertEqual(wizard.label_position, 2, "the next free one")

    def test_labels_of_two_trays_or_formats_share_no_sheet(self):
        straight, moved = self.env["internetmarke.tray"].create(
            [
                {"name": name, "company_id": self.company.id, "offset_right": right}
                for name, right in (("1", 0), ("2", 1.5))
            ]
        )
        letters = self.env["internetmarke.letter"]
        for label_format, tray in (
            (LABELS, straight),
            (LABELS, moved),
            (PRINTER, straight),
        ):
            letters |= self._letter(
                "label", label_format=label_format, label_position=1, tray_id=tray.id
            )
        pdf = self._print(letters)
        self.assertEqual(page_sizes(pdf)[:3], [A4, A4, (89, 36)])
        found = []
        for page, letter in enumerate(letters):
            [stamp] = codes(pdf, page)
            self._assert_stamp(letter, stamp)
            found.append(stamp)
        self.assertAlmostEqual(found[1][1] - found[0][1], 1.5, delta=0.15)

    def test_next_free_label_whichever_way_the_list_was_sorted(self):
        letters = self.env["internetmarke.letter"]
        for _count in range(3):
            letters |= self._letter("label", label_format=LABELS, label_position=7)
        self._print(letters.sorted())
        wizard = self._frank_wizard(self._printed_invoice())
        with Form(wizard) as form:
            form.medium = "label"
            form.label_format = LABELS
        self.assertEqual(wizard.label_position, 2)

    def test_mixed_media_are_sorted_by_paper(self):
        wanted = (
            ("window", {}),
            ("envelope", {"printed_envelope": "dl"}),
            ("label", {"label_format": LABELS, "label_position": 1}),
            ("envelope", {"printed_envelope": "dl"}),
            ("cover_sheet", {}),
        )
        letters = self.env["internetmarke.letter"]
        for medium, values in wanted:
            letters |= self._letter(medium, **values)
        pdf = self._print(letters)
        dl = (220, 110)
        self.assertEqual(page_sizes(pdf), [A4, dl, dl, *[A4] * 6])
        # label sheet, two envelopes, then the sheets: window, the documents of
        # envelope, label and envelope, cover sheet, and the document behind it
        stamped = {0: 2, 1: 1, 2: 3, 3: 0, 7: 4}
        for page in range(9):
            found = codes(pdf, page)
            self.assertEqual(len(found), int(page in stamped), page)
            if found:
                self._assert_stamp(letters[stamped[page]], found[0])

    def test_nothing_is_printed_on_the_back_of_something_else(self):
        letters = self.env["internetmarke.letter"]
        for _count in range(2):
            letters |= self._letter(
                "label", duplex=True, label_format=LABELS, label_position=8
            )
        letters |= self._letter("window")
        letters |= self._letter("envelope", printed_envelope="dl")
        pdf = self._print(letters)
        dl = (220, 110)
        # two sheets of labels, the envelope, then the documents of four letters
        self.assertEqual(page_sizes(pdf), [*[A4] * 4, dl, dl, *[A4] * 8])
        texts = [bool(page_text(pdf, page)) for page in range(14)]
        self.assertEqual(texts, [True, False] * 7)

    def test_label_that_is_too_small_is_refused_before_a_stamp_is_used(self):
        wizard = self._frank_wizard(self._printed_invoice())
        wizard.write({"medium": "label", "label_format": "63"})  # 57.5 x 21.4 mm
        self.assertIn("without the address", wizard.medium_problem)
        with self.assertRaises(UserError), self.cr.savepoint():
            wizard.action_frank()
        self.env.invalidate_all()
        self.assertEqual(set(self.bought.stamp_ids.mapped("state")), {"stock"})

    def test_label_that_is_not_on_the_sheet(self):
        wizard = self._frank_wizard(self._printed_invoice())
        wizard.write({"medium": "label", "label_format": LABELS, "label_position": 9})
        self.assertIn("from 1 to 8", wizard.medium_problem)
        wizard.write({"label_format": PRINTER, "label_position": 2})
        self.assertIn("first free label is 1", wizard.medium_problem)

    def test_what_is_missing_is_said_and_what_was_chosen_is_remembered(self):
        model = self.env["internetmarke.frank"].with_user(self.clerk)
        for medium, name, chosen, missing in (
            ("label", "label_format", LABELS, "Choose a label format first."),
            ("envelope", "printed_envelope", "c6", False),
        ):
            before = self.company[f"internetmarke_{name}"]
            move = self._printed_invoice()
            form = Form(model.with_context(default_move_ids=move.ids))
            self.assertFalse(form.in_the_way)
            form.medium = medium
            self.assertEqual(form.in_the_way, missing)
            self.assertFalse(form.medium_problem, "it stands beside the field")
            form[name] = chosen
            self.assertFalse(form.in_the_way)
            form.save().action_frank()
            wizard = self._frank_wizard(self._printed_invoice())
            self.assertEqual(wizard[name], chosen)
            wizard = self._frank_wizard(self._printed_invoice(), self.buyer)
            self.assertEqual(wizard[name], before, "others have other printers")

    def test_company_says_what_is_proposed(self):
        self.company.write(
            {
                "internetmarke_medium": "envelope",
                "internetmarke_printed_envelope": "c5",
            }
        )
        wizard = self._frank_wizard(self._printed_invoice())
        self.assertEqual((wizard.medium, wizard.printed_envelope), ("envelope", "c5"))

    def test_a_letter_looks_the_same_after_franking(self):
        for medium in ("window", "cover_sheet"):
            letter = self._letter(medium).with_user(self.accountant)
            self.assertEqual(letter.action_preview()["res_id"], letter.id)
            self.env.invalidate_all()
            # The web client asks for the size first, then for the content.
            self.assertTrue(letter.with_context(bin_size=True).preview)
            self.env.invalidate_all()
            text = page_text(base64.b64decode(letter.preview))
            self.assertIn("MUSTER", text, medium)
            self.assertFalse(letter.preview_problem)

    def _change(self, letters, medium, **values):
        action = letters.with_user(self.clerk).action_change_medium()
        model = self.env[action["res_model"]].with_user(self.clerk)
        form = Form(model.with_context(**action["context"]))
        form.medium = medium
        for name, value in values.items():
            form[name] = value
        form.save().action_change()

    def test_franked_letter_goes_on_something_else(self):
        letter = self._letter("window")
        self._change(letter, "label", label_format=LABELS, label_position=3)
        self.assertEqual(page_sizes(self._print(letter)), [A4, A4])
        self.assertEqual((letter.label_position, letter.sheets), (3, 1))
        self._change(letter, "cover_sheet")
        self.assertEqual((letter.sheets, letter.label_format), (2, False))
        letter.with_user(self.clerk).action_print_again()
        self.assertEqual(letter.print_count, 2)

    def test_cover_sheet_that_is_too_heavy_for_the_stamp(self):
        letter = self._letter("window")
        letter.sudo().enclosures = 8
        with self.assertRaisesRegex(UserError, "at most 20 g"), self.cr.savepoint():
            self._change(letter, "cover_sheet")
        self.assertEqual(letter.medium, "window")

    def test_cover_sheet_weighs_what_the_paper_weighs(self):
        self.company.internetmarke_paper = 160
        letter = self._letter("window")
        weight = letter.weight
        self._change(letter, "label", label_format=LABELS)
        self.assertEqual(letter.weight, weight)
        with self.assertRaisesRegex(UserError, "Standardbrief"), self.cr.savepoint():
            self._change(letter, "cover_sheet")
        self.assertEqual(letter.medium, "label")

    def test_envelope_that_is_too_large_for_the_stamp(self):
        letter = self._letter("window")
        with self.assertRaisesRegex(UserError, "Standardbrief"), self.cr.savepoint():
            self._change(letter, "envelope", printed_envelope="c4")
        self._change(letter, "envelope", printed_envelope="c6")
        self.assertEqual(letter.envelope, "c6")

    def test_letter_that_is_unprintable_is_named_among_many(self):
        letters = self._letter("window")
        partner = self._make_customer("Zweiter GmbH", "base.de")
        moved = self._letter("window", self._printed_invoice(partner))
        partner.street = "Neuer Wall 7"
        # The display name does not depend on the street; the next request knows.
        self.env.invalidate_all()
        action = (letters | moved).with_user(self.clerk).action_print()
        self.assertIn(moved.name, action["params"]["message"])
        self.assertEqual((letters | moved).mapped("state"), ["printed", "franked"])

    def test_change_that_cannot_be_printed_changes_nothing(self):
        letter = self._letter("window")
        with self.assertRaisesRegex(UserError, "from 1 to 8"), self.cr.savepoint():
            self._change(letter, "label", label_format=LABELS, label_position=9)
        self.assertEqual(letter.medium, "window")
