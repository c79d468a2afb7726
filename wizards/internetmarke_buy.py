from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError


class InternetmarkeBuy(models.TransientModel):
    """Asks which stamps to buy, shows what they cost, and buys them once."""

    _name = "internetmarke.buy"
    _description = "Buy E-Porto"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    environment = fields.Selection(related="company_id.internetmarke_environment")
    currency_id = fields.Many2one(related="company_id.internetmarke_currency_id")
    line_ids = fields.One2many("internetmarke.buy.line", "wizard_id")
    amount_total = fields.Monetary(string="Total", compute="_compute_amounts")
    balance = fields.Monetary(
        related="company_id.internetmarke_balance", string="Balance Before"
    )
    balance_date = fields.Datetime(related="company_id.internetmarke_balance_date")
    balance_after = fields.Monetary(compute="_compute_amounts")
    notice = fields.Text(readonly=True)
    # Names this confirmation, so that a request that comes twice buys once.
    purchase_token = fields.Char(default=lambda self: uuid4().hex, required=True)

    @api.depends("line_ids.price_total", "balance")
    def _compute_amounts(self):
        for wizard in self:
            wizard.amount_total = sum(wizard.line_ids.mapped("price_total"))
            wizard.balance_after = wizard.balance - wizard.amount_total

    def action_refresh_balance(self):
        self.ensure_one()
        self.env["internetmarke.order"]._check_may_buy()
        self.company_id._internetmarke_refresh_balance()
        return self._reopen()

    def action_buy(self):
        """Buy what the person saw and confirmed."""
        self.ensure_one()
        order = self._buy()
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

    def _buy(self):
        if not self.line_ids:
            raise UserError(
                self.env._("Please choose at least one product. Nothing was bought.")
            )
        return self.env["internetmarke.order"]._purchase(
            self.company_id,
            [
                (line.product_id, line.quantity, round(line.price_unit * 100))
                for line in self.line_ids
            ],
            self.purchase_token,
        )

    def _ask_again(self, problem):
        """Show why nothing was bought, with the prices as they are now.

        The purchase has just refreshed the prices in a transaction of its own;
        this one does not see them, so the wizard is updated in another.
        """
        with self.env.registry.cursor() as cr:
            wizard = self.with_env(self.env(cr=cr))
            wizard.write({"notice": problem, "purchase_token": uuid4().hex})
            for line in wizard.line_ids:
                line.price_unit = line.product_id.price
        self.env.invalidate_all()
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Buy E-Porto"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
