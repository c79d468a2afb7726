from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import formatLang

from ...printing import CalibrationTexts, PrintingError, calibration_sheet
from ..wording.printing import explain_printing

MAX_OFFSET = 10.0  # mm; the scales of the calibration sheet reach to this


class InternetmarkeTray(models.Model):
    """A tray of a printer, and by how much its print has to be moved."""

    _name = "internetmarke.tray"
    _description = "Printer Tray"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(
        default=10, help="The first tray is the one that is proposed."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    offset_right = fields.Float(
        string="To the Right (mm)",
        digits=(4, 1),
        help="How far return line, stamp and address are moved to the right; to the "
        "left if negative. The calibration sheet tells what to enter.",
    )
    offset_down = fields.Float(
        string="Down (mm)",
        digits=(4, 1),
        help="How far return line, stamp and address are moved down; up if negative. "
        "The calibration sheet tells what to enter.",
    )

    @api.constrains("offset_right", "offset_down")
    def _check_offset(self):
        for tray in self:
            if max(map(abs, tray._offset())) > MAX_OFFSET:
                raise ValidationError(
                    self.env._(
                        "A printer that misses its place by more than %(limit)s mm "
                        "needs other help: look whether it prints without scaling "
                        "(“actual size”) and whether the paper lies straight.",
                        limit=round(MAX_OFFSET),
                    )
                )

    def _offset(self):
        """Return by how much the print is moved, in mm to the right and down."""
        return (self.offset_right, self.offset_down) if self else (0.0, 0.0)

    def action_print_calibration(self):
        """Print the sheet that shows what to enter, moved as letters are now."""
        self.ensure_one()
        self.check_access("read")
        return self.env.ref("internetmarke.action_report_calibration").report_action(
            self, config=False
        )

    def _report_pdf(self):
        """Return the calibration sheet as PDF, in the user's language."""
        self.ensure_one()
        texts = CalibrationTexts(
            title=self.env._("Printer tray: %(tray)s", tray=self.name),
            steps=self._calibration_steps(),
            across=self.env._("Add to “To the Right”"),
            down=self.env._("Add to “Down”"),
        )
        form = self.company_id._internetmarke_form()
        try:
            return calibration_sheet(form, texts, self._offset())
        except PrintingError as error:
            raise UserError(explain_printing(self.env, error)) from error

    def _calibration_steps(self):
        right, down = (formatLang(self.env, mm, digits=1) for mm in self._offset())
        return (
            self.env._(
                "Printed with the present offset: %(right)s mm to the right, %(down)s "
                "mm down. A tray that is set well reads 0 on both scales.",
                right=right,
                down=down,
            ),
            self.env._(
                "1. Print this sheet from the tray at actual size (100 %), never “fit "
                "to page”."
            ),
            self.env._(
                "2. Fold the left edge of the paper over, along the ruler at the left "
                "edge of the frame. Where the edge comes to lie on the scale below the "
                "frame, read the number and add it to “To the Right”."
            ),
            self.env._(
                "3. Open it and fold the upper edge down, along the ruler at the upper "
                "edge of the frame. Read the number on the scale at the right and add "
                "it to “Down”."
            ),
            self.env._(
                "4. Enter both in Odoo and print the sheet again: both scales must now "
                "read 0. If you have a ruler, hold it to the edge of the paper: it "
                "must say the same as the printed rulers."
            ),
        )
