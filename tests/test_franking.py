from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..models.core.clock import post_today
from .common import InternetmarkeCommon

PURCHASE_LOGGER = "odoo.addons.internetmarke.models.money.order_purchase"


@tagged("post_install", "-at_install")
class TestFranking(InternetmarkeCommon):
    in_stock = {"standard": 2}

    def test_product_follows_country_and_pages(self):
        wizard = self._frank_wizard(self._printed_invoice())
        self.assertEqual((wizard.sheets, wizard.product_id), (1, self.standard))
        wizard = self._frank_wizard(self._printed_invoice(self.foreigner))
        self.assertEqual(wizard.destination, "international")
        self.assertEqual(wizard.product_id, self.abroad)
        wizard = self._frank_wizard(self._printed_invoice(lines=90))
        self.assertGreater(wizard.sheets, 3)
        self.assertEqual(wizard.product_id, self.kompakt)

    def test_service_changes_the_proposal(self):
        move = self._printed_invoice()
        model = self.env["internetmarke.frank"].with_user(self.clerk)
        form = Form(model.with_context(default_move_ids=move.ids))
        form.service = "einwurf"
        self.assertEqual(form.product_id.code, 1002)

    def test_who_may_not_write_the_invoice_does_not_frank_it(self):
        move = self._printed_invoice()
        wizard = self._frank_wizard(move)
        self.env["ir.rule"].create(
            {
                "name": "Not this one",
                "model_id": self.env.ref("account.model_account_move").id,
                "domain_force": [("id", "!=", move.id)],
                "perm_read": False,
                "perm_create": False,
                "perm_unlink": False,
            }
        )
        with self.assertRaises(AccessError), self.cr.savepoint():
            wizard.action_frank()
        self.env.invalidate_all()
        self.assertEqual(set(self.bought.stamp_ids.mapped("state")), {"stock"})
        self.assertFalse(move.internetmarke_letter_id)

    def test_stamp_is_found_by_its_id_in_any_spacing(self):
        stamp, other = self.bought.stamp_ids
        stamps = self.env["internetmarke.stamp"]
        digits = stamp.voucher_id
        for written in (digits, stamp.display_name, digits.lower(), f" {digits[-6:]}"):
            found = stamps.search([("display_name", "ilike", written)])
            self.assertEqual(found & (stamp | other), stamp, written)
        self.assertEqual(stamps.name_search(stamp.display_name)[0][0], stamp.id)

    def test_journal_row_says_who_sent_what(self):
        move = self._printed_invoice()
        letter = self._frank(move)
        self.assertRecordValues(
            letter,
            [
                {
                    "state": "franked",
                    "partner_id": self.customer.id,
                    "move_ids": move.ids,
                    "product_id": self.standard.id,
                    "price": 0.95,
                    "cost": 0.95,
                    "sheets": 1,
                    "franked_by_id": self.clerk.id,
                    "print_count": 0,
                }
            ],
        )
        self.assertEqual(letter.stamp_id.state, "used")
        self.assertIn(letter.name, move.message_ids[0].body)

    def test_franking_is_no_change_of_the_invoice(self):
        move = self._printed_invoice()
        move.sudo().with_context(skip_is_manually_modified=True).write(
            {"is_manually_modified": False}
        )
        letter = self._frank(move)
        self.assertEqual(move.internetmarke_letter_id, letter)
        self.assertFalse(move.is_manually_modified)
        letter.action_release()
        self.assertFalse(move.is_manually_modified)

    def test_franked_invoice_is_not_franked_again(self):
        move = self._printed_invoice()
        wizard, of_another = self._frank_wizard(move), self._frank_wizard(move)
        wizard.action_frank()
        self.assertEqual(
            wizard.action_frank()["res_id"], move.internetmarke_letter_id.id
        )
        with self.assertRaisesRegex(UserError, "franked already"):
            of_another.action_frank()
        self.assertEqual(len(move.internetmarke_letter_ids), 1)

    def test_removed_franking_returns_the_stamp(self):
        move = self._printed_invoice()
        letter = self._frank(move)
        stamp = letter.stamp_id
        move.with_user(self.clerk).action_internetmarke_release()
        self.assertEqual(stamp.state, "stock")
        self.assertEqual((letter.state, letter.cost), ("released", 0.0))
        self.assertEqual(letter.released_by_id, self.clerk)
        self.assertFalse(move.internetmarke_letter_id)
        again = self._frank(move)
        self.assertEqual(again.stamp_id, stamp)
        self.assertEqual(stamp.letter_ids, letter | again, "the history stays")

    def test_printed_letter_needs_a_reason(self):
        move = self._printed_invoice()
        letter = self._frank(move)
        move.with_user(self.clerk).action_internetmarke_print()
        action = move.with_user(self.clerk).action_internetmarke_release()
        self.assertEqual(letter.state, "printed", "asked first")
        model = self.env["internetmarke.release"].with_user(self.clerk)
        form = Form(model.with_context(**action["context"]))
        with self.assertRaises(AssertionError):
            form.save()
        form.reason = "Wrong paper"
        form.save().action_release()
        self.assertEqual(letter.state, "released")
        self.assertEqual(letter.release_reason, "Wrong paper")
        self.assertEqual(letter.stamp_id.state, "stock")

    def test_database_forbids_one_stamp_on_two_letters(self):
        letter = self._frank(self._printed_invoice())
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            letter.sudo().copy({"name": "twin", "stamp_id": letter.stamp_id.id})

    def test_journal_cannot_be_deleted(self):
        letter = self._frank(self._printed_invoice())
        with self.assertRaises(UserError):
            letter.sudo().unlink()

    def test_franking_asks_the_post_nothing(self):
        param = self.env["ir.config_parameter"].sudo()
        param.set_param("internetmarke.api_url", "http://127.0.0.1:9/im/v1")
        calls = self.post.ledger()["calls"]
        self.assertTrue(self._frank(self._printed_invoice()))
        self.assertEqual(self.post.ledger()["calls"], calls)

    def test_products_to_choose_from_have_price_and_stock(self):
        model = self.env["internetmarke.product"].with_user(self.clerk)
        [found] = model.web_name_search(
            "Standardbrief", {"display_name": {}}, [("id", "=", self.standard.id)]
        )
        self.assertEqual(found["display_name"], "Standardbrief")
        self.assertIn("0.95", found["__formatted_display_name"])
        self.assertIn("2 in stock", found["__formatted_display_name"])

    def test_draft_invoice_is_not_franked(self):
        move = self._printed_invoice()
        wizard = self._frank_wizard(move)
        move.button_draft()
        with self.assertRaisesRegex(UserError, "Only posted"):
            wizard.action_frank()

    def test_reset_to_draft_returns_an_unprinted_stamp(self):
        move = self._printed_invoice()
        letter = self._frank(move)
        move.button_draft()
        self.assertEqual(letter.state, "released")
        self.assertEqual(letter.stamp_id.state, "stock")

    def test_reset_to_draft_keeps_a_printed_letter(self):
        move = self._printed_invoice()
        letter = self._frank(move)
        letter.with_user(self.clerk).action_print()
        move.button_draft()
        self.assertEqual(letter.state, "printed")
        with self.assertRaises(UserError):
            move.unlink()

    def test_wrong_page_is_never_printed(self):
        letter = self._frank(self._printed_invoice())
        other = self.bought.stamp_ids - letter.stamp_id
        letter.stamp_id.sudo().page = other.page
        with self.assertRaisesRegex(UserError, "Frankier-ID"):
            letter.with_user(self.clerk).action_print()
        self.assertEqual(letter.state, "franked")

    def test_letter_of_another_environment_is_not_printed(self):
        letter = self._frank(self._printed_invoice())
        self.company.internetmarke_environment = "demo"
        with self.assertRaisesRegex(UserError, "another mode"):
            letter.with_user(self.clerk).action_print()

    def test_too_large_stamp_is_refused_before_it_is_used(self):
        registered = self.env["internetmarke.product"].search([("code", "=", 11006)])
        stamp = self._buy({registered: 1}).stamp_ids
        wizard = self._frank_wizard(self._printed_invoice(self.foreigner))
        wizard.product_id = registered
        with self.assertRaisesRegex(UserError, "do not fit"), self.cr.savepoint():
            wizard.action_frank()
        self.env.invalidate_all()
        self.assertEqual(stamp.state, "stock")

    def test_only_offered_products_of_the_country(self):
        wizard = self._frank_wizard(self._printed_invoice(self.foreigner))
        domain = [
            ("destination", "=", wizard.destination),
            ("service", "=", wizard.service),
        ]
        offered = self.env["internetmarke.product"].search(domain)
        self.assertIn(self.abroad, offered)
        self.assertNotIn(self.standard, offered)


