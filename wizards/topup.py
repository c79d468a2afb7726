from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..models.wording.purchase import explain_topped_up

AMOUNTS = [("10", "10 €"), ("20", "20 €"), ("50", "50 €"), ("100", "100 €")]


class InternetmarkeTopup(models.TransientModel):
    """Asks by how much to top up the Portokasse, and does it once."""

    _name = "internetmarke.topup"
    _description = "Top Up Portokasse"
    _inherit = ["internetmarke.confirmation"]

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company._internetmarke_selected_payer(),
        domain="[('id', 'in', allowed_company_ids)]",
    )
    environment = fields.Selection(
        related="company_id.internetmarke_environment",
        related_sudo=False,
        string="Mode",
    )
    currency_id = fields.Many2one(related="company_id.internetmarke_currency_id")
    balance = fields.Monetary(
        related="company_id.internetmarke_balance",
        related_sudo=False,
        string="Balance Before",
    )
    balance_date = fields.Datetime(
        related="company_id.internetmarke_balance_date", related_sudo=False
    )
    choice = fields.Selection(
        selection=[*AMOUNTS, ("other", "Another amount")], default="50", required=True
    )
    amount = fields.Monetary(
        compute="_compute_amount",
        precompute=True,
        store=True,
        readonly=False,
        required=True,
    )
    balance_after = fields.Monetary(compute="_compute_balance_after")
    # The person was asked about the company's limit for amounts up to this one.
    asked_about = fields.Monetary(readonly=True, copy=False)

    def _own_values(self):
        return {**super()._own_values(), "asked_about": 0.0}

    @api.depends("choice")
    def _compute_amount(self):
        for wizard in self:
            if wizard.choice != "other":
                wizard.amount = float(wizard.choice)

    @api.depends("amount", "balance")
    def _compute_balance_after(self):
        for wizard in self:
            wizard.balance_after = wizard.balance + wizard.amount

    @api.constrains("company_id")
    def _check_company_id(self):
        if self.company_id - self.env.companies:
            raise AccessError(
                self.env._(
                    "You can buy only for companies that you have selected. Select the "
                    "company at the top right first."
                )
            )

    def action_top_up(self):
        """Top up by the amount that the person saw and confirmed."""
        self.ensure_one()
        charges = self.env["internetmarke.charge"]
        charges._check_may_spend(self.company_id)
        confirmed = (
            self.company_id,
            round(self.amount * 100),
            self.confirmation_token,
        )
        question = self.asked_about < self.amount and charges._question(*confirmed)
        if question:
            return self._ask_again(question, asked_about=self.amount)
        charge = charges._top_up(*confirmed)
        state, problem = charge._read_outcome()
        if state == "failed":
            return self._ask_again(problem)
        back = self.env.context.get("internetmarke_back_to")
        action = {
            "type": "ir.actions.act_window",
            "res_model": "internetmarke.charge",
            "res_id": charge.id,
            "view_mode": "form",
            "target": "current",
        }
        if state != "done":
            return action
        if back:
            model, wizard_id = back
            action = self.env[model].browse(wizard_id)._reopen()
        with self._committed() as wizard:
            done = charge.with_env(wizard.env).sudo()
            message = explain_topped_up(wizard.env, done)
        return self._tell(message, action)
