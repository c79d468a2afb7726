from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.run import run_franking
from .paper import codes, page_sizes
from .run_common import RunCommon


@tagged("post_install", "-at_install")
class TestRunWork(RunCommon):
    """Chunks, interruptions, people who do the same at once."""

    in_stock = {"standard": 6}

    def setUp(self):
        super().setUp()
        self.patch(run_franking, "FRANKED_AT_ONCE", 2)
        self.patch(run_franking, "CHECKED_AT_ONCE", 2)

    def _neglected(self, run):
        """Let the work wait for the scheduled job for a while."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE internetmarke_run SET job_on = job_on - interval '1 hour'"
        )
        self.env.invalidate_all()

    def test_the_screen_works_where_no_job_does(self):
        run = self._run(self._invoices())
        run.action_check()
        answer = run.work()
        self.assertEqual((answer["job"], answer["done"]), ("check", 0))
        self._neglected(run)
        self.assertEqual((run.work()["done"], run.new_count), (2, 2))
        self._neglected(run)
        self.assertFalse(run.work()["job"])
        self.assertEqual(run.state, "checked")

    def _count_queries(self, act):
        """The queries of something that finds nothing in memory."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_interrupted_and_gone_on_franks_once(self):
        moves = self._invoices()
        run = self._checked(moves)
        run.action_frank()
        self._neglected(run)
        run.work()
        self.assertEqual((run.franked_count, run.job), (2, "frank"))
        self._neglected(run)
        # The process dies before the chunk is committed.
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            run.work()
            self.assertEqual(run.franked_count, 4)
            raise ZeroDivisionError
        self.env.invalidate_all()
        self.assertEqual(run.franked_count, 2)
        self._work(run)
        self.assertEqual(run.franked_count, 4)
        letters = self.env["internetmarke.letter"].search([("run_id", "=", run.id)])
        self.assertEqual(len(letters), 4)
        self.assertEqual(len(letters.move_ids), 4)
        self.assertEqual(len(letters.stamp_id), 4)
        self.assertEqual(self.standard.with_company(self.company).stock_count, 2)

    def test_one_more_letter_takes_hardly_more_queries(self):
        run = self._checked(self._invoices())
        first, one, *two = run.line_ids
        self._count_queries(first._frank_from_stock)
        few = self._count_queries(one._frank_from_stock)
        more = self._count_queries(one.browse().union(*two)._frank_from_stock)
        # One of them is the letter's number.
        self.assertLessEqual(more - few, 2)

    def test_stopped_and_begun_again(self):
        run = self._checked(self._invoices())
        run.action_frank()
        self._neglected(run)
        run.work()
        run.action_stop()
        self._run_job("ir_cron_work_runs")
        self.assertEqual(run.franked_count, 2)
        self.assertEqual(run.next_label, "Frank 2 letters")
        self._next(run)
        self.assertEqual(run.franked_count, 4)

    def test_a_removed_franking_can_be_made_again(self):
        run = self._franked(self._invoices())
        line = run.line_ids[0]
        first = line.letter_id
        first.with_user(self.clerk).action_release()
        self.assertEqual((run.franked_count, run.to_frank_count), (3, 0))
        line.action_check_again()
        self.assertEqual(run.next_label, "Frank 1 letter")
        self._next(run)
        self.assertEqual((run.franked_count, first.state), (4, "released"))
        self.assertNotEqual(line.letter_id, first)

    def test_two_clerks_begin_once(self):
        run = self._checked(self._invoices())
        run.action_frank()
        with self.assertRaisesRegex(UserError, "being worked on"):
            run.with_user(self.buyer).action_frank()
        with self.assertRaisesRegex(UserError, "being worked on"):
            run.line_ids[0].action_leave_out()

    def test_franked_elsewhere_meanwhile(self):
        moves = self._invoices()
        run = self._checked(moves)
        letter = self._frank(moves[1])
        self._next(run)
        self.assertEqual((run.franked_count, run.blocked_count), (3, 1))
        self.assertIn("franked already", run.blocked_line_ids.problem)
        self.assertEqual(moves[1].internetmarke_letter_id, letter)
        self.assertEqual(run.state, "franked")

    def test_what_there_are_stamps_for_is_franked(self):
        run = self._checked(self._invoices())
        self.bought.stamp_ids[3:].sudo().state = "expired"
        self.assertEqual(run.with_user(self.buyer).next_step, "buy")
        self.assertEqual(run.next_label, "Frank 3 letters")
        self._next(run)
        self.assertEqual((run.franked_count, run.to_frank_count), (3, 1))
        self.assertEqual(run.state, "checked")
        with self.assertRaisesRegex(UserError, "no stamps in stock"):
            run.action_frank()

    def test_whoever_lost_the_right_stops_the_work(self):
        run = self._checked(self._invoices())
        run.action_frank()
        group = self.env.ref("account.group_account_invoice")
        self.clerk.group_ids = [(3, group.id)]
        self._run_job("ir_cron_work_runs")
        run = run.with_user(self.buyer)
        self.assertFalse(run.job)
        self.assertFalse(run.franked_count)
        self.assertTrue(run.job_problem)

    def test_files_by_way_to_the_printer(self):
        run = self._checked(self._invoices())
        lines = run.line_ids.sorted("id")
        lines[0].write({"medium": "cover_sheet"})
        lines[1].write({"medium": "label", "label_format": self._label_format()})
        # The documents are printed on both sides, but no envelope is.
        lines[2].write({"medium": "envelope", "printed_envelope": "dl", "duplex": True})
        lines._judge()
        self._next(run)
        self.assertEqual(run.next_label, "Print 6 files")
        self._next(run)
        self.assertEqual(
            run.file_ids.sorted("id").mapped("kind"),
            ["window", "cover_sheet", "envelope", "documents", "label", "documents"],
        )
        for file in run.file_ids:
            stamps = file.line_ids.letter_id.stamp_id
            self.assertEqual(len(self._codes(file)), len(stamps), file.kind)
        [envelope] = run.file_ids.filtered(lambda file: file.kind == "envelope")
        self.assertEqual(set(page_sizes(self._document(envelope))), {(220, 110)})
        self.assertIn("3 envelopes, DL", envelope.document_name)
        self.assertEqual((envelope.page_count, envelope.sheet_count), (1, 1))
        self.assertIn("both sides, 1 sheet", run.file_ids[3].document_name)
        # What goes to another printer is not in a file that is printed again.
        again = self._print_again(envelope)
        self.assertEqual((again.kind, len(self._codes(again))), ("envelope", 1))
        self.assertEqual(again.page_count, 1)
        papers = self._print_again(run.file_ids[3])
        self.assertEqual((papers.kind, self._codes(papers)), ("documents", []))

    def _print_again(self, file):
        wizards = self.env["internetmarke.run.reprint"].with_user(self.clerk)
        wizards.create({"file_id": file.id, "reason": "x"}).action_print_again()
        return file.run_id.file_ids[-1]

    def _label_format(self):
        return "6"  # Zweckform 3660: 2 × 4 labels of 97 × 67.7 mm

    def test_no_file_has_more_sheets_than_the_tray(self):
        run = self._franked(self._invoices())
        run.max_sheets = 3
        self.assertEqual(run.next_label, "Print 2 files")
        self._next(run)
        self.assertEqual(run.file_ids.mapped("letter_count"), [3, 1])
        self.assertEqual(run.file_ids.mapped("first_number"), [1, 4])

    def test_interrupted_between_two_files(self):
        run = self._franked(self._invoices())
        run.max_sheets = 2
        run.action_print()
        run.sudo()._work_once()
        self.assertEqual((len(run.file_ids), run.to_print_count), (1, 2))
        run.action_stop()
        self._next(run)
        self.assertEqual(len(run.file_ids), 2)
        self.assertEqual(set(run.letter_ids.mapped("print_count")), {1})

    def test_after_a_jam_a_range_is_printed_again(self):
        run = self._franked(self._invoices())
        self._next(run)
        stamps = run.letter_ids.stamp_id
        action = run.file_ids.action_print_again()
        wizard = self.env["internetmarke.run.reprint"].with_user(self.clerk)
        with Form(wizard.with_context(**action["context"])) as form:
            form.first_number, form.last_number = 2, 3
            form.reason = "Papierstau"
        report = form.save().action_print_again()
        self.assertEqual(report["tag"], "internetmarke_print")
        lines = run.line_ids.sorted("number")
        self.assertEqual(lines.letter_id.mapped("print_count"), [1, 2, 2, 1])
        self.assertEqual(run.letter_ids.stamp_id, stamps)
        self.assertIn("Papierstau", run.message_ids[0].body)
        self.assertIn("Papierstau", lines[1].letter_id.message_ids[0].body)
        again = run.file_ids[-1]
        self.assertIn(f"/{again.id}/", report["params"]["url"])
        self.assertEqual((again.reason, again.sheet_count), ("Papierstau", 2))
        found = self._codes(again)
        self.assertEqual(len(found), 2)
        for code, letter in zip(found, lines[1:3].letter_id, strict=True):
            self.assertIn(letter.stamp_id.voucher_id, code)

    def _codes(self, file):
        """Return what the codes of a file say, in order."""
        pdf = self._document(file)
        found = [codes(pdf, page) for page in range(file.page_count)]
        return [code.replace(" ", "") for page in found for code, _left, _top in page]

    def test_one_that_cannot_be_printed_stops_no_other(self):
        moves = self._invoices()
        run = self._franked(moves)
        # Reset by somebody who may, without the button that releases the stamp.
        moves[2].sudo().write({"state": "draft"})
        self._next(run)
        self.assertEqual((run.blocked_count, run.file_ids.letter_count), (1, 3))
        self.assertIn("reset or cancelled", run.blocked_line_ids.problem)
        self.assertEqual(run.blocked_line_ids.letter_id.state, "franked")
        with self.assertRaisesRegex(UserError, "not printed"):
            run.action_done()
        moves[2].sudo().write({"state": "posted"})
        run.action_check_blocked()
        self._next(run)
        self.assertEqual((run.state, len(run.file_ids)), ("printed", 2))

    def test_only_who_franks_gets_the_files(self):
        run = self._franked(self._invoices())
        self._next(run)
        file = run.file_ids
        with self.assertRaises(AccessError):
            file.with_user(self.accountant).read(["document"])
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", file._name), ("res_field", "=", "document")])
        )
        with self.assertRaises(AccessError):
            attachment.with_user(self.accountant).read(["raw"])
        self.assertIn("download", file.action_download()["url"])
        self.env.cr.execute(
            "UPDATE internetmarke_run_file"
            " SET create_date = create_date - interval '8 days'"
        )
        self.env.invalidate_all()
        file.sudo()._gc_documents()
        self.assertFalse(file.has_document)
        with self.assertRaisesRegex(UserError, "removed"):
            file.action_download()
