from odoo.tests import Form

from .common import InternetmarkeCommon


class SendCommon(InternetmarkeCommon):
    """Invoices that nobody has sent, and Odoo's dialogs that send them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.invoice_sending_method = "internetmarke"

    def _unsent(self, partner=None):
        """An invoice that has its PDF, but was not sent."""
        move = self._printed_invoice(partner)
        move.is_move_sent = False
        return move

    def _dialog(self, moves, user=None):
        """Return the dialog that "Send" opens, in the user's name."""
        user = user or self.clerk
        action = moves.with_user(user).action_send_and_print()
        model = self.env[action["res_model"]].with_user(user)
        return Form(model.with_context(**action["context"]))

    def _tick(self, form, **methods):
        boxes = form.sending_method_checkboxes
        for method, checked in methods.items():
            boxes[method] = {**boxes[method], "checked": checked}
        form.sending_method_checkboxes = boxes
        return form

    def _alert(self, form, level):
        """Return the only alert of this level."""
        alerts = (form.internetmarke_alerts or {}).values()
        [alert] = [alert for alert in alerts if alert["level"] == level]
        return alert

    def _assert_nothing_went(self, move):
        self.env.invalidate_all()
        self.assertFalse(move.is_move_sent or move.internetmarke_letter_id)
        self.assertFalse(move.message_ids.filtered("partner_ids"))
        letters = self.env["internetmarke.letter"]
        self.assertFalse(letters.search([("move_ids", "in", move.ids)]))