@tagged("post_install", "-at_install")
class TestFrankingFromEmptyStock(InternetmarkeCommon):
    """What is in stock, and what is bought when nothing is."""

    def test_stamp_that_expires_first_is_taken(self):
        newer = self._buy({self.standard: 1}).stamp_ids
        older = self._buy({self.standard: 1}).stamp_ids
        older.sudo().valid_until = fields.Date.subtract(newer.valid_until, days=1)
        self.assertEqual(self._frank(self._printed_invoice()).stamp_id, older)
        self.assertEqual(self._frank(self._printed_invoice()).stamp_id, newer)

    def test_expired_stamp_is_not_used(self):
        self._buy({self.standard: 1}).stamp_ids.sudo().valid_until = "2020-12-31"
        with self.assertRaisesRegex(UserError, "no stamp"):
            self._frank(self._printed_invoice())

    def test_a_stamp_is_good_on_its_last_day_and_not_after(self):
        today = post_today()
        stamps = self._buy({self.standard: 2}).sudo().stamp_ids
        overview = self.env["internetmarke.overview"].with_user(self.clerk)
        for days, good in ((0, True), (1, False)):
            stamps.valid_until = fields.Date.subtract(today, days=days)
            self.env.flush_all()
            opened = overview.browse(overview.action_open()["res_id"])
            self.assertEqual(bool(opened.stock_count), good)
            self.standard.invalidate_recordset(["stock_count"])
            self.assertEqual(bool(self.standard.stock_count), good)
            stamps._cron_expire()
            self.assertEqual(stamps[1].state, "stock" if good else "expired")
            if good:
                letter = self._frank(self._printed_invoice())
                self.assertEqual(letter.stamp_id, stamps[0])

    def test_a_year_ends_when_it_does_in_germany(self):
        """For people and jobs in any time zone: here it is an hour later than UTC."""
        stamp = self._buy({self.standard: 1}).stamp_ids
        stamp.sudo().valid_until = "2030-12-31"
        self.env.flush_all()
        model = self.env["internetmarke.stamp"]
        for moment, good in (("22:59", True), ("23:01", False)):
            with freeze_time(f"2030-12-31 {moment}:00"):
                self.standard.invalidate_recordset(["stock_count"])
                self.assertEqual(bool(self.standard.stock_count), good)
                domain = model._stock_domain(self.company, self.standard)
                self.assertEqual(model.search(domain), stamp if good else model)

    def test_out_of_stock_buys_on_confirmation_only(self):
        move = self._printed_invoice()
        clerk = self._frank_wizard(move)
        self.assertEqual((clerk.stock_count, clerk.may_buy), (0, False))
        wizard = self._frank_wizard(move, self.buyer)
        wizard.quantity = 3
        self.assertTrue(wizard.may_buy)
        self.assertAlmostEqual(wizard.amount_to_buy, 2.85)
        wizard.action_buy_and_frank()
        self.env.invalidate_all()
        self.assertEqual(move.internetmarke_letter_id.product_id, self.standard)
        self.assertEqual(self.standard.with_user(self.buyer).stock_count, 2)

    def test_bought_franked_and_printed_in_one_click(self):
        wizard = self._frank_wizard(self._printed_invoice(), self.buyer)
        self.assertIn("0.95", wizard.buy_label)
        self.assertEqual(wizard.balance, self.company.internetmarke_balance)
        action = wizard.action_buy_frank_and_print()
        self.assertEqual(action["report_name"], "internetmarke.report_letter")
        self.env.invalidate_all()
        letter = wizard.move_id.internetmarke_letter_id
        self.assertEqual((letter.state, letter.print_count), ("printed", 1))
        again = wizard.action_buy_frank_and_print()
        self.assertEqual(again["res_id"], letter.id)
        self.env.invalidate_all()
        self.assertEqual(letter.print_count, 1)

    def test_too_little_balance_offers_a_top_up_that_comes_back(self):
        self.company.sudo().internetmarke_balance_date = fields.Datetime.now()
        self.company.sudo().internetmarke_balance = 1.0
        wizard = self._frank_wizard(self._printed_invoice(), self.buyer)
        self.assertFalse(wizard.balance_missing)
        wizard.quantity = 20
        self.assertAlmostEqual(wizard.balance_missing, 18.0)
        context = wizard.action_top_up()["context"]
        topup = self.env["internetmarke.topup"].with_user(self.buyer)
        topup = Form(topup.with_context(**context)).save()
        self.assertEqual(topup.amount, 18)
        told = topup.with_context(**context).action_top_up()["params"]
        self.assertIn("topped up", told["message"])
        action = told["next"]
        self.assertEqual(action["res_id"], wizard.id)
        self.assertEqual(action["name"], f"Frank {wizard.move_id.name}")

    def test_who_may_not_buy_sees_whom_to_ask(self):
        wizard = self._frank_wizard(self._printed_invoice())
        self.assertIn(self.buyer.name, wizard.whom_to_ask)
        self.assertEqual(wizard.in_the_way, "Out of stock.")

    def test_price_of_the_wizard_is_the_one_that_is_paid(self):
        """The price rises between showing the total and confirming it."""
        balance = self._wallet()["balance"]
        self.addCleanup(self.post.set_prices, {1: 95})
        wizard = self._frank_wizard(self._printed_invoice(), self.buyer)
        wizard.quantity = 2
        self.post.set_prices({1: 99})
        with mute_logger(PURCHASE_LOGGER):
            wizard = self._asked_again(wizard, wizard.action_buy_and_frank())
        self.assertIn("prices have changed", wizard.notice)
        self.assertAlmostEqual(wizard.amount_to_buy, 1.98)
        self.assertEqual(self._wallet()["balance"], balance)
        wizard.action_buy_and_frank()
        self.assertEqual(self._wallet()["balance"], balance - 198)

    def test_nothing_is_bought_for_a_letter_that_cannot_be_franked(self):
        paid = len(self._paid_orders())
        franked = self._printed_invoice()
        stale = self._frank_wizard(franked, self.buyer)
        self._buy({self.standard: 1})
        self._frank(franked)
        with self.assertRaisesRegex(UserError, "franked already"):
            stale.action_buy_and_frank()
        unprintable = self._make_customer("北京公司", "base.de")
        wizard = self._frank_wizard(self._printed_invoice(unprintable), self.buyer)
        with self.assertRaisesRegex(UserError, "cannot print"):
            wizard.action_buy_and_frank()
        self.assertEqual(len(self._paid_orders()), paid + 1)

    def test_stock_filled_meanwhile_is_used(self):
        wizard = self._frank_wizard(self._printed_invoice(), self.buyer)
        self._buy({self.standard: 1})
        paid = len(self._paid_orders())
        wizard.action_buy_and_frank()
        self.env.invalidate_all()
        self.assertTrue(wizard.move_id.internetmarke_letter_id)
        self.assertEqual(len(self._paid_orders()), paid)

    def test_franking_that_fails_after_buying_says_what_was_bought(self):
        self.patch(
            type(self.env["internetmarke.stamp"]), "_take", lambda stamps, *_: stamps
        )
        for quantity, told in (2, "2 stamps were bought"), (1, "One stamp was bought"):
            self.env["internetmarke.stamp"].search([]).sudo().state = "expired"
            wizard = self._frank_wizard(self._printed_invoice(), self.buyer)
            wizard.quantity = quantity
            action = wizard.action_buy_and_frank()
            self.assertIn(told, action["params"]["message"])

    def test_letter_that_does_not_fit_buys_nothing(self):
        self.company.external_report_layout_id = self.env.ref(
            "web.external_layout_standard"
        )
        move = self._printed_invoice()
        paid = len(self._paid_orders())
        wizard = self._frank_wizard(move, self.buyer)
        wizard.medium = "window"
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "where the window of the envelope"):
            wizard.action_buy_and_frank()
        self.assertEqual(len(self._paid_orders()), paid)
