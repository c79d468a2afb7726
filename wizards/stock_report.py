from odoo import api, fields, models

from ..models.books.stamp_movement import KINDS
from ..models.core.clock import post_today


class InternetmarkeStockReport(models.TransientModel):
    """Asks for a period, and shows or prints the stock of stamps at its end."""

    _name = "internetmarke.stock.report"
    _description = "Stock on a Day"
    _inherit = ["internetmarke.own.company"]

    date_from = fields.Date(
        string="Movements From",
        required=True,
        default=lambda self: fields.Date.start_of(post_today(), "year"),
    )
    date_to = fields.Date(
        string="Stock On", required=True, default=lambda self: post_today()
    )
    quantity = fields.Integer(string="Stamps", compute="_compute_stock")
    value = fields.Monetary(compute="_compute_stock")

    _period = models.Constraint(
        "CHECK (date_from <= date_to)", "The period ends before it begins."
    )

    def _domain(self):
        return [
            ("company_id", "=", self.company_id.id),
            ("environment", "=", "production"),
            ("date", "<=", self.date_to),
        ]

    @api.depends("company_id", "date_to")
    def _compute_stock(self):
        movements = self.env["internetmarke.stamp.movement"]
        for wizard in self:
            [(quantity, value)] = movements._read_group(
                wizard._domain(), aggregates=["quantity:sum", "value:sum"]
            )
            wizard.quantity, wizard.value = quantity or 0, value or 0.0

    def action_show_stock(self):
        """Show all movements up to the day by product: their sum is the stock."""
        return self._show(
            self._domain(), self.env._("Stock on a Day"), {"group_by": ["product_id"]}
        )

    def action_show_movements(self):
        """Show what moved in the period."""
        domain = [*self._domain(), ("date", ">=", self.date_from)]
        return self._show(domain, self.env._("Stamp Movements"), {})

    def _show(self, domain, name, context):
        self.ensure_one()
        self.env["internetmarke.stamp.movement"].check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "internetmarke.internetmarke_stamp_movement_action"
        )
        return {**action, "domain": domain, "name": name, "context": context}

    def action_print(self):
        self.ensure_one()
        self.check_access("read")
        return self.env.ref("internetmarke.action_report_stock").report_action(self)

    def _rows(self):
        """Return the stock by product and price: list of dictionaries.

        Each has the product, the price, the quantities before and of each kind in the
        period, and quantity and value at its end.
        """
        movements = self.env["internetmarke.stamp.movement"]
        rows = {}
        for when in ("<", ">="):
            domain = [*self._domain(), ("date", when, self.date_from)]
            for product, price, kind, quantity, value in movements._read_group(
                domain,
                ["product_id", "price", "kind"],
                ["quantity:sum", "value:sum"],
            ):
                row = rows.setdefault((product, price), self._empty_row(product, price))
                row["before" if when == "<" else kind] += quantity
                row["quantity"] += quantity
                row["value"] += value
        return sorted(
            rows.values(), key=lambda row: (row["product"].name, row["price"])
        )

    def _empty_row(self, product, price):
        kinds = [kind for kind, _label in KINDS]
        counts = dict.fromkeys(("before", "quantity", "value", *kinds), 0)
        return {"product": product, "price": price, **counts}
