import base64
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .run_common import RunCommon


@tagged("post_install", "-at_install")
class TestRunAndOthers(RunCommon):
    """What happens beside a mailing run: in the invoice, the stock, a letter's fate."""

    in_stock = {"standard": 4}

    def test_stored_defaults_begin_and_frank_nothing(self):
        letter = self._frank(self._printed_invoice())
        defaults = self.env["ir.default"].with_user(self.clerk)
        for model, name, value in (
            ("internetmarke.run", "job", "frank"),
            ("internetmarke.run", "job_user_id", self.env.ref("base.user_admin").id),
            ("internetmarke.run.line", "letter_id", letter.id),
            ("internetmarke.run.line", "state", "fine"),
        ):
            defaults.set(model, name, value, user_id=True)
        run = self._run(self._invoices())
        # The check began in the clerk's name, and was stopped.
        self.assertEqual((run.job, run.job_user_id), (False, self.clerk))
        self.assertFalse(run.line_ids.letter_id)
        self.assertEqual(set(run.line_ids.mapped("state")), {"new"})

    def test_an_invoice_that_was_reset_is_checked_again(self):
        moves = self._invoices()
        run = self._checked(moves)
        self._reset_and_post(moves[0])
        self.assertEqual((run.new_count, run.next_label), (1, "Check 1 letter"))
        self._next(run)
        self._next(run)
        self._reset_and_post(moves[1])
        self.assertEqual((run.franked_count, run.new_count), (3, 1))

    def _reset_and_post(self, move):
        document = move.invoice_pdf_report_id.raw
        move.button_draft()
        move.action_post()
        move.invoice_pdf_report_file = base64.b64encode(document)
        move.invalidate_recordset(["invoice_pdf_report_id"])

    def test_one_that_breaks_at_printing_stops_no_other(self):
        run = self._franked(self._invoices())
        broken = run.line_ids[0].letter_id
        letters = type(broken)
        really = letters._add_sheets

        def add_sheets(letter, *arguments):
            if letter == broken:
                raise ZeroDivisionError
            return really(letter, *arguments)

        with (
            patch.object(letters, "_add_sheets", add_sheets),
            self.assertLogs("odoo.addons.internetmarke.models.run", "ERROR"),
        ):
            self._next(run)
        self.assertEqual((run.blocked_count, run.file_ids.letter_count), (1, 3))
        self.assertIn("keeps its stamp", run.blocked_line_ids.problem)
        run.action_check_blocked()
        self._next(run)
        self.assertEqual((run.state, broken.print_count), ("printed", 1))

    def test_a_copy_prints_nothing_of_a_run(self):
        run = self._franked(self._invoices())
        run.max_sheets = 3
        run.action_print()
        run.sudo()._work_once()
        run.action_stop()
        file, calls = run.file_ids, self.post.ledger()["calls"]
        wizards = self.env["internetmarke.run.reprint"].with_user(self.clerk)
        again = wizards.create({"file_id": file.id, "reason": "x"})
        self._neutralize()
        # Even somebody who sets it up like the original again.
        self.company.internetmarke_environment = "production"
        self.assertFalse(file.document or file.has_document)
        with self.assertRaisesRegex(UserError, "is a copy of"):
            again.action_print_again()
        run.action_print()
        self._work_in_a_copy(run)
        self.assertEqual(run.file_ids, file)
        self.assertIn("is a copy of", run.blocked_line_ids.problem or run.job_problem)
        run.line_ids.filtered(lambda one: not one.file_id).action_leave_out()
        self.assertEqual(self.post.ledger()["calls"], calls)

    def _work_in_a_copy(self, run):
        """No scheduled job works in a copy, but the screen does."""
        run.sudo().job_on = "2020-02-02 02:02:02"
        run.work()

    def test_no_file_has_a_stamp_that_is_back_in_stock(self):
        run = self._franked(self._invoices())
        run.max_sheets = 3
        self._next(run)
        first, second = run.file_ids.sorted("id")
        released = first.line_ids[0].letter_id
        released.with_user(self.clerk)._release("Spoiled")
        self.assertFalse(first.has_document)
        self.assertTrue(second.has_document)
        with self.assertRaisesRegex(UserError, "was removed"):
            first.action_download()
        wizards = self.env["internetmarke.run.reprint"].with_user(self.clerk)
        wizards.create({"file_id": first.id, "reason": "x"}).action_print_again()
        counts = [one.print_count for one in run.letter_ids - released]
        self.assertEqual(sorted(counts), [1, 2, 2])
        again = run.file_ids - first - second
        first.line_ids[1].letter_id.with_user(self.clerk)._release("Spoiled")
        self.assertFalse(again.has_document)

    def test_printing_one_letter_again_is_told_as_one(self):
        run = self._franked(self._invoices())
        self._next(run)
        wizard = self.env["internetmarke.run.reprint"].with_user(self.clerk)
        wizard = wizard.create({"file_id": run.file_ids.id, "reason": "Paper jam"})
        for first, told in ((1, "No. 1 to 4, 4 letters."), (4, "No. 4. Reason")):
            wizard.first_number = first
            wizard.action_print_again()
            self.assertIn(told, run.message_ids[0].body)

    def test_what_came_back_may_go_into_another_run(self):
        moves = self._invoices()
        run = self._franked(moves)
        self._next(run)
        run.letter_ids.filtered(lambda one: moves[0] in one.move_ids)._come_back(
            "moved", False
        )
        self.assertEqual(moves._internetmarke_in_open_run(), moves[1:])

    def test_thick_enclosures_hold_for_all_letters(self):
        run = self._run(self._invoices())
        run.write({"enclosures": 4, "thickness": 8})
        self._next(run)
        self.assertEqual(set(run.line_ids.mapped("thickness")), {8})
        self.assertNotIn(self.standard, run.line_ids.product_id)
        run.line_ids[0]._change({"thickness": 0})
        self.assertEqual(run.line_ids[0].product_id, self.standard)


