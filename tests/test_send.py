from unittest.mock import patch

from lxml.html import fromstring

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .send_common import SendCommon


@tagged("post_install", "-at_install")
class TestSend(SendCommon):
    """One invoice goes by post: the dialog tells, its button franks and prints."""

    in_stock = {"standard": 14}

    def test_it_franks_and_prints(self):
        move = self._unsent()
        form = self._dialog(move)
        self.assertTrue(form.sending_method_checkboxes["internetmarke"]["checked"])
        told = self._alert(form, "info")["message"]
        self.assertEqual(told, "Standardbrief, 0.95\xa0€, 14 in stock")
        action = form.save().action_internetmarke_send()
        self.assertEqual(action["report_name"], "internetmarke.report_letter")
        self.assertTrue(action["close_on_report_download"])
        letter = move.internetmarke_letter_id
        self.assertRecordValues(
            letter,
            [
                {
                    "state": "printed",
                    "print_count": 1,
                    "partner_id": self.customer.id,
                    "franked_by_id": self.clerk.id,
                    "product_id": self.standard.id,
                    "run_id": False,
                }
            ],
        )
        self.assertTrue(move.is_move_sent)
        self.assertFalse(move.internetmarke_run_count)
        # From here on it is a letter like any other.
        letter.with_user(self.clerk)._release("Spoiled")
        self.assertFalse(move.is_move_sent or move.internetmarke_letter_id)

    def test_a_second_click_sends_nothing(self):
        move = self._unsent()
        wizard = self._dialog(move).save()
        wizard.action_internetmarke_send()
        with self.assertRaisesRegex(UserError, "franked already"):
            wizard.action_internetmarke_send()
        self.assertEqual(len(move.internetmarke_letter_ids), 1)
        boxes = self._dialog(move).sending_method_checkboxes
        self.assertFalse(boxes["internetmarke"]["checked"], "it is franked")

    def test_with_an_email_both_happen(self):
        self.customer.email = "buero@sonnenschein.example"
        move = self._unsent()
        wizard = self._tick(self._dialog(move), email=True).save()
        wizard.action_internetmarke_send()
        self.assertEqual(move.internetmarke_letter_id.state, "printed")
        [message] = move.message_ids.filtered("partner_ids")
        self.assertEqual(
            message.attachment_ids.mapped("checksum"),
            move.invoice_pdf_report_id.mapped("checksum"),
        )
        # It went by e-mail, too, whatever becomes of the letter.
        move.internetmarke_letter_id.with_user(self.clerk)._release("Spoiled")
        self.assertTrue(move.is_move_sent)

    def test_a_failure_undoes_all_of_it(self):
        """What Odoo has sent by then waits for the end of the transaction."""
        self.customer.email = "buero@sonnenschein.example"
        move = self._unsent()
        wizard = self._tick(self._dialog(move), email=True).save()
        letters = type(self.env["internetmarke.letter"])
        with (
            patch.object(letters, "_compose", side_effect=UserError("broken")),
            self.assertRaisesRegex(UserError, "broken"),
            self.cr.savepoint(),
        ):
            wizard.action_internetmarke_send()
        self._assert_nothing_went(move)
        self.assertEqual(self.standard.with_company(self.company).stock_count, 14)

    def test_an_address_that_no_letter_reaches_is_told(self):
        self.customer.zip = False
        move = self._unsent()
        form = self._dialog(move)
        alert = self._alert(form, "danger")
        self.assertIn("postcode", alert["message"])
        self.assertEqual(alert["action"]["res_model"], "res.partner")
        wizard = form.save()
        with self.assertRaisesRegex(UserError, "postcode"), self.cr.savepoint():
            wizard.action_internetmarke_send()
        self._assert_nothing_went(move)

    def test_what_does_not_fit_the_window_gets_a_cover_sheet(self):
        self.company.external_report_layout_id = self.env.ref(
            "web.external_layout_standard"
        )
        move = self._unsent()
        form = self._dialog(move)
        self.assertIn("cover sheet", self._alert(form, "info")["message"])
        form.save().action_internetmarke_send()
        self.assertEqual(move.internetmarke_letter_id.medium, "cover_sheet")

    def test_who_may_not_frank_is_told(self):
        """Sales people may send invoices."""
        sales = self.env["res.groups"].create({"name": "Sales"})
        for model in (
            "account.move",
            "account.move.line",
            "account.journal",
            "account.move.send.wizard",
        ):
            self.env["ir.model.access"].create(
                {
                    "name": model,
                    "model_id": self.env["ir.model"]._get_id(model),
                    "group_id": sales.id,
                    "perm_read": True,
                    "perm_write": True,
                    "perm_create": True,
                }
            )
        seller = new_test_user(self.env, login="seller", company_id=self.company.id)
        seller.group_ids = [Command.link(sales.id)]
        move = self._unsent()
        form = self._dialog(move, seller)
        self.assertIn("may not frank", self._alert(form, "danger")["message"])
        wizard = form.save()
        with self.assertRaises(AccessError), self.cr.savepoint():
            wizard.action_internetmarke_send()
        self._assert_nothing_went(move)
        # By e-mail alone it goes.
        self.customer.email = "buero@sonnenschein.example"
        form = self._tick(self._dialog(move, seller), internetmarke=False, email=True)
        self.assertFalse(form.internetmarke_alerts)
        form.save().action_send_and_print()
        self.assertTrue(move.is_move_sent)

    def test_where_it_is_not_switched_on_nothing_is_offered(self):
        move = self._unsent()
        self.company.internetmarke_enabled = False
        boxes = self._dialog(move).sending_method_checkboxes
        self.assertNotIn("internetmarke", boxes)
        self.assertTrue(boxes["email"]["checked"], "as if nothing was chosen")
        customer = self.customer.with_user(self.clerk)
        self.assertFalse(customer.internetmarke_offers_methods)
        self.assertNotIn("internetmarke", customer.internetmarke_methods)

    def test_the_default_of_the_company(self):
        self.company.internetmarke_by_post = True
        customer = self._make_customer("Kunde GmbH", "base.de").with_user(self.clerk)
        self.assertTrue(customer.internetmarke_offers_methods)
        self.assertIn("internetmarke", customer.internetmarke_methods)
        self.assertIn("Internetmarke", customer.internetmarke_default_method)
        send = self.env["account.move.send"]
        move = self._invoice(customer.sudo())
        self.assertEqual(send._get_default_sending_methods(move), {"internetmarke"})
        customer.sudo().invoice_sending_method = "email"
        self.assertEqual(send._get_default_sending_methods(move), {"email"})
        self.company.internetmarke_by_post = False
        customer.sudo().invoice_sending_method = False
        self.env.invalidate_all()
        self.assertEqual(send._get_default_sending_methods(move), {"email"})
        self.assertFalse(customer.internetmarke_default_method)


