from dataclasses import replace

from odoo import fields, models

from ... import postage
from ...printing import WINDOW_ENVELOPES
from ..letter.envelopes import BY_CODE, ENVELOPES, SMALLEST
from ..wording.postage import as_exact


class ResCompany(models.Model):
    """The material of this office's letters: paper, envelope, one side or both."""

    _inherit = "res.company"

    internetmarke_duplex = fields.Boolean(
        string="Print on Both Sides",
        help="Each document begins on a sheet of its own.",
    )
    internetmarke_paper = fields.Integer(
        string="Paper (g/m²)",
        default=80,
        required=True,
        help="Stands on the paper's packet. A sheet of 80 g/m² weighs 4.99 g.",
    )
    internetmarke_envelope = fields.Selection(
        selection=[(SMALLEST, "Smallest that fits"), *ENVELOPES],
        string="Envelope",
        default=SMALLEST,
        required=True,
    )
    internetmarke_envelope_weight = fields.Float(
        string="Weight of the Envelope (g)",
        digits=(6, 2),
        help="As you have weighed it: weigh ten and divide by ten. Empty: what such an "
        "envelope usually weighs.",
    )

    internetmarke_max_sheets = fields.Integer(
        string="Sheets in a File",
        default=500,
        required=True,
        help="As much paper as the tray of the printer holds. A mailing run with more "
        "sheets makes several files.",
    )

    _internetmarke_max_sheets_positive = models.Constraint(
        "CHECK (internetmarke_max_sheets > 0)",
        "Each file needs room for at least one sheet.",
    )
    _internetmarke_paper_positive = models.Constraint(
        "CHECK (internetmarke_paper > 0)", "The weight must be above zero."
    )
    _internetmarke_envelope_weight_positive = models.Constraint(
        "CHECK (internetmarke_envelope_weight >= 0)", "The weight must be above zero."
    )

    def _internetmarke_envelopes(self):
        """Return this company's envelopes by code, with the weight it has entered."""
        self.ensure_one()
        own = self.internetmarke_envelope
        weight = self.internetmarke_envelope_weight
        if own not in BY_CODE or not weight:
            return BY_CODE
        return {**BY_CODE, own: replace(BY_CODE[own], weight=as_exact(weight))}

    def _internetmarke_window_envelopes(self):
        """Return the codes of the envelopes whose window shows the address field.

        C5 does not show it in form A. In C6 the sheet lies crosswise. C4 is right for
        both forms.
        """
        self.ensure_one()
        form = self._internetmarke_form()
        return [
            code
            for code, envelope in BY_CODE.items()
            if envelope in postage.COMMON
            and (code not in WINDOW_ENVELOPES or WINDOW_ENVELOPES[code].takes(form))
        ]
