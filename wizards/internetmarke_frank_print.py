import base64
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.messages.printing import (
    explain_document,
    explain_envelope,
    explain_hidden,
    explain_printing,
    explain_warnings,
    explain_window,
)
from ..models.res_company_postage import SMALLEST
from ..printing import NO_OFFSET, AddressMissing, PrintingError, nominal_size

# What decides what the letter looks like.
APPEARANCE = (
    "carrier",
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
# What needs an envelope with a window.
IN_WINDOW = ("window", "cover_sheet")


class InternetmarkeFrank(models.TransientModel):
    """What the letter is printed on, checked and shown before a stamp is used."""

    _name = "internetmarke.frank"
    _inherit = ["internetmarke.frank", "internetmarke.carrier"]

    carrier = fields.Selection(
        compute="_compute_carrier", precompute=True, store=True, readonly=False
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
    tray_count = fields.Integer(compute="_compute_tray_count")
    # Sent back by the form, so that an invoice without stored PDF is rendered only
    # once for it. Whether the letter fits is checked again when it is franked.
    window_problem = fields.Text(
        compute="_compute_window_problem",
        compute_sudo=False,
        precompute=True,
        store=True,
        readonly=False,
    )
    document_problem = fields.Text(
        compute="_compute_window_problem",
        compute_sudo=False,
        precompute=True,
        store=True,
        readonly=False,
    )
    window_warning = fields.Text(
        compute="_compute_window_problem",
        compute_sudo=False,
        precompute=True,
        store=True,
        readonly=False,
    )
    carrier_problem = fields.Text(
        compute="_compute_carrier_problem", compute_sudo=False
    )
    carrier_warning = fields.Text(
        compute="_compute_carrier_problem", compute_sudo=False
    )
    offers_window = fields.Boolean(compute="_compute_offers", compute_sudo=False)
    offers_cover_sheet = fields.Boolean(compute="_compute_offers", compute_sudo=False)
    offers_envelope = fields.Boolean(compute="_compute_offers", compute_sudo=False)
    offers_label = fields.Boolean(compute="_compute_offers", compute_sudo=False)
    offers_layout = fields.Boolean(compute="_compute_offers", compute_sudo=False)
    picture_of = fields.Selection(
        selection=[("letter", "Letter"), ("window", "Window")],
        compute="_compute_picture_of",
        store=True,
        readonly=False,
    )
    # Kept, so that looking at it costs no second rendering.
    picture = fields.Binary(attachment=False, readonly=True)

    @api.depends("move_ids", "partner_id", "document", "attachment_id", "company_id")
    def _compute_window_problem(self):
        for wizard in self:
            wizard.window_problem = wizard.document_problem = False
            wizard.window_warning = False
            letter = wizard._draft("window")
            if not (letter.partner_id and letter._has_content()):
                continue
            try:
                report, _printed = letter._check_window(wizard._shown_document())
            except AddressMissing as error:
                wizard.window_problem = explain_printing(self.env, error)
            except PrintingError as error:
                wizard.document_problem = explain_document(self.env, error)
            else:
                if not report.ok:
                    wizard.window_problem = explain_window(
                        self.env, report.codes, wizard._way_out(report)
                    )
                wizard.window_warning = explain_warnings(self.env, report.warnings)

    def _way_out(self, report):
        """Return what would make the invoice fit, as ``explain_window`` takes it."""
        if not self.move_id:
            return None
        if self.company_id.external_report_layout_id != self._din5008():
            return "layout"
        stored = self.move_id.invoice_pdf_report_id
        return "post" if stored and "address_missing" in report.codes else None

    def _din5008(self):
        return self.env.ref("l10n_din5008.external_layout_din5008")

    @api.depends("company_id", "window_problem")
    def _compute_carrier(self):
        for wizard in self:
            carrier = wizard.carrier
            if carrier in (False, "cover_sheet"):
                # The cover sheet may have been for what lay in the envelope before.
                carrier = wizard.company_id.internetmarke_carrier
            if carrier == "window" and wizard.window_problem:
                carrier = "cover_sheet"
            wizard.carrier = carrier

    @api.depends("company_id")
    def _compute_printed_envelope(self):
        for wizard in self:
            # What a person chose stays when another invoice is added.
            own = wizard.company_id.internetmarke_printed_envelope
            wizard.printed_envelope = wizard.printed_envelope or own

    @api.depends("company_id")
    def _compute_label_format(self):
        for wizard in self:
            own = wizard.company_id.internetmarke_label_format
            wizard.label_format = wizard.label_format or own

    def _compute_label_position(self):
        for wizard in self:
            wizard.label_position = wizard._next_label()

    @api.onchange("label_format")
    def _onchange_label_format(self):
        # No dependency: it would forget the chosen label when an invoice is added.
        self.label_position = self._next_label()

    def _next_label(self):
        """Return the label after those that this user printed last."""
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
        # Printed in any order, over several sheets: the last label is the one whose
        # next was printed on less often.
        used = Counter(together.mapped("label_position"))
        for position in sorted(used):
            following = position % sheet.label_count + 1
            if used[following] < used[position]:
                return following
        return 1

    @api.depends("company_id")
    def _compute_tray_id(self):
        for wizard in self:
            trays = wizard.company_id.internetmarke_tray_ids
            wizard.tray_id = wizard.tray_id or trays[:1]

    @api.depends("company_id")
    def _compute_tray_count(self):
        for wizard in self:
            wizard.tray_count = len(wizard.company_id.internetmarke_tray_ids)

    @api.depends(*APPEARANCE, "document_problem")
    def _compute_carrier_problem(self):
        for wizard in self:
            wizard.carrier_problem, wizard.carrier_warning = wizard._try(wizard.carrier)

    @api.depends("carrier_problem", "window_problem")
    def _compute_offers(self):
        din = self._din5008()
        may_set_layout = self.env.user.has_group("base.group_system")
        for wizard in self:
            for carrier in ("window", "cover_sheet", "envelope", "label"):
                wizard[f"offers_{carrier}"] = (
                    bool(wizard.carrier_problem)
                    and carrier != wizard.carrier
                    and not wizard._try(carrier)[0]
                )
            wizard.offers_layout = (
                may_set_layout
                and bool(wizard.window_problem and wizard.move_id)
                and wizard.company_id.external_report_layout_id != din
            )

    @api.depends(*APPEARANCE)
    def _compute_picture_of(self):
        self.picture_of = False

    @api.depends("carrier")
    def _compute_extra_sheets(self):
        return super()._compute_extra_sheets()

    @api.depends("carrier", "printed_envelope")
    def _compute_posted_envelope(self):
        printed = self.filtered(lambda wizard: wizard.carrier == "envelope")
        for wizard in printed:
            wizard.posted_envelope = wizard.printed_envelope
        return super(InternetmarkeFrank, self - printed)._compute_posted_envelope()

    def _apply_hint(self, hint):
        res = super()._apply_hint(hint)
        if self.carrier == "envelope" and hint.kind != "duplex":
            self.printed_envelope = self.envelope
        return res

    def _extra_sheets(self):
        return super()._extra_sheets() + (self.carrier == "cover_sheet")

    def _offered_envelopes(self):
        if self.carrier in IN_WINDOW:
            return self.company_id._internetmarke_window_envelopes()
        return super()._offered_envelopes()

    def action_use_carrier(self):
        """Print on what the button in the context says."""
        self.ensure_one()
        self.carrier = self.env.context.get("carrier")
        return self._reopen()

    def action_show_letter(self):
        """Show the first page as it will be printed, MUSTER instead of the stamp."""
        self.ensure_one()
        letter = self._draft(self.carrier)
        return self._show_picture("letter", letter._preview, self._stamp_size())

    def action_show_window(self):
        """Show the document's first page with the window framed."""
        self.ensure_one()
        letter = self._draft(self.carrier)
        return self._show_picture("window", letter._marked_window)

    def action_hide_picture(self):
        self.picture_of = False
        return self._reopen()

    def action_set_layout(self):
        """Give the company's new invoices the layout DIN 5008."""
        self.ensure_one()
        self.company_id._internetmarke_set_din5008()
        if self.move_id.invoice_pdf_report_id:
            self.notice = self.env._(
                "New invoices have the layout DIN 5008 from now on. This invoice keeps "
                "the PDF it was given: print it with a cover sheet, or reset it to "
                "draft and post it again."
            )
        else:
            self.notice = self.env._(
                "New invoices have the layout DIN 5008 from now on, this one too."
            )
            self._compute_window_problem()
        return self._reopen()

    def _show_picture(self, picture_of, draw, *args):
        self.check_access("write")
        try:
            picture = base64.b64encode(draw(*args))
        except PrintingError as error:
            raise UserError(explain_printing(self.env, error)) from error
        self.write({"picture_of": picture_of, "picture": picture})
        return self._reopen()

    def _try(self, carrier):
        """Return what keeps the letter from being printed on this, and a warning."""
        letter = self._draft(carrier)
        if self.document_problem or not (letter.partner_id and letter._has_content()):
            return False, False
        try:
            # What no paper helps against comes first.
            letter._check_letters()
        except PrintingError as error:
            return explain_printing(self.env, error), False
        if carrier == "window" and self.window_problem:
            return self.window_problem, False
        if carrier == "label" and carrier != self.carrier and not self.label_format:
            return False, False
        try:
            # A window that is moved may meet the document's own text.
            if carrier != "window":
                letter._preview(self._stamp_size())
            elif letter._offset() != NO_OFFSET:
                letter._try_window(self._stamp_size())
            if carrier not in IN_WINDOW:
                return False, False
            layout = letter._window_layout(self._stamp_size())
        except PrintingError as error:
            return explain_printing(self.env, error), False
        except UserError as error:
            return str(error), False
        warnings = [] if layout.safe else [explain_hidden(self.env)]
        if self.envelope not in (
            SMALLEST,
            *self.company_id._internetmarke_window_envelopes(),
        ):
            warnings.append(explain_envelope(self.env))
        if carrier == "window" and self.window_warning:
            warnings.append(self.window_warning)
        return False, "\n".join(warnings)

    def _draft(self, carrier):
        """Return the letter in memory, as far as it matters for what is printed."""
        return self.env["internetmarke.letter"].new(
            {**self._prepare_content_values(), **self._carrier_values(carrier)}
        )

    def _stamp_size(self):
        """Return width and height of the chosen product's stamps in mm."""
        product = self.product_id
        return nominal_size(
            product.destination or self.destination, product.service or self.service
        )

    def _prepare_letter_values(self):
        return {
            **super()._prepare_letter_values(),
            **self._carrier_values(self.carrier),
        }
