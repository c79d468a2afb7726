from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..models.core.clock import post_today
from ..models.money.order_delivery import valid_until
from ..models.money.order_purchase import MAX_STAMPS
from ..models.wording.purchase import explain_bought, explain_cost


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
    suggested = fields.Boolean(
        readonly=True, help="Odoo has filled in what will be needed."
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
    buy_label = fields.Char(compute="_compute_amounts")
    line_problem = fields.Char(compute="_compute_line_problem")
    valid_until = fields.Date(
        compute="_compute_valid_until", help="For stamps that are bought today."
    )
    with_manifest = fields.Boolean(
        string="With Stamp List",
        help="The Post adds a PDF that lists the stamps. It is kept with the order.",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        suggests = self.env.context.get("internetmarke_suggest")
        if suggests and "line_ids" in fields and not values.get("line_ids"):
            # The form leaves out the company where there is only one.
            chosen = {**self.default_get(["company_id"]), **values}["company_id"]
            # What a company needs is nobody else's business.
            company = self.env["res.company"].browse(chosen) & self.env.companies
            products = self.env["internetmarke.product"]
            wanted = products._to_buy(company) if company else {}
            values["suggested"] = bool(wanted)
            values["line_ids"] = [
                Command.create({"product_id": product.id, "quantity": quantity})
                for product, quantity in wanted.items()
            ]
        return values

    @api.depends_context("lang")
    @api.depends("line_ids.price_total", "line_ids.quantity", "balance")
    def _compute_amounts(self):
        for wizard in self:
            wizard.amount_total = sum(wizard.line_ids.mapped("price_total"))
            wizard.balance_after = wizard.balance - wizard.amount_total
            count = sum(wizard.line_ids.mapped("quantity"))
            wizard.too_many = count > MAX_STAMPS
            amount = wizard.currency_id.format(wizard.amount_total)
            wizard.buy_label = explain_cost(self.env, count, amount)
            known = bool(wizard.balance_date)
            wizard.balance_missing = known and max(-wizard.balance_after, 0.0)

    @api.depends_context("lang")
    @api.depends("line_ids.product_id", "line_ids.quantity")
    def _compute_line_problem(self):
        for wizard in self:
            lines = wizard.line_ids
            wizard.line_problem = False
            if not all(line.product_id for line in lines):
                wizard.line_problem = self.env._(
                    "A line has no product. Choose one, or delete the line."
                )
            elif none := lines.filtered(lambda line: line.quantity < 1)[:1]:
                wizard.line_problem = self.env._(
                    "%(product)s has no quantity. Enter at least 1, or delete the "
                    "line.",
                    product=none.product_id.name,
                )

    def _compute_valid_until(self):
        self.valid_until = valid_until(post_today())

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
        charges = self.env["internetmarke.charge"]
        action = charges._open_top_up(self.company_id, self.balance_missing)
        action["context"]["internetmarke_back_to"] = [self._name, self.id]
        return action

    def action_buy(self):
        """Buy what the person saw and confirmed."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(
                self.env._("Please choose at least one product. Nothing was bought.")
            )
        if self.line_problem:
            raise UserError(self.line_problem)
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
        action = {
            "type": "ir.actions.act_window",
            "res_model": "internetmarke.order",
            "res_id": order.id,
            "view_mode": "form",
            "target": "current",
        }
        return self._tell_bought(order, action) if state == "done" else action

    def _tell_bought(self, orders, action):
        """Return the action that tells what was bought, and then does another one."""
        with self._committed() as wizard:
            orders = orders.with_env(wizard.env).sudo()
            message = explain_bought(wizard.env, orders)
        return self._tell(message, action)

    def _take_prices(self):
        for line in self.line_ids:
            line.price_unit = line.product_id._price_for(self.company_id)
