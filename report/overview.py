from odoo import api, fields, models
from odoo.fields import Domain

from ..models.core.clock import post_today
from ..models.core.plain_context import plain
from ..models.letter.product_use import STOCK_FOR, USE_PERIOD

OPEN_ORDERS = [("state", "in", ("draft", "requested", "paid"))]
OPEN_CHARGES = [("state", "in", ("draft", "requested"))]
OPEN_RETOURES = [("state", "in", ("draft", "requested", "pending"))]
# The balance should last a week, if postage is used as in the last 30 days.
BALANCE_FOR = STOCK_FOR / USE_PERIOD


class InternetmarkeOverview(models.TransientModel):
    """What a company's Online-Poststelle looks like now, and what there is to do.

    What is to be franked and printed is in overview_work.py, what was used in
    overview_figures.py, and what could not be booked in overview_books.py.
    """

    _name = "internetmarke.overview"
    _description = "Online-Poststelle"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    enabled = fields.Boolean(
        related="company_id.internetmarke_enabled", related_sudo=False
    )
    payer_name = fields.Char(compute="_compute_payer_name")
    environment = fields.Selection(
        related="company_id.internetmarke_environment",
        related_sudo=False,
        string="Mode",
    )
    currency_id = fields.Many2one(related="company_id.internetmarke_currency_id")
    balance = fields.Monetary(
        related="company_id.internetmarke_balance", related_sudo=False
    )
    balance_date = fields.Datetime(
        related="company_id.internetmarke_balance_date", related_sudo=False
    )
    balance_low = fields.Boolean(compute="_compute_status")
    login_refused = fields.Boolean(compute="_compute_refused", compute_sudo=True)
    access_refused = fields.Boolean(compute="_compute_refused", compute_sudo=True)
    may_buy = fields.Boolean(compute="_compute_may_buy")
    stock_count = fields.Integer(string="Stamps in Stock", compute="_compute_stock")
    stock_value = fields.Monetary(compute="_compute_stock")
    product_ids = fields.Many2many(
        comodel_name="internetmarke.product",
        string="Stock",
        compute="_compute_stock",
        context={"active_test": False},
    )
    runs_out = fields.Boolean(compute="_compute_stock")
    expires_soon_count = fields.Integer(string="Expire Soon", compute="_compute_stamps")
    below_price_count = fields.Integer(
        string="Worth Too Little", compute="_compute_stamps"
    )
    refused_count = fields.Integer(string="Refund Refused", compute="_compute_stamps")
    order_ids = fields.Many2many(
        comodel_name="internetmarke.order",
        string="Open Orders",
        compute="_compute_open",
    )
    charge_ids = fields.Many2many(
        comodel_name="internetmarke.charge",
        string="Open Top-Ups",
        compute="_compute_open",
    )
    retoure_ids = fields.Many2many(
        comodel_name="internetmarke.retoure",
        string="Open Refunds",
        compute="_compute_open",
    )
    all_well = fields.Boolean(compute="_compute_status")

    @api.depends("company_id")
    def _compute_display_name(self):
        for overview in self:
            overview.display_name = self.env._(
                "Online-Poststelle of %(company)s", company=overview.company_id.name
            )

    @api.depends("company_id")
    def _compute_payer_name(self):
        for overview in self:
            payer = overview.company_id._internetmarke_payer()
            overview.payer_name = payer != overview.company_id and payer.name

    def _compute_may_buy(self):
        self.may_buy = self.env.user.has_group("internetmarke.group_buyer")

    def _domain(self, domain=()):
        """Return the domain limited to this company in its present mode."""
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("environment", "=", self.environment)
            & Domain(list(domain))
        )

    def _stock_domain(self):
        today = post_today()
        return self._domain([("state", "=", "stock"), ("valid_until", ">=", today)])

    @api.depends("company_id")
    def _compute_stock(self):
        for overview in self:
            groups = self.env["internetmarke.stamp"]._read_group(
                overview._stock_domain(), ["product_id"], ["__count", "price:sum"]
            )
            overview.stock_count = sum(count for _product, count, _value in groups)
            overview.stock_value = sum(value for _product, _count, value in groups)
            catalogue = self.env["internetmarke.product"].with_context(
                allowed_company_ids=overview.company_id.ids
            )
            used = self.env["internetmarke.letter"]._read_group(
                overview._domain(catalogue._use_domain()), ["product_id"]
            )
            short = {p.id for p in overview.company_id._internetmarke_runs_short()}
            known = {product.id for product, *_rest in (*groups, *used)}
            products = catalogue.browse(known - short).sorted(
                lambda p: (not p.is_favorite, -p.stock_count, p.code)
            )
            overview.product_ids = catalogue.browse(short) + products
            overview.runs_out = bool(short)

    @api.depends("company_id")
    def _compute_stamps(self):
        for overview in self:
            count = self.env["internetmarke.stamp"].search_count
            stock = overview._stock_domain()
            overview.expires_soon_count = count(
                stock & Domain("expires_soon", "=", True)
            )
            overview.below_price_count = count(stock & Domain("below_price", "=", True))
            overview.refused_count = count(
                overview._domain([("state", "=", "refused")])
            )

    @api.depends("company_id")
    def _compute_open(self):
        for overview in self:
            company = [("company_id", "=", overview.company_id.id)]
            overview.order_ids = self.env["internetmarke.order"].search(
                [*company, *OPEN_ORDERS]
            )
            overview.charge_ids = self.env["internetmarke.charge"].search(
                [*company, *OPEN_CHARGES]
            )
            overview.retoure_ids = self.env["internetmarke.retoure"].search(
                [*company, *OPEN_RETOURES]
            )

    @api.depends("company_id")
    def _compute_refused(self):
        for overview in self:
            company = overview.company_id
            overview.login_refused = company.internetmarke_login_refused
            overview.access_refused = (
                company.internetmarke_access_refused and not overview.login_refused
            )

    @api.depends("company_id", "balance", "product_ids")
    def _compute_status(self):
        for overview in self:
            month = sum(
                product.use_count * product._price_for(overview.company_id)
                for product in overview.product_ids
            )
            overview.balance_low = bool(overview.balance_date) and (
                overview.balance < month * BALANCE_FOR
                or bool(overview.company_id._internetmarke_balance_short())
            )
            overview.all_well = bool(
                overview.enabled and overview.stock_count
            ) and not (
                overview.login_refused
                or overview.access_refused
                or overview.balance_low
                or overview.runs_out
                or overview.order_ids
                or overview.charge_ids
                or overview.retoure_ids
                or overview.expires_soon_count
                or overview.below_price_count
                or overview.refused_count
                or overview.to_frank_count
                or overview.to_print_count
            )

    @api.model
    def action_open(self):
        """Open the overview of the company that the person works in."""
        self.env["internetmarke.letter"].check_access("read")
        company = self.env.company._internetmarke_selected_payer()
        overview = plain(self.sudo()).create({"company_id": company.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Online-Poststelle"),
            "res_model": self._name,
            "res_id": overview.id,
            "view_mode": "form",
            "target": "current",
        }

    def action_refresh(self):
        """Read the balance anew from the Post."""
        self.ensure_one()
        self.env["internetmarke.letter"]._check_may_frank()
        self.company_id._internetmarke_check_pays()
        self.company_id._internetmarke_refresh_balance()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_restock(self):
        """Open the purchase of what runs short."""
        self.ensure_one()
        self.check_access("read")
        self.env["internetmarke.order"]._check_may_buy()
        return self.company_id._internetmarke_restock()

    def action_view_stock(self):
        return self._view("internetmarke_stamp_action", search_default_stock=1)

    def action_view_expiring(self):
        return self._view("internetmarke_stamp_action", search_default_expires_soon=1)

    def action_view_below_price(self):
        return self._view("internetmarke_stamp_action", search_default_below_price=1)

    def action_view_refused(self):
        return self._view("internetmarke_stamp_action", search_default_refused=1)

    def _view(self, action, **context):
        self.ensure_one()
        values = self.env["ir.actions.actions"]._for_xml_id(f"internetmarke.{action}")
        values["domain"] = list(self._domain())
        values["context"] = context
        return values
