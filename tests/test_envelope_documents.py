from unittest.mock import patch

import pypdfium2

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import InternetmarkeCommon
from .paper import read_codes


@tagged("post_install", "-at_install")
class TestEnvelopeDocuments(InternetmarkeCommon):
    """Several invoices to one recipient in one envelope, with one stamp."""

    in_stock = {"standard": 1, "kompakt": 1}

    def _three(self):
        """Three invoices, with their own PDFs, made in another order than dated."""
        with self.allow_pdf_render():
            moves = self.env["account.move"]
            for date in ("2026-03-02", "2026-01-15", "2026-02-01"):
                move = self._invoice()
                move.button_draft()
                move.invoice_date = date
                move.action_post()
                move.with_context(force_report_rendering=True)._internetmarke_document()
                moves |= move
        return moves

    def test_what_has_to_be_rendered_is_rendered_in_one_go(self):
        moves = self._invoice() | self._invoice() | self._invoice()
        reports = type(self.env["ir.actions.report"])
        render, rendered = reports._pre_render_qweb_pdf, []

        def note(report, report_ref, res_ids=None, data=None):
            rendered.append(sorted(res_ids))
            return render(report, report_ref, res_ids=res_ids, data=data)

        with patch.object(reports, "_pre_render_qweb_pdf", note):
            self._frank_wizard(moves)
        self.assertEqual(rendered, [sorted(moves.ids)])

    def test_one_letter_for_all_the_oldest_on_top(self):
        moves = self._three()
        wizard = self._frank_wizard(moves)
        self.assertEqual((wizard.sheets, wizard.product_id), (3, self.standard))
        wizard.action_frank()
        letter = moves.internetmarke_letter_id
        self.assertEqual(len(letter), 1)
        self.assertEqual(letter.move_ids, moves)
        letter.with_user(self.clerk).action_print()
        content, _kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "internetmarke.report_letter", letter.ids
        )
        pages = pypdfium2.PdfDocument(content)
        self.assertEqual(len(pages), 3)
        oldest_first = moves.sorted("invoice_date").mapped("name")
        for page, name in zip(pages, oldest_first, strict=True):
            self.assertIn(name, page.get_textpage().get_text_range())
        [code] = read_codes(content)
        self.assertIn(letter.stamp_id.voucher_id, code.text)
        for number in (1, 2):
            self.assertFalse(read_codes(content, number))
        for move in moves:
            for other in (moves - move).mapped("name"):
                self.assertIn(other, "".join(move.message_ids.mapped("body")))

    def test_printed_on_both_sides_each_begins_on_its_own_sheet(self):
        moves = self._printed_invoice() | self._printed_invoice()
        wizard = self._frank_wizard(moves)
        wizard.duplex = True
        self.assertEqual(wizard.sheets, 2)
        wizard.action_frank()
        letter = moves.internetmarke_letter_id
        letter.with_user(self.clerk).action_print()
        content, _kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "internetmarke.report_letter", letter.ids
        )
        texts = [
            page.get_textpage().get_text_range()
            for page in pypdfium2.PdfDocument(content)
        ]
        self.assertEqual([bool(text) for text in texts], [True, False, True, False])

    def test_removing_the_franking_frees_all(self):
        moves = self._printed_invoice() | self._printed_invoice()
        self._frank_wizard(moves).action_frank()
        letter = moves.internetmarke_letter_id
        moves[1].with_user(self.clerk).action_internetmarke_release()
        self.assertFalse(moves.internetmarke_letter_id)
        self.assertEqual(letter.stamp_id.state, "stock")
        for move in moves:
            self.assertIn("Franking removed", move.message_ids[0].body)

    def test_resetting_one_frees_all_before_printing(self):
        moves = self._printed_invoice() | self._printed_invoice()
        self._frank_wizard(moves).action_frank()
        letter = moves.internetmarke_letter_id
        moves[0].button_draft()
        self.assertEqual(letter.state, "released")
        self.assertFalse(moves.internetmarke_letter_id)
        self.assertIn(moves[0].name, moves[1].message_ids[0].body)
        self.assertIn("reset or cancelled", moves[1].message_ids[0].body)

    def test_cancelling_one_after_printing_keeps_the_letter(self):
        moves = self._printed_invoice() | self._printed_invoice()
        self._frank_wizard(moves).action_frank()
        letter = moves.internetmarke_letter_id
        letter.with_user(self.clerk).action_print()
        moves[0].button_draft()
        moves[0].button_cancel()
        self.assertEqual(letter.state, "printed")
        self.assertEqual(moves.internetmarke_letter_id, letter)
        with self.assertRaisesRegex(UserError, "was reset or cancelled since"):
            letter.with_user(self.clerk).action_print_again()
        self.assertEqual(letter.print_count, 1)
        with self.assertRaises(UserError):
            moves[0].unlink()

    def test_further_invoices_of_the_recipient_are_offered(self):
        move, other = self._printed_invoice(), self._printed_invoice()
        draft, sent, franked = (self._printed_invoice() for _ in range(3))
        (move | other | draft | franked).is_move_sent = False
        draft.button_draft()
        sent.is_move_sent = True
        self._frank(franked)
        elsewhere = self._invoice(self._make_customer("Anderswo GmbH", "base.de"))
        wizard = self._frank_wizard(move)
        self.assertEqual(wizard.move_ids, move)
        self.assertEqual(wizard.offered_move_ids, move | other)
        self.assertNotIn(elsewhere, wizard.offered_move_ids)

    def test_what_was_chosen_stays_when_an_invoice_is_added(self):
        move, other = self._printed_invoice(), self._printed_invoice()
        (move | other).is_move_sent = False
        model = self.env["internetmarke.frank"].with_user(self.clerk)
        form = Form(model.with_context(default_move_ids=move.ids))
        form.duplex = True
        form.envelope = "c4"
        form.enclosures = 3
        form.move_ids.add(other)
        self.assertEqual(form.sheets, 2)
        form.move_ids.remove(move.id)
        self.assertEqual(form.sheets, 1)
        self.assertEqual(form.offered_count, 2)
        form.move_ids.add(move)
        self.assertTrue(form.duplex)
        self.assertEqual((form.envelope, form.enclosures), ("c4", 3))
        wizard = form.save()
        self.assertEqual(wizard.move_ids, move | other)
        self.assertEqual(wizard.page_counts, [1, 1])
        self.assertEqual((wizard.duplex, wizard.envelope), (True, "c4"))

    def test_medium_stays_when_an_invoice_is_added(self):
        trays = self.env["internetmarke.tray"].create(
            [
                {"name": name, "company_id": self.company.id}
                for name in ("Oben", "Unten")
            ]
        )
        move, other = self._printed_invoice(), self._printed_invoice()
        (move | other).is_move_sent = False
        model = self.env["internetmarke.frank"].with_user(self.clerk)
        form = Form(model.with_context(default_move_ids=move.ids))
        form.medium = "label"
        form.label_format = "6"
        form.label_position = 5
        form.label_address = False
        form.tray_id = trays[1]
        form.move_ids.add(other)
        self.assertEqual((form.medium, form.label_format), ("label", "6"))
        self.assertEqual((form.label_position, form.tray_id), (5, trays[1]))
        self.assertFalse(form.label_address)
        form.medium = "envelope"
        form.printed_envelope = "c4"
        form.move_ids.remove(other.id)
        self.assertEqual((form.medium, form.printed_envelope), ("envelope", "c4"))

    def test_without_a_form_the_wizard_knows_as_much(self):
        moves = self._printed_invoice() | self._printed_invoice()
        model = self.env["internetmarke.frank"].with_user(self.clerk)
        wizard = model.with_context(default_move_ids=moves.ids).create({})
        self.assertEqual((wizard.sheets, wizard.envelope), (2, "smallest"))
        self.assertEqual((wizard.paper, wizard.offered_count), (80, 2))
        self.assertEqual(wizard.product_id, self.standard)
        wizard.action_frank()
        self.assertEqual(moves.internetmarke_letter_id.envelope, "dl")

    def test_an_empty_envelope_is_not_franked(self):
        wizard = self._frank_wizard(self._printed_invoice())
        wizard.move_ids = [Command.clear()]
        wizard.product_id = self.standard
        with self.assertRaisesRegex(UserError, "has no document"):
            wizard.action_frank()

    def test_action_of_the_list(self):
        moves = self._printed_invoice() | self._printed_invoice()
        draft = self._invoice()
        draft.button_draft()
        action = (moves | draft).with_user(self.clerk).action_internetmarke_frank()
        wizard = Form(
            self.env["internetmarke.frank"].with_context(**action["context"])
        ).save()
        self.assertEqual(wizard.move_ids, moves, "drafts stay outside")

    def test_the_button_stands_only_where_it_can_help(self):
        views = {
            "view_out_invoice_tree": True,
            "view_out_credit_note_tree": True,
            "view_in_invoice_tree": False,
            "view_in_invoice_bill_tree": False,
            "view_move_tree": False,
        }
        moves = self.env["account.move"].with_user(self.clerk)
        for name, offered in views.items():
            view = moves.get_view(self.env.ref(f"account.{name}").id, "list")
            found = "action_internetmarke_frank" in view["arch"]
            self.assertEqual(found, offered, name)
        bindings = self.env["ir.actions.actions"].get_bindings("account.move")
        names = [action["name"] for kind in bindings.values() for action in kind]
        self.assertNotIn("Frank", names)

    def test_the_true_reason_is_told(self):
        draft = self._invoice()
        draft.button_draft()
        bill = self.env["account.move"].create({"move_type": "in_invoice"})
        franked = self._printed_invoice()
        self._frank(franked)
        posted = self._invoice()
        reasons = {
            "Only customer invoices": bill,
            "Only posted invoices": draft | bill,
            f"Franked already: {franked.name}": franked | draft | bill,
        }
        for reason, moves in reasons.items():
            with self.assertRaisesRegex(UserError, reason):
                moves.action_internetmarke_frank()
        self.company.internetmarke_enabled = False
        with self.assertRaisesRegex(UserError, "does not use Internetmarke yet"):
            posted.action_internetmarke_frank()

    def test_companies_are_told_apart(self):
        other = self._other_company()
        other.internetmarke_enabled = True
        values = {
            "move_type": "out_invoice",
            "company_id": other.id,
            "partner_id": self.customer.id,
            "invoice_line_ids": [Command.create({"name": "X", "price_unit": 1})],
        }
        foreign = self.env["account.move"].create(values)
        foreign.action_post()
        reason = f"2 companies: .*{other.name}"
        with self.assertRaisesRegex(UserError, reason):
            (self._invoice() | foreign).action_internetmarke_frank()

    def test_several_recipients_are_told_apart(self):
        other = self._make_customer("Anderswo GmbH", "base.de")
        moves = self._invoice() | self._invoice(other)
        self.assertEqual(self._recipients(moves), self.customer | other)
        branch = self.env["res.partner"].create(
            {
                "name": "Filiale Altona",
                "parent_id": self.customer.id,
                "type": "invoice",
                "street": "Palmaille 1",
                "zip": "22767",
                "city": "Hamburg",
                "country_id": self.customer.country_id.id,
            }
        )
        moves = self._invoice() | self._invoice(branch)
        self.assertEqual(self._recipients(moves), self.customer | branch)

    def _recipients(self, moves):
        """Return who gets a letter of the mailing run that Frank opens."""
        action = moves.action_internetmarke_frank()
        return (
            self.env[action["res_model"]].browse(action["res_id"]).line_ids.partner_id
        )

    def test_the_server_refuses_invoices_of_other_recipients(self):
        other = self._make_customer("Anderswo GmbH", "base.de")
        moves = self._printed_invoice() | self._printed_invoice(other)
        wizard = self._frank_wizard(moves)
        with self.assertRaisesRegex(UserError, "another recipient"):
            wizard.action_frank()
        self.assertFalse(moves.internetmarke_letter_id)

    def test_the_server_refuses_invoices_of_another_company(self):
        move = self._printed_invoice()
        other = self._other_company()
        foreign = self._invoice(company=other)
        wizard = self._frank_wizard(move, self.buyer).sudo()
        with self.assertRaises(AccessError), self.cr.savepoint():
            wizard.move_ids |= foreign
        # Who may read both cannot put them into one envelope, either.
        wizard = self._frank_wizard(move, self.env.user)
        wizard.move_ids |= foreign
        with self.assertRaises(UserError):
            wizard._frank()

    def test_refunds_travel_with_invoices(self):
        move = self._printed_invoice()
        credit = move._reverse_moves([{"invoice_date": move.invoice_date}])
        credit.action_post()
        with self.allow_pdf_render():
            credit.with_context(force_report_rendering=True)._internetmarke_document()
        moves = move | credit
        named = moves.with_context(internetmarke_to_tick=True).mapped("display_name")
        self.assertTrue(named[0].startswith(f"{move.name} · "))
        self.assertIn(move.currency_id.format(move.amount_total), named[0])
        self.assertTrue(named[1].startswith(f"Credit Note {credit.name} · "))
        self._frank_wizard(moves).action_frank()
        self.assertEqual(moves.internetmarke_letter_id.move_ids, moves)
