from unittest.mock import patch

from odoo.tests import tagged

from .run_common import RunCommon
from .send_common import SendCommon


@tagged("post_install", "-at_install")
class TestSendMany(SendCommon, RunCommon):
    """Many invoices, and what no person sends: by post means the next mailing run."""

    in_stock = {"standard": 2}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers.invoice_sending_method = "internetmarke"
        cls.reader = cls._make_customer("Leserin GmbH", "base.de")
        cls.reader.write(
            {"email": "post@leserin.example", "invoice_sending_method": "email"}
        )

    def _runs(self):
        return self.env["internetmarke.run"].search([])

    def _scheduled(self):
        self.env.flush_all()
        self.env.ref("account.ir_cron_account_move_send").method_direct_trigger()
        self.env.invalidate_all()

    def _assert_waits(self, moves):
        """Nothing was franked or marked as sent: a run has the invoices."""
        self.env.invalidate_all()
        self.assertFalse(moves.internetmarke_letter_id)
        self.assertEqual(set(moves.mapped("is_move_sent")), {False})
        self.assertEqual(set(moves.mapped("is_being_sent")), {False})
        self.assertEqual(moves._internetmarke_in_open_run(), moves)

    def _assert_sent_by_email(self, move):
        self.assertTrue(move.is_move_sent)
        self.assertEqual(move.message_ids.partner_ids, move.partner_id)

    def test_many_go_into_a_run_and_emails_go_as_always(self):
        by_post = self._unsent(self.customers[0]) | self._unsent(self.customers[1])
        by_email = self._unsent(self.reader)
        form = self._dialog(by_post | by_email)
        summary = form.summary_data
        self.assertEqual(summary["internetmarke"]["count"], 2)
        self.assertIn("mailing run", summary["internetmarke"]["extra"])
        self.assertEqual(summary["email"]["count"], 1)
        params = form.save().action_send_and_print()["params"]
        run = self._runs()
        self.assertIn("2 by post", params["message"])
        self.assertEqual([link["label"] for link in params["links"]], [run.name])
        self.assertIn(str(run.id), params["links"][0]["url"])
        self._assert_waits(by_post)
        self.assertTrue(by_email.is_being_sent)
        self._scheduled()
        self._assert_sent_by_email(by_email)
        self._assert_waits(by_post)
        # The run does the rest, in the name of the clerk.
        self.assertEqual((run.state, run.user_id), ("collecting", self.clerk))
        run = run.with_user(self.clerk)
        for _step in ("check", "frank", "print"):
            self._next(run)
        self.assertEqual(run.state, "printed")
        self.assertFalse(any(by_post.mapped("is_move_sent")))
        run.action_done()
        self.assertTrue(all(by_post.mapped("is_move_sent")))
        self.assertEqual(
            set(by_post.internetmarke_letter_id.mapped("state")), {"printed"}
        )

    def test_a_bad_address_keeps_nothing_back(self):
        bad = self._unsent(self.customers[1])
        bad.partner_id.zip = False
        moves = bad | self._unsent(self.customers[0]) | self._unsent(self.reader)
        form = self._dialog(moves)
        [alert] = form.alerts.values()
        self.assertEqual(alert["level"], "warning")
        self.assertIn(bad.partner_id.name, alert["message"])
        form.save().action_send_and_print()
        self._scheduled()
        self._assert_waits(moves - moves[2])
        self._assert_sent_by_email(moves[2])
        run = self._runs().with_user(self.clerk)
        self._next(run)
        self.assertEqual(run.blocked_line_ids.move_ids, bad)

    def test_what_is_franked_already_is_not_sent_once_more(self):
        franked = self._unsent(self.customers[0])
        self._frank(franked)
        other = self._unsent(self.customers[1])
        form = self._dialog(franked | other)
        [alert] = form.alerts.values()
        self.assertIn(franked.name, alert["message"])
        params = form.save().action_send_and_print()["params"]
        self.assertIn("1 by post", params["message"])
        self.assertIn(franked.name, params["message"])
        self._scheduled()
        self.assertFalse(franked.is_move_sent, "not printed")
        self.assertEqual(franked._internetmarke_in_open_run(), franked.browse())

    def test_what_waits_in_a_run_stays_there(self):
        moves = self._unsent(self.customers[0]) | self._unsent(self.customers[1])
        run = self._run(moves)
        params = self._dialog(moves).save().action_send_and_print()["params"]
        self.assertEqual([link["label"] for link in params["links"]], [run.name])
        self.assertEqual(self._runs(), run)

    def test_a_scheduled_sending_franks_nothing(self):
        """The method may have been chosen after the sending was scheduled."""
        self.customers.invoice_sending_method = False
        self.customers.email = "kunde@kunde.example"
        moves = self._unsent(self.customers[0]) | self._unsent(self.customers[1])
        self._dialog(moves).save().action_send_and_print()
        self.customers.invoice_sending_method = "internetmarke"
        partners = type(self.env["res.partner"])
        with patch.object(partners, "_bus_send") as told:
            self._scheduled()
        self._assert_waits(moves)
        self.assertNotIn("account_notification", str(told.call_args_list))

    def test_a_sending_that_was_reset_is_not_franked(self):
        moves = self._unsent(self.customers[0]) | self._unsent(self.customers[1])
        self._dialog(moves).save().action_send_and_print()
        moves[0].button_draft()
        run = self._runs().with_user(self.clerk)
        self._next(run)
        self.assertEqual(run.blocked_line_ids.move_ids, moves[0])
        self.assertFalse(moves[0].is_move_sent)

    def test_code_that_sends_one_invoice_franks_nothing(self):
        """As a point of sale does, whose sale must not fail because of the post."""
        for problem in (False, True):
            if problem:
                self.customer.zip = False
            move = self._invoice()
            move._generate_and_send()
            self._assert_waits(move)
            self.assertTrue(move.invoice_pdf_report_id)

    def test_code_that_sends_many_invoices_franks_nothing(self):
        self.customers[1].zip = False
        moves = self._invoice(self.customers[0]) | self._invoice(self.customers[1])
        moves._generate_and_send(force_synchronous=True)
        self._assert_waits(moves)

    def test_a_payment_on_the_website_franks_nothing(self):
        """There, invoices are marked before they are sent."""
        moves = self._invoice(self.customers[0]) | self._invoice(self.reader)
        moves.is_move_sent = True
        self.env["account.move.send"]._generate_and_send_invoices(
            moves, allow_raising=False, allow_fallback_pdf=True
        )
        self._assert_waits(moves[0])
        self._assert_sent_by_email(moves[1])
        self.assertTrue(self._runs().takes_next)

    def test_what_was_sent_before_stays_sent(self):
        move = self._unsent()
        move.is_move_sent = True
        move._generate_and_send()
        self.assertTrue(move.is_move_sent)
        self.assertTrue(move._internetmarke_in_open_run())

    def test_a_run_that_cannot_take_it_stops_no_sale(self):
        runs = type(self.env["internetmarke.run"])
        move = self._invoice()
        with (
            patch.object(runs, "_take_in", side_effect=ValueError("broken")),
            self.assertLogs("odoo.addons.internetmarke", "ERROR"),
        ):
            move._generate_and_send()
        self.assertFalse(move.is_move_sent or self._runs())
        self.assertIn("could not be put", str(move.message_ids[0].body))

    def test_the_next_run_is_the_one_that_nobody_works_on(self):
        first, second, third = (self._invoice(one) for one in self.customers[:3])
        first._generate_and_send()
        second._generate_and_send()
        run = self._runs()
        self.assertEqual(run.line_ids.move_ids, first | second)
        self.assertTrue(run.takes_next)
        self._next(run.with_user(self.clerk))
        third._generate_and_send()
        self.assertEqual((self._runs() - run).line_ids.move_ids, third)
        self.assertEqual(run.line_ids.move_ids, first | second)

    def test_a_run_of_a_person_takes_nothing_by_itself(self):
        run = self._run(
            self._unsent(self.customers[0]) | self._unsent(self.customers[1])
        )
        self._invoice()._generate_and_send()
        self.assertEqual(len(self._runs() - run), 1)

    def test_collecting_by_the_way_of_the_customer(self):
        by_post, by_email = self._unsent(self.customer), self._unsent(self.reader)
        nothing = self._unsent(self._make_customer("Neu GmbH", "base.de"))
        model = self.env["internetmarke.run"].with_user(self.clerk)

        def collected(**values):
            run = model.create({"company_id": self.company.id, **values})
            run.action_collect()
            moves = run.line_ids.move_ids
            run.action_cancel()
            return moves & (by_post | by_email | nothing)

        self.assertEqual(collected(), by_post | by_email | nothing)
        self.assertEqual(collected(collect_by_post=True), by_post)
        self.company.internetmarke_by_post = True
        self.assertEqual(collected(collect_by_post=True), by_post | nothing)
