from math import ceil

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.money.charge import MIN_CENTS
from ..models.money.order_delivery import valid_until
from ..models.money.order_purchase import MAX_STAMPS


class InternetmarkeBuy(models.TransientModel):
    """Asks which stamps to buy, shows what they cost, and buys them once."""

    _name = "internetmarke.buy"
    _description = "Buy E-Porto"
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
    line_ids = fields.One2many(
        comodel_name="internetmarke.buy.line",
        inverse_name="wizard_id",
        string="Products",
        copy=True,
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
    balance_missing = fields.Monetary(compute="_compute_amounts")
    too_many = fields.Boolean(compute="_compute_amounts")
    valid_until = fields.Date(
        compute="_compute_valid_until", help="For stamps that are bought today."
    )
    with_manifest = fields.Boolean(
        string="With Stamp List",
        help="The Post adds a PDF that lists the stamps. It is kept with the order.",
    )

    @api.depends("line_ids.price_total", "line_ids.quantity", "balance")
    def _compute_amounts(self):
        for wizard in self:
            wizard.amount_total = sum(wizard.line_ids.mapped("price_total"))
            wizard.balance_after = wizard.balance - wizard.amount_total
            wizard.too_many = sum(wizard.line_ids.mapped("quantity")) > MAX_STAMPS
            known = bool(wizard.balance_date)
            wizard.balance_missing = known and max(-wizard.balance_after, 0.0)

    def _compute_valid_until(self):
        self.valid_until = valid_until(fields.Date.context_today(self))

    @api.constrains("company_id")
    def _check_company_id(self):
        if self.company_id - self.env.companies:
            raise AccessError(
                self.env._(
                    "You can buy only for companies that you have selected. Select the "
                    "company at the top right first."
                )
            )

    def action_refresh_balance(self):
        self.ensure_one()
        self.env["internetmarke.order"]._check_may_buy()
        self.company_id._internetmarke_refresh_balance()
        return self._reopen()

    def action_top_up(self):
        """Open the top-up with the missing amount; it comes back here afterwards."""
        self.ensure_one()
        missing = max(ceil(self.balance_missing), MIN_CENTS // 100)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Top Up Portokasse"),
            "res_model": "internetmarke.topup",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_company_id": self.company_id.id,
                "default_choice": "other",
                "default_amount": missing,
                "internetmarke_back_to": [self._name, self.id],
            },
        }

    def action_buy(self):
        """Buy what the person saw and confirmed."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(
                self.env._("Please choose at least one product. Nothing was bought.")
            )
        orders = self.env["internetmarke.order"]
        orders._check_may_buy()
        confirmed = (
            self.company_id,
            [
                (line.product_id, line.quantity, round(line.price_unit * 100))
                for line in self.line_ids
            ],
            self.confirmation_token,
        )
        if changed := orders._price_change(*confirmed):
            return self._ask_again(changed)
        order = orders._purchase(*confirmed, with_manifest=self.with_manifest)
        state, problem = order._read_outcome()
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
            line.price_unit = line.product_id._price_for(self.company_id)
