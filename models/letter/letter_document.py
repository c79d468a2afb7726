import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...printing import PrintingError, page_count
from ..wording.printing import explain_lost_file, explain_printing


class InternetmarkeLetter(models.Model):
    """A letter with an uploaded PDF instead of invoices."""

    _inherit = "internetmarke.letter"

    document = fields.Binary(
        attachment=True,
        readonly=True,
        copy=False,
        help="What was sent, as it was uploaded: without the stamp.",
    )
    document_name = fields.Char(readonly=True)

    @api.depends("document_name")
    def _compute_content(self):
        # EXTENDS 'internetmarke.letter'
        res = super()._compute_content()
        for letter in self.filtered(lambda letter: not letter._documents()):
            letter.content = letter.document_name or ""
        return res

    def _has_content(self):
        return self._has_document() or super()._has_content()

    def _has_document(self):
        # The name stays when the file is lost, so that the loss is noticed.
        return bool(self.document or self.document_name)

    def _check_content(self):
        result = super()._check_content()
        self.partner_id._origin.check_access("read")
        for letter in self:
            letter._check_company_of_partner()
            if letter._has_document():
                try:
                    page_count(letter._document())
                except PrintingError as error:
                    raise UserError(explain_printing(self.env, error)) from error
        return result

    def _check_company_of_partner(self):
        """Raise a UserError if the recipient belongs to another company.

        ``create`` checks this too, but only after a stamp may have been bought.
        """
        partner, company = self.partner_id._origin, self.company_id._origin
        if not partner.filtered_domain(partner._check_company_domain(company)):
            raise UserError(
                self.env._(
                    "%(partner)s belongs to another company than this letter. No stamp "
                    "was used.",
                    partner=partner.display_name,
                )
            )

    def _contents(self):
        contents = super()._contents()
        if self._has_document():
            contents.append(self._document())
        return contents

    def _shown_document(self):
        return self._document() if self._has_document() else super()._shown_document()

    def _document(self):
        # With the context of the web client, a binary field gives its size, not its
        # content.
        document = self.with_context(bin_size=False).document
        if not document:
            raise UserError(explain_lost_file(self.env, self.document_name))
        return base64.b64decode(document)
