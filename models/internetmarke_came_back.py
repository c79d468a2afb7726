from odoo import fields, models
from odoo.exceptions import UserError

from .res_partner_undeliverable import REASONS


class InternetmarkeLetter(models.Model):
    """Letters that came back: row and used stamp stay, the address is marked."""

    _inherit = "internetmarke.letter"

    came_back_on = fields.Date(
        readonly=True,
        copy=False,
        tracking=True,
        help="The Post could not deliver this letter. It was posted, so its stamp is "
        "used up; the invoices can be franked again.",
    )
    came_back_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    came_back_reason = fields.Selection(
        selection=REASONS, string="Why It Came Back", readonly=True, copy=False
    )
    came_back_note = fields.Char(string="Note", readonly=True, copy=False)

    def action_came_back(self):
        """Ask why a letter came back, and what to do next."""
        self.ensure_one()
        self._check_may_frank()
        self._check_may_come_back()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Letter Came Back"),
            "res_model": "internetmarke.undeliverable",
            "view_mode": "form",
            "target": "new",
            "context": {"default_letter_id": self.id},
        }

    def _check_may_come_back(self):
        """Raise a UserError unless the letter was printed and has not come back."""
        if self.state != "printed" or self.came_back_on:
            raise UserError(
                self.env._(
                    "Only a letter that was printed can come back, and only once. "
                    "Nothing was changed."
                )
            )

    def _come_back(self, reason, note):
        """Note that the Post brought this letter back.

        :param reason: one of ``REASONS``.
        """
        self.ensure_one()
        letter = self.sudo()
        letter.lock_for_update()
        letter._check_may_come_back()
        letter.write(
            {
                "came_back_on": fields.Date.context_today(self),
                "came_back_by_id": self.env.uid,
                "came_back_reason": reason,
                "came_back_note": note,
            }
        )
        letter.partner_id.with_env(self.env)._internetmarke_mark_undeliverable(reason)
        moves = letter.move_ids
        # They may be franked again, with another stamp.
        moves.internetmarke_letter_id = False
        label = dict(self._fields["came_back_reason"]._description_selection(self.env))
        for move in moves.with_env(self.env):
            move.message_post(
                body=self.env._(
                    "The letter came back: %(reason)s (letter %(letter)s, stamp "
                    "%(stamp)s). The address is marked as undeliverable.",
                    reason=": ".join(filter(None, (label[reason], note))),
                    letter=letter.name,
                    stamp=letter.stamp_id.display_name,
                )
            )

    def action_release(self):
        self._check_not_used_up()
        return super().action_release()

    def action_change_carrier(self):
        self._check_not_used_up()
        return super().action_change_carrier()

    def _release(self, reason):
        self._check_not_used_up()
        return super()._release(reason)

    def _print(self):
        self._check_not_used_up()
        return super()._print()

    def _check_may_print(self):
        res = super()._check_may_print()
        self._check_not_used_up()
        return res

    def _check_not_used_up(self):
        """Raise a UserError if one of these letters was in the post already.

        Its stamp is used up, whatever becomes of the sheet.
        """
        if returned := self.sudo().filtered("came_back_on"):
            raise UserError(
                self.env._(
                    "%(letters)s came back from the Post, so the stamp is used up. "
                    "Correct the address and frank the invoice again.",
                    letters=", ".join(returned.mapped("name")),
                )
            )
