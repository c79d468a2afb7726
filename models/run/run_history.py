from odoo import models


class InternetmarkeRun(models.Model):
    """What the chatter of a run tells about its way."""

    _inherit = "internetmarke.run"

    def _message_track(self, fields_iter, initial_values_dict):
        # EXTENDS 'mail': whichever process or screen does a chunk of the work, it does
        # it for the person who began
        for run in self.exists().filtered("job"):
            person = run.job_user_id
            told = run.with_context(lang=person.lang)._explain_state()
            run._track_set_author(person.partner_id)
            run._track_set_log_message(told)
        return super()._message_track(fields_iter, initial_values_dict)

    def _explain_state(self):
        # EXTENDS 'internetmarke.thread'
        if self.state == "collecting":
            return self.env._("Letters have to be checked: %s.", self.new_count)
        if self.state == "checked":
            return self.env._(
                "Checked. Fine: %(fine)s, in the way: %(blocked)s.",
                fine=self.letter_count - self.blocked_count,
                blocked=self.blocked_count,
            )
        if self.state == "franked":
            return self.env._("Franked. Letters: %s.", self.franked_count)
        if self.state == "printed":
            return self.env._("Printed. Letters: %s.", self.printed_count)
        if self.state == "done":
            return self.env._("Done. Letters that were sent: %s.", self.printed_count)
        return self.env._("Cancelled.")
