from odoo import fields, models


class InternetmarkeRelease(models.TransientModel):
    """Asks why the stamp of a printed letter may be used again."""

    _name = "internetmarke.release"
    _description = "Remove Frankings"

    letter_ids = fields.Many2many(
        comodel_name="internetmarke.letter", string="Letters", required=True
    )
    reason = fields.Char(required=True)

    def action_release(self):
        self.ensure_one()
        self.letter_ids._check_may_frank()
        self.letter_ids._release(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