@tagged("post_install", "-at_install")
class TestRunAndOthersFromEmptyStock(RunCommon):
    """What a run lacks is bought while something else happens."""

    def _wizard(self, run, user):
        action = run.with_user(user).action_next()
        self.assertEqual(action["res_model"], "internetmarke.run.buy")
        model = self.env["internetmarke.run.buy"].with_user(user)
        model = model.with_context(allowed_company_ids=run.env.companies.ids)
        return Form(model.with_context(**action["context"])).save()

    def test_what_is_franked_is_printed_while_others_wait_for_stamps(self):
        run = self._checked(self._invoices())
        self._buy({self.standard: 3})
        self._next(run)
        self.assertEqual((run.missing_count, run.next_step), (1, "print"))
        self.assertEqual(run.with_user(self.buyer).next_step, "buy")
        self._next(run)
        self.assertEqual(run.next_step, "buy")

    def test_a_purchase_that_stays_open_for_a_day_keeps_no_run_from_buying(self):
        run = self._checked(self._invoices())
        order = self._buy({self.standard: 1})
        order.sudo().write({"state": "paid", "bought_on": "2020-02-02 02:02:02"})
        order.stamp_ids.sudo().state = "unclear"
        self._wizard(run, self.buyer).action_buy()
        self.env.invalidate_all()
        self.assertEqual(run.missing_count, 0)

    def test_a_branch_that_uses_its_parents_portokasse(self):
        self.company.internetmarke_shared = True
        branch = self.env["res.company"].create(
            {
                "name": "Filiale Altona",
                "parent_id": self.company.id,
                "street": "Palmaille 1",
                "zip": "22767",
                "city": "Hamburg",
                "country_id": self.env.ref("base.de").id,
                "internetmarke_environment": "demo",
            }
        )
        self.cr.precommit.run()
        clerk, buyer = (
            new_test_user(
                self.env,
                login=f"{group}_altona",
                groups=group,
                company_id=branch.id,
                company_ids=[Command.set(companies.ids)],
            )
            for group, companies in (
                ("account.group_account_invoice", branch),
                ("internetmarke.group_buyer", branch | self.company),
            )
        )
        moves = self.env["account.move"].with_company(branch)
        for customer in self.customers[:2]:
            line = Command.create({"name": "X", "price_unit": 1})
            moves |= moves.create(
                {
                    "move_type": "out_invoice",
                    "partner_id": customer.id,
                    "invoice_line_ids": [line],
                }
            )
        moves.action_post()
        with self.allow_pdf_render():
            rendered = moves.with_context(force_report_rendering=True)
            rendered._internetmarke_make_documents()
        run = self._checked(moves, clerk)
        self.assertEqual(run.environment, self.company.internetmarke_environment)
        self.assertEqual((run.to_frank_count, run.missing_count), (2, 2))
        here = run.with_user(buyer).with_context(allowed_company_ids=branch.ids)
        self.assertFalse(here.may_buy)
        both = (branch | self.company).ids
        here = run.with_user(buyer).with_context(allowed_company_ids=both)
        self.assertTrue(here.may_buy)
        wizard = self._wizard(here, buyer)
        self.assertEqual(wizard.company_id, self.company)
        wizard.action_buy()
        self.env.invalidate_all()
        self._next(run)
        self.assertEqual(run.franked_count, 2)
        self.assertEqual(run.letter_ids.sudo().stamp_id.company_id, self.company)
        self._next(run)
        self.assertEqual((run.state, run.file_ids.company_id), ("printed", branch))
