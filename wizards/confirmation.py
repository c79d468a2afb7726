from contextlib import contextmanager
from uuid import NAMESPACE_OID, uuid4, uuid5

from odoo import api, fields, models
from odoo.exceptions import AccessError


class InternetmarkeConfirmation(models.AbstractModel):
    """The base of wizards that spend money when a person confirms."""

    _name = "internetmarke.confirmation"
    _description = "Confirmation of a Purchase"

    notice = fields.Text(readonly=True)
    # Identifies this confirmation: a request that comes twice buys once. Nobody can
    # choose the token, so one window never spends twice.
    confirmation_token = fields.Char(required=True, readonly=True, copy=False)

    def _own_values(self):
        """Return the values of a new window that nobody may set from outside."""
        return {"confirmation_token": uuid4().hex}

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**vals, **self._own_values()} for vals in vals_list])

    def write(self, vals):
        if self._own_values().keys() & vals.keys() and not self.env.su:
            raise AccessError(
                self.env._(
                    "What a person confirmed cannot be set from outside. Nothing was "
                    "changed. Open the window again."
                )
            )
        return super().write(vals)

    @contextmanager
    def _committed(self):
        """Give the wizard in a new transaction, which sees what was committed.

        A purchase commits in transactions of its own. The transaction of the request
        does not see that. It may only read, and all that follows is done in this one.
        """
        with self.env.registry.cursor() as cr:
            yield self.with_env(self.env(cr=cr))
        self.env.invalidate_all()

    def _ask_again(self, problem, **answered):
        """Show why nothing was bought, with the prices of today.

        This opens another wizard: a second click on the old one must not confirm what
        the person has not read yet. Two clicks on the new one are one confirmation.

        :param answered: what the person confirms when going on there.
        """
        token = uuid5(NAMESPACE_OID, self.confirmation_token).hex
        with self._committed() as wizard:
            again = wizard.copy({"notice": problem})
            again.sudo().write({"confirmation_token": token, **answered})
            again._take_prices()
            return again._reopen()

    def _tell(self, message, action):
        """Return the action that tells what was done, and then does another one."""
        if action["type"] == "ir.actions.act_window":
            # The client does not add them to an action inside of another one.
            action.setdefault("views", [(False, action["view_mode"])])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": message, "next": action},
        }

    def _take_prices(self):
        """Show today's prices to the person, if the wizard has any."""

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(self._name).name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
