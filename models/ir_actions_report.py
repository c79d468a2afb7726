import io
from collections import OrderedDict

from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        # EXTENDS 'base'
        report_name = self._get_report(report_ref).report_name
        if report_name != "internetmarke.report_letter":
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        letters = self.env["internetmarke.letter"].browse(res_ids)
        letters._check_may_print()
        return OrderedDict(
            (letter.id, {"stream": io.BytesIO(letter._compose()), "attachment": None})
            for letter in letters
        )
