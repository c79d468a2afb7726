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
        # Their stamps are used on other letters from now on: a file that still has them
        # must not be printed once more.
        self._run_lines()._files()._remove_documents()
        return result

    def _come_back(self, reason, note):
        result = super()._come_back(reason, note)
        # It was mailed, and its documents may go into another run.
        self._documents()._internetmarke_mark_sent()
        lines = self._run_lines()
        lines._free_documents()
        # The stamp is used up.
        lines._files()._remove_documents()
        return result

    def _documents_sent(self):
        # EXTENDS 'internetmarke.letter': those of a run when the run is done. Until
        # then a file may still lie on the desk.
        return super(
            InternetmarkeLetter,
            self.filtered(lambda letter: not letter.run_id or letter.run_id.closed),
        )._documents_sent()

    def _run_lines(self):
        lines = self.env["internetmarke.run.line"].sudo()
        return lines.search([("letter_id", "in", self.ids)])
