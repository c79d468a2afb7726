from odoo import fields, models
from odoo.exceptions import UserError

from ..core.plain_context import plain

REASONS = [
    ("unknown", "Unknown at this address"),
    ("moved", "Moved"),
    ("refused", "Acceptance refused"),
    ("insufficient", "Address insufficient"),
    ("other", "Other"),
]


class InternetmarkeLetter(models.Model):
    """Letters that came back keep row and used stamp; the address is marked."""

    _inherit = "internetmarke.letter"

    came_back_on = fields.Date(
        readonly=True,
        copy=False,
        help="The Post could not deliver this letter. Its stamp is used up; you can "
        "frank the invoices again.",
    )
    came_back_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    came_back_reason = fields.Selection(
        selection=REASONS, string="Why It Came Back", readonly=True, copy=False
    )
    came_back_note = fields.Char(string="Note", readonly=True, copy=False)

    def action_came_back(self):
        """Ask why letters came back, and what to do next."""
        self._check_may_frank()
        if len(self) == 1:
            self._check_may_come_back()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Letter Came Back"),
            "res_model": "internetmarke.undeliverable",
            "view_mode": "form",
            "target": "new",
            "context": {"default_letter_ids": self.ids},
        }

    def _explain_state(self):
        # EXTENDS 'internetmarke.letter'
        if self.state != "came_back":
            return super()._explain_state()
        return self.env._("Came back: %s.", self._why_it_came_back())

    def _why_it_came_back(self):
        reasons = self._fields["came_back_reason"]._description_selection(self.env)
        label = dict(reasons)[self.came_back_reason]
        return ": ".join(filter(None, [label, self.came_back_note]))

    def _check_may_come_back(self):
        """Raise a UserError unless the letter was printed and has not come back."""
        if self.state != "printed":
            raise UserError(
                self.env._(
                    "Only a letter that was printed can come back, and only once. "
                    "%(letter)s was not changed.",
                    letter=self.name,
                )
            )

    def _come_back(self, reason, note):
        """Note that the Post brought this letter back.

        :param reason: a code of ``REASONS``.
        """
        self.ensure_one()
        letter = plain(self.sudo())
        letter._lock_for_person()
        letter._check_may_come_back()
        letter.write(
            {
                "state": "came_back",
                "came_back_on": fields.Date.context_today(self),
                "came_back_by_id": self.env.uid,
                "came_back_reason": reason,
                "came_back_note": note,
            }
        )
        letter.partner_id.with_env(self.env)._internetmarke_mark_undeliverable(reason)
        documents = letter._documents().with_env(self.env)
        # The documents may be franked again, with another stamp.
        documents._internetmarke_set_letter(self.browse())
        documents._internetmarke_note(
            self.env._(
                "The letter came back: %(reason)s (letter %(letter)s, stamp "
                "%(stamp)s). The address is marked as undeliverable.",
                reason=letter._why_it_came_back(),
                letter=letter.name,
                stamp=letter.stamp_id.display_name,
            )
        )
