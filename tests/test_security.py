from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import InternetmarkeCommon

SECRETS = ("username", "password", "client_id", "client_secret")


@tagged("post_install", "-at_install")
class TestSecurity(InternetmarkeCommon):
    in_stock = {"standard": 1}

    def test_clerk_cannot_spend(self):
        wizard = self._buy_wizard({self.standard: 1})
        with self.assertRaises(AccessError):
            wizard.with_user(self.clerk).action_buy()
        with self.assertRaisesRegex(AccessError, "Buy postage"):
            self.bought.with_user(self.clerk).action_resolve()
        frank = self._frank_wizard(self._printed_invoice(self.foreigner))
        with self.assertRaisesRegex(AccessError, "Buy postage"):
            frank.action_buy_and_frank()

    def test_accountant_reads_but_does_not_frank(self):
        letter = self._frank(self._printed_invoice())
        as_accountant = letter.with_user(self.accountant)
        self.assertEqual(as_accountant.price, 0.95)
        for action in ("action_print", "action_release"):
            with self.assertRaisesRegex(AccessError, "Invoicing"):
                getattr(as_accountant, action)()

    def test_nobody_writes_the_books(self):
        order = self.bought
        letter = self._frank(self._printed_invoice())
        for user in (self.clerk, self.buyer, self.accountant):
            for record in (order, order.line_ids, order.stamp_ids, letter):
                with self.assertRaises(AccessError):
                    record.with_user(user).write({"company_id": self.company.id})
                with self.assertRaises(AccessError):
                    record.with_user(user).unlink()

    def test_only_buyers_see_the_printable_file(self):
        order = self.bought
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

    def test_nobody_forges_the_franking_of_an_invoice(self):
        move = self._printed_invoice()
        letter = self._frank(move)
        other = self._invoice()
        for user in (self.clerk, self.buyer):
            for target, value in ((move, False), (other, letter.id)):
                with self.assertRaises(AccessError):
                    target.with_user(user).write({"internetmarke_letter_id": value})
        forged = (
            self.env["account.move"]
            .with_user(self.clerk)
            .with_context(default_internetmarke_letter_id=letter.id)
            .create({"move_type": "out_invoice", "partner_id": self.customer.id})
        )
        self.assertFalse(forged.sudo().internetmarke_letter_id)
        self.assertEqual(letter.move_ids, move)

    def test_products_are_the_posts(self):
        manager = self.env.user
        for values in ({"code": 11}, {"price": 0.01}, {"max_weight": 500}):
            with self.assertRaises(AccessError):
                self.standard.with_user(manager).write(values)
        self.standard.with_user(manager).write({"sequence": 5})

    def test_portal_users_see_no_balance(self):
        portal = new_test_user(self.env, login="customer", groups="base.group_portal")
        portal.company_ids = self.company
        with self.assertRaises(AccessError):
            self.company.with_user(portal).read(["internetmarke_balance"])

    def test_wizards_of_another_company(self):
        move = self._printed_invoice()
        other = self._other_company()
        stranger = new_test_user(
            self.env,
            login="stranger",
            groups="internetmarke.group_buyer",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        with self.assertRaises(AccessError):
            self.env["internetmarke.frank"].with_user(stranger).create(
                {"move_ids": [(6, 0, move.ids)]}
            )
        with self.assertRaises(AccessError):
            self.env["internetmarke.buy"].with_user(stranger).create(
                {"company_id": self.company.id}
            )

    def test_nobody_sees_what_belongs_to_another_company(self):
        order = self.bought
        letter = self._frank(self._printed_invoice())
        other = self._other_company()
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
