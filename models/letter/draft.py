import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...printing import AddressMissing, PrintingError, open_pdf, page_count
from ..wording.printing import (
    explain_lost_file,
    explain_printing,
    explain_unreadable,
    explain_warnings,
    explain_window,
)


class InternetmarkeLetterDraft(models.AbstractModel):
    """A letter before it has a stamp: what is in it, and whether it can go.

    The wizard for one letter and the line of a run both inherit this, so that the
    same code decides about one letter and about a thousand. Weight and product are
    in draft_postage.py, the medium it is printed on in draft_medium.py, and how it is
    franked in draft_franking.py.

    Looking into documents can take seconds, since invoices may have to be rendered.
    So ``_examine`` stores what it finds: ``page_counts``, ``window_problem``,
    ``window_warning`` and ``document_problem``. A model that inherits this decides
    when to call it.
    """

    _name = "internetmarke.letter.draft"
    _description = "Letter before It Is Franked"
    _inherit = ["internetmarke.medium"]

    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        compute_sudo=False,
        precompute=True,
        store=True,
        required=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Recipient",
        compute="_compute_partner_id",
        compute_sudo=False,
        precompute=True,
        store=True,
        readonly=False,
        check_company=True,
    )
    country_id = fields.Many2one(related="partner_id.country_id", related_sudo=False)
    currency_id = fields.Many2one(related="company_id.internetmarke_currency_id")
    move_ids = fields.Many2many(comodel_name="account.move", string="Invoices")
    document_ids = fields.Many2many(
        comodel_name="internetmarke.document", string="Documents"
    )
    document = fields.Binary(string="PDF", attachment=False)
    document_name = fields.Char()
    attachment_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Attached PDF",
        domain=[("mimetype", "=", "application/pdf")],
        help="A PDF attached to any record in Odoo that you may read.",
    )
    page_counts = fields.Json()
    window_problem = fields.Text()
    window_warning = fields.Text()
    document_problem = fields.Text()
    alerts = fields.Json(compute="_compute_alerts", compute_sudo=False)
    blocked = fields.Boolean(compute="_compute_alerts", compute_sudo=False)

    @api.constrains("move_ids", "document_ids")
    def _check_readable(self):
        # Somebody else, who may read more, perhaps franks what is put in here. Odoo
        # calls constraints with all rights.
        self.move_ids.sudo(False).check_access("read")
        self.document_ids.sudo(False)._check_readable()

    @api.depends("move_ids", "document_ids")
    def _compute_company_id(self):
        for draft in self:
            company = draft._documents()[:1].company_id
            draft.company_id = company or draft.company_id or self.env.company

    @api.depends("move_ids", "document_ids", "attachment_id")
    def _compute_partner_id(self):
        for draft in self:
            partner = draft._documents()[:1].partner_id or draft.partner_id
            draft.partner_id = partner or draft._attached_to()

    @api.depends("partner_id")
    def _compute_alerts(self):
        for draft in self:
            partner = draft.partner_id._origin
            alerts = partner._internetmarke_address_alerts() if partner else {}
            draft.alerts = alerts
            levels = [alert["level"] for alert in alerts.values()]
            draft.blocked = "danger" in levels

    def _attached_to(self):
        """Return the contact that the attached PDF's record is about, if any."""
        attachment = self.attachment_id._origin
        nobody = self.env["res.partner"]
        if not attachment.res_id or attachment.res_model not in self.env:
            return nobody
        record = self.env[attachment.res_model].browse(attachment.res_id)
        if not record.has_access("read") or not hasattr(record, "_mail_get_partners"):
            return nobody
        return record._mail_get_partners()[record.id][:1]

    def _payer(self):
        """Return the company that pays for the stamp."""
        return self.company_id._origin._internetmarke_payer()

    def _documents(self):
        """Return the records in the envelope, the one behind the window first."""
        documents = self.move_ids or self.document_ids
        return documents._origin._internetmarke_sorted()

    def _has_file(self):
        """Tell whether the content is an uploaded PDF instead of records."""
        return bool(self.document or self.attachment_id)

    def _has_content(self):
        return bool(self._documents()) or self._has_file()

    def _file(self):
        """Return the uploaded PDF, with the access rights of the user.

        :raise UserError: if its file is lost.
        """
        # With the context of the web client, a binary field gives its size, not its
        # content.
        if self.attachment_id:
            self.attachment_id.check_access("read")
            document = self.attachment_id.with_context(bin_size=False).raw
            if not document:
                raise UserError(explain_lost_file(self.env, self.attachment_id.name))
            return document
        return base64.b64decode(self.with_context(bin_size=False).document)

    def _shown_documents(self):
        """Return the PDFs inside, to look at; the one behind the window comes first."""
        shown = [record._internetmarke_shown_document() for record in self._documents()]
        return [*shown, self._file()] if self._has_file() else shown

    def _examine(self):
        """Count the pages of the documents, and check their window."""
        for documents in (self.move_ids._origin, self.document_ids._origin):
            documents._internetmarke_sorted()._internetmarke_render_shown()
        # A letter in memory knows only its own recipient, and would read each alone.
        self.partner_id.mapped("name")
        for draft in self:
            found = dict.fromkeys(
                ("window_problem", "window_warning", "document_problem"), False
            )
            shown = [_opened(document) for document in draft._shown_documents()]
            found["page_counts"] = [_count_pages(document) for document in shown]
            if shown and draft.partner_id:
                found.update(draft._look_through_window(shown[0]))
            draft.update(found)

    def _look_through_window(self, document):
        """Return the result of the window check, as field values."""
        try:
            report, _printed = self._as_letter("window")._check_window(document)
        except AddressMissing as error:
            return {"window_problem": explain_printing(self.env, error)}
        except PrintingError as error:
            return {"document_problem": explain_unreadable(self.env, error)}
        found = {"window_warning": explain_warnings(self.env, report.warnings)}
        if not report.ok:
            way_out = self._way_out(report)
            problem = explain_window(self.env, report.codes, way_out)
            found["window_problem"] = problem
        return found

    def _way_out(self, report):
        """Return the change that would make an invoice fit, for ``explain_window``."""
        first = self.move_ids and self._documents()[:1]
        if not first:
            return None
        if self.company_id.external_report_layout_id != self._din5008():
            return "layout"
        stored = first.invoice_pdf_report_id
        return "post" if stored and "address_missing" in report.codes else None

    def _din5008(self):
        return self.env.ref("l10n_din5008.external_layout_din5008")

    def _as_letter(self, medium=None):
        """Return the letter in memory only, with the values that matter for printing.

        :param medium: the medium to print on, instead of the chosen one.
        """
        return self.env["internetmarke.letter"].new(
            {
                **self._prepare_content_values(),
                **self._medium_values(medium or self.medium),
            }
        )

    def _prepare_content_values(self):
        """Return content and recipient, as values of the letter."""
        values = {
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "move_ids": [fields.Command.set(self.move_ids._origin.ids)],
            "document_ids": [fields.Command.set(self.document_ids._origin.ids)],
        }
        if self._has_file():
            values["document"] = base64.b64encode(self._file())
            values["document_name"] = self.attachment_id.name or self.document_name
        return values


def _opened(document):
    """Return an open PDF, which is read once; the bytes if it cannot be opened."""
    try:
        return open_pdf(document)
    except PrintingError:
        return document


def _count_pages(document):
    try:
        return page_count(document)
    except PrintingError:
        return 1
