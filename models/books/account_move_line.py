from odoo import fields, models

from ..core.rights import JOURNAL_READERS


class AccountMoveLine(models.Model):
    """A line with postage that another invoice charges now."""

    _inherit = "account.move.line"

    internetmarke_charged_elsewhere = fields.Boolean(
        string="Postage Charged Elsewhere",
        readonly=True,
        copy=False,
        groups=JOURNAL_READERS,
        help="Another invoice charges these letters.",
    )
    internetmarke_charged_move_id = fields.Many2one(
        comodel_name="account.move",
        string="Postage Charged On",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=JOURNAL_READERS,
    )

    def copy_data(self, default=None):
        # EXTENDS 'account': a copy, and so the next one of recurring invoices, charges
        # nothing twice. A credit note has the postage, and so has what replaces it.
        vals_list = super().copy_data(default)
        if self.env.context.get("include_business_fields"):
            return vals_list
        letters = self.env["internetmarke.letter"].sudo()
        charging = letters.search([("charged_line_id", "in", self.ids)]).charged_line_id
        charging += self.sudo().filtered("internetmarke_charged_elsewhere")
        for line, vals in zip(self, vals_list, strict=True):
            if line in charging:
                vals["internetmarke_charged_elsewhere"] = True
                vals["internetmarke_charged_move_id"] = line.move_id.id
        return vals_list

    def _internetmarke_is_charged_on(self, move):
        """Note on lines of cancelled invoices that ``move`` charges their letters.

        If somebody resets such an invoice to draft at the same time, Odoo repeats one
        of the two requests, because both write the lines. It then sees the note.
        """
        self.write(
            {
                "internetmarke_charged_elsewhere": True,
                "internetmarke_charged_move_id": move.id,
            }
        )
