import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import api as post
from ..wording.answers import explain_lookup
from ..wording.printing import explain_lost_file


class InternetmarkeOrder(models.Model):
    """One purchase of stamps. Its protocol is in order_purchase.py."""

    _name = "internetmarke.order"
    _description = "E-Porto Order"
    _inherit = ["internetmarke.request"]
    _check_company_auto = True

    user_id = fields.Many2one(string="Bought By")
    line_ids = fields.One2many(
        comodel_name="internetmarke.order.line",
        inverse_name="order_id",
        string="Lines",
        readonly=True,
    )
    state = fields.Selection(
        selection=[
            ("draft", "Queued"),
            ("requested", "Unresolved"),
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
        help="Whoever has this file can print the stamps, so only people who may buy "
        "see it.",
    )
    document_name = fields.Char(compute="_compute_document_names")
    with_manifest = fields.Boolean(string="With Stamp List", readonly=True)
    manifest = fields.Binary(
        string="Stamp List (PDF)", attachment=True, readonly=True, copy=False
    )
    manifest_name = fields.Char(compute="_compute_document_names")
    manifest_link = fields.Char(readonly=True, copy=False, groups="base.group_system")
    stamp_ids = fields.One2many(
        comodel_name="internetmarke.stamp",
        inverse_name="order_id",
        string="Stamps",
        readonly=True,
    )
    stamp_count = fields.Integer(
        string="Number of Stamps", compute="_compute_stamp_count"
    )
    unused_count = fields.Integer(
        string="Unused Stamps", compute="_compute_stamp_count"
    )
    retoure_ids = fields.One2many(
        comodel_name="internetmarke.retoure",
        inverse_name="order_id",
        string="Refunds",
        readonly=True,
    )
    other_portokasse = fields.Boolean(
        compute="_compute_other_portokasse", compute_sudo=True
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
    def _compute_document_names(self):
        for order in self:
            name = order.name.replace("/", "-")
            order.document_name = f"{name}.pdf"
            order.manifest_name = self.env._("Stamp list %(name)s.pdf", name=name)

    @api.depends("stamp_ids.state")
    def _compute_stamp_count(self):
        for order in self:
            order.stamp_count = len(order.stamp_ids)
            order.unused_count = len(order._unused_stamps())

    @api.depends("account", "state", "stamp_ids.state", "retoure_ids.state")
    def _compute_other_portokasse(self):
        for order in self:
            order.other_portokasse = (
                order._has_to_be_asked_about()
                and order.environment == order.company_id.internetmarke_environment
                and order.account != order.company_id._internetmarke_account()
            )

    def _explain_state(self):
        # EXTENDS 'internetmarke.thread'
        if self.state == "requested":
            return self.env._(
                "Sent to the Post, order number %(number)s.", number=self.shop_order_id
            )
        if self.state == "paid":
            return self.env._(
                "Paid: %(amount)s.", amount=self.currency_id.format(self.amount_total)
            )
        if self.state == "done":
            return self.env._(
                "Delivered. Stamps: %(count)s.", count=len(self.stamp_ids)
            )
        return super()._explain_state()

    def _has_to_be_asked_about(self):
        """Tell whether the Post may be asked about this purchase once more."""
        open_refunds = {"requested", "pending"} & set(self.retoure_ids.mapped("state"))
        return self.state in ("requested", "paid") or (
            self.state == "done" and bool(self._unused_stamps() or open_refunds)
        )

    def action_same_portokasse(self):
        """Ask about these purchases with the present login from now on.

        Perhaps the Portokasse only has a new e-mail address. The Post proves that it is
        the same one: it tells nobody else about the purchase.
        """
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._("Only an administrator can change the Portokasse.")
            )
        self.check_access("read")
        for order in self:
            with order._as_busy(), order._traced():
                order._take_over()
        self.env.invalidate_all()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _take_over(self):
        with self._own_transaction() as order:
            company, number = order.company_id, order.shop_order_id
            if not order.other_portokasse:
                raise UserError(
                    self.env._(
                        "Nothing is left to do for %(order)s, or it belongs to the "
                        "Portokasse or the mode that is set now. Nothing was changed.",
                        order=order.name,
                    )
                )
            account = company._internetmarke_account()
            client = company._internetmarke_client()
        try:
            found = client.find_order(number)
        except post.InternetmarkeError as error:
            raise UserError(explain_lookup(self.env, error)) from error
        if not found:
            raise UserError(
                self.env._(
                    "This Portokasse has not paid %(order)s, so it is another one. "
                    "Nothing was changed.",
                    order=self.name,
                )
            )
        with self._own_transaction(lock=True) as order:
            order.account = order.retoure_ids.account = account
            order.message_post(
                body=self.env._(
                    "The Portokasse has another e-mail address now; Odoo asks the Post "
                    "with the new one from now on."
                ),
                author_id=self.env.user.partner_id.id,
            )

    def action_view_stamps(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "internetmarke.internetmarke_stamp_action"
        )
        action["domain"] = [("order_id", "=", self.id)]
        action["context"] = {}
        return action

    def action_refund(self):
        """Open the wizard that returns the unused stamps of these purchases."""
        return self._unused_stamps().action_refund()

    def _unused_stamps(self):
        return self.stamp_ids.filtered(lambda stamp: stamp.state == "stock")

    def _document_bytes(self):
        """Return the PDF of the stamps as the Post delivered it.

        :raise UserError: if its file is lost.
        """
        document = self.with_context(bin_size=False).document
        if not document:
            raise UserError(explain_lost_file(self.env, self.name))
        return base64.b64decode(document)

    def _total_cents(self):
        return sum(
            line.quantity * round(line.price_unit * 100) for line in self.line_ids
        )

    def _pages(self):
        """Return the product of each page: ``{page: order line}``."""
        lines = (
            line for line in self.line_ids.sorted("id") for _ in range(line.quantity)
        )
        return dict(enumerate(lines, start=1))
