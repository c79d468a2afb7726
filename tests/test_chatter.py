from odoo.tests import tagged
from odoo.tools import html2plaintext

from .run_common import RunCommon


@tagged("post_install", "-at_install")
class TestChatter(RunCommon):
    """One event is one sentence, in the name of who made it happen."""

    in_stock = {"standard": 1}

    def _told(self, record):
        """Return what the chatter shows: (author, lines), the oldest first.

        Lines are the sentence and the changes that are shown below it.
        """
        self.env.flush_all()
        self.env.cr.precommit.run()
        told = []
        for message in record.sudo().message_ids.sorted("id"):
            shown = record.sudo()._track_filter_for_display(message.tracking_value_ids)
            lines = [html2plaintext(message.body).strip(), *shown.mapped("id")]
            told.append((message.author_id, lines))
        return told

    def _new(self, record, before):
        return self._told(record)[len(before) :]

    def test_a_letter_and_its_invoice(self):
        move = self._printed_invoice()
        told = self._told(move)
        letter = self._frank(move).with_user(self.clerk)
        name, stamp = letter.name, letter.stamp_id.display_name
        author = self.clerk.partner_id
        self.assertEqual(
            self._told(letter),
            [(author, [f"Franked with Standardbrief, stamp {stamp}."])],
        )
        letter.action_print()
        letter.action_print_again()
        letter._release("Wrong paper")
        self.assertEqual(
            [lines for _author, lines in self._told(letter)[1:]],
            [["Printed."], ["Printed again."], ["Franking removed: Wrong paper."]],
        )
        self.assertEqual(
            self._new(move, told),
            [
                (
                    author,
                    [f"Franked with Standardbrief, stamp {stamp} (letter {name})."],
                ),
                (author, [f"Letter {name} was printed."]),
                (author, [f"Letter {name} was printed again."]),
                (author, [f"Franking removed: Wrong paper (letter {name})."]),
            ],
        )

    def test_a_letter_that_came_back(self):
        letter = self._frank(self._printed_invoice()).with_user(self.clerk)
        letter.action_print()
        self.assertEqual(
            self._told(letter)[1:], [(self.clerk.partner_id, ["Printed."])]
        )
        letter.with_context(lang="de_DE")._come_back("moved", "Hafenstraße 5")
        [(_author, lines)] = self._told(letter)[2:]
        self.assertEqual(len(lines), 1)
        self.assertIn("Hafenstraße 5", lines[0])

    def test_what_moves_money(self):
        order = self._buy({self.standard: 2})
        author, paid = self.buyer.partner_id, "1.90"
        told = self._told(order)[1:]
        self.assertEqual([who for who, _lines in told], [author] * 3)
        self.assertEqual([len(lines) for _who, lines in told], [1] * 3)
        sent, paid_line, done = (lines[0] for _who, lines in told)
        self.assertIn(order.shop_order_id, sent)
        self.assertIn(paid, paid_line)
        self.assertEqual(done, "Delivered. Stamps: 2.")

    def test_what_was_noted_before_is_still_shown(self):
        order = self._buy({self.standard: 1})
        self._told(order)
        [message, *_rest] = order.sudo().message_ids.filtered("tracking_value_ids")
        message.body = ""
        values = message.tracking_value_ids
        self.assertEqual(order.sudo()._track_filter_for_display(values), values)

    def test_a_job_tells_it_in_the_name_of_who_began(self):
        self.clerk.lang = "de_DE"
        moves = self._printed_invoice() | self._printed_invoice(self.customers[1])
        run = self._run(moves)
        before = self._told(run)
        run.with_user(self.clerk).action_check()
        self._run_job("ir_cron_work_runs")
        self.assertEqual(run.state, "checked")
        [(author, lines)] = self._new(run, before)
        self.assertEqual(author, self.clerk.partner_id)
        self.assertEqual(len(lines), 1)
        expected = run.with_context(lang="de_DE")._explain_state()
        self.assertEqual(lines[0], expected)
