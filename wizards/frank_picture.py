import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.letter.draft_medium import APPEARANCE
from ..models.wording.printing import explain_printing
from ..printing import PrintingError


class InternetmarkeFrank(models.TransientModel):
    """What will be printed, or what stands in the window, as a picture."""

    _inherit = "internetmarke.frank"

    picture_of = fields.Selection(
        selection=[("letter", "Letter"), ("window", "Window")],
        compute="_compute_picture_of",
        store=True,
        readonly=False,
    )
    # Stored, so that looking at it again needs no rendering.
    picture = fields.Binary(attachment=False, readonly=True)

    @api.depends(*APPEARANCE)
    def _compute_picture_of(self):
        self.picture_of = False

    def action_show_letter(self):
        """Show the first page to be printed, with MUSTER instead of the stamp."""
        self.ensure_one()
        letter = self._as_letter()
        return self._show_picture("letter", letter._preview, self._stamp_size())

    def action_show_window(self):
        """Show the document's first page with a frame around the window."""
        self.ensure_one()
        letter = self._as_letter()
        return self._show_picture("window", letter._marked_window)

    def action_hide_picture(self):
        self.picture_of = False
        return self._reopen()

    def _show_picture(self, picture_of, draw, *args):
        self.check_access("write")
        try:
            picture = base64.b64encode(draw(*args))
        except PrintingError as error:
            raise UserError(explain_printing(self.env, error)) from error
        self.write({"picture_of": picture_of, "picture": picture})
        return self._reopen()
