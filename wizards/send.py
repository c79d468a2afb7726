from odoo import api, fields, models
from odoo.fields import Command

from ..models.core.sending import BY_POST
from ..models.invoice.account_move_send import FRANKED_BY_HAND

# What looking into the document has found. Sent back by the form, so that an invoice
# without stored PDF is rendered only once for it.
FOUND = ("page_counts", "window_problem", "window_warning", "document_problem")


class AccountMoveSendWizard(models.TransientModel):
    """Sending one invoice by post: its button franks from stock and prints.

    It is a button of its own, since code sends invoices with the wizard as well.
    Whatever only calls ``action_send_and_print`` franks nothing.
    """

    _inherit = "account.move.send.wizard"

    internetmarke_found = fields.Json()
    internetmarke_alerts = fields.Json(
        compute="_compute_internetmarke_alerts", compute_sudo=False
    )

    @api.onchange("move_id", "sending_method_checkboxes")
    def _onchange_internetmarke_found(self):
        # Not a computed field: where no form is open, nothing has to be rendered.
        if self._internetmarke_is_by_post() and not self.internetmarke_found:
            self._internetmarke_look()

    @api.depends("sending_methods", "internetmarke_found", "move_id")
    def _compute_internetmarke_alerts(self):
        for wizard in self:
            by_post = wizard._internetmarke_is_by_post()
            wizard.internetmarke_alerts = by_post and wizard._internetmarke_tell()

    def _internetmarke_is_by_post(self):
        return BY_POST in (self.sending_methods or [])

    def _internetmarke_may_frank(self):
        return self.env.user.has_group("account.group_account_invoice")

    def _internetmarke_look(self):
        """Look into the invoice's document once, and remember what is found."""
        if self._internetmarke_may_frank():
            draft = self._internetmarke_draft()
            self.internetmarke_found = {name: draft[name] for name in FOUND}

    def _internetmarke_values(self):
        return {
            "move_ids": [Command.set(self.move_id._origin.ids)],
            **(self.internetmarke_found or {}),
        }

    def _internetmarke_draft(self):
        """Return the letter that the window "Frank" would propose, in memory only."""
        draft = self.env["internetmarke.frank"].new(self._internetmarke_values())
        if not self.internetmarke_found:
            draft._examine()
        return draft

    def _internetmarke_tell(self):
        """Return what the dialog tells about the letter, as Odoo's alerts.

        The level ``danger`` means that the letter cannot go.
        """
        if not self._internetmarke_may_frank():
            message = self.env._(
                "You may not frank. Ask an administrator for the right “Invoicing”, or "
                "untick “by Post”."
            )
            return {"internetmarke_right": {"level": "danger", "message": message}}
        draft = self._internetmarke_draft()
        alerts = {
            f"internetmarke_{key}": alert for key, alert in (draft.alerts or {}).items()
        }
        if draft.blocked:
            return alerts
        if refused := draft._refused():
            alert = {"level": "danger", "message": refused}
            return {**alerts, "internetmarke_refused": alert}
        change = {
            "action_text": self.env._("Open “Frank”"),
            "action": draft._frank_action(),
        }
        if problem := draft.document_problem or draft.medium_problem:
            alert = {"level": "danger", "message": problem, **change}
            return {**alerts, "internetmarke_problem": alert}
        warnings = (draft.too_small, draft._price_warning(), draft.medium_warning)
        for number, warning in enumerate(filter(None, warnings)):
            alert = {"level": "warning", "message": warning, **change}
            alerts[f"internetmarke_warning_{number}"] = alert
        alerts["internetmarke_postage"] = self._internetmarke_tell_postage(draft)
        return alerts

    def _internetmarke_tell_postage(self, draft):
        """Return the alert with product, postage and stock, or the way to buy."""
        values = {
            "product": draft.product_id.name,
            "price": draft.currency_id.format(draft.price),
        }
        if draft.stock_count:
            message = self.env._(
                "%(product)s, %(price)s, %(count)s in stock",
                count=draft.stock_count,
                **values,
            )
            if draft.medium == "cover_sheet" and draft.window_problem:
                message = self.env._(
                    "%(postage)s. The document does not fit an envelope with a window, "
                    "so a cover sheet with address and stamp is printed before it.",
                    postage=message,
                )
            return {
                "level": "info",
                "message": message,
                "action_text": self.env._("Change"),
                "action": draft._frank_action(),
            }
        if draft.may_buy:
            return {
                "level": "danger",
                "message": self.env._(
                    "%(product)s, %(price)s, none in stock. Nothing is sent until "
                    "there is a stamp.",
                    **values,
                ),
                "action_text": self.env._("Buy and Frank"),
                "action": draft._frank_action(),
            }
        return {
            "level": "danger",
            "message": self.env._(
                "%(product)s, %(price)s, none in stock. Nothing is sent until there is "
                "a stamp. %(ask)s",
                ask=draft.whom_to_ask,
                **values,
            ),
        }

    def action_internetmarke_send(self):
        """Send the invoice as chosen, frank its letter from stock and print it.

        A failure undoes all of it. E-mails leave when everything is done.
        """
        self.ensure_one()
        self.check_access("write")
        self.move_id.check_access("write")
        self.env["internetmarke.letter"]._check_may_frank()
        if not self._internetmarke_is_by_post():
            return self.action_send_and_print()
        if not self.internetmarke_found:
            self._internetmarke_look()
        self._raise_danger_alerts(self.internetmarke_alerts)
        frank = self.env["internetmarke.frank"].create(self._internetmarke_values())
        # Electronic invoices may leave at once. So nothing may be short after that.
        frank._hold_stamp()
        self.with_context(**{FRANKED_BY_HAND: True}).action_send_and_print()
        return frank.action_frank_and_print()
