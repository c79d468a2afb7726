import base64

from odoo import api, fields, models

from ...printing import PrintingError, nominal_size
from ..wording.printing import explain_printing


class InternetmarkeLetter(models.Model):
    """The letter without its stamp, on the screen.

    People see MUSTER instead of the stamp, before and after franking. A browser can
    print what it shows, and a stamp must only be printed when the journal counts it.
    The button Print Letter prints the stamp itself.
    """

    _inherit = "internetmarke.letter"

    preview = fields.Binary(compute="_compute_preview")
    preview_problem = fields.Text(compute="_compute_preview")

    @api.depends(
        "medium", "tray_id", "partner_id", "document", "move_ids", "document_ids"
    )
    def _compute_preview(self):
        for letter in self:
            letter.preview, letter.preview_problem = letter._show(
                nominal_size(letter.product_id.destination, letter.product_id.service)
            )

    def _show(self, size):
        """Return the preview (a binary field's value) and why there is none."""
        if not self._has_content():
            return False, self.env._("This letter has no document. Choose a document.")
        try:
            return base64.b64encode(self._preview(size)), False
        except PrintingError as error:
            return False, explain_printing(self.env, error)

    def action_preview(self):
        """Show the first printed page, with MUSTER instead of the stamp."""
        self.ensure_one()
        self.check_access("read")
        view = self.env.ref("internetmarke.internetmarke_letter_view_preview")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview of %(letter)s", letter=self.name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }
