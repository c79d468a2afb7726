from odoo import models

from ..models.core.sending import BY_POST


class AccountMoveSendBatchWizard(models.TransientModel):
    """Sending many invoices: those that go by post wait in a mailing run."""

    _inherit = "account.move.send.batch.wizard"

    def _compute_summary_data(self):
        # EXTENDS 'account'
        res = super()._compute_summary_data()
        field = self.env["res.partner"]._fields["invoice_sending_method"]
        # Odoo itself shows the labels in English.
        label = dict(field._description_selection(self.env))[BY_POST]
        extra = self.env._("(they wait in a mailing run)")
        for wizard in self:
            summary = wizard.summary_data or {}
            if BY_POST in summary:
                summary[BY_POST].update(label=label, extra=f" {extra}")
                wizard.summary_data = summary
        return res

    def action_send_and_print(self, force_synchronous=False, allow_fallback_pdf=False):
        # EXTENDS 'account'
        if force_synchronous:
            return super().action_send_and_print(
                force_synchronous=force_synchronous,
                allow_fallback_pdf=allow_fallback_pdf,
            )
        methods = {
            move: self._get_default_sending_methods(move) for move in self.move_ids
        }
        by_post = self.move_ids.filtered(lambda move: BY_POST in methods[move])
        others = self.move_ids.filtered(lambda move: methods[move] != {BY_POST})
        if not by_post:
            return super().action_send_and_print(allow_fallback_pdf=allow_fallback_pdf)
        self._raise_danger_alerts(self.alerts or {})
        told = []
        if others:
            action = super().action_send_and_print(
                allow_fallback_pdf=allow_fallback_pdf
            )
            told.append(action["params"]["message"])
            # What only goes by post is not sent in the background.
            (self.move_ids - others).sending_data = False
        return self._internetmarke_tell(by_post, told)

    def _internetmarke_tell(self, by_post, told):
        """Put invoices into a mailing run, and say so.

        :param told: what is said about the other invoices.
        """
        waiting = by_post.filtered(
            lambda move: self._is_applicable_to_move(BY_POST, move)
        )
        runs = waiting._internetmarke_wait_for_run()
        # Odoo puts the links where "%s" stands.
        links = ", ".join(["%s"] * len(runs))
        if len(waiting) == 1:
            told = [self.env._("1 by post: mailing run %(runs)s.", runs=links), *told]
        elif waiting:
            message = self.env._(
                "%(count)s by post: mailing run %(runs)s.",
                count=len(waiting),
                runs=links,
            )
            told = [message, *told]
        if franked := by_post - waiting:
            told.append(
                self.env._(
                    "Franked already, so they are not sent once more: %(invoices)s",
                    invoices=", ".join(franked.mapped("name")),
                )
            )
        action = "internetmarke.internetmarke_run_action"
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "sticky": bool(waiting),
                "title": self.env._("Sending Invoices"),
                "message": " ".join(told),
                "links": [
                    {"label": run.name, "url": f"/odoo/action-{action}/{run.id}"}
                    for run in runs
                ],
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
