from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.core.clock import post_today
from .books_common import BooksCommon


@tagged("post_install", "-at_install")
class TestAgreement(BooksCommon):
    """The Post's balance against the books."""

    def setUp(self):
        super().setUp()
        self._set_up(opening_balance=self.before)

    def _open(self, user=None):
        self.env.invalidate_all()
        return (
            self.env["internetmarke.agreement"]
            .with_user(user or self.manager)
            .create({})
        )

    def _spend_elsewhere(self, cents):
        """Let the Post's balance be lower than Odoo knows why."""
        company = self.company.sudo()
        company.internetmarke_balance -= cents / 100

    def test_they_agree(self):
        self._buy({self.standard: 2})
        agreement = self._open(self.accountant)
        self.assertAlmostEqual(agreement.to_book, self.before - 1.9 - agreement.ledger)
        self.assertEqual((agreement.difference, agreement.may_book), (0, False))
        self._book()
        agreement = self._open(self.accountant)
        self.assertEqual((agreement.ledger, agreement.to_book), (self._balance(), 0))
        self.assertEqual((agreement.difference, agreement.explanation), (0, ""))
        self.assertTrue(agreement.agrees)

    def test_what_was_bought_elsewhere(self):
        self._buy({self.standard: 2})
        self._book()
        self._spend_elsewhere(1_10)
        agreement = self._open()
        self.assertEqual(agreement.difference, -1.1)
        self.assertIn("bought on the Post's page", agreement.explanation)
        with self.assertRaises(UserError):
            agreement.action_book_difference()
        agreement.account_id = self.postage
        agreement.action_book_difference()
        self.assertEqual(self._ledger(), self.company.sudo().internetmarke_balance)
        [entry] = self.entries.search([("kind", "=", "difference")])
        self.assertEqual((entry.state, entry.amount), ("booked", -1.1))
        again = self._open()
        again.account_id = self.postage
        with self.assertRaises(UserError):
            again.action_book_difference()
        self.assertEqual(again.difference, 0)

    @mute_logger("odoo.addons.internetmarke.models.money.order_purchase")
    def test_not_while_something_is_open(self):
        self._buy({self.standard: 1})
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 1})
        self.assertEqual(order.state, "requested")
        self._spend_elsewhere(95)
        agreement = self._open()
        self.assertIn(order.name, agreement.explanation)
        self.assertFalse(agreement.may_book)
        agreement.account_id = self.postage
        with self.assertRaises(UserError):
            agreement.action_book_difference()
        # The figures are equal by chance.
        self.company.sudo().internetmarke_balance -= agreement.difference
        agreement = self._open()
        self.assertEqual((agreement.difference, agreement.agrees), (0, False))

    def test_a_balance_that_is_too_old(self):
        order = self._buy({self.standard: 1})
        self.company.sudo().internetmarke_balance_date = order.create_date
        self._spend_elsewhere(95)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_company SET internetmarke_balance_date ="
            " internetmarke_balance_date - interval '1 hour' WHERE id = %s",
            [self.company.id],
        )
        self.assertIn("Read it again", self._open().explanation)

    def test_another_company_on_the_same_portokasse(self):
        self._buy({self.standard: 1})
        self._book()
        other = self._other_company().sudo()
        company = self.company.sudo()
        for name in ("enabled", "username", "password"):
            other[f"internetmarke_{name}"] = company[f"internetmarke_{name}"]
        self.assertIn(other.name, self._open().explanation)

    def test_what_was_booked_by_hand(self):
        self._buy({self.standard: 1})
        self._book()
        journal = self.company.internetmarke_books_journal_id
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "date": post_today(),
                "amount": -5,
                "payment_ref": "von Hand",
                "counterpart_account_id": self.postage.id,
            }
        )
        agreement = self._open()
        self.assertEqual(agreement.difference, 5)
        self.assertIn("by hand", agreement.explanation)

    def test_who_books_it(self):
        self._buy({self.standard: 1})
        self._spend_elsewhere(1)
        agreement = self._open(self.clerk)
        with self.assertRaises(AccessError):
            agreement.action_book_difference()

    def test_not_of_another_company(self):
        other = self._other_company()
        agreements = self.env["internetmarke.agreement"].with_user(self.manager)
        with self.assertRaises(AccessError):
            agreements.create({"company_id": other.id})
