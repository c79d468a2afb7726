from odoo import api, fields, models
from odoo.exceptions import UserError


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
        file, run = self.file_id, self.file_id.run_id
        # Numbers are unique in a run. A file has the letters of one way to the printer.
        first = max(self.first_number, file.first_number)
        last = min(self.last_number, file.last_number)
        lines = run.line_ids.filtered(
            lambda line: line.letter_state == "printed" and first <= line.number <= last
        )
        if not lines:
            raise UserError(
                self.env._(
                    "No letter with these numbers was printed with this file. Nothing "
                    "was printed."
                )
            )
        letters = lines.sorted("number").letter_id
        action = letters.action_print_again()
        run.message_post(body=self._explain(lines))
        return {**action, "close_on_report_download": True}

    def _explain(self, lines):
        numbers = lines.mapped("number")
        if len(lines) == 1:
            return self.env._(
                "Printed again: No. %(number)s. Reason: %(reason)s",
                number=numbers[0],
                reason=self.reason,
            )
        return self.env._(
            "Printed again: No. %(first)s to %(last)s, %(count)s letters. Reason: "
            "%(reason)s",
            first=min(numbers),
            last=max(numbers),
            count=len(lines),
            reason=self.reason,
        )
