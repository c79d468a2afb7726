import io
from collections import OrderedDict

from odoo import api, models

# The models of these reports compose the PDF in ``_report_pdf``.
REPORTS = {"internetmarke.report_letter", "internetmarke.report_calibration"}


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.ondelete(at_uninstall=True)
    def _unlink_document_types(self):
        # The database alone would leave their entries in the action menus.
        kinds = self.env["internetmarke.document.type"].sudo()
        kinds = kinds.with_context(active_test=False)
        kinds.search([("report_id", "in", self.ids)]).unlink()

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        # EXTENDS 'base': tests render HTML instead of PDF there, but a letter is
        # composed from PDFs and never was HTML.
        if self._get_report(report_ref).report_name not in REPORTS:
            return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        return self._render_qweb_pdf_prepare_streams(report_ref, data, res_ids), "pdf"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        # EXTENDS 'base'
        report = self._get_report(report_ref)
        if report.report_name not in REPORTS:
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        records = self.env[report.model].browse(res_ids)
        # One stream for all: letters on labels share their sheets.
        stream = {"stream": io.BytesIO(records._report_pdf()), "attachment": None}
        return OrderedDict([(records[:1].id, stream)])
