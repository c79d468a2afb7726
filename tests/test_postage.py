from odoo.tests import Form, tagged

from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestPostage(InternetmarkeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        products = cls.env["internetmarke.product"]
        cls.gross = products.search([("code", "=", 21)])
        cls.maxi = products.search([("code", "=", 31)])
        cls.heavy = products.search([("code", "=", 41)])

    def _weigh(self, pages, **values):
        """Return a wizard for an invoice of so many pages."""
        wizard = self._frank_wizard(self._printed_invoice())
        wizard.write({"page_counts": [pages], **values})
        return wizard

    def test_product_and_weight_as_worked_out_by_hand(self):
        """Against the Post's price list of 2026, weighed by hand: 4.99 g a sheet."""
        for pages, values, product, weight in (
            (3, {}, self.standard, 19.97),
            (4, {}, self.kompakt, 24.96),
            (9, {"envelope": "dl"}, self.kompakt, 49.91),
            (10, {}, self.gross, 54.9),
            (3, {"paper": 90}, self.kompakt, 21.84),
            (2, {"paper": 100}, self.standard, 17.47),
            (6, {"duplex": True}, self.standard, 19.97),
            (1, {"envelope": "c4"}, self.gross, 29.99),
            (1, {"envelope": "c5"}, self.gross, 13.99),
            (3, {"enclosures": 0.04}, self.kompakt, 20.01),
            (95, {"envelope": "c4"}, self.gross, 499.01),
            (96, {"envelope": "c4"}, self.maxi, 504.0),
            (195, {"envelope": "c4"}, self.maxi, 997.97),
            (196, {"envelope": "c4"}, self.heavy, 1002.96),
        ):
            with self.subTest(pages=pages, **values):
                wizard = self._weigh(pages, **values)
                self.assertEqual(wizard.product_id, product)
                self.assertAlmostEqual(float(wizard._as_postage().weight), weight, 2)
                shown = wizard.explanation.partition(" g: ")[0].split(" = ")[1]
                self.assertEqual(f"{wizard.weight:g}", shown.replace(",", ""))

    def test_one_line_explains_the_product(self):
        wizard = self._weigh(4)
        self.assertEqual(
            wizard.explanation,
            "4 sheets × 5 g + 5 g envelope DL = 25 g: Kompaktbrief "
            "(Standardbrief: up to 20 g)",
        )
        wizard = self._weigh(1, envelope="c4")
        self.assertIn("Kompaktbrief: at most 235 mm long", wizard.explanation)
        wizard = self._weigh(3, enclosures=0.04)
        self.assertIn("3 sheets × 4.99 g", wizard.explanation)
        self.assertIn("+ 0.04 g enclosures = 20.01 g", wizard.explanation)

    def test_numbers_as_the_person_writes_them(self):
        wizard = self._weigh(3, enclosures=0.04).with_context(lang="de_DE")
        self.assertIn("4,99 g", wizard.explanation)
        self.assertIn("20,01 g", wizard.explanation)

    def test_hints_and_their_buttons(self):
        wizard = self._weigh(4, envelope="c4")
        self.assertFalse(wizard.hint_duplex, "a C4 stays a Großbrief")
        self.assertIn("envelope DL: Kompaktbrief", wizard.hint_envelope)
        self.assertIn("Printed on both sides", wizard.hint_both)
        self.assertIn("0.85", wizard.hint_both)
        action = wizard.with_context(hint="both").action_apply_hint()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertEqual((wizard.duplex, wizard.envelope), (True, "dl"))
        self.assertEqual((wizard.sheets, wizard.product_id), (2, self.standard))
        self.assertFalse(wizard.hint_duplex or wizard.hint_envelope or wizard.hint_both)

    def test_a_hint_that_is_no_more_true_changes_nothing(self):
        wizard = self._weigh(3)
        wizard.with_context(hint="duplex").action_apply_hint()
        self.assertFalse(wizard.duplex)

    def test_too_small_a_choice_warns_in_numbers(self):
        wizard = self._weigh(12, envelope="c4")
        wizard.product_id = self.standard
        self.assertEqual(
            wizard.too_small,
            "Standardbrief: at most 20 g, the letter weighs 84.88 g; at most 235 mm "
            "long, the envelope has 324 mm; at most 125 mm wide, the envelope has "
            "229 mm",
        )
        self.assertFalse(wizard.too_large)

    def test_too_heavy_by_a_hair_is_said_so(self):
        wizard = self._weigh(3, enclosures=0.04)
        wizard.product_id = self.standard
        self.assertIn("the letter weighs 20.01 g", wizard.too_small)

    def test_needlessly_dear_is_said_mildly(self):
        wizard = self._weigh(2)
        wizard.product_id = self.kompakt
        self.assertFalse(wizard.too_small)
        self.assertIn("Standardbrief is enough", wizard.too_large)
        self.assertIn("0.15", wizard.too_large)

    def test_only_letters_of_country_and_service_are_offered(self):
        wizard = self._weigh(1)
        offered = wizard.allowed_product_ids
        self.assertEqual(set(offered.mapped("destination")), {"national"})
        self.assertEqual(set(offered.mapped("service")), {"none"})
        self.assertEqual(set(offered.mapped("category")), {"brief"})
        wizard.service = "rueckschein"
        self.assertEqual(wizard.product_id.code, 1008)
        self.assertFalse(wizard.allowed_product_ids & offered)

    def test_too_much_for_any_product(self):
        wizard = self._weigh(450)
        self.assertFalse(wizard.product_id)
        self.assertTrue(wizard.crowded)
        self.assertIn("450 sheets", wizard.explanation)

    def test_an_envelope_that_is_too_small(self):
        self.assertTrue(self._weigh(20, envelope="dl").crowded)
        self.assertFalse(self._weigh(20).crowded)

    def test_thickness_of_enclosures(self):
        for thickness, product in (
            (0, self.standard),
            (3.7, self.standard),
            (5, self.kompakt),
            (15, self.gross),
            (40, self.maxi),
        ):
            wizard = self._weigh(1, thickness=thickness)
            self.assertEqual(wizard.product_id, product, thickness)
        wizard.product_id = self.standard
        self.assertIn("at most 5 mm thick", wizard.too_small)
        self._buy({self.maxi: 1})
        wizard.product_id = self.maxi
        wizard.action_frank()
        self.assertEqual(wizard.move_id.internetmarke_letter_id.thickness, 40)

    def test_no_envelope_is_proposed_whose_window_hides_the_stamp(self):
        """Folded once in C5, a letter of form A shows 15 of its 45 mm."""
        form_a = self.env.ref("l10n_din5008.paperformat_euro_din_a")
        form_b = self.env.ref("l10n_din5008.paperformat_euro_din")
        for paper, medium, envelope in (
            (form_b, "window", "C5"),
            (form_b, "cover_sheet", "C5"),
            (form_a, "label", "C5"),
            (form_a, "window", "C4"),
            (form_a, "cover_sheet", "C4"),
        ):
            with self.subTest(paper=paper.name, medium=medium):
                self.company.paperformat_id = paper
                wizard = self._weigh(20, medium=medium)
                self.assertIn(f"g envelope {envelope} ", wizard.explanation)
        wizard.write({"medium": "cover_sheet", "envelope": "c5"})
        self.assertIn("hides a part", wizard.medium_warning)
        wizard.envelope = "c6"
        self.assertIn("hides a part", wizard.medium_warning)
        wizard.medium = "label"
        self.assertFalse(wizard.medium_warning)

    def test_the_company_s_own_paper_and_envelope(self):
        with Form(self.env["res.config.settings"]) as settings:
            settings.internetmarke_duplex = True
            settings.internetmarke_paper = 100
            settings.internetmarke_envelope = "c6_5"
            settings.internetmarke_envelope_weight = 7.6
        settings.save().execute()
        wizard = self._weigh(4)
        self.assertTrue(wizard.duplex)
        self.assertEqual((wizard.paper, wizard.envelope), (100, "c6_5"))
        self.assertEqual(wizard.weight, 20.1)
        self.assertEqual(wizard.product_id, self.kompakt)
        self.assertIn("7.6 g envelope C6/5", wizard.explanation)
        wizard.envelope = "smallest"
        self.assertIn("5 g envelope DL", wizard.explanation)

    def test_a_cover_sheet_is_weighed(self):
        wizard = self._weigh(3)
        wizard.medium = "cover_sheet"
        self.assertEqual((wizard.sheets, wizard.product_id), (4, self.kompakt))

    def test_the_letter_remembers_what_it_is_made_of(self):
        self._buy({self.standard: 1})
        wizard = self._weigh(5, duplex=True, enclosures=0.02)
        wizard.action_frank()
        letter = wizard.move_ids.internetmarke_letter_id
        self.assertRecordValues(
            letter,
            [
                {
                    "sheets": 3,
                    "duplex": True,
                    "paper": 80,
                    "enclosures": 0.02,
                    "envelope": "dl",
                    "weight": 20.0,
                }
            ],
        )

    def test_negative_numbers_weigh_nothing(self):
        wizard = self._weigh(3, enclosures=-5, paper=-80)
        self.assertEqual(wizard.weight, 5)
