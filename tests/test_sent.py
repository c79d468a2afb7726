from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestSent(InternetmarkeCommon):
    """Franking sends nothing and cancels nothing; printing sends the invoice."""

    in_stock = {"standard": 2}

    def _make(self, moves):
        """Let franking make the PDFs of invoices."""
        with self.allow_pdf_render():
            for move in moves.with_context(force_report_rendering=True):
                move._internetmarke_document()

    def _schedule(self, moves):
        wizard = self.env["account.move.send.batch.wizard"].create(
            {"move_ids": [Command.set(moves.ids)]}
        )
        wizard.action_send_and_print()

    def _run_sending(self):
        self.env.flush_all()
        self.env.ref("account.ir_cron_account_move_send").method_direct_trigger()
        self.env.invalidate_all()

    def _printed_letter(self):
        move = self._printed_invoice()
        move.is_move_sent = False
        letter = self._frank(move).with_user(self.clerk)
        self.assertFalse(move.is_move_sent, "franked is not sent")
        letter.action_print()
        return letter

    def test_a_scheduled_sending_stays(self):
        self.customer.write(
            {"email": "buero@sonnenschein.example", "invoice_sending_method": "email"}
        )
        moves = self._invoice() | self._invoice()
        self._schedule(moves)
        self._make(moves)
        self.assertTrue(all(moves.mapped("invoice_pdf_report_id")))
        self.assertTrue(all(moves.mapped("is_being_sent")))
        self.assertFalse(any(moves.mapped("is_move_sent")))
        before = moves.message_ids
        self._run_sending()
        self.assertFalse(any(moves.mapped("is_being_sent")))
        self.assertTrue(all(moves.mapped("is_move_sent")), "sent by e-mail")
        sent = (moves.message_ids - before).filtered("partner_ids")
        self.assertEqual(sent.partner_ids, self.customer)
        for move in moves:
            [message] = sent & move.message_ids
            self.assertEqual(
                message.attachment_ids.mapped("checksum"),
                move.invoice_pdf_report_id.mapped("checksum"),
            )

    def test_nobody_is_notified(self):
        move = self._invoice()
        move.journal_id.incoming_einvoice_notification_email = "chef@lindner.example"
        mails = self.env["mail.mail"].search([]).ids
        self._make(move)
        self.assertFalse(self.env["mail.mail"].search([("id", "not in", mails)]))

    def test_printing_sends_and_removing_takes_it_back(self):
        letter = self._printed_letter()
        move = letter.move_ids
        self.assertTrue(move.is_move_sent)
        letter._release("Spoiled")
        self.assertFalse(move.is_move_sent)

    def test_what_was_sent_otherwise_stays_sent(self):
        letter = self._printed_letter()
        move = letter.move_ids
        self.env["account.move.send"]._generate_and_send_invoices(
            move, sending_methods=["manual"]
        )
        letter._release("Sent by e-mail instead")
        self.assertTrue(move.is_move_sent)
        before = self._printed_invoice()
        before.is_move_sent = True
        letter = self._frank(before).with_user(self.clerk)
        letter.action_print()
        letter._release("Spoiled")
        self.assertTrue(before.is_move_sent)

    def test_only_what_a_letter_has_set_is_taken_back(self):
        letter = self._printed_letter()
        move = letter.move_ids
        letter._come_back("refused", False)
        self.assertTrue(move.is_move_sent, "it was mailed")
        self.customer.sudo()._internetmarke_unmark("The address is right")
        again = self._frank(move)
        again.with_user(self.clerk)._release("Sent in another way")
        self.assertTrue(move.is_move_sent, "the second letter was not printed")

    def test_many_are_made_in_one_go(self):
        moves = self._invoice() | self._invoice() | self._printed_invoice()
        kept = moves[2].invoice_pdf_report_id
        reports = type(self.env["ir.actions.report"])
        run = reports._run_wkhtmltopdf
        with (
            self.allow_pdf_render(),
            patch.object(
                reports, "_run_wkhtmltopdf", autospec=True, side_effect=run
            ) as runs,
        ):
            moves.with_context(
                force_report_rendering=True
            )._internetmarke_make_documents()
        self.assertEqual(runs.call_count, 1)
        self.assertTrue(all(moves.mapped("invoice_pdf_report_id")))
        self.assertEqual(moves[2].invoice_pdf_report_id, kept)
