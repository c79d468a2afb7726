from odoo.tests import new_test_user

from .common import InternetmarkeCommon


class BooksCommon(InternetmarkeCommon):
    """A company whose accountant has postage booked from the first day of this year."""

    expense_at = "purchase"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            login="manager",
            groups="account.group_account_manager",
            company_id=cls.company.id,
        )
        cls.entries = cls.env["internetmarke.entry"]
        cls.postage = cls._account_of("4910")
        cls.transit = cls.company.transfer_account_id
        cls.forward = cls._account_of("9000")

    def setUp(self):
        super().setUp()
        # The Post remembers what other tests have spent.
        self.before = self._balance()

    def _balance(self):
        return self._wallet()["balance"] / 100

    @classmethod
    def _account_of(cls, code):
        accounts = cls.env["account.account"].with_company(cls.company)
        domain = accounts._check_company_domain(cls.company)
        return accounts.search([*domain, ("code", "=", code)])

    def _set_up(self, **values):
        """Set up booking with the proposals of the wizard."""
        wizard = self.env["internetmarke.books.setup"].with_user(self.manager)
        wizard = wizard.create({"expense_at": self.expense_at, **values})
        wizard.action_apply()
        self.env.invalidate_all()
        return wizard

    def _book(self):
        self._run_job("ir_cron_book")

    def _entry(self, record):
        [entry] = record.entry_ids
        return entry

    def _lines(self, entry):
        """Return the lines of an entry: ``[(account code, debit - credit)]``."""
        return sorted(
            (line.account_id.code, line.balance) for line in entry.move_id.line_ids
        )

    def _ledger(self, account=None):
        """Return what stands on an account, by default on that of the Portokasse."""
        journal = self.company.internetmarke_books_journal_id
        account = account or journal.default_account_id
        lines = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return round(sum(lines.mapped("balance")), 2)

    def _top_up(self):
        wizard = self.env["internetmarke.topup"].with_user(self.buyer)
        wizard.create({"choice": "20"}).action_top_up()
        self.env.invalidate_all()
        return self.env["internetmarke.charge"].search([], limit=1)

    def _refund(self, stamps):
        wizard = self.env["internetmarke.refund"].with_user(self.buyer)
        wizard.create({"stamp_ids": stamps.ids}).action_refund()
        self.env.invalidate_all()
        return stamps.retoure_ids


def books_records(case, order):
    """Return a record of every model of the books, as its rightful user made it."""
    clerk = case.env(user=case.clerk)
    entries = case.env["internetmarke.entry"].sudo()
    entry = entries.create(
        {
            "name": "X",
            "company_id": case.company.id,
            "kind": "purchase",
            "date": order._bought_day(),
            "parts": {},
            "order_id": order.id,
        }
    )
    movements = clerk["internetmarke.stamp.movement"]
    return [
        entry,
        movements.search([("order_id", "=", order.id)], limit=1),
        clerk["internetmarke.agreement"].create({}),
        clerk["internetmarke.stock.report"].create({}),
        case.env["internetmarke.books.setup"].sudo().create({}),
        clerk["internetmarke.postage.cost"].search([], limit=1),
        clerk["internetmarke.register"].create({}),
        case.env["internetmarke.charge.on"].sudo().create({}),
    ]
