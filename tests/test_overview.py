import json

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..models.core.clock import post_today
from ..report import overview_figures
from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestOverview(InternetmarkeCommon):
    def _overview(self, user=None):
        model = self.env["internetmarke.overview"].with_user(user or self.clerk)
        action = model.action_open()
        return model.browse(action["res_id"])

    def test_all_is_well(self):
        self._buy({self.standard: 3})
        overview = self._overview()
        self.assertTrue(overview.all_well)
        self.assertEqual((overview.stock_count, overview.stock_value), (3, 2.85))
        self.assertEqual(overview.product_ids, self.standard)

    def test_what_waits_for_a_stamp_is_told(self):
        """The same invoices that a mailing run collects, without those by e-mail."""
        self._buy({self.standard: 3})
        mailed = self._make_customer("Mail Only GmbH", "base.de")
        mailed.invoice_sending_method = "email"
        by_mail, sent = self._invoice(mailed), self._invoice()
        sent.is_move_sent = True
        waiting = self._invoice() | self._invoice(self.foreigner)
        overview = self._overview()
        self.assertFalse(overview.all_well)
        self.assertEqual((overview.to_frank_count, overview.to_frank_label), (2, "2"))
        action = overview.action_view_to_frank()
        moves = self.env["account.move"].search(action["domain"])
        self.assertEqual(moves, waiting)
        self.assertEqual(moves & (by_mail | sent), moves.browse())
        run = self.env["internetmarke.run"].with_user(self.clerk).create({})
        run.action_collect()
        self.assertEqual(run.line_ids.move_ids, waiting | by_mail)
        run.unlink()
        action = overview.action_run()
        run = self.env["internetmarke.run"].browse(action["res_id"])
        self.assertEqual(run.line_ids.move_ids, waiting)
        self.assertEqual(self._overview().run_count, 1)

    def test_years_of_many_letters_are_summed_up_on_demand(self):
        self._buy({self.standard: 1})
        self._frank(self._printed_invoice())
        self.patch(overview_figures, "MANY", 0)
        overview = self._overview()
        self.assertFalse(overview.years_shown)
        self.assertEqual((overview.letter_count, overview.letter_cost), (1, 0.95))
        overview.action_show_years()
        self.assertTrue(overview.years_shown)
        self.assertEqual(overview.year_count, 1)

    def test_who_may_not_buy_sees_whom_to_ask(self):
        self.assertIn(self.buyer.name, self._overview().buyers)
        self.assertFalse(self._overview().may_buy)
        self.assertTrue(self._overview(self.buyer).may_buy)

    def test_counting_ends_early_and_by_an_index(self):
        self.env.flush_all()
        # With few invoices the planner takes any index: ours is left alone here.
        self.env.cr.execute(
            """SELECT indexrelid::regclass::text FROM pg_index
            WHERE indrelid = 'account_move'::regclass AND NOT indisunique
            AND indexrelid != 'account_move_internetmarke_to_frank_index'::regclass"""
        )
        for (index,) in self.env.cr.fetchall():
            self.env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(index)))
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        overview = self._overview()
        moves = self.env["account.move"].with_user(self.clerk)
        query = moves._search(overview._to_frank_domain(), limit=100)
        self.env.cr.execute(SQL("EXPLAIN %s", query.select()))
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("internetmarke_to_frank_index", plan)

    def test_stock_that_runs_out(self):
        self._buy({self.standard: 1})
        letter = self._frank(self._printed_invoice())
        overview = self._overview()
        self.assertFalse(overview.all_well)
        self.assertTrue(overview.runs_out)
        restock = self._overview(self.buyer).action_restock()["context"][
            "default_line_ids"
        ]
        self.assertEqual([line[2]["product_id"] for line in restock], self.standard.ids)
        self.assertEqual(overview.product_ids, self.standard, "used, though none left")
        self.assertEqual((overview.letter_count, overview.letter_cost), (1, 0.95))
        self.assertEqual(overview.to_print_count, 1)
        self.assertEqual((overview.year_count, overview.year_cost), (1, 0.95))
        self.assertEqual((overview.last_year_count, overview.to_print_label), (0, "1"))
        [months] = json.loads(overview.chart_by_month)
        self.assertEqual([bar["value"] for bar in months["values"]], [0] * 11 + [0.95])
        [products] = json.loads(overview.chart_by_product)
        self.assertEqual(
            [(bar["label"][0], bar["value"]) for bar in products["values"]],
            [(self.standard.name, 0.95)],
        )
        action = overview.action_view_to_print()
        self.assertEqual(
            self.env["internetmarke.letter"].search(action["domain"]), letter
        )

    @mute_logger("odoo.addons.internetmarke.models.money.order_purchase")
    def test_open_problems_are_told_and_solved(self):
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 1})
        overview = self._overview()
        self.assertEqual(overview.order_ids, order)
        self.assertFalse(overview.all_well)
        self._resolve(order)
        self.assertFalse(self._overview().order_ids)

    def test_balance_is_read_on_demand(self):
        overview = self._overview()
        overview.action_refresh()
        self.assertEqual(round(overview.balance * 100), self._wallet()["balance"])
        self.assertTrue(overview.balance_date)
        with self.assertRaises(AccessError):
            self._overview(self.accountant).action_refresh()

    def test_refused_login_is_told(self):
        self.company.sudo().internetmarke_login_refused = True
        overview = self._overview()
        self.assertTrue(overview.login_refused)
        self.assertFalse(overview.all_well)

    def test_expiring_stamps_are_told(self):
        stamp = self._buy({self.standard: 1}).stamp_ids
        stamp.sudo().valid_until = post_today()
        self.assertEqual(self._overview().expires_soon_count, 1)

    def test_nobody_else_sees_it(self):
        overview = self._overview()
        outsider = new_test_user(self.env, login="outsider", groups="base.group_user")
        with self.assertRaises(AccessError):
            overview.with_user(outsider).read(["balance"])
        with self.assertRaises(AccessError):
            self.env["internetmarke.overview"].with_user(outsider).action_open()

    def test_letters_of_a_customer(self):
        self._buy({self.standard: 2})
        first = self._frank(self._printed_invoice())
        second = self._frank(self._printed_invoice())
        second.with_user(self.clerk).action_release()
        customer = self.customer.with_user(self.accountant)
        self.assertEqual(customer.internetmarke_letter_count, 1)
        self.assertEqual(customer.internetmarke_letter_cost, 0.95)
        action = customer.action_view_internetmarke_letters()
        self.assertEqual(
            self.env["internetmarke.letter"].search(action["domain"]), first | second
        )

    def test_tracking_leads_to_the_posts_page(self):
        self._buy({self.standard: 1})
        letter = self._frank(self._printed_invoice())
        url = letter.with_user(self.clerk).action_track()["url"]
        self.assertTrue(url.startswith("https://www.deutschepost.de/"))
        self.assertTrue(url.endswith(letter.stamp_id.voucher_id))
