from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, tagged

from odoo.addons.base.models import ir_actions_report

from .common import InternetmarkeCommon
from .paper import page_text


class ComingCommon(InternetmarkeCommon):
    def setUp(self):
        super().setUp()
        self._render_reports()
        run, self.made = ir_actions_report._run_wkhtmltopdf, []

        def count(arguments):
            self.made.append(arguments)
            return run(arguments)

        self.patch(ir_actions_report, "_run_wkhtmltopdf", count)

    def _open(self, moves, user=None):
        action = moves.with_user(user or self.clerk).action_internetmarke_frank()
        model = self.env["internetmarke.frank"].with_user(user or self.clerk)
        return Form(model.with_context(**action["context"]))


@tagged("post_install", "-at_install")
class TestFrankComing(ComingCommon):
    """The window opens before the invoice's PDF is made, which is made once."""

    in_stock = {"standard": 1, "kompakt": 1}

    def _wait(self, form):
        """Do what the browser does while the window is open."""
        coming = form.coming
        model = self.env["internetmarke.frank"].with_user(self.clerk)
        model.make_documents(coming)
        form.prepared = coming

    def test_it_opens_at_once_and_the_pdf_is_made_once(self):
        move = self._invoice()
        form = self._open(move)
        self.assertEqual(form.coming, f"account.move,{move.id}")
        self.assertFalse(form.page_counts or form.in_the_way or self.made)
        self._wait(form)
        self.assertFalse(form.coming)
        self.assertEqual((form.page_counts, form.product_id), ([1], self.standard))
        wizard = form.save()
        wizard.action_show_letter()
        self.assertFalse(move.invoice_pdf_report_id, "nothing is stored by looking")
        wizard.action_frank()
        self.assertEqual(move.internetmarke_letter_id.state, "franked")
        self.assertIn(move.name, page_text(move.invoice_pdf_report_id.raw))
        self.assertEqual(len(self.made), 1)

    def test_an_invoice_that_changes_meanwhile_is_made_anew(self):
        move = self._invoice()
        form = self._open(move)
        self._wait(form)
        move.ref = "Bestellung 4711"
        form.save().action_frank()
        self.assertIn("4711", page_text(move.invoice_pdf_report_id.raw))
        self.assertEqual(len(self.made), 2)

    def test_another_invoice_is_waited_for_and_what_was_chosen_stays(self):
        first, other = self._invoice(), self._invoice()
        (first | other).is_move_sent = False
        form = self._open(first)
        form.medium = "envelope"
        self._wait(form)
        form.move_ids.add(other)
        self.assertFalse(form.page_counts, "no weight of the first one alone")
        self._wait(form)
        self.assertEqual((form.page_counts, form.sheets), ([1, 1], 2))
        self.assertEqual(form.medium, "envelope")

    def test_who_does_not_wait_gets_it_in_one_click(self):
        move = self._invoice(lines=90)
        self._open(move).save().action_frank()
        letter = move.internetmarke_letter_id
        self.assertEqual(letter.product_id, self.kompakt)
        self.assertGreater(letter.sheets, 3)
        self.assertEqual(len(self.made), 1)

    def test_who_does_not_wait_sees_what_was_found_first(self):
        self.company.external_report_layout_id = self.env.ref(
            "web.external_layout_standard"
        )
        move = self._invoice()
        wizard = self._open(move).save()
        action = wizard.action_frank_and_print()
        self.assertEqual(action["res_id"], wizard.id, "the window is shown")
        self.assertEqual(action["name"], f"Frank {move.name}")
        self.assertFalse(move.internetmarke_letter_id)
        self.assertEqual(wizard.medium, "cover_sheet")
        wizard.action_frank()
        self.assertEqual(move.internetmarke_letter_id.medium, "cover_sheet")

    def test_only_who_may_read_an_invoice_has_its_pdf_made(self):
        move = self._invoice()
        model = self.env["internetmarke.frank"].with_user(self.clerk)
        with self.assertRaises(AccessError):
            model.with_user(self.accountant).make_documents(f"account.move,{move.id}")
        self.env["ir.rule"].create(
            {
                "name": "Not this one",
                "model_id": self.env.ref("account.model_account_move").id,
                "domain_force": [("id", "!=", move.id)],
            }
        )
        with self.assertRaises(AccessError):
            model.make_documents(f"account.move,{move.id}")
        model.make_documents(f"res.users,{self.clerk.id}")
        self.assertFalse(self.made)


@tagged("post_install", "-at_install")
class TestComingFromEmptyStock(ComingCommon):
    def test_nothing_is_bought_that_was_not_shown(self):
        move = self._invoice()
        paid = len(self._paid_orders())
        wizard = self._open(move, self.buyer).save()
        action = wizard.action_buy_frank_and_print()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertEqual(len(self._paid_orders()), paid)
        action = wizard.action_buy_frank_and_print()
        self.assertEqual(action["report_name"], "internetmarke.report_letter")
        self.assertEqual(len(self._paid_orders()), paid + 1)
        self.env.invalidate_all()
        self.assertEqual(move.internetmarke_letter_id.state, "printed")


@tagged("post_install", "-at_install")
class TestTourComing(ComingCommon, HttpCase):
    """In the browser: the window opens, weight and product follow by themselves."""

    def test_weight_and_product_follow(self):
        self._buy({self.standard: 1})
        move = self._invoice()
        move.is_move_sent = False
        self.start_tour(
            f"/odoo/action-account.action_move_out_invoice_type/{move.id}",
            "internetmarke_frank_coming",
            login="accountman",
        )
        self.env.invalidate_all()
        self.assertEqual(move.internetmarke_letter_id.state, "printed")
        self.assertEqual(len(self.made), 1)
