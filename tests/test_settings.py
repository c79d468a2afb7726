from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestSettings(InternetmarkeCommon):
    def test_connection_tells_the_balance(self):
        wizard = self._test_connection()
        self.assertEqual((wizard.step, wizard.problem), ("ready", False))
        self.assertTrue(wizard.owner)
        self.assertEqual(
            round(self.company.internetmarke_balance * 100), self._wallet()["balance"]
        )
        self.assertTrue(self.company.internetmarke_balance_date)

    def test_wrong_password_is_tried_once(self):
        logins = self.post.ledger()["calls"].get("login", 0)
        self.company.internetmarke_password = "wrong"
        self.assertIn("Geschäftsanwendungen", self._test_connection().problem)
        self.assertEqual(self.post.ledger()["calls"]["login"], logins + 1)

    def test_unknown_application_key(self):
        self.company.internetmarke_client_id = "unknown"
        self.assertIn("application key", self._test_connection().problem)
        self.assertFalse(self.company.internetmarke_login_refused, "nothing is locked")
        overview = self.env["internetmarke.overview"]
        overview = overview.browse(overview.action_open()["res_id"])
        self.assertTrue(overview.access_refused)
        self.company.internetmarke_client_id = self.post.credentials.client_id
        self.assertFalse(self.company.internetmarke_access_refused)

    def test_too_long_password(self):
        with self.assertRaisesRegex(ValidationError, "22"):
            self.company.internetmarke_password = "x" * 23

    def test_database_wide_application_key(self):
        param = self.env["ir.config_parameter"].sudo()
        for name in ("client_id", "client_secret"):
            value = self.company[f"internetmarke_{name}"]
            param.set_param(f"internetmarke.{name}", value)
            self.company[f"internetmarke_{name}"] = False
        self.assertEqual(self._test_connection().step, "ready")

    def test_missing_login_is_said(self):
        self.company.internetmarke_username = False
        with self.assertRaisesRegex(UserError, "e-mail and password"):
            self._test_connection()

    @mute_logger("odoo.addons.internetmarke.api.transport")
    def test_strange_host_is_refused(self):
        param = self.env["ir.config_parameter"].sudo()
        param.set_param("internetmarke.api_url", "https://dhl.com.example.org/im")
        self.assertIn("not allowed", self._test_connection().problem)

    def test_demo_needs_no_account(self):
        self.company.write(
            {
                "internetmarke_environment": "demo",
                "internetmarke_username": False,
                "internetmarke_password": False,
                "internetmarke_client_id": False,
                "internetmarke_client_secret": False,
            }
        )
        calls = self.post.ledger()["calls"]
        order = self._buy({self.standard: 1})
        self.assertEqual(order.state, "done")
        self.assertEqual(self.post.ledger()["calls"], calls, "another Post was asked")

    def test_the_settings_form_writes_to_the_company(self):
        with Form(self.env["res.config.settings"]) as settings:
            settings.internetmarke_paper = 90
        settings.save().execute()
        self.assertEqual(self.company.internetmarke_paper, 90)

    def test_the_set_up_saves_what_stands_in_the_form(self):
        """Ticking the box and clicking at once loses neither of them."""
        self.company.internetmarke_enabled = False
        with Form(self.env["res.config.settings"]) as form:
            form.internetmarke_enabled = True
        settings = form.save()
        action = settings.action_internetmarke_setup()
        self.assertEqual(action["res_model"], "internetmarke.setup")
        self.assertTrue(self.company.internetmarke_enabled)

    def test_another_portokasse_has_another_balance(self):
        self._test_connection()
        self.assertTrue(self.company.internetmarke_balance_date)
        self.company.internetmarke_username = "other@muster.example"
        self.assertFalse(self.company.internetmarke_balance_date)
        self.assertFalse(self.company.internetmarke_balance)

    def test_neutralized_copy_cannot_spend(self):
        param = self.env["ir.config_parameter"].sudo()
        param.set_param("internetmarke.client_id", "key")
        self._neutralize()
        self.assertEqual(self.company.internetmarke_environment, "demo")
        for name in ("username", "password", "client_id", "client_secret"):
            self.assertFalse(self.company[f"internetmarke_{name}"], name)
        self.assertFalse(self.company.internetmarke_login_refused)
        self.assertFalse(param.get_param("internetmarke.client_id"))
        self.assertFalse(param.get_param("internetmarke.api_url"))

    def test_neutralized_copy_prints_no_real_stamp(self):
        names = ("username", "password", "client_id", "client_secret")
        names = [f"internetmarke_{name}" for name in names]
        login = {name: self.company[name] for name in names}
        addresses = ("internetmarke.api_url", "internetmarke.products_url")
        param = self.env["ir.config_parameter"].sudo()
        urls = {name: param.get_param(name) for name in addresses}
        order = self._buy({self.standard: 3})
        order.sudo().manifest_link = "https://example.com/receipt"
        franked = self._frank(self._printed_invoice())
        printed = self._frank(self._printed_invoice())
        printed.with_user(self.clerk).action_print()
        self._neutralize()
        # Even somebody who sets it up like the original again.
        self.company.write({"internetmarke_environment": "production", **login})
        for name, url in urls.items():
            param.set_param(name, url)
        wizard = self._frank_wizard(self._printed_invoice())
        self.assertEqual(wizard.stock_count, 0)
        with self.assertRaisesRegex(UserError, "no stamp"):
            wizard.action_frank()
        calls = {"print": franked, "print_again": printed}
        for name, letter in calls.items():
            with self.assertRaisesRegex(UserError, "is a copy of"):
                getattr(letter.with_user(self.clerk), f"action_{name}")()
        report = self.env["ir.actions.report"].with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "is a copy of"):
            report._render_qweb_pdf("internetmarke.report_letter", printed.ids)
        franked.with_user(self.clerk)._release("Not sent")
        self.assertEqual(self._frank_wizard(self._invoice()).stock_count, 0)
        self.assertFalse(order.document or order.sudo().manifest_link)
        asked = self.post.ledger()["calls"]
        refunds = self.env["internetmarke.refund"].with_user(self.buyer)
        refund = refunds.create({"stamp_ids": order.stamp_ids.ids})
        with self.assertRaisesRegex(UserError, "cannot be returned from here"):
            refund.action_refund()
        with self.assertRaisesRegex(UserError, "is a copy of"):
            order.with_user(self.buyer).action_resolve()
        self.assertEqual(self.post.ledger()["calls"], asked)
        bought = self._buy({self.standard: 1})
        self.assertEqual(bought.state, "done", "its own Portokasse may be used")

    def test_neutralized_copy_keeps_its_demo(self):
        self.company.internetmarke_environment = "demo"
        order = self._buy({self.standard: 1})
        self._neutralize()
        self.assertTrue(order.document)
        self.assertTrue(self._frank(self._printed_invoice()))

    def test_two_demo_companies_buy_side_by_side(self):
        other = self._other_company()
        companies = self.company | other
        companies.write(
            {"internetmarke_environment": "demo", "internetmarke_enabled": True}
        )
        self.buyer.company_ids = companies
        orders = self.env["internetmarke.order"].with_user(self.buyer)
        for company in companies:
            order = orders.with_context(allowed_company_ids=companies.ids)._purchase(
                company, [(self.standard, 1, 95)], f"demo {company.id}"
            )
            self.assertEqual(order._read_outcome(), ("done", False))
