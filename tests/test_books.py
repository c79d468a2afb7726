from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.core.clock import post_today
from .books_common import BooksCommon


@tagged("post_install", "-at_install")
class TestBooks(BooksCommon):
    """Purchases, top-ups and refunds in the books, with the expense at purchase."""

    def test_a_purchase_a_top_up_and_a_refund(self):
        self._set_up(opening_balance=self.before)
        order = self._buy({self.standard: 2, self.kompakt: 1})
        charge = self._top_up()
        retoure = self._refund(order.stamp_ids[0])
        self.assertFalse(order.entry_ids, "nothing is booked before the job runs")
        self._book()
        journal = self.company.internetmarke_books_journal_id
        cash = journal.default_account_id.code
        self.assertEqual(self._lines(self._entry(order)), [(cash, -3.0), ("4910", 3.0)])
        self.assertEqual(
            self._lines(self._entry(charge)),
            [(cash, 20.0), (self.transit.code, -20.0)],
        )
        self.assertEqual(
            self._lines(self._entry(retoure)), [(cash, 0.95), ("4910", -0.95)]
        )
        self.assertEqual(self._ledger(), self._balance())
        entry = self._entry(order)
        self.assertEqual(entry.date, order._bought_day())
        line = entry.move_id.statement_line_id
        self.assertIn(order.name, line.payment_ref)
        self.assertIn(order.shop_order_id, line.payment_ref)
        self.assertIn("2 x Standardbrief", line.payment_ref)
        self.assertTrue(line.is_reconciled)
        self.assertEqual(entry.move_id.internetmarke_entry_ids, entry)
        # Once and for all.
        moves = self.entries.search([]).move_id
        self._book()
        self.assertEqual(self.entries.search([]).move_id, moves)
        self.assertEqual(len(moves), 4)

    def test_switched_on_late(self):
        order = self._buy({self.standard: 1})
        self._top_up()
        wizard = self._set_up()
        self.assertAlmostEqual(wizard.opening_balance, self.before)
        self._book()
        self.assertEqual(self._ledger(), self._balance())
        self.assertEqual(self._ledger(self.forward), -self.before)
        self.assertEqual(self._entry(order).state, "booked")

    def test_from_a_day_on(self):
        order = self._buy({self.standard: 1}).sudo()
        order.requested_on -= timedelta(days=1)
        wizard = self._set_up(since=post_today())
        self.assertAlmostEqual(wizard.opening_balance, self._balance())
        self._book()
        self.assertEqual(self.entries.search([]).kind, "opening")

    def test_not_from_a_day_to_come(self):
        made = "account.journal", "account.account", "internetmarke.entry"
        before = [self.env[model].search_count([]) for model in made]
        tomorrow = post_today() + timedelta(days=1)
        with self.assertRaisesRegex(UserError, "that day or later"):
            self._set_up(since=tomorrow, expense_at="use")
        after = [self.env[model].search_count([]) for model in made]
        self.assertEqual(after, before)
        self.assertFalse(self.company.internetmarke_books)

    def test_a_click_in_the_list_books_at_once(self):
        self._set_up(opening_balance=self.before)
        order = self._buy({self.standard: 1})
        entries = self.entries.with_user(self.manager)
        # As the web client calls a button of a list in which nothing is marked.
        call_kw(entries, "action_update", [[]], {})
        self.env.invalidate_all()
        self.assertEqual(self._entry(order).state, "booked")

    def test_a_refund_counts_from_the_day_on_which_it_was_credited(self):
        [stamp] = self._buy({self.standard: 1}).stamp_ids
        refund = self._refund(stamp).sudo()
        # Another stamp of it was decided on later.
        refund.closed_on += timedelta(days=20)
        since = post_today() + timedelta(days=10)
        self.assertFalse(
            self.entries.sudo()._differences(self.company, refund._name, since)
        )

    def test_a_locked_period(self):
        self._set_up(opening_balance=0)
        order = self._buy({self.standard: 1})
        today = post_today()
        self.company.sudo().fiscalyear_lock_date = today
        self._book()
        entry = self._entry(order)
        self.assertEqual(entry.date, today)
        self.assertEqual(entry.move_id.date, today + timedelta(days=1))
        self.assertTrue(entry.is_moved)
        self.assertIn("locked", entry.move_id.narration)

    @mute_logger("odoo.addons.internetmarke.models.books.entry_booking")
    def test_a_failure_stops_nothing_and_is_tried_again(self):
        self._set_up(opening_balance=0)
        order = self._buy({self.standard: 1})
        self.company.sudo().internetmarke_postage_account_id = False
        charge = self._top_up()
        self._book()
        entry = self._entry(order)
        self.assertEqual((entry.state, entry.move_id.ids), ("failed", []))
        self.assertIn("accounts are not chosen", entry.problem)
        self.assertEqual(order.state, "done")
        self.company.sudo().internetmarke_postage_account_id = self.postage
        self._book()
        self.assertEqual(entry.state, "failed", "the job waits a while")
        entry.with_user(self.manager).action_book()
        self.assertEqual((entry.state, entry.problem), ("booked", False))
        self._book()
        self.assertEqual(len(charge.entry_ids), 1)

    @mute_logger("odoo.addons.internetmarke.models.books.entry_booking")
    def test_a_bug_is_no_message(self):
        self._set_up(opening_balance=0)
        order = self._buy({self.standard: 1})
        broken = patch.object(type(self.entries), "_counterparts", side_effect=KeyError)
        with broken:
            self._book()
        self.assertIn("the log of the server", self._entry(order).problem)
        self._entry(order).with_user(self.manager).action_book()
        self.assertEqual(self._entry(order).state, "booked")

    @mute_logger("odoo.addons.internetmarke.models.money.order_purchase")
    def test_what_turns_out_not_to_be_is_taken_back(self):
        self._set_up(opening_balance=0)
        order = self._buy({self.standard: 1})
        self._book()
        order.sudo().state = "failed"
        self._book()
        first, second = order.entry_ids.sorted("id")
        self.assertEqual(second.name, f"{first.name}/2")
        self.assertEqual(second.amount, 0.95)
        self.assertEqual((self._ledger(), self._ledger(self.postage)), (0, 0))
        order.sudo().state = "done"
        self._book()
        self.assertEqual(self._ledger(), -0.95)

    def test_a_job_that_dies_books_once(self):
        self._set_up(opening_balance=0)
        order = self._buy({self.standard: 1})
        self.entries._derive(self.company)
        entry = self._entry(order).sudo()
        before = self.env["account.move"].search_count([])
        with self.cr.savepoint() as savepoint:
            entry._book_once()
            self.assertTrue(entry.move_id)
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertEqual(entry.state, "to_book")
        self._book()
        self.assertEqual(self.env["account.move"].search_count([]), before + 1)
        self.assertEqual((entry.state, self._ledger()), ("booked", -0.95))

    def test_two_jobs_at_once_derive_once(self):
        """The other job's row cannot be seen yet; the database knows it."""
        self._set_up(opening_balance=0)
        order = self._buy({self.standard: 1})
        self.entries._derive(self.company)
        unseen = patch.object(
            type(self.entries), "_unlike_their_rows", lambda *_args: order.sudo()
        )
        nothing = patch.object(
            type(self.entries), "search", lambda entries, *_args: entries.browse()
        )
        with unseen, nothing, self.assertRaises(ConcurrencyError):
            self.entries._derive(self.company)
        self.assertEqual(len(order.entry_ids), 1)

    def test_play_money_is_never_booked(self):
        self._set_up(opening_balance=0)
        self.company.internetmarke_environment = "demo"
        order = self._buy({self.standard: 1})
        self.assertEqual(order.state, "done")
        self._book()
        self.assertFalse(self.entries.search([]))

    def test_a_copy_books_nothing(self):
        self._set_up(opening_balance=0)
        self._buy({self.standard: 1})
        self._book()
        self._buy({self.standard: 2})
        self.entries._derive(self.company)
        self._neutralize()
        self._book()
        states = self.entries.search([]).mapped("state")
        self.assertEqual(sorted(states), ["booked", "to_book"])

    def test_taxed_products(self):
        """VAT is taken out of the price of each single stamp."""
        tax = self.env["account.tax"].search(
            [
                ("company_id", "=", self.company.id),
                ("type_tax_use", "=", "purchase"),
                ("amount", "=", 19),
                ("amount_type", "=", "percent"),
                ("name", "ilike", "19%"),
            ],
            limit=1,
        )
        product = self.kompakt.with_company(self.company)
        product.with_user(self.manager).purchase_tax_id = tax
        self._set_up(opening_balance=0)
        order = self._buy({self.standard: 1, self.kompakt: 3})
        self._book()
        cash = self.company.internetmarke_books_journal_id.default_account_id
        # 1.10 holds 0.18 of VAT (0.1756); three of them hold 0.53.
        input_tax = tax.invoice_repartition_line_ids.account_id
        move = self._entry(order).move_id
        self.assertEqual(
            self._lines(self._entry(order)),
            sorted(
                [
                    (cash.code, -4.25),
                    ("4910", 0.95),
                    ("4910", 2.76),
                    (input_tax.code, 0.54),
                ]
            ),
        )
        self.assertTrue(move.line_ids.tax_tag_ids)
        self._refund(
            order.stamp_ids.filtered(lambda s: s.product_id == self.kompakt)[0]
        )
        self._book()
        self.assertEqual(self._ledger(input_tax), 0.36)
        self.assertEqual(self._ledger(), -3.15)

    def test_a_tax_that_is_missing_is_told(self):
        self._buy({self.kompakt: 1})
        wizards = self.env["internetmarke.books.setup"].with_user(self.manager)
        self.assertFalse(wizards.create({}).tax_hint)
        self.kompakt.sudo().category = "dialogpost"
        self.assertIn(self.kompakt.name, wizards.create({}).tax_hint)

    def test_the_tax_is_the_accountants_choice(self):
        with self.assertRaises(AccessError):
            self.standard.with_user(self.buyer).purchase_tax_id = False

    def test_the_posting_receipt(self):
        self._set_up(opening_balance=0)
        order = self._buy({self.standard: 1})
        self._book()
        order.sudo().write({"with_manifest": True, "manifest": b"JVBERi0="})
        self._book()
        self._book()
        found = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "account.move"),
                ("res_id", "=", self._entry(order).move_id.id),
            ]
        )
        self.assertEqual(found.mapped("name"), [order.manifest_name])

    def test_who_sets_it_up(self):
        for user in (self.buyer, self.clerk, self.accountant):
            wizard = self.env["internetmarke.books.setup"].with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                wizard.create({}).action_apply()
        administrator = self.env.ref("base.user_admin")
        with self.assertRaises(AccessError):
            self.company.with_user(administrator).internetmarke_books = True

    def test_what_is_booked_fixes_the_set_up(self):
        self._set_up(opening_balance=5)
        with self.assertRaises(UserError):
            self._set_up(since=fields.Date.today())
        wizard = self._set_up(transfer_account_id=self.forward.id)
        self.assertEqual(self.company.internetmarke_transfer_account_id, self.forward)
        wizard.action_switch_off()
        order = self._buy({self.standard: 1})
        self._book()
        self.assertFalse(order.entry_ids)
        self._set_up()
        self._book()
        self.assertEqual(len(order.entry_ids), 1, "what happened meanwhile")

    def test_its_journal_entry_stays(self):
        self._set_up(opening_balance=5)
        self._book()
        move = self.entries.search([]).move_id
        move.button_draft()
        with self.assertRaises(UserError):
            move.unlink()
