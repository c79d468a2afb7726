from odoo import fields, models
from odoo.exceptions import UserError

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
        if self.state != "printed":
            raise UserError(
                self.env._(
                    "Only a letter that was printed can come back, and only once. "
                    "Nothing was changed."
                )
            )

    def _come_back(self, reason, note):
        """Note that the Post brought this letter back.

        :param reason: a code of ``REASONS``.
        """
        self.ensure_one()
        letter = self.sudo()
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
        label = dict(self._fields["came_back_reason"]._description_selection(self.env))
        documents._internetmarke_note(
            self.env._(
                "The letter came back: %(reason)s (letter %(letter)s, stamp "
                "%(stamp)s). The address is marked as undeliverable.",
                reason=": ".join(filter(None, (label[reason], note))),
                letter=letter.name,
                stamp=letter.stamp_id.display_name,
            )
        )