@tagged("post_install", "-at_install")
class TestSendFromEmptyStock(SendCommon):
    def test_out_of_stock_nothing_is_sent(self):
        self.customer.email = "buero@sonnenschein.example"
        move = self._unsent()
        alert = self._alert(self._dialog(move), "danger")
        self.assertIn(self.buyer.name, alert["message"])
        self.assertNotIn("action", alert)
        form = self._tick(self._dialog(move, self.buyer), email=True)
        alert = self._alert(form, "danger")
        self.assertIn("Nothing is sent", alert["message"])
        self.assertEqual(alert["action"]["res_model"], "internetmarke.frank")
        wizard = form.save()
        with self.assertRaisesRegex(UserError, "none in stock"), self.cr.savepoint():
            wizard.action_internetmarke_send()
        self._assert_nothing_went(move)

    def test_no_product_and_no_way_to_print_are_told(self):
        move = self._unsent()
        self.customer.name = "山田太郎"
        self.assertIn("山", self._alert(self._dialog(move), "danger")["message"])
        self.customer.name = "Bäckerei Sonnenschein GmbH"
        self.env["internetmarke.product"].search([]).sudo().active = False
        self.assertIn(
            "No product fits", self._alert(self._dialog(move), "danger")["message"]
        )


@tagged("post_install", "-at_install")
class TestSendPortal(HttpCase):
    def test_customers_keep_it_when_they_change_something_else(self):
        user = new_test_user(self.env, login="portal", groups="base.group_portal")
        self.authenticate("portal", "portal")
        self.assertNotIn("Internetmarke", self.url_open("/my/account").text)
        user.partner_id.invoice_sending_method = "internetmarke"
        page = fromstring(self.url_open("/my/account").content)
        [chosen] = page.xpath(
            "//select[@name='invoice_sending_method']/option[@selected]"
        )
        self.assertEqual(chosen.get("value"), "internetmarke")
