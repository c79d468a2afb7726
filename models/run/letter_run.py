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

    def _come_back(self, reason, note):
        result = super()._come_back(reason, note)
        # The documents may go into another run.
        lines = self.env["internetmarke.run.line"].sudo()
        lines.search([("letter_id", "in", self.ids)])._free_documents()
        return result
