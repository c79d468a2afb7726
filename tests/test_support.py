from odoo import release
from odoo.exceptions import AccessError
from odoo.modules.module import Manifest
from odoo.tests import HttpCase, tagged

from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestSupport(InternetmarkeCommon, HttpCase):
    """Details to send to strangers: what helps, and nothing that must not leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls.env.ref("base.user_admin")

    def _assert_tells(self, details, *lines):
        manifest = Manifest.for_addon("internetmarke")
        for line in (
            f"internetmarke: {manifest['version']}",
            f"Odoo: {release.version}",
            "mode: production",
            *lines,
        ):
            self.assertIn(line, details.splitlines())

    def _assert_keeps(self, details):
        """No secret, no name, no address, and nothing that leads to a stamp."""
        company = self.company.sudo()
        orders = self.env["internetmarke.order"].search([])
        for kept in (
            company.internetmarke_username,
            company.internetmarke_password,
            company.internetmarke_client_id,
            company.internetmarke_client_secret,
            company.name,
            company.street,
            company.city,
            company.email,
            self.env.cr.dbname,
            self.customer.name,
            self.customer.street,
            *self.env["res.users"].search([]).mapped("name"),
            *orders.filtered("shop_order_id").mapped("shop_order_id"),
            *orders.stamp_ids.mapped("voucher_id"),
            *orders.filtered("account").mapped("account"),
        ):
            if kept:
                self.assertNotIn(kept.lower(), details.lower())

    def test_a_purchase(self):
        order = self._buy({self.standard: 3, self.kompakt: 2})
        self._frank(self._printed_invoice())
        details = order.with_user(self.accountant).support_details
        self._assert_tells(
            details,
            f"record: internetmarke.order {order.name}",
            "state: done",
            "attempts: 1",
            "last error of the Post: none",
            "same Portokasse: yes",
            "bought: 3 of 1 at 0.95",
            "document: there",
            "letter states: franked 1",
        )
        self.assertRegex(details, r"\nstamps: (stock 4, used 1|used 1, stock 4)\n")
        self._assert_keeps(details)

    def test_a_refused_purchase_tells_the_code_of_the_post(self):
        self.post.misbehave("checkout", "refusal", title="walletBalanceNotEnough")
        order = self._buy({self.standard: 1})
        self.assertEqual(order.state, "failed")
        told = "last error of the Post: BalanceTooLow 400 walletBalanceNotEnough"
        self._assert_tells(order.support_details, told, "state: failed")
        self._assert_keeps(order.support_details)

    def test_other_words_of_the_post_stay_here(self):
        self.post.misbehave("checkout", "refusal", title=f"No {self.customer.name}")
        order = self._buy({self.standard: 1})
        self._assert_tells(order.support_details, "last error of the Post: Refused 400")
        self._assert_keeps(order.support_details)

    def test_top_up_and_refund(self):
        order = self._buy({self.standard: 2})
        company, account = self.company, self.company._internetmarke_account()
        common = {"company_id": company.id, "account": account}
        charge = (
            self.env["internetmarke.charge"]
            .sudo()
            .create({**common, "name": "AUF/1", "amount": 20})
        )
        retoure = (
            self.env["internetmarke.retoure"]
            .sudo()
            .create(
                {
                    **common,
                    "name": "RET/1",
                    "order_id": order.id,
                    "stamp_ids": order.stamp_ids.ids,
                }
            )
        )
        self._assert_tells(charge.support_details, "amount: 20.00", "state: draft")
        self._assert_tells(retoure.support_details, "stamps: stock 2")
        for request in charge, retoure:
            self._assert_keeps(request.support_details)

    def test_settings_are_for_administrators(self):
        self._buy({self.standard: 1})
        company = self.company.with_user(self.administrator)
        details = company.internetmarke_support_details
        self._assert_tells(details, "order states: done 1", "login refused: no")
        self._assert_keeps(details)
        with self.assertRaises(AccessError):
            company.with_user(self.buyer).read(["internetmarke_support_details"])

    def test_the_dialog_of_each_record(self):
        order = self._buy({self.standard: 1})
        action = order.with_user(self.accountant).action_support()
        self.assertEqual((action["res_id"], action["target"]), (order.id, "new"))
        view = order.with_user(self.accountant).get_view(action["view_id"])
        self.assertIn("support_details", view["arch"])
        for model in ("charge", "retoure"):
            view = self.env[f"internetmarke.{model}"]._support_view()
            self.assertEqual(view.model, f"internetmarke.{model}")
        settings = self.env["res.config.settings"].create({})
        action = settings.action_internetmarke_support()
        self.assertEqual(action["res_id"], self.env.company.id)

    def test_the_manual_is_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.authenticate(self.clerk.login, self.clerk.login)
        for language, title in (("de_DE", "Handbuch"), ("en_US", "Manual")):
            self.clerk.lang = language
            answer = self.url_open("/internetmarke/manual")
            self.assertEqual(answer.status_code, 200)
            self.assertIn(f"<title>Internetmarke: {title}</title>", answer.text)
