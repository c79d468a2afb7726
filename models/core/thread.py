from odoo import models
from odoo.tools import is_html_empty


class InternetmarkeThread(models.AbstractModel):
    """Records whose chatter tells each change of their state in one sentence.

    Odoo notes every change of a tracked field, so none is forgotten. It would show
    "old value -> new value (name of the field)" beside the sentence.
    """

    _name = "internetmarke.thread"
    _description = "Record With Its History"
    _inherit = ["internetmarke.books", "mail.thread"]

    def _explain_state(self):
        """Return what happened to bring the record into its state: one sentence."""
        raise NotImplementedError

    def _responsible(self):
        """Return the user in whose language a scheduled job writes."""
        return self.env.user

    def _track_get_default_log_message(self, tracked_fields):
        # EXTENDS 'mail'
        if "state" not in tracked_fields:
            return super()._track_get_default_log_message(tracked_fields)
        lang = self.env.lang or self._responsible().lang
        return self.with_context(lang=lang)._explain_state()

    def _track_filter_for_display(self, tracking_values):
        # EXTENDS 'mail': what was noted before there were sentences is shown as it was
        shown = super()._track_filter_for_display(tracking_values)
        return shown.filtered(
            lambda value: (
                value.field_id.name != "state"
                or is_html_empty(value.mail_message_id.body)
            )
        )
