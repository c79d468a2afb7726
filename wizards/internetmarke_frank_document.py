import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.messages.printing import explain_lost_file


class InternetmarkeFrank(models.TransientModel):
    """Any letter: a PDF to a contact, uploaded or attached to something already."""

    _inherit = "internetmarke.frank"

    company_id = fields.Many2one(
        comodel_name="res.company",
        related=None,
        compute="_compute_company_id",
        precompute=True,
        store=True,
        required=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        related=None,
        compute="_compute_partner_id",
        compute_sudo=False,
        precompute=True,
        store=True,
        readonly=False,
        check_company=True,
    )
    document = fields.Binary(string="PDF", attachment=False)
    document_name = fields.Char()
    attachment_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Attached PDF",
        domain=[("mimetype", "=", "application/pdf")],
        help="A PDF that hangs on a contact, an order or anything else in Odoo that "
        "you may read.",
    )

    @api.model
    def default_get(self, fields_list):
        context = self.env.context
        chosen = {"default_partner_id", "default_attachment_id"} & context.keys()
        if chosen and len(context.get("active_ids") or ()) > 1:
            raise UserError(
                self.env._(
                    "One letter is one document to one recipient: select one row."
                )
            )
        return super().default_get(fields_list)

    @api.depends("move_ids")
    def _compute_partner_id(self):
        for wizard in self:
            wizard.partner_id = wizard.move_id.partner_id or wizard.partner_id

    @api.depends("document", "attachment_id")
    def _compute_page_counts(self):
        res = super()._compute_page_counts()
        for wizard in self:
            if wizard._has_document():
                pages = wizard._count_pages(wizard._document())
                wizard.page_counts = [*(wizard.page_counts or ()), pages]
        return res

    def _show_franked(self, letter):
        if self.move_id:
            return super()._show_franked(letter)
        # Nothing that is open shows the letter.
        return letter.get_formview_action()

    def _has_document(self):
        return bool(self.document or self.attachment_id)

    def _document(self):
        """Return the PDF of a letter without invoice, as the user may read it.

        :raise UserError: if its file is lost.
        """
        if self.attachment_id:
            self.attachment_id.check_access("read")
            document = self.attachment_id.with_context(bin_size=False).raw
            if not document:
                raise UserError(explain_lost_file(self.env, self.attachment_id.name))
            return document
        return base64.b64decode(self.with_context(bin_size=False).document)

    def _shown_document(self):
        """Return the document behind the window to look at; nothing is stored."""
        if self._has_document():
            return self._document()
        return self.move_id._internetmarke_shown_document()

    def _prepare_content_values(self):
        values = super()._prepare_content_values()
        if self._has_document():
            values["document"] = base64.b64encode(self._document())
            values["document_name"] = (
                self.attachment_id.name if self.attachment_id else self.document_name
            )
        return values
