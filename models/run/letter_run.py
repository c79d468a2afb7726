from odoo import fields, models


class InternetmarkeLetter(models.Model):
    """A letter that was franked in a mailing run."""

    _inherit = "internetmarke.letter"

    run_id = fields.Many2one(
        comodel_name="internetmarke.run",
        string="Mailing Run",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    def _release(self, reason):
        result = super()._release(reason)
        # Their stamps are used on other letters from now on.
        self._run_lines().file_id._remove_documents()
        return result

    def _come_back(self, reason, note):
        result = super()._come_back(reason, note)
        lines = self._run_lines()
        # The documents may go into another run. The stamp is used up.
        lines._free_documents()
        lines.file_id._remove_documents()
        return result

    def _run_lines(self):
        lines = self.env["internetmarke.run.line"].sudo()
        return lines.search([("letter_id", "in", self.ids)])
