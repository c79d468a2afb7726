import io
from collections import OrderedDict

from odoo import models

REPORT_LETTER = "internetmarke.report_letter"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        # EXTENDS 'base': tests render HTML instead of PDF there, but a letter is
        # composed from PDFs and never was HTML.
        if self._get_report(report_ref).report_name != REPORT_LETTER:
            return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        return self._render_qweb_pdf_prepare_streams(report_ref, data, res_ids), "pdf"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        # EXTENDS 'base'
        if self._get_report(report_ref).report_name != REPORT_LETTER:
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        letters = self.env["internetmarke.letter"].browse(res_ids)
        letters._check_may_print()
        return OrderedDict(
            (letter.id, {"stream": io.BytesIO(letter._compose()), "attachment": None})
            for letter in letters
        )
