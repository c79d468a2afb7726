import base64
import io
from collections import OrderedDict
from functools import partial

from odoo import api, models

from .rendering import RENDERING

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

    @api.model
    def _run_wkhtmltopdf(
        self,
        bodies,
        report_ref=False,
        header=None,
        footer=None,
        landscape=False,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        # EXTENDS 'base'
        render = partial(
            super()._run_wkhtmltopdf,
            bodies,
            report_ref=report_ref,
            header=header,
            footer=footer,
            landscape=landscape,
            specific_paperformat_args=specific_paperformat_args,
            set_viewport_size=set_viewport_size,
        )
        if RENDERING not in self.env.context:
            return render()
        report = self._get_report(report_ref) if report_ref else self
        arguments = self._build_wkhtmltopdf_args(
            report.get_paperformat(),
            landscape,
            specific_paperformat_args=specific_paperformat_args,
            set_viewport_size=set_viewport_size,
        )
        kept = self.env["internetmarke.rendering"]._kept(
            lambda: base64.b64encode(render()), header, footer, *bodies, *arguments
        )
        return base64.b64decode(kept)
