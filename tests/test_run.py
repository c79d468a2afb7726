import re

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .paper import codes, page_sizes, page_text
from .run_common import RunCommon


@tagged("post_install", "-at_install")
class TestRun(RunCommon):
    in_stock = {"standard": 4}

    def test_collected_by_criteria(self):
        moves = self._invoices()
        sent, franked = moves[0], moves[1]
        sent.is_move_sent = True
        self._frank(franked)
        form = Form(self.env["internetmarke.run"].with_user(self.clerk))
        run = form.save()
        self.assertEqual(run.next_step, "collect")
        run.action_next()
        self.assertEqual(run.line_ids.move_ids, moves[2:])
        other = form.save().copy()
        with self.assertRaisesRegex(UserError, "No posted invoice"):
            other.action_collect()

    def test_criteria_narrow_what_is_collected(self):
        moves = self._invoices()
        run = self.env["internetmarke.run"].create(
            {"collect_partner_id": self.customers[1].id}
        )
        run.action_collect()
        self.assertEqual(run.line_ids.move_ids, moves[1])
        run.collect_partner_id = False
        run.collect_until = "2000-01-01"
        with self.assertRaisesRegex(UserError, "No posted invoice"):
            run.action_collect()

    def test_single_invoices_are_added(self):
        moves = self._invoices()
        run = self._checked(moves[:2])
        moves[2].is_move_sent = True
        run.collect_move_ids = moves[2:3]
        run.action_collect()
        self.assertEqual(run.line_ids.move_ids, moves[:3])
        self.assertFalse(run.collect_move_ids)
        # Only what was added is checked now.
        self.assertEqual((run.new_count, run.state), (1, "collecting"))

    def test_one_envelope_for_each_recipient(self):
        moves = self._invoices() | self._printed_invoice(self.customers[0])
        run = self._run(moves)
        self.assertEqual(run.letter_count, 4)
        run.combine = False
        self.assertEqual(run.letter_count, 5)
        self.assertEqual(run.line_ids.move_ids, moves)
        run.combine = True
        self.assertEqual(run.letter_count, 4)

    def test_one_recipient_gets_the_wizard(self):
        move = self._printed_invoice()
        action = move.with_user(self.clerk).action_internetmarke_frank()
        self.assertEqual(action["res_model"], "internetmarke.frank")

    def test_a_document_is_in_one_open_run_only(self):
        moves = self._invoices()
        run = self._run(moves)
        with self.assertRaisesRegex(UserError, "wait in a mailing run already"):
            self._run(moves)
        line = run.line_ids[0]
        # Even if two collect at the same time, the database has one of them.
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            line.sudo().copy()
        line.action_leave_out()
        other = self.env["internetmarke.run"].create({})
        other._arrange(line.move_ids)
        self.assertEqual(other.line_ids.move_ids, line.move_ids)
        with self.assertRaisesRegex(UserError, "waits in another mailing run"):
            line.action_take_back()
        other.action_cancel()
        line.action_take_back()
        self.assertEqual(line.state, "fine")

    def test_what_stands_in_the_way_stops_no_other(self):
        self.customers[1].street = False
        self.customers[1].zip = False
        moves = self._invoices()
        run = self._checked(moves)
        self.assertEqual((run.blocked_count, run.to_frank_count), (1, 3))
        blocked = run.blocked_line_ids
        self.assertEqual(blocked.partner_id, self.customers[1])
        self.assertTrue(blocked.problem)
        self.assertEqual(blocked.way_out, "contact")
        self.assertEqual(blocked.action_open_contact()["res_id"], blocked.partner_id.id)
        self.assertEqual(run.first_page, "blocked")
        # The pile has no gap where a letter is missing.
        fine = run.line_ids - blocked
        self.assertEqual(sorted(fine.mapped("number")), [1, 2, 3])
        self.customers[1].write({"street": "Am Markt 1", "zip": "20095"})
        run.action_check_blocked()
        self._work(run)
        self.assertEqual((run.blocked_count, run.to_frank_count), (0, 4))

    def test_marked_letters_are_changed_together(self):
        run = self._checked(self._invoices())
        lines = run.line_ids[:2]
        self._change(lines, what="enclosures", enclosures=30)
        self.assertEqual(lines.product_id, self.kompakt)
        self.assertEqual((run.line_ids - lines).product_id, self.standard)
        self._change(lines, what="product_id", product_id=self.standard)
        self.assertEqual(set(lines.mapped("state")), {"blocked"})
        self.assertIn("Standardbrief", lines[0].problem)
        self.assertEqual(set(lines.mapped("way_out")), {"product_id"})
        self._change(lines, what="enclosures", enclosures=0)
        self.assertEqual(set(lines.mapped("state")), {"fine"})

    def _change(self, lines, **values):
        action = lines.action_change()
        with Form(
            self.env["internetmarke.run.change"]
            .with_user(self.clerk)
            .with_context(**action["context"])
        ) as form:
            for name, value in values.items():
                setattr(form, name, value)
        form.save().action_change()

    def test_options_hold_for_all_letters(self):
        run = self._run(self._invoices())
        run.write({"duplex": True, "service": "einwurf"})
        self.assertEqual(set(run.line_ids.mapped("service")), {"einwurf"})
        self._next(run)
        self.assertEqual(set(run.line_ids.mapped("duplex")), {True})
        self.assertEqual(set(run.line_ids.product_id.mapped("service")), {"einwurf"})

    def test_options_change_checked_letters_at_once(self):
        run = self._checked(self._invoices())
        run.write({"enclosures": 30, "thickness": 1})
        self.assertEqual(run.line_ids.product_id, self.kompakt)
        self.assertEqual((run.state, run.to_frank_count), ("checked", 4))
        run.service = "einwurf"
        self.assertEqual(set(run.line_ids.product_id.mapped("service")), {"einwurf"})
        self._buy({run.line_ids[0].product_id: 4})
        run.action_frank()
        with self.assertRaisesRegex(UserError, "worked on"):
            run.duplex = True

    def test_other_companies_see_nothing(self):
        run = self._checked(self._invoices())
        other = self._other_company()
        foreign = self._invoice(company=other)
        with self.assertRaises(AccessError):
            run.line_ids[0].move_ids = foreign
        self.clerk.write({"company_ids": [(4, other.id)]})
        there = run.with_user(self.clerk).with_context(allowed_company_ids=other.ids)
        self.env.invalidate_all()
        self.assertFalse(there.search([]))
        with self.assertRaises(AccessError):
            there.read(["name"])
        with self.assertRaises(AccessError):
            there.line_ids.browse(run.line_ids.ids).read(["partner_id"])
        with self.assertRaisesRegex(UserError, "belong to its company"):
            run.company_id = other
        with self.assertRaisesRegex(UserError, "several companies"):
            (run.line_ids.move_ids | foreign)._internetmarke_new_run()

    def test_nobody_works_in_the_name_of_another(self):
        run = self._checked(self._invoices())
        admin = self.env.ref("base.user_admin")
        with self.assertRaises(AccessError):
            run.write({"job": "frank", "job_user_id": admin.id})
        with self.assertRaises(AccessError):
            run.create({"job_user_id": admin.id})
        forged = run.with_context(default_job="frank", default_job_user_id=admin.id)
        self.assertFalse(forged.create({}).job)
        letter = self._frank(self._printed_invoice())
        with self.assertRaises(AccessError):
            run.line_ids[0].letter_id = letter
        with self.assertRaises(AccessError):
            run.line_ids[0].copy()

    def test_who_only_reads_changes_nothing(self):
        run = self._checked(self._invoices())
        reader = run.with_user(self.accountant)
        self.assertEqual(reader.letter_count, 4)
        for act in (reader.action_frank, reader.action_cancel, reader.action_stop):
            with self.assertRaises(AccessError):
                act()
        with self.assertRaises(AccessError):
            reader.line_ids.action_leave_out()
        run.sudo().job = "check"
        self.assertEqual(reader.work()["job"], "check")

    def test_a_franked_run_is_kept(self):
        run = self._franked(self._invoices())
        with self.assertRaisesRegex(UserError, "register"):
            run.sudo().unlink()
        with self.assertRaisesRegex(UserError, "not printed"):
            run.action_done()

    def test_what_was_printed_in_part_is_done_without_the_rest(self):
        run = self._franked(self._invoices())
        run.max_sheets = 3
        run.action_print()
        run.sudo()._work_once()
        run.action_stop()
        with self.assertRaisesRegex(UserError, "cannot be cancelled"):
            run.action_cancel()
        [rest] = run.line_ids.filtered(lambda line: line.letter_state == "franked")
        stamp, moves = rest.letter_id.stamp_id, rest.move_ids
        rest.action_leave_out()
        self.assertEqual((stamp.state, rest.letter_id.id), ("stock", False))
        self.assertTrue(run.file_ids.has_document)
        run.action_done()
        self.assertFalse(any(moves.mapped("is_move_sent")))

    def test_cancelled_stamps_return(self):
        moves = self._invoices()
        run = self._franked(moves)
        run.action_cancel()
        self.assertEqual(run.state, "cancelled")
        self.assertEqual(set(run.letter_ids.mapped("state")), {"released"})
        self.assertEqual(set(run.letter_ids.stamp_id.mapped("state")), {"stock"})
        self.assertFalse(moves.internetmarke_letter_id)
        again = self._checked(moves)
        self.assertEqual((again.to_frank_count, again.missing_count), (4, 0))

    def test_the_register_lists_what_was_sent(self):
        run = self._franked(self._invoices())
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "internetmarke.report_run", run.ids
        )
        text = re.sub(r"\s+", " ", html.decode())
        for letter in run.letter_ids:
            self.assertIn(letter.stamp_id.display_name, text)
            self.assertIn(letter.partner_id.name, text)


