from lxml import etree

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .books_common import BooksCommon


@tagged("post_install", "-at_install")
class TestBooksFailed(BooksCommon):
    """The overview tells what could not be booked, to those who keep the books."""

    def _overview(self, user):
        model = self.env["internetmarke.overview"].with_user(user)
        return model.browse(model.action_open()["res_id"])

    @mute_logger("odoo.addons.internetmarke.models.books.entry_booking")
    def test_what_could_not_be_booked(self):
        self._set_up(opening_balance=0)
        self._buy({self.standard: 1})
        self.assertTrue(self._overview(self.manager).all_well)
        self.company.sudo().internetmarke_postage_account_id = False
        self._book()
        overview = self._overview(self.manager)
        self.assertEqual((overview.unbooked_count, overview.all_well), (1, False))
        action = overview.action_view_unbooked()
        arch = self.entries.get_view(action["search_view_id"][0], "search")["arch"]
        [search] = etree.fromstring(arch).xpath("//filter[@name='failed']")
        self.assertIn("failed", search.get("domain"))
        self.assertTrue(action["context"]["search_default_failed"])
        [entry] = self.entries.search([*action["domain"], ("state", "=", "failed")])
        # Others can do nothing about it.
        for user in (self.clerk, self.buyer, self.accountant):
            overview = self._overview(user)
            self.assertEqual((overview.unbooked_count, overview.all_well), (0, True))
            arch = overview.get_view(view_type="form")["arch"]
            self.assertNotIn("action_view_unbooked", arch)
        arch = self._overview(self.manager).get_view(view_type="form")["arch"]
        self.assertIn("action_view_unbooked", arch)
        # Also in demo mode, as long as postage is booked.
        self.company.sudo().internetmarke_environment = "demo"
        self.assertEqual(self._overview(self.manager).unbooked_count, 1)
        self.company.sudo().internetmarke_books = False
        self.assertEqual(self._overview(self.manager).unbooked_count, 0)
        self.assertEqual(entry.state, "failed")

    def _half_tax(self):
        """Return a tax of which only one half may be deducted."""
        base = Command.create({"repartition_type": "base"})
        half = Command.create({"repartition_type": "tax", "factor_percent": 50})
        parts = [Command.clear(), base, half, half]
        return self.env["account.tax"].create(
            {
                "name": "Hälftig",
                "amount": 19,
                "type_tax_use": "purchase",
                "company_id": self.company.id,
                "invoice_repartition_line_ids": parts,
                "refund_repartition_line_ids": parts,
            }
        )

    def test_a_tax_with_several_parts_is_not_chosen(self):
        product = self.kompakt.with_company(self.company).with_user(self.manager)
        with self.assertRaisesRegex(UserError, "several parts"):
            product.purchase_tax_id = self._half_tax()

    @mute_logger("odoo.addons.internetmarke.models.books.entry_booking")
    def test_what_cannot_be_derived_stops_nothing_else(self):
        self._set_up(opening_balance=0)
        product = self.kompakt.with_company(self.company).sudo()
        # It was a single one when it was chosen.
        product.purchase_tax_id = self._half_tax()
        order = self._buy({self.kompakt: 1})
        other, charge = self._buy({self.standard: 1}), self._top_up()
        self._book()
        self.assertEqual((other | order).entry_ids, other.entry_ids)
        booked = other.entry_ids | charge.entry_ids
        self.assertEqual(booked.mapped("state"), ["booked", "booked"])
        with self.assertRaisesRegex(UserError, "several parts"):
            self.entries.with_user(self.manager).action_update()
        product.purchase_tax_id = False
        self._book()
        self.assertEqual(self._entry(order).state, "booked")
