from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# Most refunds are decided at once. Odoo asks often about an open one for a day.
ASK_OFTEN = timedelta(days=1)
ASK_SELDOM = timedelta(hours=12)


class InternetmarkeRetoure(models.Model):
    """Unused stamps of one order, returned to the Post for a credit.

    The Post decides about each stamp, at once or later: it knows which ones were used.
    The stamps are out of stock from the confirmation on. They come back only if it
    is clear that the Post did not get the request. If the Post refuses a stamp, it
    may have seen it on a letter. So that stamp stays out of stock until a person
    decides.
    """

    _name = "internetmarke.retoure"
    _description = "E-Porto Refund"
    _inherit = ["internetmarke.request"]
    _check_company_auto = True

    _job = "ir_cron_follow_retoures"

    order_id = fields.Many2one(
        comodel_name="internetmarke.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    stamp_ids = fields.Many2many(
        comodel_name="internetmarke.stamp",
        string="Stamps",
        readonly=True,
        check_company=True,
    )
    state = fields.Selection(
        selection=[
            ("draft", "Queued"),
            ("requested", "Unresolved"),
            ("pending", "Pending"),
            ("credited", "Credited"),
            ("partial", "Partly Credited"),
            ("refused", "Refused"),
            ("failed", "Not Requested"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    stamp_count = fields.Integer(compute="_compute_amounts", store=True)
    amount_total = fields.Monetary(
        string="Value", compute="_compute_amounts", store=True
    )
    amount_refunded = fields.Monetary(string="Credited", readonly=True, copy=False)
    shop_retoure_id = fields.Char(
        string="Refund Number of the Post", readonly=True, copy=False, index="btree"
    )
    open_count = fields.Integer(
        string="Not Decided", readonly=True, copy=False, aggregator=None
    )
    closed_on = fields.Datetime(string="Decided On", readonly=True, copy=False)

    @api.depends("stamp_ids")
    def _compute_amounts(self):
        for retoure in self:
            retoure.stamp_count = len(retoure.stamp_ids)
            retoure.amount_total = sum(retoure.stamp_ids.mapped("price"))

    @api.model
    def _refund(self, order, stamps, token):
        """Ask the Post to take unused stamps of one order back.

        :param stamps: empty for those that cannot be used; the order names their IDs.
        :param token: identifies the confirmation by the person.
        :return: the refund; read it in a later transaction only.
        :raise UserError: if one of the stamps is not in stock any more.
        """
        self._check_may_spend(order.company_id)
        (order | stamps.order_id).check_access("read")
        stamps.check_access("read")
        if order.sudo().account != order.company_id._internetmarke_account():
            raise UserError(
                self.env._(
                    "These stamps were bought with another Portokasse or in another "
                    "mode than the company uses now, so they cannot be returned from "
                    "here. Nothing was requested."
                )
            )
        values = {
            "order_id": order.id,
            "stamp_ids": [fields.Command.set(stamps.ids)],
        }
        retoure = self._write_draft(order.company_id, values, token)
        retoure._carry_out()
        return retoure

    def _explain_state(self):
        # EXTENDS 'internetmarke.thread'
        euros = self.currency_id.format
        values = {
            "count": self.stamp_count,
            "number": self.shop_retoure_id,
            "credited": euros(self.amount_refunded),
            "value": euros(self.amount_total),
        }
        if self.state == "requested":
            return self.env._("Sent to the Post. Stamps: %(count)s.", **values)
        if self.state == "pending":
            return self.env._("Accepted by the Post, number %(number)s.", **values)
        if self.state in ("credited", "partial"):
            return self.env._(
                "Credited: %(credited)s of %(value)s.",
                **values,
            )
        return super()._explain_state()

    def _lock_for_draft(self, values):
        # The draft refers to the order and the stamps. Writing it puts a weak lock on
        # their rows. If two people did that at once, neither would get the full lock.
        # So the full lock is taken first. It also keeps others from finding the page of
        # a stamp or putting it into stock.
        order = self.env["internetmarke.order"].browse(values["order_id"])
        with order._as_busy():
            order.lock_for_update()
        [(_set, _id, stamp_ids)] = values["stamp_ids"]
        self.env["internetmarke.stamp"].browse(stamp_ids)._lock_for_person()

    def _prepare_draft(self):
        if not self.stamp_ids:
            self.stamp_ids = self.order_id._unclear_stamps()
        stamps = self.stamp_ids
        stamps.invalidate_recordset(["state"])
        if not stamps or stamps.order_id != self.order_id:
            raise UserError(self.env._("Choose stamps of one order to return."))
        if any(stamp.state not in ("stock", "unclear") for stamp in stamps):
            raise UserError(
                self.env._(
                    "Only stamps in stock can be returned to the Post, and some of "
                    "these have been used meanwhile. Nothing was requested."
                )
            )
        without_page = stamps.filtered(lambda stamp: stamp.state == "unclear")
        stamps.state = "refund"
        if without_page:
            self.order_id._conclude_delivery()

    def _fail(self, problem):
        res = super()._fail(problem)
        stamps = self.stamp_ids.filtered(lambda stamp: stamp.state == "refund")
        stamps._take_back()
        if "unclear" in stamps.mapped("state"):
            self.order_id.lock_for_update()
            self.order_id._conclude_delivery()
        return res

    @api.model
    def _cron_resolve(self):
        """Finish the refunds that broke off, and follow the open ones to the end."""
        now = fields.Datetime.now()
        self._resolve_all(
            [
                *self._due(),
                "|",
                ("state", "in", ("draft", "requested")),
                "&",
                ("state", "=", "pending"),
                "|",
                ("requested_on", ">", now - ASK_OFTEN),
                ("write_date", "<=", now - ASK_SELDOM),
            ]
        )
