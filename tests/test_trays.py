import base64

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import InternetmarkeCommon
from .paper import codes, make_pdf, page_sizes, page_text


@tagged("post_install", "-at_install")
class TestTrays(InternetmarkeCommon):
    in_stock = {"standard": 8}  # two for each medium

    def _tray(self, right, down, **values):
        return self.env["internetmarke.tray"].create(
            {
                "name": "Fach 2",
                "company_id": self.company.id,
                "offset_right": right,
                "offset_down": down,
                **values,
            }
        )

    def _print(self, medium, tray):
        wizard = self._frank_wizard(self._printed_invoice())
        wizard.write({"medium": medium, "label_format": "6", "tray_id": tray.id})
        wizard.label_position = 1
        wizard.action_frank()
        letter = wizard.move_id.internetmarke_letter_id
        letter.with_user(self.clerk).action_print()
        pdf, _kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "internetmarke.report_letter", letter.ids
        )
        return pdf

    def test_every_medium_is_moved(self):
        media = ("window", "cover_sheet", "envelope", "label")
        straight, moved = self._tray(0, 0), self._tray(1.5, -0.8)
        for medium in media:
            with self.subTest(medium=medium):
                [(_text, left, top)] = codes(self._print(medium, straight))
                [(_text, new_left, new_top)] = codes(self._print(medium, moved))
                self.assertAlmostEqual(new_left - left, 1.5, delta=0.15)
                self.assertAlmostEqual(new_top - top, -0.8, delta=0.15)

    def test_first_tray_is_proposed(self):
        second = self._tray(1, 0)
        first = self._tray(0, 1, sequence=1)
        self._tray(2, 2, sequence=0, active=False)
        wizard = self._frank_wizard(self._printed_invoice())
        self.assertEqual((wizard.tray_id, wizard.tray_count), (first, 2))
        wizard.tray_id = second
        wizard.action_frank()
        self.assertEqual(wizard.move_id.internetmarke_letter_id.tray_id, second)

    def test_offset_that_meets_other_text_is_told_before(self):
        self._tray(0, 0)
        tray = self._tray(0, 8)
        address = self.customer._internetmarke_address_lines()
        lines = [(text, 25, 65 + 5 * row) for row, text in enumerate(address)]
        wizard = (
            self.env["internetmarke.frank"]
            .with_user(self.clerk)
            .create(
                {
                    "partner_id": self.customer.id,
                    "document": base64.b64encode(
                        make_pdf([*lines, ("Betreff", 25, 95)])
                    ),
                }
            )
        )
        self.assertFalse(wizard.medium_problem)
        wizard.tray_id = tray
        self.assertIn("would cover other text", wizard.medium_problem)
        self.assertTrue(wizard.offers_cover_sheet)

    def test_offset_has_a_limit(self):
        for offset in ((10.1, 0), (0, -10.1)):
            with self.assertRaisesRegex(ValidationError, "other help"):
                self._tray(*offset)
        self._tray(10, -10)

    def test_calibration_sheet_in_the_users_language(self):
        tray = self._tray(1.5, -0.8)
        action = tray.with_user(self.clerk).action_print_calibration()
        self.assertEqual(action["report_name"], "internetmarke.report_calibration")
        report = self.env["ir.actions.report"].with_user(self.clerk)
        pdf, kind = report._render_qweb_pdf(action["report_name"], tray.ids)
        self.assertEqual((kind, page_sizes(pdf)), ("pdf", [(210, 297)]))
        text = page_text(pdf)
        self.assertIn("Fach 2", text)
        self.assertIn("1.5 mm", text)
        for form in ("paperformat_euro_din_a", "paperformat_euro_din"):
            self.company.paperformat_id = self.env.ref(f"l10n_din5008.{form}")
            report._render_qweb_pdf(action["report_name"], tray.ids)

    def test_reports_have_a_web_page(self):
        """Odoo offers each report as HTML, too (/report/html/NAME/ID)."""
        letter = self._frank(self._printed_invoice())
        report = self.env["ir.actions.report"].with_user(self.clerk)
        for name, record in (("letter", letter), ("calibration", self._tray(0, 0))):
            html, kind = report._render_qweb_html(
                f"internetmarke.report_{name}", record.ids
            )
            self.assertEqual(kind, "html")
            self.assertIn(b"This document is a PDF", html)

    def test_trays_belong_to_a_company(self):
        other = self._other_company()
        stranger = self._tray(0, 0, company_id=other.id)
        with self.assertRaises(AccessError):
            stranger.with_user(self.clerk).read(["name"])
        with self.assertRaises(AccessError):
            self._tray(0, 0).with_user(self.clerk).write({"name": "Mine"})
