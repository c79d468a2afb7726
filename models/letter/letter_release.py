from odoo import fields, models
from odoo.exceptions import UserError

from ..core.plain_context import plain


class InternetmarkeLetter(models.Model):
    """Removing frankings: the stamps return to stock, the rows of the journal stay."""

    _inherit = "internetmarke.letter"

    def action_release(self):
        """Remove the franking; of several or printed letters, ask for a reason."""
        self._check_may_frank()
        if len(self) == 1:
            self._check_not_used_up()
        if len(self) > 1 or self.state == "printed":
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Remove Franking"),
                "res_model": "internetmarke.release",
                "view_mode": "form",
                "target": "new",
                "context": {"default_letter_ids": self.ids},
            }
        self._release(self.env._("Franking removed before printing"))
        return self._tell_released()

    def _tell_released(self):
        """Return the action that tells what became of the stamps of these letters."""
        if len(self) == 1:
            message = self.env._(
                "The franking is removed, its stamp is in stock again."
            )
        else:
            message = self.env._(
                "%(count)s frankings are removed, their stamps are in stock again.",
                count=len(self),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _check_not_released(self):
        """Raise a UserError if the franking of one of these letters was removed."""
        if released := self.filtered(lambda letter: letter.state == "released"):
            raise UserError(
                self.env._(
                    "The franking of %(letters)s was removed already.",
                    letters=", ".join(released.mapped("name")),
                )
            )

    def _release(self, reason):
        """Put the stamps back into stock. The rows of the journal stay."""
        self._check_not_used_up()
        # When two people release one letter at once, Odoo repeats the second request,
        # which then finds it released.
        for letter in plain(self.sudo()):
            if letter.state == "released":
                continue
            printed = letter.state == "printed"
            letter.write(
                {
                    "state": "released",
                    "released_by_id": self.env.uid,
                    "released_on": fields.Datetime.now(),
                    "release_reason": reason,
                }
            )
            letter.stamp_id.state = "stock"
            documents = letter._documents().with_env(self.env)
            documents._internetmarke_set_letter(self.browse())
            if printed:
                documents._internetmarke_unmark_sent()
            documents._internetmarke_note(
                self.env._(
                    "Franking removed: %(reason)s (letter %(letter)s).",
                    reason=reason,
                    letter=letter.name,
                )
            )
