from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.books.entry_deriving import REQUESTS
from ..models.books.res_company import EXPENSE_AT
from ..models.core.clock import post_today
from ..models.core.plain_context import plain

# The accounts in SKR03 and SKR04.
POSTAGE = ("4910", "6800")
BROUGHT_FORWARD = ("9000",)
OTHER_ASSETS = ("1500", "1300")
JOURNAL_CODE = "PKASS"
# The law taxes these (§ 4 Nr. 11b UStG exempts the universal service only).
TAXED = ("dialogpost", "streifbandzeitung", "kilotarif")
# What may not change any more once something is booked.
FIXED = {
    "since": "internetmarke_books_since",
    "journal_id": "internetmarke_books_journal_id",
    "expense_at": "internetmarke_expense_at",
    "stock_account_id": "internetmarke_stock_account_id",
}
FREE = {
    "postage_account_id": "internetmarke_postage_account_id",
    "transfer_account_id": "internetmarke_transfer_account_id",
    "analytic_account_id": "internetmarke_analytic_account_id",
}


class InternetmarkeBooksSetup(models.TransientModel):
    """Asks how a company books its Portokasse, with proposals for everything."""

    _name = "internetmarke.books.setup"
    _description = "Book Postage"
    _inherit = ["internetmarke.own.company"]

    environment = fields.Selection(
        related="company_id.internetmarke_environment",
        related_sudo=False,
        string="Mode",
    )
    is_on = fields.Boolean(compute="_compute_is_fixed")
    is_fixed = fields.Boolean(compute="_compute_is_fixed")
    journal_id = fields.Many2one(
        comodel_name="account.journal",
        domain="[('type', '=', 'bank'), ('company_id', '=', company_id)]",
        default=lambda self: self._present("journal_id"),
    )
    postage_account_id = fields.Many2one(
        comodel_name="account.account",
        required=True,
        domain="[('company_ids', 'parent_of', company_id)]",
        default=lambda self: (
            self._present("postage_account_id")
            or self._account(POSTAGE, ["Porto", "Postage"])
        ),
    )
    transfer_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Account for Top-Ups in Transit",
        required=True,
        domain="[('company_ids', 'parent_of', company_id)]",
        default=lambda self: (
            self._present("transfer_account_id")
            or self._company().sudo().transfer_account_id
        ),
        help="The debit on your bank account is booked against this account, too, so "
        "that it balances out.",
    )
    expense_at = fields.Selection(
        selection=EXPENSE_AT,
        string="Postage Is an Expense",
        required=True,
        default=lambda self: self._company().internetmarke_expense_at,
    )
    stock_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Account for Stamps in Stock",
        domain="[('company_ids', 'parent_of', company_id)]",
        default=lambda self: self._present("stock_account_id"),
    )
    analytic_account_id = fields.Many2one(
        comodel_name="account.analytic.account",
        domain="['|', ('company_id', '=', False),"
        " ('company_id', 'parent_of', company_id)]",
        default=lambda self: self._present("analytic_account_id"),
        help="For postage of letters whose invoices have no analytic account.",
    )
    since = fields.Date(
        string="Book From",
        required=True,
        default=lambda self: self._default_since(),
        help="From this day on, nothing of the Portokasse may be booked by hand.",
    )
    opening_balance = fields.Monetary(
        compute="_compute_opening_balance", store=True, readonly=False
    )
    opening_stock = fields.Monetary(
        compute="_compute_opening_stock",
        help="The value of the stamps that were in stock before that day.",
    )
    opening_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Opening Against",
        domain="[('company_ids', 'parent_of', company_id)]",
        default=lambda self: (
            self._account(BROUGHT_FORWARD) or self._account_of_type("equity_unaffected")
        ),
    )
    tax_hint = fields.Text(compute="_compute_tax_hint")

    def _company(self):
        return self.env.company._internetmarke_selected_payer()

    def _present(self, name):
        company = self._company().sudo()
        return company[FIXED.get(name) or FREE[name]]

    def _account(self, codes, names=()):
        """Return the account with one of these codes, else one of these names."""
        conditions = [("code", "=like", f"{code}%") for code in codes]
        conditions += [("name", "=ilike", name) for name in names]
        for condition in conditions:
            if found := self._find_account(condition):
                return found
        return self.env["account.account"]

    def _account_of_type(self, account_type):
        return self._find_account(("account_type", "=", account_type))

    def _find_account(self, condition):
        company = self._company()
        accounts = self.env["account.account"].with_company(company)
        domain = accounts._check_company_domain(company)
        return accounts.search([*domain, condition], limit=1)

    def _default_since(self):
        company = self._company()
        if company.internetmarke_books_since:
            return company.internetmarke_books_since
        today = post_today()
        first = company.compute_fiscalyear_dates(today)["date_from"]
        journal = self.env["account.journal"].new({"type": "bank"})
        return company._internetmarke_open_day(first, False, journal)

    @api.depends("company_id")
    def _compute_is_fixed(self):
        for wizard in self:
            company = wizard.company_id
            wizard.is_on = company.internetmarke_books
            wizard.is_fixed = bool(
                self.env["internetmarke.entry"]
                .sudo()
                .search_count([("company_id", "=", company.id)], limit=1)
            )

    @api.depends("company_id", "since")
    def _compute_opening_balance(self):
        for wizard in self:
            company = wizard.company_id.sudo()
            wizard.opening_balance = 0
            if company.internetmarke_environment == "production" and wizard.since:
                moved = sum(
                    sum(amounts.values()) for amounts in wizard._moved_since().values()
                )
                wizard.opening_balance = company.internetmarke_balance - float(moved)

    @api.depends("company_id", "since", "expense_at")
    def _compute_opening_stock(self):
        for wizard in self:
            at_use = wizard.expense_at == "use"
            wizard.opening_stock = wizard._stock_before() if at_use else 0.0

    def _moved_since(self):
        entries = self.env["internetmarke.entry"].sudo()
        return {
            model: entries._differences(self.company_id, model, self.since)
            for model in REQUESTS
        }

    @api.depends("company_id")
    def _compute_tax_hint(self):
        for wizard in self:
            lines = self.env["internetmarke.order.line"].search(
                [
                    ("company_id", "=", wizard.company_id.id),
                    ("product_id.category", "in", TAXED),
                ]
            )
            products = lines.product_id.with_company(wizard.company_id)
            untaxed = products.filtered(lambda product: not product.purchase_tax_id)
            wizard.tax_hint = bool(untaxed) and self.env._(
                "The Post charges VAT for %(products)s. Choose the tax on the product, "
                "otherwise it is booked as exempt.",
                products=", ".join(untaxed.mapped("name")),
            )

    def action_apply(self):
        """Set up what was chosen, and let the job book what has happened since."""
        self.ensure_one()
        self._check_may_set_up()
        self._check_day_has_come()
        if self.expense_at == "use" and not self.is_fixed and not self.stock_account_id:
            self.stock_account_id = self._make_stock_account()
        company = self.company_id.sudo()
        if self.is_fixed:
            self._check_nothing_fixed_changes(company)
        elif not self.journal_id:
            self.journal_id = self._make_journal()
        values = {field: self[name].id for name, field in FREE.items()}
        # What is written next fixes the rest.
        first = not self.is_fixed
        if first:
            values |= {
                "internetmarke_books_since": self.since,
                "internetmarke_books_journal_id": self.journal_id.id,
                "internetmarke_expense_at": self.expense_at,
                "internetmarke_stock_account_id": self.stock_account_id.id,
            }
        company.write({**values, "internetmarke_books": True})
        if first:
            self._write_opening()
        self.env.ref("internetmarke.ir_cron_book").sudo()._trigger()
        return self.env["ir.actions.actions"]._for_xml_id(
            "internetmarke.internetmarke_entry_action"
        )

    def action_switch_off(self):
        """Stop booking; what is booked stays."""
        self.ensure_one()
        self._check_may_set_up()
        self.company_id.sudo().internetmarke_books = False
        return {"type": "ir.actions.act_window_close"}

    def _check_may_set_up(self):
        self.env["res.company"]._internetmarke_check_keeps_books()
        self.company_id._internetmarke_check_pays()

    def _check_day_has_come(self):
        today = post_today()
        if not self.is_fixed and self.since > today:
            raise UserError(
                self.env._(
                    "Balance and stock of %(day)s are not known yet. Set this up on "
                    "that day or later, or choose today or an earlier day. Nothing was "
                    "changed.",
                    day=format_date(self.env, self.since),
                )
            )

    def _check_nothing_fixed_changes(self, company):
        if any(self[name] != company[field] for name, field in FIXED.items()):
            raise UserError(
                self.env._(
                    "Something is booked already, so journal, first day, stock account "
                    "and the moment of the expense stay as they are. Nothing was "
                    "changed."
                )
            )

    def _make_journal(self):
        company = self.company_id
        journals = self.env["account.journal"].with_company(company)
        values = {"name": "Portokasse", "type": "bank", "company_id": company.id}
        taken = [("code", "=", JOURNAL_CODE), ("company_id", "=", company.id)]
        if not journals.search_count(taken, limit=1):
            values["code"] = JOURNAL_CODE
        if company.currency_id != self.currency_id:
            values["currency_id"] = self.currency_id.id
        return journals.create(values)

    def _make_stock_account(self):
        company = self.company_id
        accounts = self.env["account.account"].with_company(company)
        beside = self._account(OTHER_ASSETS) or self._account_of_type("asset_current")
        return accounts.create(
            {
                "name": self.env._("Stamps in Stock"),
                "code": accounts._search_new_account_code(beside.code or "1500"),
                "account_type": "asset_current",
                "company_ids": [(6, 0, company.ids)],
            }
        )

    def _stock_before(self):
        """Return the value of the stamps that were in stock before the first day."""
        movements = self.env["internetmarke.stamp.movement"].sudo()
        [(value,)] = movements._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("environment", "=", "production"),
                ("date", "<", self.since),
            ],
            aggregates=["value:sum"],
        )
        return value or 0.0

    def _write_opening(self):
        if not (self.opening_balance or self.opening_stock):
            return
        if not self.opening_account_id:
            raise UserError(
                self.env._("Choose the account that the opening is booked against.")
            )
        plain(self.env["internetmarke.entry"].sudo()).create(
            {
                "name": "EROEFFNUNG",
                "company_id": self.company_id.id,
                "kind": "opening",
                "date": self.since,
                "amount": self.opening_balance,
                "stock_amount": self.opening_stock,
                "parts": {},
                "account_id": self.opening_account_id.id,
            }
        )
