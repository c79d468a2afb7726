from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...printing import NO_OFFSET, PrintingError, nominal_size
from ..wording.printing import explain_envelope, explain_hidden, explain_printing
from .envelopes import SMALLEST
from .medium import IN_WINDOW

# The look of the letter depends on these.
APPEARANCE = (
    "medium",
    "printed_envelope",
    "label_format",
    "label_position",
    "label_address",
    "tray_id",
    "partner_id",
    "product_id",
    "window_problem",
    "window_warning",
    "envelope",
)


class InternetmarkeLetterDraft(models.AbstractModel):
    """The medium of the letter, tried before a stamp is used.

    To find out whether the letter can be printed so, it is composed with MUSTER in
    place of the stamp. The result is stored in ``medium_problem`` and
    ``medium_warning``. A model that inherits this decides when to try.
    """

    _inherit = "internetmarke.letter.draft"

    medium = fields.Selection(
        compute="_compute_medium", precompute=True, store=True, readonly=False
    )
    printed_envelope = fields.Selection(
        compute="_compute_printed_envelope",
        precompute=True,
        store=True,
        readonly=False,
    )
    label_format = fields.Selection(
        compute="_compute_label_format", precompute=True, store=True, readonly=False
    )
    label_position = fields.Integer(
        compute="_compute_label_position", precompute=True, store=True, readonly=False
    )
    label_address = fields.Boolean(default=True)
    tray_id = fields.Many2one(
        compute="_compute_tray_id", precompute=True, store=True, readonly=False
    )
    medium_problem = fields.Text()
    medium_warning = fields.Text()

    @api.depends("company_id", "window_problem")
    def _compute_medium(self):
        for draft in self:
            medium = draft.medium
            if medium in (False, "cover_sheet"):
                # The cover sheet may have been chosen for the earlier documents.
                medium = draft.company_id.internetmarke_medium
            if medium == "window" and draft.window_problem:
                medium = "cover_sheet"
            draft.medium = medium

    @api.depends("company_id")
    def _compute_printed_envelope(self):
        for draft in self:
            # What a person chose stays when another document is added.
            own = draft.company_id.internetmarke_printed_envelope
            draft.printed_envelope = draft.printed_envelope or own

    @api.depends("company_id")
    def _compute_label_format(self):
        for draft in self:
            own = draft.company_id.internetmarke_label_format
            draft.label_format = draft.label_format or own

    def _compute_label_position(self):
        for draft in self:
            draft.label_position = draft._next_label()

    @api.depends("company_id")
    def _compute_tray_id(self):
        for draft in self:
            trays = draft.company_id.internetmarke_tray_ids
            draft.tray_id = draft.tray_id or trays[:1]

    def _next_label(self):
        """Return the number of the label after those that this user printed last."""
        sheet = self._label_sheet(self.label_format)
        if not sheet or sheet.label_count == 1:
            return 1
        letters = self.env["internetmarke.letter"]
        domain = Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("label_format", "=", self.label_format),
                ("printed_by_id", "=", self.env.uid),
            ]
        )
        last = letters.search(domain, order="printed_on desc, id desc", limit=1)
        together = letters.search(domain & Domain("printed_on", "=", last.printed_on))
        # These letters may fill several sheets, and come in any order. The last sheet
        # ends where a label was used more often than the next one.
        used = Counter(together.mapped("label_position"))
        for position in sorted(used):
            following = position % sheet.label_count + 1
            if used[following] < used[position]:
                return following
        return 1

    def _try_medium(self, medium):
        """Return why the letter cannot be printed on this medium, and a warning."""
        letter = self._as_letter(medium)
        if self.document_problem or not (letter.partner_id and letter._has_content()):
            return False, False
        try:
            # Problems that no other medium would solve come first.
            letter._check_letters()
        except PrintingError as error:
            return explain_printing(self.env, error), False
        if medium == "window" and self.window_problem:
            return self.window_problem, False
        if self._asks_for_format(medium):
            return False, False
        try:
            # A tray's offset moves stamp and address: they may then cover other text.
            if medium != "window":
                letter._preview(self._stamp_size())
            elif letter._offset() != NO_OFFSET:
                letter._try_window(self._stamp_size())
            if medium not in IN_WINDOW:
                return False, False
            layout = letter._window_layout(self._stamp_size())
        except PrintingError as error:
            return explain_printing(self.env, error), False
        except UserError as error:
            return str(error), False
        return False, "\n".join(self._medium_warnings(medium, layout))

    def _asks_for_format(self, medium):
        """Tell whether this medium lacks a format that a person is asked for."""
        return medium == "label" and medium != self.medium and not self.label_format

    def _medium_warnings(self, medium, layout):
        """Return warnings that do not keep the letter from being printed."""
        warnings = [] if layout.safe else [explain_hidden(self.env)]
        fitting = self.company_id._internetmarke_window_envelopes()
        if self.envelope not in (SMALLEST, *fitting):
            warnings.append(explain_envelope(self.env))
        if medium == "window" and self.window_warning:
            warnings.append(self.window_warning)
        return warnings

    def _stamp_size(self):
        """Return width and height of the chosen product's stamps in mm."""
        product = self.product_id
        return nominal_size(
            product.destination or self.destination, product.service or self.service
        )
