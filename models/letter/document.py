import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.plain_context import plain
from ..wording.printing import explain_lost_file
from .rendering import KEEP, TAKE

# A document that no letter and no mailing run needs is a window that was closed.
KEPT_FOR = timedelta(days=1)


class InternetmarkeDocument(models.Model):
    """A record's document, as it lies in an envelope.

    The report is rendered when the letter is franked, and kept: the record may change
    afterwards, or be gone. Who may not read the record gets nothing of it here.
    """

    _name = "internetmarke.document"
    _description = "Document of a Record"
    _inherit = ["internetmarke.books", "internetmarke.document.mixin"]
    _rec_name = "name"
    _order = "id"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True)
    type_id = fields.Many2one(
        comodel_name="internetmarke.document.type",
        string="Document",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", string="Record", required=True, readonly=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Recipient",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    letter_ids = fields.Many2many("internetmarke.letter", readonly=True, copy=False)
    pdf = fields.Binary(
        string="PDF",
        attachment=True,
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="What was sent, as the report was printed: without the stamp.",
    )

    _record_index = models.Index("(res_model, res_id)")

    @api.model
    def _of(self, kind, records):
        """Return new documents for these records.

        :param kind: their ``internetmarke.document.type``.
        :raise UserError: if one of them has no recipient.
        """
        values = []
        for record in records:
            partner = record.mapped(kind.recipient)[:1] if kind.recipient else record
            if not partner:
                raise UserError(
                    self.env._(
                        "%(record)s has no recipient. No stamp was used. Enter one "
                        "there first.",
                        record=record.display_name,
                    )
                )
            company = "company_id" in record._fields and record.company_id
            values.append(
                {
                    "name": record.display_name,
                    "type_id": kind.id,
                    "res_model": record._name,
                    "res_id": record.id,
                    "company_id": (company or self.env.company).id,
                    "partner_id": partner.id,
                }
            )
        return plain(self.sudo()).create(values).with_env(self.env)

    def action_open_record(self):
        """Show the record that this document was printed of."""
        self.ensure_one()
        self._check_readable()
        record = self._record()
        if not record:
            raise UserError(
                self.env._("%(record)s does not exist any more.", record=self.name)
            )
        return record.get_formview_action()

    def _internetmarke_open(self):
        # OVERRIDES 'internetmarke.document.mixin'
        return self.action_open_record()

    def _record(self):
        """Return the record, with the access rights of the user. It may be gone."""
        self.ensure_one()
        if self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists()

    def _check_readable(self):
        """Raise an AccessError unless the user may read the records."""
        self.check_access("read")
        for document in self:
            if record := document._record():
                record.check_access("read")

    def _same(self):
        """Return all documents of the same reports of the same records."""
        found = self.browse()
        for kind, documents in self.grouped("type_id").items():
            found |= self.search(
                [
                    ("type_id", "=", kind.id),
                    ("res_model", "in", documents.mapped("res_model")),
                    ("res_id", "in", documents.mapped("res_id")),
                ]
            )
        return found

    def _internetmarke_check(self):
        # OVERRIDES 'internetmarke.document.mixin': nobody may write documents
        self._check_readable()

    def _internetmarke_letter_domain(self):
        # EXTENDS 'internetmarke.document.mixin': what was mailed may be sent once more,
        # an order that was changed or a second reminder
        return [
            ("document_ids", "in", self.sudo()._same().ids),
            ("state", "=", "franked"),
        ]

    def _internetmarke_title(self):
        # EXTENDS 'internetmarke.document.mixin'
        self.ensure_one()
        kind = self.type_id.name
        return f"{kind} {self.name}" if kind else self.name

    def _internetmarke_printed_addresses(self, partner):
        # EXTENDS 'internetmarke.document.mixin': orders and slips print the address of
        # the whole company, and below it the phone and the VAT number
        found = super()._internetmarke_printed_addresses(partner)
        company = partner.commercial_partner_id
        blocks = [*found, company._internetmarke_printed_lines()]
        return [
            (*block, *below)
            for block in dict.fromkeys(map(tuple, blocks))
            for below in self._below_address(partner)
        ]

    def _below_address(self, partner):
        """Return what a report may print below the address: lists of lines."""
        printed = partner | partner.commercial_partner_id
        country = self.company_id.account_fiscal_country_id
        label = country.with_context(lang=partner.lang).vat_label or "Tax ID"
        # Purchase orders print an icon of the font "Font Awesome" before the phone.
        phones = [
            (f"{icon}{phone}",)
            for phone in printed.mapped("phone")
            for icon in ("", "\uf095")
            if phone
        ]
        numbers = [(f"{label}: {vat}",) for vat in printed.mapped("vat") if vat]
        below = [
            (*phone, *number) for phone in [(), *phones] for number in [(), *numbers]
        ]
        return list(dict.fromkeys(below))

    def _internetmarke_document(self):
        # EXTENDS 'internetmarke.document.mixin'
        self.ensure_one()
        self._internetmarke_make_documents()
        return self._stored()

    def _internetmarke_make_documents(self):
        # EXTENDS 'internetmarke.document.mixin'
        missing = self._internetmarke_unmade()
        missing._render_missing(TAKE)
        for document in missing:
            pdf = self._rendered()[document.id]
            document.sudo().pdf = base64.b64encode(pdf)

    def _internetmarke_unmade(self):
        # EXTENDS 'internetmarke.document.mixin'
        return self.filtered(lambda document: not document._has_pdf())

    def _internetmarke_shown_document(self):
        # EXTENDS 'internetmarke.document.mixin'
        self.ensure_one()
        self._check_readable()
        if self._has_pdf():
            return self._stored()
        self._internetmarke_render_shown()
        return self._rendered()[self.id]

    def _internetmarke_render_shown(self):
        # EXTENDS 'internetmarke.document.mixin'
        self._internetmarke_unmade()._render_missing(KEEP)

    def _render_missing(self, rendering):
        """Render these documents, with the rights of the user.

        :param rendering: ``KEEP`` or ``TAKE``.
        """
        rendered = self._rendered()
        missing = self.filtered(lambda document: document.id not in rendered)
        missing._check_readable()
        for (kind, company), documents in missing.grouped(
            lambda document: (document.type_id, document.company_id)
        ).items():
            documents = documents.with_context(**rendering)
            rendered.update(documents._render(kind.sudo().report_id, company))

    def _render(self, report, company):
        """Return the PDFs of one report, by the ID of the document."""
        if gone := self.filtered(lambda document: not (report and document._record())):
            raise UserError(
                self.env._(
                    "%(documents)s cannot be printed any more: the record or its "
                    "report is gone. No stamp was used.",
                    documents=", ".join(gone.mapped("name")),
                )
            )
        renderer = self.env["ir.actions.report"].with_company(company)
        renderer = renderer.with_context(bin_size=False)

        def render(res_ids):
            content, kind = renderer._pre_render_qweb_pdf(
                report.report_name, res_ids=res_ids
            )
            return renderer._get_splitted_report(report.report_name, content, kind)

        pdfs = render(self.mapped("res_id"))
        for document in self:
            # Odoo cannot tell apart the pages of some reports.
            if document.res_id not in pdfs:
                pdfs.update(
                    {document.res_id: next(iter(render([document.res_id]).values()))}
                )
        return {document.id: pdfs[document.res_id] for document in self}

    def _rendered(self):
        """Return the PDFs that were rendered in this transaction, by document."""
        return self.env.cr.cache.setdefault("internetmarke_record_documents", {})

    def _has_pdf(self):
        self.ensure_one()
        return bool(self.sudo().with_context(bin_size=True).pdf)

    def _stored(self):
        # With the context of the web client, a binary field gives its size, not its
        # content.
        pdf = self.sudo().with_context(bin_size=False).pdf
        if not pdf:
            raise UserError(explain_lost_file(self.env, self.name))
        return base64.b64decode(pdf)

    def _internetmarke_note(self, body):
        # OVERRIDES 'internetmarke.document.mixin': into the chatter of the records
        bodies = body if isinstance(body, dict) else dict.fromkeys(self.ids, body)
        for document in self.sudo():
            record = document._record()
            if record and hasattr(record, "_message_log"):
                record._message_log(body=bodies[document.id])

    def _anew(self):
        """Return documents of the same records that are printed once more.

        What a letter has carried stays as it was.
        """
        used = self.sudo().filtered("letter_ids")
        unused = self.sudo() - used
        unused.pdf = False
        for document in self:
            self._rendered().pop(document.id, None)
        return (unused | plain(used).copy()).with_env(self.env)

    @api.autovacuum
    def _gc_unused(self):
        """Remove the documents of windows that were closed without franking."""
        old = fields.Datetime.now() - KEPT_FOR
        self.search(self._unused_domain(old)).unlink()

    @api.model
    def _unused_domain(self, before):
        return [("letter_ids", "=", False), ("create_date", "<", before)]
