from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import InternetmarkeCommon

ELSEWHERE = {"username": "zweite@muster.example", "password": "anderes"}


@tagged("post_install", "-at_install")
class TestAgreedPrice(InternetmarkeCommon):
    """The Post has agreed a price with one Portokasse, which its list does not name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._other_company()
        cls.post.open_wallet(**ELSEWHERE, balance=100_00)
        cls.other.write(
            {
                "internetmarke_enabled": True,
                "internetmarke_username": ELSEWHERE["username"],
                "internetmarke_password": ELSEWHERE["password"],
                "internetmarke_client_id": cls.post.credentials.client_id,
                "internetmarke_client_secret": cls.post.credentials.client_secret,
            }
        )
        cls.stranger = new_test_user(
            cls.env,
            login="stranger",
            groups="internetmarke.group_buyer,account.group_account_manager",
            company_id=cls.other.id,
            company_ids=[(6, 0, cls.other.ids)],
        )
        cls.manager = new_test_user(
            cls.env,
            login="manager",
            groups="account.group_account_manager",
            company_id=cls.company.id,
        )

    def setUp(self):
        super().setUp()
        self.addCleanup(self.post.set_prices, {1: 95})
        self._agree(None)

    def _agree(self, cents, product=None):
        code = (product or self.standard).code
        username = self.post.credentials.username
        self.post.agree_prices(username, {code: cents})
        self.addCleanup(self.post.agree_prices, username, {code: None})

    def _press(self, wizard):
        self.env.flush_all()
        action = wizard.action_buy()
        self.env.invalidate_all()
        return action

    def _buy_at(self, cents, user=None, asked=False, product=None):
        """Buy two stamps, and see what is paid for each.

        :param asked: the Post wants another price than Odoo knows at first.
        """
        product = product or self.standard
        wizard = self._buy_wizard({product: 2}, user or self.buyer)
        action = self._press(wizard)
        if asked:
            action = self._press(self._asked_again(wizard, action))
        order = self.env["internetmarke.order"].browse(self._led_to(action)["res_id"])
        self.assertEqual(order.state, "done", order.problem)
        self.assertEqual(set(order.stamp_ids.mapped("price")), {cents / 100})
        return order

    def _prices(self):
        """Return what the first company, the other and the list say, in cents."""
        product = self.standard
        return (
            product._cents_for(self.company),
            product._cents_for(self.other),
            round(product.price * 100),
        )

    def _agreed(self):
        return self.standard.sudo().price_ids.filtered("company_id")

    def test_it_is_kept_and_stays_the_companys_own(self):
        self._agree(91)
        self._buy_at(91, asked=True)
        self._run_job("ir_cron_refresh_prices")
        self.assertEqual(self._prices(), (91, 95, 95))
        self._buy_at(91)
        self._buy_at(95, self.stranger)
        self.assertEqual(self.standard.with_user(self.buyer).company_price, 0.91)
        self.assertEqual(self.standard.with_user(self.stranger).company_price, 0.95)
        agreed, prices = self._agreed(), self.env["internetmarke.product.price"]
        self.assertLess(agreed, prices.with_user(self.buyer).search([]))
        self.assertFalse(agreed & prices.with_user(self.stranger).search([]))

    def _listed(self):
        return self.standard.sudo().price_ids - self._agreed()

    def test_a_new_list_leaves_it_alone(self):
        self._agree(91)
        self._buy_at(91, asked=True)
        self.post.set_prices({1: 99})
        self._run_job("ir_cron_refresh_prices")
        self.assertEqual(self._prices(), (91, 99, 99))
        self._buy_at(91)

    def test_the_post_ends_an_agreed_price(self):
        self._agree(91)
        self._buy_at(91, asked=True)
        self._agree(None)
        self._buy_at(95, asked=True)
        self.assertEqual(self._prices(), (95, 95, 95))
        self.assertTrue(self._agreed().ended_on)

    def test_the_post_changes_an_agreed_price(self):
        self._agree(91)
        self._buy_at(91, asked=True)
        self._agree(89)
        self._buy_at(89, asked=True)
        self.assertEqual(self._prices(), (89, 95, 95))
        new, old = self._agreed()
        self.assertEqual((new.ended_on, bool(old.ended_on)), (False, True))

    def test_a_refusal_without_a_total_ends_it(self):
        self._agree(91)
        self._buy_at(91, asked=True)
        self._agree(None)
        self.post.misbehave(
            "checkout",
            "refusal",
            title="invalidTotalAmount",
            description="The total is invalid!",
        )
        wizard = self._buy_wizard({self.standard: 2})
        again = self._asked_again(wizard, self._press(wizard))
        self.assertEqual(again.line_ids.price_unit, 0.95)
        self.assertIn("You were not charged", again.notice)
        self.assertEqual(self._prices(), (95, 95, 95))

    def test_a_late_list_ends_an_agreed_price(self):
        """What looked like an agreed price was the new one of the list."""
        self._agree(99)
        self._buy_at(99, asked=True)
        self._agree(None)
        self.post.set_prices({1: 99})
        self._run_job("ir_cron_refresh_prices")
        self.assertTrue(self._agreed().ended_on)
        self.post.set_prices({1: 105})
        self._run_job("ir_cron_refresh_prices")
        self.assertEqual(self._prices(), (105, 105, 105))

    def test_a_demonstration_knows_nothing_of_it(self):
        self._agree(91)
        self._buy_at(91, asked=True)
        self.company.internetmarke_environment = "demo"
        self.assertEqual(self._prices(), (95, 95, 95))
        self.company.internetmarke_environment = "production"
        self.assertEqual(self._prices(), (91, 95, 95))

    def test_a_manager_ends_an_agreed_price(self):
        self._agree(91)
        self._buy_at(91, asked=True)
        agreed = self._agreed()
        for user in (self.clerk, self.buyer, self.stranger):
            with self.subTest(user.login), self.assertRaises(AccessError):
                agreed.with_user(user).action_end()
        for user in (self.manager, self.buyer):
            with self.subTest(user.login), self.assertRaises(AccessError):
                agreed.with_user(user).price = 0.01
        self.assertEqual(self._prices(), (91, 95, 95))
        listed = self._listed()
        (agreed + listed).with_user(self.manager).action_end()
        self.assertEqual(self._prices(), (95, 95, 95))
        self.assertFalse(any(listed.mapped("ended_on")), "the list goes on")

    def test_worth_too_little_is_each_companys_own(self):
        ours = self._buy_at(95).stamp_ids
        theirs = self._buy_at(95, self.stranger).stamp_ids
        self._agree(99)
        self._buy_at(99, asked=True)
        self.assertEqual(set(ours.mapped("below_price")), {True})
        self.assertEqual(set(theirs.sudo().mapped("below_price")), {False})
        found = self.env["internetmarke.stamp"].sudo()
        self.assertEqual(found.search([("below_price", "=", True)]), ours)

    def test_the_cheapest_product_is_each_companys_own(self):
        self._agree(80, self.kompakt)
        self._buy_at(80, asked=True, product=self.kompakt)
        wizard = self._frank_wizard(self._printed_invoice(), self.buyer)
        self.assertEqual(wizard.product_id, self.kompakt)
        self.assertEqual(wizard.price_to_buy, 0.8)
        cheapest = self.standard + self.kompakt
        cents = [product.price for product in cheapest._as_postage(self.company)]
        self.assertEqual(cents, [95, 80])
        cents = [product.price for product in cheapest._as_postage(self.other)]
        self.assertEqual(cents, [95, 110])

    def test_the_overview_counts_with_it(self):
        self._agree(91)
        self._buy_at(91, asked=True)
        # A week's postage: 2 x 0.91 / 30 x 7 is 0.42 euros, of the list 0.44.
        for _ in range(2):
            self._frank(self._printed_invoice())
        self.company.sudo().internetmarke_balance = 0.43
        overviews = self.env["internetmarke.overview"].with_user(self.buyer)
        overview = overviews.browse(overviews.action_open()["res_id"])
        self.assertFalse(overview.balance_low)
        self.company.sudo().internetmarke_balance = 0.42
        overview.invalidate_recordset()
        self.assertTrue(overview.balance_low)
