import base64

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from .res_company import ENVIRONMENTS


class InternetmarkeOrder(models.Model):
    """One purchase of stamps; how it is made is in internetmarke_purchase.py."""

    _name = "internetmarke.order"
    _description = "E-Porto Order"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    environment = fields.Selection(
        selection=ENVIRONMENTS, required=True, readonly=True, default="production"
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        default=lambda self: self.env.ref("base.EUR"),
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Bought By",
        default=lambda self: self.env.user,
        readonly=True,
    )
    line_ids = fields.One2many(
        comodel_name="internetmarke.order.line",
        inverse_name="order_id",
        string="Lines",
        readonly=True,
    )
    state = fields.Selection(
        selection=[
            ("draft", "Confirmed"),
            ("requested", "In Doubt"),
            ("paid", "Paid"),
            ("done", "Done"),
            ("failed", "Not Bought"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    shop_order_id = fields.Char(
        string="Order Number of the Post", readonly=True, copy=False, index="btree"
    )
    requested_on = fields.Datetime(readonly=True, copy=False)
    bought_on = fields.Datetime(readonly=True, copy=False)
    amount_total = fields.Monetary(
        string="Total", compute="_compute_amount_total", store=True
    )
    balance_after = fields.Monetary(readonly=True, copy=False, aggregator=None)
    balance_known = fields.Boolean(readonly=True, copy=False)
    vouchers = fields.Json(
        readonly=True, copy=False, groups="internetmarke.group_buyer"
    )
    document = fields.Binary(
        string="Stamps as Bought (PDF)",
        attachment=True,
        readonly=True,
        copy=False,
        groups="internetmarke.group_buyer",
        help="Whoever has this file can print the stamps, so only buyers see it.",
    )
    document_name = fields.Char(compute="_compute_document_name")
    stamp_ids = fields.One2many(
        comodel_name="internetmarke.stamp",
        inverse_name="order_id",
        string="Stamps",
        readonly=True,
    )
    stamp_count = fields.Integer(
        string="Number of Stamps", compute="_compute_stamp_count"
    )
    problem = fields.Text(readonly=True, copy=False)
    purchase_token = fields.Char(readonly=True, copy=False, groups="base.group_system")
    account = fields.Char(readonly=True, copy=False, groups="base.group_system")
    attempt = fields.Integer(
        readonly=True, copy=False, aggregator=None, groups="base.group_system"
    )
    paying_since = fields.Datetime(
        readonly=True, copy=False, groups="base.group_system"
    )

    # A request that comes twice (double click, two tabs, a repetition after a
    # serialization failure) carries the same token and must find the same order.
    _purchase_token_unique = models.UniqueIndex(
        "(purchase_token) WHERE purchase_token IS NOT NULL",
        "This purchase has been confirmed already.",
    )
    _shop_order_id_unique = models.UniqueIndex(
        "(company_id, environment, shop_order_id) WHERE shop_order_id IS NOT NULL",
        "This order number of the Post is in use already.",
    )

    @api.depends("line_ids.price_total")
    def _compute_amount_total(self):
        for order in self:
            order.amount_total = sum(order.line_ids.mapped("price_total"))

    @api.depends("name")
    def _compute_document_name(self):
        for order in self:
            order.document_name = f"{order.name.replace('/', '-')}.pdf"

    @api.depends("stamp_ids")
    def _compute_stamp_count(self):
        for order in self:
            order.stamp_count = len(order.stamp_ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(order.shop_order_id for order in self):
            raise UserError(
                self.env._(
                    "A purchase that reached the Post cannot be deleted: it is the "
                    "record of what happened to your money."
                )
            )

    def action_view_stamps(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "internetmarke.internetmarke_stamp_action"
        )
        action["domain"] = [("order_id", "=", self.id)]
        action["context"] = {}
        return action

    def action_resolve(self):
        """Ask the Post what became of these purchases and finish them."""
        self._check_may_buy()
        self.check_access("read")
        for order in self:
            try:
                order._resolve()
            except LockError as error:
                raise UserError(
                    self.env._(
                        "%(order)s is being finished right now. Look again in a "
                        "moment; do not buy again.",
                        order=order.name,
                    )
                ) from error
        self.env.invalidate_all()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _document_bytes(self):
        """Return the PDF of the stamps as the Post delivered it."""
        return base64.b64decode(self.with_context(bin_size=False).document)

    def _total_cents(self):
        return sum(
            line.quantity * round(line.price_unit * 100) for line in self.line_ids
        )

    def _pages(self):
        """Return which product stands on which page: ``{page: order line}``."""
        lines = (
            line for line in self.line_ids.sorted("id") for _ in range(line.quantity)
        )
        return dict(enumerate(lines, start=1))
