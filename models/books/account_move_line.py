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
        help="The invoice was cancelled, and its letters were charged on another one.",
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

    def _internetmarke_is_charged_on(self, move):
        """Remember on lines of cancelled invoices that this one charges their letters.

        This writes the lines, so whoever resets such an invoice to draft at the same
        time has to begin again, and then sees it.
        """
        self.write(
            {
                "internetmarke_charged_elsewhere": True,
                "internetmarke_charged_move_id": move.id,
            }
        )
