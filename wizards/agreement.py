from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.books.entry_deriving import REQUESTS
from ..models.core.clock import post_day
from ..models.core.plain_context import plain

# The Post may have moved money for these, or not, or may still do so.
UNRESOLVED = {
    "internetmarke.order": ("requested",),
    "internetmarke.charge": ("requested",),
    "internetmarke.retoure": ("requested", "pending"),
}


class InternetmarkeAgreement(models.TransientModel):
    """Compares the Post's balance with the books, and says what could explain more."""

    _name = "internetmarke.agreement"
    _description = "Agreement with the Portokasse"
    _inherit = ["internetmarke.own.company"]

    balance = fields.Monetary(string="The Post's Balance", compute="_compute_agreement")
    balance_date = fields.Datetime(string="Read On", compute="_compute_agreement")
    ledger = fields.Monetary(compute="_compute_agreement")
    to_book = fields.Monetary(string="Known, Not Booked", compute="_compute_agreement")
    others = fields.Monetary(
        string="Other Companies on This Portokasse", compute="_compute_agreement"
    )
    difference = fields.Monetary(compute="_compute_agreement")
    explanation = fields.Text(compute="_compute_agreement")
    agrees = fields.Boolean(compute="_compute_agreement")
    may_book = fields.Boolean(compute="_compute_agreement")
    account_id = fields.Many2one(
        comodel_name="account.account",
        string="Book Against",
        domain="[('company_ids', 'parent_of', company_id)]",
    )

    @api.depends("company_id")
    def _compute_agreement(self):
        for wizard in self:
            company = wizard.company_id.sudo()
            others = wizard._others()
            keepers = others.filtered("internetmarke_books")
            wizard.balance = company.internetmarke_balance
            wizard.balance_date = company.internetmarke_balance_date
            wizard.ledger = self._ledger(company)
            wizard.to_book = self._to_book(company)
            wizard.others = sum(
                self._ledger(other) + self._to_book(other) for other in keepers
            )
            wizard.difference = company.internetmarke_currency_id.round(
                wizard.balance - wizard.ledger - wizard.to_book - wizard.others
            )
            doubts = wizard._doubts(others - keepers)
            wizard.explanation = "\n".join(doubts or wizard._remarks(keepers))
            wizard.agrees = not wizard.difference and not doubts
            wizard.may_book = bool(wizard.difference) and not doubts

    def _others(self):
        """Return the other companies that use the same Portokasse."""
        company = self.company_id.sudo()
        account = company._internetmarke_account()
        companies = company.search([("internetmarke_enabled", "=", True)]) - company
        return companies.filtered(
            lambda other: other._internetmarke_account() == account
        )

    @api.model
    def _ledger(self, company):
        account = company.internetmarke_books_journal_id.default_account_id
        [(amount,)] = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                [
                    ("account_id", "=", account.id),
                    ("company_id", "=", company.id),
                    ("parent_state", "=", "posted"),
                ],
                aggregates=["amount_currency:sum"],
            )
        )
        return amount or 0.0

    @api.model
    def _to_book(self, company):
        """Return what has moved and is not in the ledger yet."""
        entries = self.env["internetmarke.entry"].sudo()
        waiting = entries.search(
            [("company_id", "=", company.id), *entries._to_book_domain()]
        )
        since = company.internetmarke_books_since
        missing = since and sum(
            sum(entries._differences(company, model, since).values())
            for model in REQUESTS
        )
        return sum(waiting.mapped("amount")) + float(missing or 0)

    def _doubts(self, silent):
        """Return what keeps the difference from being booked: a list of texts.

        :param silent: other companies on this Portokasse that do not book postage.
        """
        company, doubts = self.company_id.sudo(), []
        if not company.internetmarke_books:
            doubts.append(self.env._("Postage of this company is not booked."))
        if company.internetmarke_environment != "production" or not self.balance_date:
            doubts.append(
                self.env._("The balance of the real Portokasse is not known.")
            )
            return doubts
        if names := self._unresolved():
            doubts.append(
                self.env._(
                    "Not settled with the Post yet: %(names)s. Click “Resolve” there.",
                    names=", ".join(names),
                )
            )
        if silent:
            doubts.append(
                self.env._(
                    "%(companies)s use the same Portokasse but do not book postage.",
                    companies=", ".join(silent.mapped("name")),
                )
            )
        if self._is_stale():
            doubts.append(
                self.env._(
                    "Something has moved since the balance was read. Read it again."
                )
            )
        return doubts

    def _requests(self, model):
        """Return the domain of this Portokasse's requests, of whatever company."""
        companies = self.company_id | self._others()
        return [("company_id", "in", companies.ids), ("environment", "=", "production")]

    def _unresolved(self):
        return [
            request.name
            for model, states in UNRESOLVED.items()
            for request in self.env[model]
            .sudo()
            .search([*self._requests(model), ("state", "in", states)])
        ]

    def _is_stale(self):
        moments = [("internetmarke.order", "bought_on")]
        moments.append(("internetmarke.retoure", "closed_on"))
        moments.append(("internetmarke.charge", "claimed_on"))
        return any(
            self.env[model]
            .sudo()
            .search_count(
                [
                    *self._requests(model),
                    ("state", "!=", "failed"),
                    (field, ">", self.balance_date),
                ],
                limit=1,
            )
            for model, field in moments
        )

    def _remarks(self, keepers):
        """Return what explains the figures, once nothing is in doubt."""
        remarks = []
        if by_hand := self._by_hand():
            remarks.append(
                self.env._(
                    "%(amount)s was booked by hand in the journal of the Portokasse.",
                    amount=self.currency_id.format(by_hand),
                )
            )
        if keepers:
            remarks.append(
                self.env._(
                    "%(companies)s book from the same Portokasse.",
                    companies=", ".join(keepers.mapped("name")),
                )
            )
        if self.difference:
            remarks.append(
                self.env._(
                    "Odoo knows no movement that explains the difference. Look into "
                    "the transactions of the Portokasse: stamps bought on the Post's "
                    "page, or by another system, are not known here."
                )
            )
        return remarks

    def _by_hand(self):
        """Return what stands in the ledger besides the booked entries."""
        booked = self.env["internetmarke.entry"].sudo()
        booked = booked.search(
            [("company_id", "=", self.company_id.id), ("state", "=", "booked")]
        )
        return self.currency_id.round(self.ledger - sum(booked.mapped("amount")))

    def action_refresh(self):
        """Read the balance anew from the Post."""
        self.ensure_one()
        self.env["internetmarke.letter"]._check_may_frank()
        self.company_id._internetmarke_check_pays()
        self.company_id._internetmarke_refresh_balance()
        return self._reopen()

    def action_book_difference(self):
        """Book the difference, once for each reading of the balance."""
        self.ensure_one()
        self.env["res.company"]._internetmarke_check_keeps_books()
        if not self.may_book:
            raise UserError(
                self.env._(
                    "There is nothing to book: books and balance agree, or something "
                    "is not settled yet."
                )
            )
        if not self.account_id:
            raise UserError(
                self.env._("Choose the account that the difference is booked against.")
            )
        entries = plain(self.env["internetmarke.entry"].sudo())
        name = f"DIFFERENZ/{self.balance_date:%Y-%m-%d/%H%M%S}"
        entry = entries.create(
            {
                "name": name,
                "company_id": self.company_id.id,
                "kind": "difference",
                "date": post_day(self.balance_date),
                "amount": self.difference,
                "parts": {},
                "account_id": self.account_id.id,
            }
        )
        entry._book_each()
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Agreement with the Portokasse"),
            "res_model": self._name,
            "res_id": self.copy().id,
            "view_mode": "form",
            "target": "new",
        }
