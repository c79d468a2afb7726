import base64

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import InternetmarkeCommon
from .paper import make_pdf


@tagged("post_install", "-at_install")
class TestBranches(InternetmarkeCommon):
    """A branch uses Portokasse and stock of its parent, if that allows it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create(
            {
                "name": "Filiale Altona",
                "parent_id": cls.company.id,
                "street": "Palmaille 1",
                "zip": "22767",
                "city": "Hamburg",
                "country_id": cls.env.ref("base.de").id,
            }
        )
        # Odoo gives a branch its accounts before it commits.
        cls.cr.precommit.run()
        cls.branch_clerk = cls._make_user("clerk_altona", cls.branch)

    @classmethod
    def _make_user(cls, login, companies, groups="account.group_account_invoice"):
        return new_test_user(
            cls.env,
            login=login,
            groups=groups,
            company_id=companies[-1].id,
            company_ids=[Command.set(companies.ids)],
        )

    def _wizard(self, user):
        return (
            self.env["internetmarke.frank"]
            .with_user(user)
            .create(
                {
                    "company_id": self.branch.id,
                    "partner_id": self.customer.id,
                    "document": base64.b64encode(make_pdf()),
                    "document_name": "Brief.pdf",
                }
            )
        )

    def _frank(self, user):
        action = self._wizard(user).action_frank()
        return self.env["internetmarke.letter"].browse(action["res_id"])

    def _branch_invoice(self):
        moves = self.env["account.move"].with_company(self.branch)
        move = moves.create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [Command.create({"name": "X", "price_unit": 1})],
            }
        )
        move.action_post()
        return move

    def test_branch_franks_nothing_without_leave_of_its_parent(self):
        self._buy({self.standard: 1})
        move = self._branch_invoice()
        self.assertFalse(move.internetmarke_can_frank)
        with self.assertRaisesRegex(UserError, f"in {self.company.name}, that branch"):
            move.with_user(self.branch_clerk).action_internetmarke_frank()
        wizard = self._wizard(self.branch_clerk)
        self.assertEqual(wizard.stock_count, 0)
        wizard.product_id = self.standard
        with self.assertRaisesRegex(UserError, "does not use Internetmarke yet"):
            wizard.action_frank()
        stamps = self.env["internetmarke.stamp"].with_user(self.branch_clerk)
        self.assertFalse(stamps.search([]))

    def test_the_branch_franks_from_the_stock_of_its_parent(self):
        stamps = self._buy({self.standard: 2}).stamp_ids
        self.company.internetmarke_shared = True
        move = self._branch_invoice()
        self.assertTrue(move.with_user(self.branch_clerk).internetmarke_can_frank)
        wizard = self._wizard(self.branch_clerk)
        self.assertEqual((wizard.stock_count, wizard.environment), (2, "production"))
        self.assertFalse(wizard.may_buy)
        letter = self._frank(self.branch_clerk)
        self.assertEqual(letter.company_id, self.branch)
        self.assertEqual(letter.stamp_id.company_id, self.company)
        self.assertEqual(letter.stamp_id, stamps[0])
        letter.with_user(self.branch_clerk).action_print()
        self.assertEqual(letter.state, "printed")
        product = self.standard.with_user(self.branch_clerk)
        self.assertEqual((product.stock_count, product.use_count), (1, 1))
        self.company.internetmarke_shared = False
        self.env.invalidate_all()
        [shown] = letter.with_user(self.branch_clerk).web_read(
            {"stamp_id": {"fields": {"display_name": {}}}, "product_id": {}}
        )
        self.assertEqual(
            shown["stamp_id"]["display_name"], letter.stamp_id.display_name
        )
        self.branch.internetmarke_environment = "demo"
        letter.with_user(self.branch_clerk).action_print_again()
        self.assertEqual(letter.print_count, 2, "with the stamp that it has")
        letter.with_user(self.branch_clerk)._release("Not sent")
        self.assertEqual(letter.stamp_id.state, "stock")

    def test_a_portokasse_of_its_own_comes_first(self):
        self._buy({self.standard: 1})
        self.company.internetmarke_shared = True
        self.branch.internetmarke_enabled = True
        wizard = self._wizard(self.branch_clerk)
        self.assertEqual(wizard.stock_count, 0)

    def test_who_may_buy_for_the_parent(self):
        self.company.internetmarke_shared = True
        paid = len(self._paid_orders())
        group = "internetmarke.group_buyer"
        alone = self._make_user("buyer_altona", self.branch, group)
        wizard = Form(self.env["internetmarke.buy"].with_user(alone)).save()
        wizard.line_ids = [Command.create({"product_id": self.standard.id})]
        with self.assertRaisesRegex(UserError, f"Portokasse of {self.company.name}"):
            wizard.action_buy()
        self.assertEqual(len(self._paid_orders()), paid)
        both = self._make_user("buyer_all", self.company | self.branch, group)
        selected = [self.branch.id, self.company.id]
        models = self.env["internetmarke.buy"].with_user(both)
        models = models.with_context(allowed_company_ids=selected)
        self.assertEqual(Form(models).company_id, self.company)
        wizard = self._wizard(both).with_context(allowed_company_ids=selected)
        self.assertTrue(wizard.may_buy)
        self.env.flush_all()
        action = wizard.action_buy_and_frank()
        self.env.invalidate_all()
        letter = self.env["internetmarke.letter"].browse(action["res_id"])
        self.assertEqual(letter.company_id, self.branch)
        self.assertEqual(letter.stamp_id.order_id.company_id, self.company)
        self.assertEqual(len(self._paid_orders()), paid + 1)

    def test_the_overview_tells_whose_stock_it_is(self):
        self._buy({self.standard: 1})
        self.company.internetmarke_shared = True
        overviews = self.env["internetmarke.overview"].with_user(self.branch_clerk)
        overview = overviews.browse(overviews.action_open()["res_id"])
        self.assertEqual(overview.payer_name, self.company.name)
        with self.assertRaisesRegex(UserError, "Portokasse of"):
            overview.action_refresh()
        both = self._make_user("clerk_all", self.company | self.branch)
        overviews = overviews.with_user(both).with_context(
            allowed_company_ids=[self.branch.id, self.company.id]
        )
        overview = overviews.browse(overviews.action_open()["res_id"])
        self.assertEqual(overview.company_id, self.company)
        self.assertEqual(overview.stock_count, 1)

    def test_settings_say_where_it_is_set_up(self):
        settings = self.env["res.config.settings"]
        self.assertTrue(Form(settings).internetmarke_has_branches)
        self.assertFalse(Form(settings).internetmarke_branch_note)
        of_branch = settings.with_company(self.branch)
        form = Form(of_branch)
        self.assertIn(self.company.name, form.internetmarke_branch_note)
        self.assertFalse(form.internetmarke_usable)
        self.company.internetmarke_shared = True
        form = Form(of_branch)
        self.assertIn("Stamps come from", form.internetmarke_branch_note)
        self.assertTrue(form.internetmarke_usable)
        setup = self.env["internetmarke.setup"].with_company(self.branch).create({})
        self.assertEqual((setup.step, setup.payer_name), ("start", self.company.name))
        manager = self._make_user("people", self.company, "base.group_erp_manager")
        with self.assertRaises(AccessError):
            self.company.with_user(manager).internetmarke_shared = False