@tagged("post_install", "-at_install")
class TestRunFromEmptyStock(RunCommon):
    def test_from_the_list_of_invoices_to_the_files(self):
        moves = self._invoices()
        run = self._run(moves)
        self.assertEqual((run.state, run.next_step), ("collecting", "check"))
        self.assertEqual(run.letter_count, 4)
        self._next(run)
        self.assertFalse(run.blocked_line_ids.mapped("problem"))
        self.assertRecordValues(
            run,
            [
                {
                    "state": "checked",
                    "to_frank_count": 4,
                    "sheet_count": 4,
                    "missing_count": 4,
                    "postage": 3.80,
                }
            ],
        )
        self._buy({self.standard: 4})
        self.assertEqual(run.next_label, "Frank 4 letters")
        self._next(run)
        self.assertEqual((run.state, run.franked_count), ("franked", 4))
        self.assertEqual(moves.internetmarke_letter_id.run_id, run)
        self.assertEqual(moves.mapped("internetmarke_run_count"), [1] * 4)
        self.assertEqual(moves[0].action_view_internetmarke_runs()["res_id"], run.id)
        self.assertEqual(run.next_label, "Print 1 file")
        self._next(run)
        self.assertEqual((run.state, run.next_step), ("printed", "done"))
        self.assertEqual(set(run.letter_ids.mapped("state")), {"printed"})
        self.assertEqual(run.letter_ids.printed_by_id, self.clerk)
        self.assertEqual(set(run.letter_ids.mapped("print_count")), {1})
        # The pile: by postcode, each with the stamp that the journal names.
        pdf = self._document(run.file_ids)
        lines = run.fine_line_ids.sorted("number")
        self.assertEqual(lines.mapped("number"), [1, 2, 3, 4])
        postcodes = lines.partner_id.mapped("zip")
        self.assertEqual(postcodes, sorted(postcodes))
        self.assertEqual(len(page_sizes(pdf)), 4)
        for page, line in enumerate(lines):
            [(code, _left, _top)] = codes(pdf, page)
            self.assertIn(line.letter_id.stamp_id.voucher_id, code.replace(" ", ""))
            self.assertIn(line.partner_id.zip, page_text(pdf, page))
        day = run.date.isoformat()
        name = f"Run {day} - 1 window letters, 4 sheets.pdf"
        self.assertEqual(run.file_ids.document_name, name)
        # Printed is not sent: the paper may still jam.
        self.assertFalse(any(moves.mapped("is_move_sent")))
        run.action_next()
        self.assertEqual(run.state, "done")
        self.assertTrue(all(moves.mapped("is_move_sent")))
        self.assertFalse(self.env["internetmarke.run.document"].search([]))
        self.assertFalse(run.file_ids.has_document)

    def test_sums_by_product_and_by_envelope(self):
        run = self._checked(self._invoices())
        run.line_ids[0]._change({"enclosures": 30})
        run.line_ids[1]._change({"envelope": "c4"})
        text = re.sub(r"<[^>]*>|\s", " ", run.sums_table)
        text = re.sub(r"\s+", " ", text.replace("\xa0", " "))
        for sums in (
            "Standardbrief 2 2 0 2 0.95 € 1.90 €",
            "Kompaktbrief 1 1 0 1 1.10 € 1.10 €",
            "C4 (324 × 229 mm) 1 1",
        ):
            self.assertIn(sums, text)
