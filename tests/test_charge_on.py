from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..models.core.clock import post_today
from .books_common import BooksCommon


@tagged("post_install", "-at_install")
class TestChargeOn(BooksCommon):
    """Postage on the customer's next invoice, if the company wants that."""

    in_stock = {"standard": 3, "abroad": 1}

    def setUp(self):
        super().setUp()
        self.product = self.env["product.product"].create(
            {"name": "Versandkosten", "type": "service"}
        )
        self._switch_on()

    def _switch_on(self, **values):
        wizards = self.env["internetmarke.charge.on"].with_user(self.manager)
        values = {"is_on": True, "product_id": self.product.id, **values}
        wizards.create(values).action_apply()
        self.env.invalidate_all()

    def _sent(self, partner=None):
        """Return a letter to a customer that was printed."""
        letter = self._frank(self._printed_invoice(partner))
        letter.sudo().write({"state": "printed", "print_count": 1})
        return letter

    def _draft(self):
        return self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [
                    Command.create({"name": "Beratung", "price_unit": 100.0})
                ],
            }
        )

    def test_the_next_draft_offers_it(self):
        letters = self._sent() | self._sent()
        self._sent(self.foreigner)
        draft = self._draft().with_user(self.clerk)
        self.assertEqual(draft.internetmarke_charge_amount, 1.9)
        self.assertEqual(
            len(draft.invoice_line_ids), 1, "a click adds it, nothing else"
        )
        draft.action_internetmarke_charge_on()
        line = draft.invoice_line_ids.filtered("product_id")
        self.assertEqual((line.price_unit, line.quantity), (1.9, 1))
        own = self.product.taxes_id.filtered_domain(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(line.tax_ids, own, "taxed like any sale")
        self.assertEqual(letters.charged_line_id, line)
        self.env.invalidate_all()
        self.assertEqual(draft.internetmarke_charge_count, 0)
        draft.action_internetmarke_charge_on()
        self.assertEqual(len(draft.invoice_line_ids), 2, "once")
        # Whoever removes the line can charge the letters on again.
        line.unlink()
        self.env.invalidate_all()
        self.assertEqual(draft.internetmarke_charge_count, 2)

    def test_a_fixed_amount(self):
        self._switch_on(charge_by="fixed", fixed=1.5)
        self._sent()
        draft = self._draft()
        draft.action_internetmarke_charge_on()
        self.assertEqual(draft.invoice_line_ids[-1:].price_unit, 1.5)

    def test_a_fixed_amount_is_more_than_nothing(self):
        with self.assertRaisesRegex(UserError, "above zero"):
            self._switch_on(charge_by="fixed", fixed=0)

    def test_never_on_a_posted_invoice(self):
        self._sent()
        draft = self._draft()
        draft.action_post()
        total = draft.amount_total
        draft.action_internetmarke_charge_on()
        self.assertEqual(
            (draft.internetmarke_charge_count, draft.amount_total), (0, total)
        )

    def test_not_what_was_not_sent(self):
        self._frank(self._printed_invoice())
        self.assertEqual(self._draft().internetmarke_charge_count, 0)
        letter = self._sent()
        self._switch_on(since=fields.Date.today() + timedelta(days=1))
        self.assertEqual(self._draft().internetmarke_charge_count, 0)
        self._switch_on(is_on=False)
        self.assertEqual(self._draft().internetmarke_charge_count, 0)
        self.assertFalse(letter.charged_line_id)

    def test_a_cancelled_invoice_charged_nothing(self):
        self._sent()
        draft = self._draft()
        draft.action_internetmarke_charge_on()
        draft.button_cancel()
        self.assertEqual(self._draft().internetmarke_charge_count, 1)

    def test_a_cancelled_invoice_that_comes_back_charges_nothing_twice(self):
        moved, left = self._sent(), self._sent()
        first, plain, second = (
            self._draft().with_user(self.clerk) for _number in range(3)
        )
        first.action_internetmarke_charge_on()
        (first | plain).button_cancel()
        left.sudo().franked_on -= timedelta(days=1)
        second.action_internetmarke_charge_on()
        second.action_post()
        self.assertEqual(moved.charged_line_id.move_id, second)
        self.assertEqual(first.copy().invoice_line_ids.mapped("name"), ["Beratung"])
        self.assertEqual(left.charged_line_id.move_id, first)
        self.env.invalidate_all()
        (first | plain).button_draft()
        self.assertEqual(first.invoice_line_ids.mapped("name"), ["Beratung"])
        self.assertEqual((first | plain).mapped("amount_untaxed"), [100.0, 100.0])
        [note] = first.message_ids.filtered(lambda note: "Removed" in str(note.body))
        self.assertIn(moved.name, note.body)
        self.assertIn(second.name, note.body)
        self.assertFalse(
            plain.message_ids.filtered(lambda note: "Removed" in str(note.body))
        )
        first.action_post()
        # What nobody charges is offered again.
        self.assertFalse(left.charged_line_id)
        self._switch_on(since=fields.Date.today() - timedelta(days=2))
        draft = self._draft()
        self.assertEqual(draft.internetmarke_charge_amount, left.price)

    def test_a_cancelled_invoice_that_comes_back_keeps_its_postage(self):
        letter = self._sent()
        draft = self._draft().with_user(self.clerk)
        draft.action_internetmarke_charge_on()
        draft.button_cancel()
        draft.button_draft()
        self.assertEqual(letter.charged_line_id, draft.invoice_line_ids[-1:])
        self.assertEqual(self._draft().internetmarke_charge_count, 0)

    def test_an_invoice_comes_back_after_the_other_one_is_gone(self):
        letter = self._sent()
        first, second = self._draft(), self._draft()
        first.action_internetmarke_charge_on()
        first.button_cancel()
        second.action_internetmarke_charge_on()
        second.unlink()
        first.button_draft()
        self.assertFalse(letter.charged_line_id)
        self.assertEqual(len(first.invoice_line_ids), 1)
        self.env.invalidate_all()
        self.assertEqual(first.internetmarke_charge_count, 1, "offered again")

    def test_a_copy_charges_nothing_twice(self):
        letter = self._sent()
        first = self._draft().with_user(self.clerk)
        first.action_internetmarke_charge_on()
        first.action_post()
        again = first.copy()
        self.assertEqual(again.invoice_line_ids.mapped("name"), ["Beratung"])
        self.assertEqual(again.amount_total, self._draft().amount_total)
        [note] = again.message_ids.filtered(lambda note: "Removed" in str(note.body))
        self.assertIn(first.name, note.body)
        self.assertEqual(letter.charged_line_id.move_id, first)
        credit = first._reverse_moves()
        self.assertEqual(credit.amount_total, first.amount_total, "credits all of it")

    def test_the_form_of_a_draft(self):
        self._sent()
        with Form(self._draft().with_user(self.clerk)) as form:
            self.assertEqual(form.internetmarke_charge_count, 1)

    def test_who_may(self):
        self._sent()
        draft = self._draft()
        with self.assertRaises(AccessError):
            draft.with_user(self.accountant).action_internetmarke_charge_on()
        wizards = self.env["internetmarke.charge.on"].with_user(self.buyer)
        with self.assertRaises(AccessError):
            wizards.create({}).action_apply()


@tagged("post_install", "-at_install")
class TestPostageCost(BooksCommon):
    """Reports about the journal of letters."""

    def test_cost_and_register(self):
        self._buy({self.standard: 2})
        first, second, third = (self._printed_invoice() for _number in range(3))
        first.invoice_origin = "S00042"
        model = self.env["internetmarke.frank"].with_user(self.clerk)
        both = first | second
        Form(model.with_context(default_move_ids=both.ids)).save().action_frank()
        shared, single = first.internetmarke_letter_id, self._frank(third)
        costs = self.env["internetmarke.postage.cost"].with_user(self.accountant)
        by_invoice = dict(
            costs._read_group(
                [("letter_id", "in", (shared | single).ids)], ["move_id"], ["cost:sum"]
            )
        )
        self.assertEqual(by_invoice, {first: 0.475, second: 0.475, third: 0.95})
        [(total,)] = costs._read_group(
            [("origin", "=", "S00042")], aggregates=["cost:sum"]
        )
        self.assertEqual(total, 0.475)
        [(customer, total)] = costs._read_group(
            [], ["commercial_partner_id"], ["cost:sum"]
        )
        self.assertEqual((customer, total), (self.customer, 1.9))
        register = self.env["internetmarke.register"].with_user(self.accountant)
        register = register.create({})
        self.assertEqual(register._letters(), shared | single)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "internetmarke.report_register", register.ids
        )
        for text in (shared.name, first.name, second.name, "Hamburg", "clerk"):
            self.assertIn(text, html.decode())
        single.with_user(self.clerk).action_release()
        self.env.invalidate_all()
        self.assertEqual(register._letters(), shared)
        [(total,)] = costs._read_group([], aggregates=["cost:sum"])
        self.assertEqual(total, 0.95)
        yesterday = post_today() - timedelta(days=1)
        register = register.create({"date_from": yesterday, "date_to": yesterday})
        self.assertFalse(register._letters())
        # Shortly after midnight in Germany, where it is summer.
        shared.sudo().franked_on = "2030-06-30 22:10:00"
        with freeze_time("2030-06-30 22:20:00"):
            self.assertEqual(register.create({})._letters(), shared)
