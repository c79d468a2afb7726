from markupsafe import Markup

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

    def button_draft(self):
        # EXTENDS 'account': the only way back for a cancelled invoice
        res = super().button_draft()
        # Another module may have refused it without an error.
        self.filtered(
            lambda move: move.state == "draft"
        )._internetmarke_drop_what_is_charged_elsewhere()
        return res

    def copy(self, default=None):
        # EXTENDS 'account': the lines know that they are copies
        copies = super().copy(default)
        copies._internetmarke_drop_what_is_charged_elsewhere()
        return copies

    def _internetmarke_drop_what_is_charged_elsewhere(self):
        """Remove the lines with postage that another invoice charges.

        Those of their letters that no other invoice charges are offered again.
        """
        for move in self.sudo():
            lines = move.line_ids.filtered("internetmarke_charged_elsewhere")
            if not lines:
                continue
            note = move._internetmarke_charged_elsewhere_note(lines)
            lines.unlink()
            move.with_env(self.env)._message_log(body=note)

    def _internetmarke_charged_elsewhere_note(self, lines):
        removed = "; ".join(lines.mapped("name"))
        others = lines.internetmarke_charged_move_id
        if not others:
            return self.env._(
                "Removed, as another invoice has charged these letters: %(lines)s",
                lines=removed,
            )
        return self.env._(
            "Removed, as %(invoices)s charges these letters: %(lines)s",
            invoices=Markup(", ").join(move._get_html_link() for move in others),
            lines=removed,
        )

    def action_view_internetmarke_entry(self):
        self.ensure_one()
        self.check_access("read")
        return self.internetmarke_entry_ids._get_records_action(
            name=self.env._("Portokasse Entry")
        )
