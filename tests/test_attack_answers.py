"""Well-formed answers with absurd values: no state may be wrong, no call may break."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import api as post
from .common import InternetmarkeCommon

MODELS = "odoo.addons.internetmarke.models"
BIG = 10**13 - 1  # Odoo rounds euro to the cent up to here, and far beyond
BALANCES = [None, 0, -1, -BIG, 1, 999_999_999_999, BIG]


@tagged("post_install", "-at_install")
class TestAttackAnswers(InternetmarkeCommon):
    def _answering(self, method, answer):
        """Let the client's method give this answer, whatever the Post says."""
        return patch.object(post.Client, method, lambda *args, **kwargs: answer)

    @mute_logger(f"{MODELS}.money.order_purchase", f"{MODELS}.money.order_delivery")
    def test_any_balance_is_only_a_hint(self):
        """Of a login, a purchase and a top-up; a balance is never more than a hint."""
        for cents in BALANCES:
            with self.subTest(cents=cents):
                self.company._internetmarke_store_balance(cents)
                self.env.flush_all()
                if cents is not None:
                    self.assertEqual(
                        round(self.company.internetmarke_balance * 100), cents
                    )
        for cents in BALANCES:
            charge = self.env["internetmarke.charge"]
            with (
                self.subTest(charged=cents),
                self._answering("charge", post.Charge("4711", cents)),
            ):
                token = f"balance {cents}"
                charge = charge.with_user(self.buyer)._top_up(self.company, 1000, token)
                self.env.invalidate_all()
                self.assertEqual(charge.state, "done")
                self.assertEqual(charge.balance_known, cents is not None)

    @mute_logger(f"{MODELS}.money.order_purchase", f"{MODELS}.money.order_delivery")
    def test_of_any_vouchers_nothing_is_guessed(self):
        """Of another order, twice the same, in another spelling: nothing is guessed."""
        known = self._buy({self.standard: 2})
        ids = known.stamp_ids.mapped("voucher_id")
        for vouchers in (
            ids,
            [ids[0].lower(), ids[1].lower()],
            [f" {ids[0][:4]} {ids[0][4:]}", ids[1]],
            ["x", "y"],
            ["9" * 200, "ü" * 50],
        ):
            stamps = self.env["internetmarke.stamp"].search_count([])

            def checkout(client, number, positions, total, vouchers=vouchers, **kwargs):
                link = f"{client._url}/nowhere"
                found = tuple(post.Voucher(each, None) for each in vouchers)
                return post.Order(number, link, found, None, 100)

            with (
                self.subTest(vouchers=vouchers),
                patch.object(post.Client, "checkout", checkout),
            ):
                order = self._buy({self.standard: 2})
                self.assertEqual(order.state, "paid", "the money is gone")
                self.assertFalse(order.stamp_ids)
                self.assertTrue(order.problem)
                # The document of the other order shows stamps that are known already.
                pages = known._document_bytes()
                with self._answering("document", pages):
                    order.sudo()._fetch(
                        checkout(self._client(), order.shop_order_id, (), 0)
                    )
                self.env.invalidate_all()
                self.assertEqual(order.state, "paid")
                self.assertEqual(
                    self.env["internetmarke.stamp"].search_count([]), stamps
                )
        self.assertEqual(known.stamp_ids.mapped("voucher_id"), ids)

    def _client(self):
        return self.company._internetmarke_client()

    @mute_logger(f"{MODELS}.money.retoure_request")
    def test_any_decision_puts_no_stamp_back_into_stock(self):
        order = self._buy({self.standard: 2})
        ids = order.stamp_ids.mapped("voucher_id")

        def told(refunded=(), kept=(), still_open=0, price=0, total=2):
            rows = [tuple(post.Voucher(v, None) for v in vs) for vs in (refunded, kept)]
            return post.RefundState("1", 1, total, still_open, price, *rows)

        common = {
            "name": "R",
            "order_id": order.id,
            "company_id": self.company.id,
            "account": self.company._internetmarke_account(),
            "state": "pending",
            "shop_retoure_id": "1",
            "requested_on": "2026-01-01 00:00:00",
        }
        for answer, states in (
            (told(ids, (), 0, 190), {"refunded"}),
            (told((), ids, 0, 0), {"refused"}),
            (told(ids[:1], ids[1:], 0, 95), {"refunded", "refused"}),
            # One stamp in both lists: credited or kept, but never back in stock.
            (told(ids, ids, 0, 190), {"refunded"}),
            (told((), (), 0, 190), {"refunded"}),
            (told((), (), 0, None), {"refused"}),
            (told((), (), 2, 0), {"refund"}),
            (told((), (), None, None, None), {"refund"}),
            (told(ids[:1], (), None, None, None), {"refunded", "refund"}),
            (told(ids[:1], ids[1:], None, None, None), {"refunded", "refused"}),
            (told(ids, (), 0, BIG), {"refunded"}),
            (told(["of another"], (), 0, 95), {"refund"}),
            (told([ids[0].lower()], (), 0, 95), {"refunded", "refused"}),
        ):
            order.stamp_ids.sudo().state = "refund"
            retoure = (
                self.env["internetmarke.retoure"]
                .sudo()
                .create({**common, "stamp_ids": [(6, 0, order.stamp_ids.ids)]})
            )
            with self.subTest(answer=answer):
                retoure._store_decision(answer, set(), False)
                self.env.flush_all()
                found = set(order.stamp_ids.mapped("state"))
                self.assertLessEqual(found, states)
                self.assertNotIn("stock", found)
                self.assertGreaterEqual(retoure.amount_refunded, 0)
                self.assertGreaterEqual(retoure.open_count, 0)
            retoure.state = "failed"
