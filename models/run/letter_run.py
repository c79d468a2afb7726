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
