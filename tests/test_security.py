from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import InternetmarkeCommon

SECRETS = ("username", "password", "client_id", "client_secret")


@tagged("post_install", "-at_install")
class TestSecurity(InternetmarkeCommon):
    def test_clerk_cannot_spend(self):
        wizard = self._buy_wizard({self.standard: 1})
        with self.assertRaises(AccessError):
            wizard.with_user(self.clerk).action_buy()
        order = self._buy({self.standard: 1})
        with self.assertRaisesRegex(AccessError, "Buy postage"):
            order.with_user(self.clerk).action_resolve()
        frank = self._frank_wizard(self._printed_invoice(self.foreigner))
        with self.assertRaisesRegex(AccessError, "Buy postage"):
            frank.action_buy_and_frank()

    def test_accountant_reads_but_does_not_frank(self):
        self._buy({self.standard: 1})
        letter = self._frank(self._printed_invoice())
        as_accountant = letter.with_user(self.accountant)
        self.assertEqual(as_accountant.price, 0.95)
        for action in ("action_print", "action_release"):
            with self.assertRaisesRegex(AccessError, "Invoicing"):
                getattr(as_accountant, action)()

    def test_nobody_writes_the_books(self):
        order = self._buy({self.standard: 1})
        letter = self._frank(self._printed_invoice())
        for user in (self.clerk, self.buyer, self.accountant):
            for record in (order, order.line_ids, order.stamp_ids, letter):
                with self.assertRaises(AccessError):
                    record.with_user(user).write({"company_id": self.company.id})
                with self.assertRaises(AccessError):
                    record.with_user(user).unlink()

    def test_only_buyers_see_the_printable_file(self):
        order = self._buy({self.standard: 1})
        self.assertTrue(order.with_user(self.buyer).document)
        with self.assertRaises(AccessError):
            order.with_user(self.clerk).read(["document"])
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", order._name), ("res_field", "=", "document")]
        )
        with self.assertRaises(AccessError):
            attachment.with_user(self.clerk).read(["datas"])

    def test_secrets_are_for_administrators(self):
        for user in (self.clerk, self.buyer, self.accountant):
            company = self.company.with_user(user)
            for name in SECRETS:
                field = f"internetmarke_{name}"
                with self.assertRaises(AccessError):
                    company.read([field])
                with self.assertRaises(AccessError):
                    company.search([(field, "like", "a")])

    def test_other_company(self):
        order = self._buy({self.standard: 1})
        letter = self._frank(self._printed_invoice())
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            login="stranger",
            groups="internetmarke.group_buyer",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for record in (order, order.line_ids, order.stamp_ids, letter):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])
        with self.assertRaises(AccessError):
            order.with_user(stranger).action_resolve()
        with self.assertRaises(AccessError):
            letter.with_user(stranger).action_print()
        with self.assertRaises(AccessError):
            self.env["internetmarke.order"].with_user(stranger)._purchase(
                self.company, [(self.standard, 1, 95)], "stranger"
            )
