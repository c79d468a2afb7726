import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import api as post
from .messages.answers import (
    explain_lookup,
    explain_refund,
    explain_refund_doubt,
    explain_refund_kept,
    explain_refund_repeated,
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
        states = client.refund_states(start=since)
        with self._own_transaction() as retoure:
            found = retoure._find_ours(states)
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

    def _find_ours(self, states):
        """Return the Post's numbers of those refunds that may be this one."""
        vouchers = set(self.stamp_ids.mapped("voucher_id"))
        numbers = [state.shop_retoure_id for state in states]
        known = self.search([("shop_retoure_id", "in", numbers)])
        known = set(known.mapped("shop_retoure_id"))
        found = []
        for state in states:
            decided = {v.voucher_id for v in (*state.refunded, *state.not_refunded)}
            if state.shop_retoure_id in known or decided - vouchers:
                continue
            # While nothing is decided, the Post does not list the stamps; their number
            # is optional in its answer.
            if decided or state.total_count in (None, len(vouchers)):
                found.append(state.shop_retoure_id)
        return found

    def _follow(self, client):
        """Store what the Post has decided so far."""
        with self._own_transaction() as retoure:
            number = retoure.shop_retoure_id
        states = client.refund_states(shop_retoure_id=number)
        told = [state for state in states if state.shop_retoure_id == number]
        credited = told and self._credited_before(client, told[0])
        with self._own_transaction(lock=True) as retoure:
            if not told:
                retoure.problem = self.env._(
                    "The Post does not list this refund yet. It is asked again."
                )
            elif retoure.state == "pending":
                retoure._store_decision(told[0], credited, self.env)
            closed = bool(retoure.closed_on)
        if closed:
            self._refresh_balance(client)

    def _credited_before(self, client, told):
        """Return the Frankier-IDs that the Post refuses a second time, as it credited
        them on a first request whose answer was lost."""
        with self._own_transaction() as retoure:
            since, repeated = retoure.requested_on - CLOCKS, retoure.attempt > 1
        kept = {voucher.voucher_id for voucher in told.not_refunded}
        if not (repeated and kept):
            return set()
        states = client.refund_states(start=since)
        return kept & {v.voucher_id for state in states for v in state.refunded}

    def _store_decision(self, told, credited_before, env):
        ours = set(self.stamp_ids.mapped("voucher_id"))
        refunded = {voucher.voucher_id for voucher in told.refunded}
        kept = {voucher.voucher_id for voucher in told.not_refunded}
        if (refunded | kept) - ours:
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
            # With empty lists the sum tells.
            if told.retoure_price == round(self.amount_total * 100):
                refunded = ours
        open_count = told.count_still_open
        if open_count is None:
            # Both numbers are optional in the answer, the lists are not.
            open_count = len(ours - refunded - kept)
        refunded |= credited_before
        for stamp in self.stamp_ids:
            if stamp.voucher_id in refunded:
                stamp.state = "refunded"
            elif stamp.voucher_id in kept or not open_count:
                stamp.state = "refused"
        self.write(
            {
                "amount_refunded": self._sum_refunded(told, credited_before),
                "open_count": open_count,
                "problem": False,
            }
        )
        if open_count:
            return
        states = set(self.stamp_ids.mapped("state"))
        state = {
            frozenset({"refunded"}): "credited",
            frozenset({"refused"}): "refused",
        }.get(frozenset(states), "partial")
        self.write({"state": state, "closed_on": fields.Datetime.now()})
        if state != "credited":
            repeated = self.attempt > 1
            explain = explain_refund_repeated if repeated else explain_refund_kept
            self.problem = explain(env)
        _logger.info("%s: %s", self.name, state)

    def _sum_refunded(self, told, credited_before):
        """Return what the Post gives back for the stamps that it has decided on."""
        stamps = self.stamp_ids.filtered(lambda stamp: stamp.state == "refunded")
        if told.retoure_price is None:
            return sum(stamps.mapped("price"))
        before = stamps.filtered(lambda stamp: stamp.voucher_id in credited_before)
        return told.retoure_price / 100 + sum(before.mapped("price"))

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
