from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.rights import JOURNAL_READERS


class AccountMove(models.Model):
    """Journal entries of the Portokasse lead to what they are about, and stay."""

    _inherit = "account.move"

    internetmarke_entry_ids = fields.One2many(
        comodel_name="internetmarke.entry",
        inverse_name="move_id",
        string="Portokasse Entry",
        readonly=True,
        groups=JOURNAL_READERS,
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_portokasse(self):
        if entries := self.sudo().internetmarke_entry_ids:
            raise UserError(
                self.env._(
                    "This is the journal entry of %(entries)s, so it cannot be "
                    "deleted. Change its accounts or reverse it instead.",
                    entries=", ".join(entries.mapped("name")),
                )
            )

    def action_view_internetmarke_entry(self):
        self.ensure_one()
        self.check_access("read")
        return self.internetmarke_entry_ids._get_records_action(
            name=self.env._("Portokasse Entry")
        )
