from datetime import timedelta

from odoo.tests import tagged

from ..models.core.clock import post_today
from .books_common import BooksCommon


@tagged("post_install", "-at_install")
class TestBooksUse(BooksCommon):
    """Stamps are worth something until a letter uses them."""

    expense_at = "use"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plan = cls.env["account.analytic.plan"].create({"name": "Abteilungen"})
        cls.shop, cls.office, cls.rest = cls.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("Laden", "Büro", "Rest")]
        )

    def setUp(self):
        super().setUp()
        self._set_up(opening_balance=self.before, analytic_account_id=self.rest.id)
        self.stock = self.company.internetmarke_stock_account_id
        self.yesterday = post_today() - timedelta(days=1)

    def _days_ago(self, record, field, days=1):
        record.sudo()[field] -= timedelta(days=days)
        self.env.flush_all()

    def _letter(self, *amounts):
        """Frank an invoice with a line for each ``(analytic account, amount)``."""
        move = self._printed_invoice(lines=len(amounts) or 1)
        letter = self._frank(move)
        for (account, amount), line in zip(
            amounts, move.invoice_line_ids, strict=False
        ):
            self.env.cr.execute(
                "UPDATE account_move_line SET analytic_distribution = %s, balance = %s"
                " WHERE id = %s",
                [account and f'{{"{account.id}": 100}}', -amount, line.id],
            )
        self.env.invalidate_all()
        return letter

    def _uses(self):
        uses = self.entries.search([("kind", "=", "use")], order="id")
        return [(entry.name, entry.stock_amount) for entry in uses]

    def test_from_the_purchase_to_the_letter(self):
        order = self._buy({self.standard: 3})
        letter = self._letter()
        self._book()
        self.assertEqual(
            (self._ledger(self.stock), self._ledger(self.postage)), (2.85, 0)
        )
        self.assertFalse(self._uses(), "the day is not over")
        self._days_ago(letter, "franked_on")
        self._book()
        self.assertEqual(self._uses(), [(f"VERBRAUCH/{self.yesterday}", -0.95)])
        self.assertEqual(
            (self._ledger(self.stock), self._ledger(self.postage)), (1.9, 0.95)
        )
        [entry] = self.entries.search([("kind", "=", "use")])
        self.assertEqual(entry.move_id.date, self.yesterday)
        self.assertFalse(entry.move_id.statement_line_id, "no money moved")
        # The franking is removed: today first, then as if it had been yesterday, too.
        letter.with_user(self.clerk)._release("test")
        self._book()
        self.assertEqual(len(self._uses()), 1)
        self._days_ago(letter, "released_on")
        self._book()
        self.assertEqual(self._uses()[1:], [(f"VERBRAUCH/{self.yesterday}/2", 0.95)])
        self.assertEqual(self._ledger(self.stock), 2.85)
        self._refund(order.stamp_ids[:2])
        self._book()
        self.assertEqual(
            (self._ledger(self.stock), self._ledger(self.postage)), (0.95, 0)
        )
        self.assertEqual(self._ledger(), self._balance())

    def test_the_expense_goes_where_the_invoices_go(self):
        self._buy({self.standard: 2})
        split = self._letter((self.shop, 300), (self.office, 100))
        plain = self._letter((None, 50))
        self._days_ago(split, "franked_on")
        self._days_ago(plain, "franked_on")
        self._book()
        [entry] = self.entries.search([("kind", "=", "use")])
        lines = entry.move_id.line_ids - entry.move_id.line_ids.filtered(
            lambda line: line.account_id == self.stock
        )
        found = {tuple(line.analytic_distribution): line.balance for line in lines}
        self.assertEqual(sum(found.values()), 1.9)
        self.assertEqual(
            found,
            {
                (str(self.shop.id),): 0.71,
                (str(self.office.id),): 0.24,
                (str(self.rest.id),): 0.95,
            },
        )

    def test_what_expires_is_an_expense(self):
        stamp = self._buy({self.standard: 1}).stamp_ids
        stamp.sudo().valid_until = self.yesterday - timedelta(days=1)
        self._book()
        [entry] = self.entries.search([("kind", "=", "expired")])
        self.assertEqual((entry.date, entry.stock_amount), (self.yesterday, -0.95))
        self.assertEqual(
            (self._ledger(self.stock), self._ledger(self.postage)), (0, 0.95)
        )
        self._run_job("ir_cron_expire_stamps")
        self._book()
        self.assertEqual(len(self.entries.search([("kind", "=", "expired")])), 1)

    def test_stock_that_was_there_before(self):
        order = self._buy({self.standard: 2})
        other = self.env["internetmarke.books.setup"].with_user(self.manager)
        tomorrow = post_today() + timedelta(days=1)
        wizard = other.create({"since": tomorrow, "expense_at": "use"})
        self.assertEqual(wizard.opening_stock, sum(order.stamp_ids.mapped("price")))
        self.assertEqual(other.create({"since": self.yesterday}).opening_stock, 0)

    def test_the_stock_on_a_day(self):
        order = self._buy({self.standard: 2, self.kompakt: 1})
        letter = self._letter()
        self._refund(order.stamp_ids.filtered(lambda s: s.product_id == self.kompakt))
        reports = self.env["internetmarke.stock.report"].with_user(self.accountant)
        report = reports.create({})
        self.assertEqual((report.quantity, report.value), (1, 0.95))
        rows = {row["product"]: row for row in report._rows()}
        standard, kompakt = rows[self.standard], rows[self.kompakt]
        self.assertEqual(
            (standard["bought"], standard["used"], standard["quantity"]), (2, -1, 1)
        )
        self.assertEqual((kompakt["bought"], kompakt["refunded"]), (1, -1))
        before = reports.create(
            {"date_from": self.yesterday, "date_to": self.yesterday}
        )
        self.assertEqual((before.quantity, before.value), (0, 0))
        action = report.action_show_movements()
        movements = self.env["internetmarke.stamp.movement"].with_user(self.accountant)
        found = movements.search(action["domain"])
        self.assertEqual(
            sorted(found.mapped("kind")), ["bought", "bought", "refunded", "used"]
        )
        used = found.filtered(lambda movement: movement.kind == "used")
        self.assertEqual(used.action_view_source()["res_id"], letter.id)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "internetmarke.report_stock", report.ids
        )
        self.assertIn("Standardbrief", html.decode())
