from odoo import models
from odoo.exceptions import UserError

from ..core.plain_context import plain


class InternetmarkeRun(models.Model):
    """Closing: documents are free again, files are removed, the register stays."""

    _inherit = "internetmarke.run"

    def action_done(self):
        """Close the run: its invoices are sent, the files with stamps are removed."""
        self._check_may_work()
        if unprinted := self._unprinted_letters():
            raise UserError(
                self.env._(
                    "Franked but not printed: %(letters)s. Print them, or leave them "
                    "out: their stamps return to stock.",
                    letters=", ".join(unprinted.mapped("name")),
                )
            )
        self._close("done")
        printed = self.letter_ids.filtered(lambda letter: letter.state == "printed")
        printed._documents_sent()._internetmarke_mark_sent()
        return True

    def action_cancel(self):
        """Close the run before anything is printed. Its stamps return to stock."""
        self._check_may_work()
        if self.printed_count:
            raise UserError(
                self.env._(
                    "Letters of %(run)s are printed, so it cannot be cancelled. "
                    "Nothing was changed. Leave out what you do not want to send, "
                    "then click “Done”.",
                    run=self.name,
                )
            )
        self._unprinted_letters()._release(
            self.env._("%(run)s was cancelled", run=self.name)
        )
        self._close("cancelled")
        return True

    def _unprinted_letters(self):
        return self.letter_ids.filtered(lambda letter: letter.state == "franked")

    def _close(self, closed):
        run = plain(self.sudo())
        run.closed = closed
        # Writing the state posts the tracking message. It is done here, because the
        # caller's context could suppress it.
        run.flush_recordset(["state"])
        self.line_ids._free_documents()
        self.file_ids._remove_documents()

    def _register_lines(self):
        """Return the letters of the mail register: those with a live stamp."""
        lines = self.line_ids.filtered(
            lambda line: line.letter_state in ("franked", "printed", "came_back")
        )
        return lines.sorted("number")
