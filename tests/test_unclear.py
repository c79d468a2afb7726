import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..printing import read_stamps
from ..simulator.catalogue import page_formats, product
from ..simulator.sheet import draw_order
from ..simulator.stamps import Stamp
from .common import InternetmarkeCommon
from .paper import codes

DELIVERY_LOGGER = "odoo.addons.internetmarke.models.money.order_delivery"


@tagged("post_install", "-at_install")
class TestUnclear(InternetmarkeCommon):
    """Stamps whose pages cannot be read: by a person's eye, or back to the Post."""

    def _unclear(self, quantities, fault="no_id", times=-1):
        self.post.misbehave("document", fault, times)
        order = self._buy(quantities)
        self.assertEqual(order.state, "paid")
        return order.with_user(self.buyer)

    def _truth(self, order):
        """Which stamp the Post put on which page, and its product."""
        (sold,) = (
            paid["stamps"]
            for paid in self._paid_orders()
            if paid["shop_order_id"] == order.shop_order_id
        )
        return {stamp["page"]: stamp for stamp in sold}

    def _opened(self, action):
        self.env.invalidate_all()
        self.assertEqual(action["res_model"], "internetmarke.identify")
        wizard = self.env["internetmarke.identify"].with_user(self.buyer)
        return wizard.browse(action["res_id"])

    def _choose(self, wizard, voucher_id):
        line = wizard.line_ids.filtered(lambda line: line.voucher_id == voucher_id)
        return line.action_choose()

    def test_the_only_stamp_on_the_only_page_needs_no_reading(self):
        self.post.misbehave("document", "no_id", times=-1)
        order = self._buy({self.standard: 1})
        self.assertEqual(order.state, "done")
        stamp = order.stamp_ids
        self.assertEqual((stamp.state, stamp.shows_id), ("stock", False))
        move = self._printed_invoice()
        letter = self._frank(move)
        self.assertEqual(letter.stamp_id, stamp)
        letter.with_user(self.clerk).action_print()
        self.assertEqual(letter.state, "printed")

    def test_a_person_compares_the_pages(self):
        order = self._unclear({self.standard: 2, self.abroad: 1})
        truth = self._truth(order)
        self.assertEqual((len(order.stamp_ids), order.unclear_count), (2, 1))
        self.assertIn("Identify Stamps", order.problem)
        wizard = self._opened(order.action_identify())
        self.assertEqual(wizard.page, 1)
        self.assertEqual(wizard.line_ids.mapped("voucher_id"), [truth[1]["voucher_id"]])
        picture = base64.b64decode(wizard.picture)
        self.assertTrue(picture.startswith(b"%PDF"))
        self.assertEqual(wizard.order_line_id.product_id, self.standard)
        action = self._choose(wizard, truth[1]["voucher_id"])
        self.env.invalidate_all()
        self.assertEqual(action["tag"], "soft_reload")
        self.assertEqual((order.state, order.problem), ("done", False))
        stamp = order.stamp_ids.filtered(lambda stamp: not stamp.shows_id)
        self.assertEqual(
            (stamp.voucher_id, stamp.page, stamp.state, stamp.product_id),
            (truth[1]["voucher_id"], 1, "stock", self.standard),
        )
        note = order.message_ids[0]
        self.assertEqual(note.author_id, self.buyer.partner_id)
        self.assertIn("Identified by hand", note.body)

    def test_a_stamp_identified_by_hand_is_printed_from_its_page(self):
        order = self._unclear({self.standard: 2})
        voucher_id = self._truth(order)[1]["voucher_id"]
        self._choose(self._opened(order.action_identify()), voucher_id)
        self.env.invalidate_all()
        letters = [self._frank(self._printed_invoice()) for _ in range(2)]
        for letter in letters:
            letter.with_user(self.clerk).action_print()
            self.assertEqual(letter.state, "printed")
        self.assertEqual(
            {letter.stamp_id for letter in letters}, set(order.sudo().stamp_ids)
        )

    def test_what_is_settled_is_not_settled_twice(self):
        order = self._unclear({self.standard: 2})
        voucher_id = self._truth(order)[1]["voucher_id"]
        first = self._opened(order.action_identify())
        second = self._opened(order.action_identify())
        self._choose(first, voucher_id)
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self._choose(second, voucher_id)
        self.assertEqual(len(order.stamp_ids), 2)

    def test_no_other_document_than_the_one_seen_is_judged(self):
        order = self._unclear({self.standard: 2})
        wizard = self._opened(order.action_identify())
        wizard.sudo().document_digest = "of another"
        with self.assertRaises(UserError):
            self._choose(wizard, wizard.line_ids.voucher_id)

    def test_who_may_not_buy_sees_no_page(self):
        order = self._unclear({self.standard: 2})
        wizard = self._opened(order.action_identify())
        for user in (self.clerk, self.accountant):
            with self.assertRaises(AccessError):
                order.with_user(user).action_identify()
            with self.assertRaises(AccessError):
                wizard.with_user(user).read(["picture"])
            with self.assertRaises(AccessError):
                order.with_user(user).action_refund_unclear()

    def test_what_a_person_identified_is_kept_when_the_document_comes_again(self):
        order = self._unclear({self.standard: 3}, "duplicate_id")
        truth = self._truth(order)
        self.assertEqual(order.unclear_count, 2)
        wizard = self._opened(order.action_identify())
        self._choose(wizard, truth[wizard.page]["voucher_id"])
        self.env.invalidate_all()
        by_hand = order.stamp_ids.filtered(lambda stamp: not stamp.shows_id)
        self.post.behave()
        with mute_logger(DELIVERY_LOGGER):
            self._resolve(order)
        self.assertEqual(by_hand.page, wizard.page)
        self.assertEqual(order.state, "paid")

    def _returned(self, order):
        """Return what cannot be used, as a person does."""
        action = order.action_refund_unclear()
        wizard = (
            self.env["internetmarke.refund"]
            .with_user(self.buyer)
            .with_context(**action["context"])
            .create({})
        )
        expected = wizard.stamp_count, wizard.amount_total
        self.env.flush_all()
        wizard.action_refund()
        self.env.invalidate_all()
        retoure = order.retoure_ids[0]
        self.assertEqual((retoure.stamp_count, retoure.amount_total), expected)
        return retoure

    def test_what_cannot_be_used_goes_back_by_the_orders_own_ids(self):
        order = self._unclear({self.standard: 2, self.abroad: 1})
        left = self._truth(order)[1]["voucher_id"]
        balance = self._wallet()["balance"]
        retoure = self._returned(order)
        self.assertEqual(retoure.state, "credited")
        self.assertEqual(retoure.stamp_ids.voucher_id, left)
        self.assertEqual(retoure.stamp_ids.state, "refunded")
        self.assertEqual(self._wallet()["balance"], balance + 95)
        self.assertEqual((order.state, order.problem), ("done", False))
        self.assertEqual(order.stamp_ids.mapped("page").count(0), 1)

    def test_without_any_document_the_whole_order_goes_back(self):
        balance = self._wallet()["balance"]
        order = self._unclear({self.standard: 2, self.abroad: 1}, "html")
        self.assertFalse(order.stamp_ids)
        retoure = self._returned(order)
        self.assertEqual((retoure.state, retoure.stamp_count), ("credited", 3))
        self.assertEqual(self._wallet()["balance"], balance)
        self.assertEqual(order.state, "done")

    def test_a_refund_that_failed_leaves_nothing_in_stock(self):
        order = self._unclear({self.standard: 2}, "html")
        self.post.misbehave("request_refund", "refusal", title="invalidUser")
        retoure = self._returned(order)
        self.assertEqual(retoure.state, "failed")
        self.assertEqual(set(order.stamp_ids.mapped("state")), {"unclear"})
        self.assertEqual((order.state, order.unclear_count), ("paid", 2))
        with self.assertRaises(UserError):
            self._frank(self._printed_invoice())
        # The document comes at last.
        self.post.behave()
        self._resolve(order)
        self.assertEqual(order.state, "done")
        self.assertEqual(set(order.stamp_ids.mapped("state")), {"stock"})
        self.assertEqual(sorted(order.stamp_ids.mapped("page")), [1, 2])

    def test_a_refused_stamp_without_a_page_does_not_get_into_stock(self):
        order = self._unclear({self.standard: 2}, "html")
        used = self._truth(order)[1]["voucher_id"]
        self.post.use_stamp(used)
        retoure = self._returned(order)
        self.assertEqual(retoure.state, "partial")
        stamp = order.stamp_ids.filtered(lambda stamp: stamp.voucher_id == used)
        stamp.action_return_to_stock()
        self.env.invalidate_all()
        self.assertEqual((stamp.state, order.state), ("unclear", "paid"))

    def test_ids_in_another_spelling_are_found(self):
        order = self._unclear({self.standard: 2}, "html", times=1)
        order.sudo().vouchers = [
            [f"{voucher_id[:4]} {voucher_id[4:]}".lower(), track_id]
            for voucher_id, track_id in order.sudo().vouchers
        ]
        self._resolve(order)
        self.assertEqual(order.state, "done")
        self.assertEqual(
            {stamp["voucher_id"] for stamp in self._truth(order).values()},
            set(order.stamp_ids.mapped("voucher_id")),
        )
        self.assertEqual(len(order.sudo().vouchers), 2)

    def test_what_was_as_expected_is_told_and_what_was_not(self):
        order = self._buy({self.standard: 2, self.abroad: 1}).with_user(self.buyer)
        self.assertIn("As expected: 3", order.document_check)
        unclear = self._unclear({self.standard: 2})
        self.assertIn("1 Frankier-IDs not read", unclear.document_check)
        self.assertIn("Save Report", unclear.document_check)
        self._resolve(unclear)

    def test_the_report_for_the_maintainers_holds_no_id_and_no_price(self):
        order = self._buy({self.standard: 2}).with_user(self.buyer)
        self.assertEqual(order.action_save_report()["type"], "ir.actions.act_url")
        report = base64.b64decode(order.document_report).decode()
        self.assertIn("2 pages", report)
        for stamp in order.stamp_ids:
            self.assertNotIn(stamp.voucher_id, report.replace(" ", ""))
        self.assertNotIn("0,95", report)
        with self.assertRaises(AccessError):
            order.with_user(self.clerk).action_save_report()
        with self.assertRaises(AccessError):
            order.with_user(self.clerk).read(["document_report"])

    def test_a_document_at_another_host_is_named_and_can_be_allowed(self):
        self.post.misbehave("document", "redirect")
        order = self._buy({self.standard: 2})
        self.assertEqual(order.state, "paid")
        self.assertIn("internetmarke.document_hosts", order.problem)
        self.assertIn("Return Unusable Stamps", order.problem)
        self._resolve(order)
        self.assertEqual(order.state, "done")

    def test_several_stamps_on_one_page_are_chosen_one_after_the_other(self):
        order = self._unclear({self.standard: 3}, "html")
        ids = [stamp["voucher_id"] for stamp in self._truth(order).values()]
        sheet = draw_order(
            [
                Stamp(product(1), 95, 1_790_000_000, "FRANKING_ZONE", one, label_x=x)
                for x, one in enumerate(ids[:2], 1)
            ]
            + [Stamp(product(1), 95, 1_790_000_000, "FRANKING_ZONE", ids[2], page=2)],
            page_formats()[1],
        )
        pages = read_stamps(sheet, ids, order.sudo()._expected())
        order.sudo()._store_document(sheet, pages)
        self.assertEqual((order.state, order.unclear_count), ("paid", 2))
        wizard = self._opened(order.action_identify())
        self.assertEqual(wizard.page, 1)
        action = self._choose(wizard, ids[1])
        wizard = self._opened(action)
        self.assertEqual(wizard.line_ids.voucher_id, ids[0])
        self._choose(wizard, ids[0])
        self.env.invalidate_all()
        self.assertEqual((order.state, order.problem), ("done", False))
        for _ in ids:
            letter = self._frank(self._printed_invoice())
            letter.with_user(self.clerk).action_print()
            content, _kind = self.env["ir.actions.report"]._render_qweb_pdf(
                "internetmarke.report_letter", letter.ids
            )
            [(code, _left, _top)] = codes(content)
            self.assertIn(letter.stamp_id.voucher_id, code)
