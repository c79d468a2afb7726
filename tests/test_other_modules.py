from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import InternetmarkeCommon
from .paper import codes, page_text


# The tests' own databases have none of these modules; script/test --core has one.
@tagged("post_install", "-at_install", "-standard", "other_modules")
class TestOtherModules(InternetmarkeCommon):
    """Documents and sales of sale, stock, purchase, repair and point_of_sale."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += (
            cls.env.ref("sales_team.group_sale_manager")
            + cls.env.ref("stock.group_stock_manager")
            + cls.env.ref("purchase.group_purchase_manager")
            + cls.env.ref("point_of_sale.group_pos_manager")
        )
        cls.customer.write({"phone": "+49 40 123456", "vat": "DE123456788"})
        cls.goods = cls.env["product.product"].create(
            {"name": "Brot", "type": "consu", "list_price": 3.0}
        )

    def _kind(self, report):
        kinds = self.env["internetmarke.document.type"].sudo()
        kinds.action_open()
        kind = kinds.with_context(active_test=False).search(
            [("report_id", "=", self.env.ref(report).id)]
        )
        kind.active = True
        return kind.with_env(self.env)

    def _order(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": self.goods.id})],
            }
        )
        return order

    def _printed(self, report, record):
        """Frank and print a record's document. It must fit the window."""
        self._buy({self.standard: 1})
        action = self._kind(report).action_frank(record.ids)
        model = self.env["internetmarke.frank"].with_context(**action["context"])
        wizard = Form(model).save()
        self.assertFalse(wizard.window_problem)
        self.assertEqual((wizard.medium, wizard.sheets), ("window", 1))
        wizard.action_frank()
        letter = wizard.document_ids.letter_ids
        letter.action_print()
        self.assertIn(letter.name, "".join(map(str, record.message_ids.mapped("body"))))
        pdf = letter._report_pdf()
        [(code, _left, _top)] = codes(pdf)
        self.assertIn(letter.stamp_id.voucher_id, code)
        return page_text(pdf)

    def test_orders_and_slips_fit_the_window(self):
        self._render_reports()
        order = self._order()
        text = self._printed("sale.action_report_saleorder", order)
        self.assertIn(order.name, text)
        order.action_confirm()
        slip = order.picking_ids
        text = self._printed("stock.action_report_delivery", slip)
        self.assertIn(slip.name, text)
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": self.goods.id})],
            }
        )
        text = self._printed("purchase.report_purchase_quotation", purchase)
        self.assertIn(purchase.name, text)
        repair = self.env["repair.order"].create(
            {"partner_id": self.customer.id, "product_id": self.goods.id}
        )
        text = self._printed("repair.action_report_repair_order", repair)
        self.assertIn("Brot", text)

    def _assert_waits(self, move):
        self.assertFalse(move.internetmarke_letter_id or move.is_move_sent)
        self.assertEqual(move._internetmarke_in_open_run(), move)

    def test_a_payment_on_the_website_franks_nothing(self):
        self.customer.invoice_sending_method = "internetmarke"
        self._buy({self.standard: 1})
        order = self._order()
        order.action_confirm()
        self.goods.invoice_policy = "order"
        move = order._create_invoices()
        move.action_post()
        methods = self.env["payment.method"].with_context(active_test=False)
        provider = self.env["payment.provider"].search(
            [("company_id", "=", self.company.id)], limit=1
        ) or self.env["payment.provider"].create({"name": "Test", "code": "none"})
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": methods.search([], limit=1).id,
                "amount": move.amount_total,
                "currency_id": move.currency_id.id,
                "partner_id": self.customer.id,
                "invoice_ids": [Command.set(move.ids)],
                "state": "done",
                "reference": "T1",
            }
        )
        transaction._send_invoice()
        self._assert_waits(move)

    def test_a_point_of_sale_franks_nothing(self):
        """Its sale goes on, also when no letter would reach the customer."""
        self._buy({self.standard: 1})
        self.customer.write({"invoice_sending_method": "internetmarke", "zip": False})
        config = self.env["pos.config"].create({"name": "Laden"})
        config.open_ui()
        session = config.current_session_id
        session.set_opening_control(0, "")
        line = {
            "product_id": self.goods.id,
            "qty": 1,
            "price_unit": 3.0,
            "price_subtotal": 3.0,
            "price_subtotal_incl": 3.0,
            "tax_ids": [Command.clear()],
        }
        order = self.env["pos.order"].create(
            {
                "session_id": session.id,
                "partner_id": self.customer.id,
                "lines": [Command.create(line)],
                "amount_total": 3.0,
                "amount_tax": 0.0,
                "amount_paid": 3.0,
                "amount_return": 0.0,
                "to_invoice": True,
                "payment_ids": [
                    Command.create(
                        {
                            "amount": 3.0,
                            "payment_method_id": config.payment_method_ids[0].id,
                        }
                    )
                ],
            }
        )
        order.action_pos_order_paid()
        order.action_pos_order_invoice()
        self.assertEqual(order.account_move.state, "posted")
        self._assert_waits(order.account_move)
