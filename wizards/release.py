from odoo import api, fields, models


class InternetmarkeRelease(models.TransientModel):
    """Asks why the stamps of letters may be used again."""

    _name = "internetmarke.release"
    _description = "Remove Frankings"

    letter_ids = fields.Many2many(
        comodel_name="internetmarke.letter", string="Letters", required=True
    )
    any_printed = fields.Boolean(compute="_compute_states")
    left_out = fields.Char(
        string="Stay as They Are",
        compute="_compute_states",
        help="Their franking was removed already, or they came back.",
    )
    reason = fields.Char(required=True)

    @api.depends("letter_ids")
    def _compute_states(self):
        for wizard in self:
            states = wizard.letter_ids.grouped("state")
            wizard.any_printed = "printed" in states
            stay = [*states.get("released", []), *states.get("came_back", [])]
            wizard.left_out = ", ".join(letter.name for letter in stay)

    def action_release(self):
        self.ensure_one()
        letters = self.letter_ids
        letters.browse()._check_may_frank()

        def release(letter):
            letter._check_may_frank()
            if len(letters) > 1:
                letter._check_not_released()
            letter._release(self.reason)

        done, left_out = letters._each(release)
        return letters._with_left_out(left_out, done._tell_released())
