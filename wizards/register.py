from datetime import timedelta

from odoo import fields, models

from ..models.core.clock import post_midnight, post_today


class InternetmarkeRegister(models.TransientModel):
    """Asks for a period, and prints the mail register (Postausgangsbuch)."""

    _name = "internetmarke.register"
    _description = "Mail Register"
    _inherit = ["internetmarke.own.company"]

    # The company whose letters these are, whoever pays for the stamps.
    company_id = fields.Many2one(default=lambda self: self.env.company)
    date_from = fields.Date(
        required=True,
        default=lambda self: fields.Date.start_of(post_today(), "month"),
    )
    date_to = fields.Date(required=True, default=lambda self: post_today())

    _period = models.Constraint(
        "CHECK (date_from <= date_to)", "The period ends before it begins."
    )

    def action_print(self):
        self.ensure_one()
        self.check_access("read")
        return self.env.ref("internetmarke.action_report_register").report_action(self)

    def _letters(self):
        """Return the letters of the period as they were franked.

        Letters whose franking was removed were not sent.
        """
        day = timedelta(days=1)
        environment = self.company_id._internetmarke_payer().internetmarke_environment
        return self.env["internetmarke.letter"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("environment", "=", environment),
                ("state", "!=", "released"),
                ("franked_on", ">=", post_midnight(self.date_from)),
                ("franked_on", "<", post_midnight(self.date_to + day)),
            ],
            order="franked_on, id",
        )
