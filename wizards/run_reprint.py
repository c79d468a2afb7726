from odoo import api, fields, models


class InternetmarkeRunReprint(models.TransientModel):
    """Asks which letters of a file to print once more, and why, after a paper jam.

    The stamps stay the same, so each letter may be posted once only.
    """

    _name = "internetmarke.run.reprint"
    _description = "Print Letters of a Mailing Run Again"

    file_id = fields.Many2one(
        comodel_name="internetmarke.run.file", required=True, readonly=True
    )
    first_number = fields.Integer(
        string="From No.",
        compute="_compute_numbers",
        precompute=True,
        store=True,
        readonly=False,
        required=True,
    )
    last_number = fields.Integer(
        string="To No.",
        compute="_compute_numbers",
        precompute=True,
        store=True,
        readonly=False,
        required=True,
    )
    reason = fields.Char(required=True)

    @api.depends("file_id")
    def _compute_numbers(self):
        for wizard in self:
            wizard.first_number = wizard.file_id.first_number
            wizard.last_number = wizard.file_id.last_number

    def action_print_again(self):
        """Print the letters again with the same stamps. The run notes the reason."""
        self.ensure_one()
        file = self.file_id.run_id._print_again(
            self.file_id, self.first_number, self.last_number, self.reason
        )
        return file.with_env(self.env).action_open_print_dialog()
