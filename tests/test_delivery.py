from dataclasses import replace
from datetime import date
from io import BytesIO
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..api import Client, Unavailable
from ..printing import check, read_stamps
from ..printing.pdf import PdfReader, PdfWriter, content
from .common import InternetmarkeCommon

DELIVERY_LOGGER = "odoo.addons.internetmarke.models.money.order_delivery"


@tagged("post_install", "-at_install")
class TestDelivery(InternetmarkeCommon):
    """The document of a paid order, and which stamp is on which page."""

    def test_short_list_of_vouchers_is_not_done(self):
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 3})
        found = self.company._internetmarke_client().find_order(order.shop_order_id)
        with mute_logger(DELIVERY_LOGGER):
            order._store_paid(replace(found, vouchers=found.vouchers[:1]))
        self.env.invalidate_all()
        self.assertEqual(order.state, "paid")
        self.assertIn("has not named", order.problem)
        self.assertEqual(order.unclear_count, 0)
        self._resolve(order)
        self.assertEqual((order.state, len(order.stamp_ids)), ("done", 3))

    def test_what_another_process_finished_keeps_no_problem(self):
        """Two fetch the stamps at once, and the Post answers only one of them."""
        really_found, really_document = Client.find_order, Client.document

        def find_order(client, number):
            found = really_found(client, number)
            order._store_paid(found)
            order._fetch(found)

        def document(client, link):
            with patch.object(Client, "document", really_document):
                order._fetch(really_found(client, order.shop_order_id))
            raise Unavailable("No answer", "no answer in time")

        for late in ({"find_order": find_order}, {"document": document}):
            self.post.misbehave("document", "html")
            order = self._buy({self.standard: 1})
            self.assertEqual(order.state, "paid")
            with mute_logger(DELIVERY_LOGGER), patch.multiple(Client, **late):
                self._resolve(order)
            self.assertEqual((order.state, order.problem), ("done", False))

    def test_around_midnight_the_earlier_day_counts(self):
        """The day is the Post's: it begins in Berlin, an hour before UTC's."""
        around = (
            ("2026-12-31 22:59:59", "2026-12-31 23:00:01", date(2029, 12, 31)),
            ("2026-12-31 23:00:01", "2026-12-31 23:30:00", date(2030, 1, 1)),
            ("2027-01-01 00:00:01", "2026-12-31 22:59:59", date(2029, 12, 31)),
        )
        for requested_on, bought_on, last_day in around:
            self.post.misbehave("document", "html")
            order = self._buy({self.standard: 1})
            self.assertEqual(order.state, "paid")
            order.sudo().write({"requested_on": requested_on, "bought_on": bought_on})
            self._resolve(order)
            self.assertEqual(order.stamp_ids.valid_until, last_day)

    def test_pages_in_another_order_are_not_taken_for_each_other(self):
        order = self._buy({self.standard: 1, self.abroad: 1})
        truth = {s.voucher_id: s.product_id for s in order.stamp_ids}
        document = PdfReader(BytesIO(order._document_bytes()))
        writer, turned = PdfWriter(), BytesIO()
        for page in reversed(document.pages):
            writer.add_page(page)
        writer.write(turned)
        twin = self._twin_without_stamps(order)
        self._store(twin, turned.getvalue())
        self.assertEqual(twin.state, "done", "each page tells by its price")
        self.assertEqual(len(twin.stamp_ids), 2)
        for stamp in twin.stamp_ids:
            self.assertEqual(stamp.product_id, truth[stamp.voucher_id])

    def _store(self, order, document):
        wanted = list(order._spellings().values())
        pages = read_stamps(document, wanted, order._expected())
        order._store_document(document, pages)
        self.env.flush_all()

    def _twin_without_stamps(self, order):
        """The same order as it was before its document came."""
        self.env.cr.execute(
            "DELETE FROM internetmarke_stamp WHERE order_id = %s", [order.id]
        )
        self.env.invalidate_all()
        order.sudo().state = "paid"
        return order.sudo()

    def test_worse_document_never_replaces_the_one_in_use(self):
        order = self._buy({self.standard: 2}).sudo()
        before = order._document_bytes()
        other = self._buy({self.standard: 2})._document_bytes()
        order.state = "paid"
        with mute_logger(DELIVERY_LOGGER):
            self._store(order, other)
        self.assertEqual(order._document_bytes(), before)

    def test_the_page_of_a_stamp_is_read_once(self):
        move = self._printed_invoice()
        stamp = self._buy({self.standard: 1}).stamp_ids.sudo()
        self.assertEqual(len(stamp.place["box"]), 4)
        wizard = self._frank_wizard(move)
        read = f"{content.__name__}.operations"
        # Another test may have looked through the same invoice.
        with (
            patch.object(check, "reports", check.Latest()),
            patch(read, side_effect=content.operations) as steps,
        ):
            wizard.action_frank()
        self.assertEqual(move.internetmarke_letter_id.stamp_id, stamp)
        self.assertEqual(steps.call_count, 1, "of the invoice alone")

    def test_another_document_is_read_again(self):
        order = self._buy({self.standard: 1}).sudo()
        other = self._buy({self.standard: 1}).sudo()
        (order + other).document = other.document
        wizard = self._frank_wizard(self._printed_invoice())
        with self.assertRaisesRegex(UserError, "does not show the Frankier-ID"):
            wizard.action_frank()

    def test_late_document_is_fetched_and_nothing_bought_again(self):
        self.post.misbehave("document", "not_found")
        order = self._buy({self.standard: 2})
        self.assertEqual(order.state, "paid")
        self.assertFalse(order.stamp_ids)
        self.assertIn("Nothing must be bought again", order.problem)
        self._resolve(order)
        self.assertEqual(order.state, "done")
        self.assertEqual(len(order.stamp_ids), 2)
        self.assertFalse(order.problem)

    @mute_logger(DELIVERY_LOGGER)
    def test_page_without_readable_id_is_never_guessed(self):
        for fault in ("no_id", "foreign_id", "duplicate_id", "wrong_check_digit"):
            with self.subTest(fault):
                self.post.misbehave("document", fault)
                order = self._buy({self.standard: 2, self.kompakt: 1})
                sold = next(
                    paid["stamps"]
                    for paid in self._paid_orders()
                    if paid["shop_order_id"] == order.shop_order_id
                )
                truth = {s["voucher_id"]: s["product_code"] for s in sold}
                self.assertEqual(order.state, "paid")
                self.assertLess(len(order.stamp_ids), 3)
                self.assertIn("cannot be used yet", order.problem)
                told = "One stamp is paid" if len(order.stamp_ids) == 2 else "2 stamps"
                self.assertIn(told, order.problem)
                for stamp in order.stamp_ids:
                    self.assertEqual(truth[stamp.voucher_id], stamp.product_id.code)
                self._resolve(order)
                self.assertEqual(order.state, "done")
                self.assertEqual(
                    {s.voucher_id: s.product_id.code for s in order.stamp_ids}, truth
                )

    def test_paid_order_that_the_post_forgot_is_not_asked_all_the_time(self):
        self.post.misbehave("document", "no_id", times=-1)
        order = self._buy({self.standard: 2})
        self.assertEqual(order.state, "paid")
        self.env.cr.execute(
            "UPDATE internetmarke_order SET bought_on = bought_on - interval '9 days',"
            " write_date = write_date - interval '9 days' WHERE id = %s",
            [order.id],
        )
        self.env.invalidate_all()
        asked = []
        with patch.object(Client, "find_order", lambda client, n: asked.append(n)):
            for _run in range(3):
                self._run_job("ir_cron_resolve_orders")
        self.assertEqual(len(asked), 1)

    @mute_logger(DELIVERY_LOGGER)
    def test_half_a_receipt_is_fetched_again(self):
        self.post.misbehave("manifest", "damaged")
        wizard = self._buy_wizard({self.standard: 1})
        wizard.with_manifest = True
        self.env.flush_all()
        wizard.action_buy()
        self.env.invalidate_all()
        order = self.env["internetmarke.order"].search([], limit=1)
        self.assertEqual(order.state, "done", "the stamps do not wait for it")
        self.assertFalse(order.manifest)
        self._let_settle(order)
        self._run_job("ir_cron_resolve_orders")
        self.assertTrue(order.manifest)

    def test_found_order_tells_no_balance_so_it_is_asked_for(self):
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 2})
        self._resolve(order)
        self.assertEqual(
            round(self.company.internetmarke_balance * 100), self._wallet()["balance"]
        )
