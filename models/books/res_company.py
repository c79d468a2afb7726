from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# Only their windows write these (wizards/books_setup.py, wizards/charge_on.py).
BOOKS_FIELDS = {
    "internetmarke_books",
    "internetmarke_books_since",
    "internetmarke_books_journal_id",
    "internetmarke_postage_account_id",
    "internetmarke_transfer_account_id",
    "internetmarke_expense_at",
    "internetmarke_stock_account_id",
    "internetmarke_analytic_account_id",
    "internetmarke_charge_on",
    "internetmarke_charge_since",
    "internetmarke_charge_product_id",
    "internetmarke_charge_by",
    "internetmarke_charge_fixed",
}
EXPENSE_AT = [("purchase", "At Purchase"), ("use", "At Use")]


class ResCompany(models.Model):
    """How a company books its Portokasse: journal, accounts, and since when."""

    _inherit = "res.company"

    internetmarke_books = fields.Boolean(string="Book Postage", copy=False)
    internetmarke_books_since = fields.Date(
        string="Postage Booked Since",
        copy=False,
        help="Movements of the Portokasse from this day on are booked.",
    )
    internetmarke_books_journal_id = fields.Many2one(
        comodel_name="account.journal",
        string="Portokasse Journal",
        copy=False,
        ondelete="restrict",
        check_company=True,
    )
    internetmarke_postage_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Postage Account",
        copy=False,
        ondelete="restrict",
        check_company=True,
    )
    internetmarke_transfer_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Account for Top-Ups in Transit",
        copy=False,
        ondelete="restrict",
        check_company=True,
    )
    internetmarke_expense_at = fields.Selection(
        selection=EXPENSE_AT,
        string="Postage Is an Expense",
        default="purchase",
        required=True,
        copy=False,
    )
    internetmarke_stock_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Account for Stamps in Stock",
        copy=False,
        ondelete="restrict",
        check_company=True,
    )
    internetmarke_analytic_account_id = fields.Many2one(
        comodel_name="account.analytic.account",
        string="Analytic Account for Postage",
        copy=False,
        ondelete="restrict",
        check_company=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        for company, vals in zip(companies.sudo(), vals_list, strict=True):
            company._internetmarke_reset(BOOKS_FIELDS - vals.keys())
        return companies

    def _check_internetmarke_values(self, vals):
        # EXTENDS 'internetmarke'
        if BOOKS_FIELDS & vals.keys() and not self.env.su:
            raise AccessError(
                self.env._(
                    "How postage is booked is set up in Online-Poststelle > "
                    "Configuration > Book Postage. Nothing was changed."
                )
            )
        return super()._check_internetmarke_values(vals)

    @api.model
    def _internetmarke_check_keeps_books(self):
        """Raise an AccessError unless the user may set up and book postage."""
        if not self.env.user.has_group("account.group_account_manager"):
            raise AccessError(
                self.env._(
                    "You may read the entries of the Portokasse. An accounting "
                    "administrator sets up how postage is booked."
                )
            )

    def _internetmarke_at_use(self):
        return self.internetmarke_expense_at == "use"

    def _internetmarke_analytic(self):
        """Return the analytic distribution of postage that nothing else tells."""
        account = self.internetmarke_analytic_account_id
        return {str(account.id): 100} if account else {}

    def _internetmarke_open_day(self, day, has_tax, journal):
        """Return this day, or the first one after it that is not locked."""
        while locks := self._get_violated_lock_dates(day, has_tax, journal):
            day = locks[-1][0] + timedelta(days=1)
        return day

    def _internetmarke_check_books(self):
        """Raise a UserError if something that booking needs is missing."""
        self.ensure_one()
        company = self.sudo()
        needed = [
            company.internetmarke_books_journal_id,
            company.internetmarke_postage_account_id,
            company.internetmarke_transfer_account_id,
        ]
        if company._internetmarke_at_use():
            needed.append(company.internetmarke_stock_account_id)
        if not company.internetmarke_books or not all(needed):
            raise UserError(
                self.env._(
                    "Nothing was booked: postage of %(company)s is switched off, or "
                    "journal or accounts are not chosen. An accounting administrator "
                    "sets this up in Online-Poststelle > Configuration > Book Postage.",
                    company=company.name,
                )
            )
