from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class InternetmarkeBuy(models.TransientModel):
    """Asks which stamps to buy, shows what they cost, and buys them once."""

    _name = "internetmarke.buy"
    _description = "Buy E-Porto"
    _inherit = ["internetmarke.confirmation"]

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    environment = fields.Selection(
        related="company_id.internetmarke_environment", related_sudo=False
    )
    currency_id = fields.Many2one(related="company_id.internetmarke_currency_id")
    line_ids = fields.One2many(
        comodel_name="internetmarke.buy.line",
        inverse_name="wizard_id",
        string="Products",
    )
    amount_total = fields.Monetary(string="Total", compute="_compute_amounts")
    balance = fields.Monetary(
        related="company_id.internetmarke_balance",
        related_sudo=False,
        string="Balance Before",
    )
    balance_date = fields.Datetime(
        related="company_id.internetmarke_balance_date", related_sudo=False
    )
    balance_after = fields.Monetary(compute="_compute_amounts")

    @api.depends("line_ids.price_total", "balance")
    def _compute_amounts(self):
        for wizard in self:
            wizard.amount_total = sum(wizard.line_ids.mapped("price_total"))
            wizard.balance_after = wizard.balance - wizard.amount_total

    @api.constrains("company_id")
    def _check_company_id(self):
        if self.company_id - self.env.companies:
            raise AccessError(
                self.env._("You can buy only for companies that you have selected.")
            )

    def action_refresh_balance(self):
        self.ensure_one()
        self.env["internetmarke.order"]._check_may_buy()
        self.company_id._internetmarke_refresh_balance()
        return self._reopen()

    def action_buy(self):
        """Buy what the person saw and confirmed."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(
                self.env._("Please choose at least one product. Nothing was bought.")
            )
        order = self.env["internetmarke.order"]._purchase(
            self.company_id,
            [
                (line.product_id, line.quantity, round(line.price_unit * 100))
                for line in self.line_ids
            ],
            self.purchase_token,
        )
        state, problem = order._outcome()
        if state == "failed":
            return self._ask_again(problem)
        return {
            "type": "ir.actions.act_window",
            "res_model": "internetmarke.order",
            "res_id": order.id,
            "view_mode": "form",
            "target": "current",
        }

    def _take_prices(self):
        for line in self.line_ids:
            line.price_unit = line.product_id.price
