import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import api as post
from .messages.answers import (
    explain_lookup,
    explain_refund,
    explain_refund_doubt,
    explain_refund_unclear,
)

_logger = logging.getLogger(__name__)

# How far the clocks of the Post and of this machine may be apart.
CLOCKS = timedelta(minutes=10)
# Most refunds are decided at once; an open one is asked about often for a day.
ASK_OFTEN = timedelta(days=1)
ASK_SELDOM = timedelta(hours=12)


class InternetmarkeRetoure(models.Model):
    """Unused stamps of one order, given back to the Post for a credit.

    The Post decides for each stamp, at once or later; which were used it knows best.
    From the confirmation on the stamps are out of stock. They return only when it is
    clear that the Post did not get the request. A stamp that the Post does not take
    back may have been seen in a letter, so it stays out of stock until a person
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
            ("draft", "Confirmed"),
            ("requested", "Requested"),
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

        :param token: names the confirmation by the person.
        :return: the refund, to be read in a later transaction only.
        :raise UserError: if one of the stamps is not in stock any more.
        """
        self._check_may_spend(order.company_id)
        stamps.check_access("read")
        if order.sudo().account != order.company_id._internetmarke_account():
            raise UserError(
                self.env._(
                    "These stamps were bought with another Portokasse or in another "
                    "environment than the company uses now, so they cannot be "
                    "returned from here. Nothing was requested."
                )
            )
        values = {
            "order_id": order.id,
            "stamp_ids": [fields.Command.set(stamps.ids)],
        }
        retoure = self._write_draft(order.company_id, values, token)
        retoure._advance()
        return retoure

    def _prepare_draft(self):
        stamps = self.stamp_ids
        stamps.lock_for_update()
        stamps.invalidate_recordset(["state"])
        if not stamps or stamps.order_id != self.order_id:
            raise UserError(self.env._("Choose stamps of one order to return."))
        if any(stamp.state != "stock" for stamp in stamps):
            raise UserError(
                self.env._(
                    "Only stamps in stock can be returned to the Post, and some of "
                    "these have been used meanwhile. Nothing was requested."
                )
            )
        stamps.state = "refund"

    def _fail(self, problem):
        res = super()._fail(problem)
        stamps = self.stamp_ids.filtered(lambda stamp: stamp.state == "refund")
        stamps.state = "stock"
        return res

    def _send(self):
        with self._own_transaction(lock=True) as retoure:
            if retoure.state != "draft":
                return
            # Before anything is written: with another Portokasse it stays a draft.
            client = retoure._client(self.env)
            retoure.write(
                {
                    "state": "requested",
                    "wait_until": False,
                    "requested_on": fields.Datetime.now(),
                    # What a person reads if the process dies before the answer.
                    "problem": explain_refund_doubt(self.env),
                }
            )
        self._ask(client)

    def _ask(self, client):
        """Ask the Post to take the stamps back; no database lock is held meanwhile."""
        attempt = self._claim()
        if not attempt:
            return
        with self._own_transaction() as retoure:
            number = retoure.order_id.shop_order_id
            vouchers = retoure.stamp_ids.mapped("voucher_id")
            name = retoure.name
        try:
            receipt = client.request_refund(number, vouchers)
        except post.OutcomeUnknown as error:
            _logger.warning("%s: outcome not known: %s", name, error)
        except post.InternetmarkeError as error:
            # After a first request whose answer was lost, a refusal may mean that
            # the Post has these stamps already.
            if attempt == 1:
                self._store_refusal(error, attempt)
            elif isinstance(error, post.Refused):
                self._quarantine(error)
            self._note_login(error)
        else:
            self._store_number(receipt.shop_retoure_id)
            try:
                self._follow(client)
            except post.InternetmarkeError as error:
                _logger.info("%s: not told yet: %s", name, error)

    def _store_refusal(self, error, attempt):
        with self._own_transaction(lock=True) as retoure:
            if retoure.state != "requested" or retoure.attempt != attempt:
                return
            if isinstance(error, post.TooManyRequests):
                retoure._wait(error, self.env, state="draft")
            else:
                retoure._fail(explain_refund(self.env, error))

    def _store_number(self, shop_retoure_id):
        with self._own_transaction(lock=True) as retoure:
            if retoure.state != "requested":
                return
            retoure.write(
                {
                    "state": "pending",
                    "shop_retoure_id": shop_retoure_id,
                    "open_count": retoure.stamp_count,
                    "problem": False,
                }
            )
            _logger.info("%s: number %s", retoure.name, shop_retoure_id)

    def _quarantine(self, error):
        """Keep stamps out of stock about which the Post gives no clear answer."""
        with self._own_transaction(lock=True) as retoure:
            if retoure.state != "requested":
                return
            retoure.stamp_ids.state = "refused"
            retoure.write(
                {
                    "state": "refused",
                    "closed_on": fields.Datetime.now(),
                    "problem": explain_refund_unclear(self.env, error),
                }
            )

    def _find_out(self):
        with self._own_transaction() as retoure:
            state = retoure.state
            if state == "requested" and retoure._is_claimed():
                raise UserError(self._explain_claimed())
        if state not in ("requested", "pending"):
            return
        client = self._same_account_client()
        try:
            if state == "requested":
                self._find(client)
            else:
                self._follow(client)
        except post.InternetmarkeError as error:
            self._note_login(error)
            raise UserError(explain_lookup(self.env, error)) from error
        self._note_login()

    def _find(self, client):
        """Look for a request whose answer was lost; if there is none, ask again."""
        with self._own_transaction() as retoure:
            since = retoure.requested_on - CLOCKS
        found = [
            state.shop_retoure_id
            for state in client.refund_states(start=since)
            if self._is_ours(state)
        ]
        if len(found) > 1:
            raise UserError(
                self.env._(
                    "The Post knows several refunds that may be this one. Look into "
                    "the transactions of the Portokasse; the stamps stay out of stock."
                )
            )
        if found:
            self._store_number(found[0])
            self._follow(client)
        else:
            self._ask(client)

    def _is_ours(self, state):
        """Tell whether a refund that the Post lists as recent is this one."""
        with self._own_transaction() as retoure:
            vouchers = set(retoure.stamp_ids.mapped("voucher_id"))
            known = retoure.search_count(
                [("shop_retoure_id", "=", state.shop_retoure_id)], limit=1
            )
        decided = {v.voucher_id for v in (*state.refunded, *state.not_refunded)}
        if known or decided - vouchers:
            return False
        # While nothing is decided, the Post does not list the stamps.
        return bool(decided) or state.total_count == len(vouchers)

    def _follow(self, client):
        """Store what the Post has decided so far."""
        with self._own_transaction() as retoure:
            number = retoure.shop_retoure_id
        states = client.refund_states(shop_retoure_id=number)
        told = [state for state in states if state.shop_retoure_id == number]
        with self._own_transaction(lock=True) as retoure:
            if not told:
                retoure.problem = self.env._(
                    "The Post does not list this refund yet. It is asked again."
                )
            elif retoure.state == "pending":
                retoure._store_decision(told[0], self.env)
            closed = bool(retoure.closed_on)
        if closed:
            self._refresh_balance(client)

    def _store_decision(self, told, env):
        refunded = {voucher.voucher_id for voucher in told.refunded}
        kept = {voucher.voucher_id for voucher in told.not_refunded}
        if (refunded | kept) - set(self.stamp_ids.mapped("voucher_id")):
            # Found by its number of stamps, while it was open; now it shows others.
            self.write(
                {
                    "state": "requested",
                    "shop_retoure_id": False,
                    "problem": explain_refund_doubt(env),
                }
            )
            return
        if not told.count_still_open and not refunded | kept:
            # The lists are optional in the answer; the sum then tells.
            if told.retoure_price == round(self.amount_total * 100):
                refunded = set(self.stamp_ids.mapped("voucher_id"))
        for stamp in self.stamp_ids:
            if stamp.voucher_id in refunded:
                stamp.state = "refunded"
            elif stamp.voucher_id in kept or not told.count_still_open:
                stamp.state = "refused"
        self.write(
            {
                "amount_refunded": (told.retoure_price or 0) / 100,
                "open_count": told.count_still_open or 0,
                "problem": False,
            }
        )
        if told.count_still_open:
            return
        states = set(self.stamp_ids.mapped("state"))
        state = {
            frozenset({"refunded"}): "credited",
            frozenset({"refused"}): "refused",
        }.get(frozenset(states), "partial")
        self.write({"state": state, "closed_on": fields.Datetime.now()})
        if state != "credited":
            self.problem = env._(
                "The Post did not take all stamps back: it refuses stamps that it has "
                "seen in a letter and stamps bought too long ago. They stay out of "
                "stock. If you are sure that a stamp never was posted, open it and "
                "return it to stock."
            )
        _logger.info("%s: %s", self.name, state)

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
