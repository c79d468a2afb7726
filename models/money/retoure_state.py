import logging
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ... import api as post
from ...printing import normalise
from ..wording.answers import (
    explain_lookup,
    explain_refund_doubt,
    explain_refund_kept,
    explain_refund_repeated,
)
from .retoure import ASK_OFTEN

_logger = logging.getLogger(__name__)

# The clocks of the Post and of this machine may differ by this.
CLOCKS = timedelta(minutes=10)


class InternetmarkeRetoure(models.Model):
    """What the Post tells about a refund: its number, and the decision on each stamp.

    After a lost answer the Post may be asked twice to take the same stamps back. It
    then refuses on the second request what it credits on the first one.
    """

    _inherit = "internetmarke.retoure"

    def _ask_outcome(self):
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
            raise UserError(explain_lookup(self.env, error)) from error

    def _recent_states(self, client):
        """Return the refunds that the Post has got since this one was confirmed."""
        with self._own_transaction() as retoure:
            # The clock of this machine may have been fast at the confirmation.
            since = min(retoure.requested_on, retoure.create_date) - CLOCKS
        return client.refund_states(start=since)

    def _find(self, client):
        """Look for a request whose answer was lost. If there is none, ask again."""
        states = self._recent_states(client)
        with self._own_transaction() as retoure:
            found = retoure._find_ours(states)
        if len(found) > 1 and not all(map(_listed, found)):
            raise UserError(
                self.env._(
                    "The Post knows several refunds that may be this one. Look into "
                    "the transactions of the Portokasse; the stamps stay out of stock."
                )
            )
        if found:
            # They were asked for twice, and credited once.
            ours = max(found, key=lambda state: len(state.refunded))
            self._store_number(ours.shop_retoure_id)
            self._follow(client)
        else:
            self._ask(client)

    def _unknown(self, states):
        """Return those refunds of the Post that belong to no other record of Odoo."""
        numbers = [state.shop_retoure_id for state in states]
        known = self.search(
            [("shop_retoure_id", "in", numbers), ("account", "=", self.account)]
        )
        known = set(known.mapped("shop_retoure_id"))
        return [state for state in states if state.shop_retoure_id not in known]

    def _find_ours(self, states):
        """Return those refunds of the Post that may be this one."""
        ours = set(self.stamp_ids.mapped("voucher_id"))
        return [
            state
            for state in self._unknown(states)
            if (_listed(state) <= ours if _listed(state) else self._has_our_sum(state))
        ]

    def _has_our_sum(self, state):
        """Tell whether a refund that lists no stamps may be this one.

        The Post does not list the stamps before it has decided.
        """
        count = state.total_count
        if count is None:
            count = state.count_still_open
        decided = state.count_still_open == 0
        price = round(self.amount_total * 100)
        return count == self.stamp_count and (
            not decided or state.retoure_price == price
        )

    def _follow(self, client):
        """Store what the Post has decided so far."""
        with self._own_transaction() as retoure:
            number = retoure.shop_retoure_id
        states = client.refund_states(shop_retoure_id=number)
        told = [state for state in states if state.shop_retoure_id == number]
        before = self._before(client, told[0]) if told else None
        with self._own_transaction(lock=True) as retoure:
            if not told:
                retoure.problem = self.env._(
                    "The Post does not list this refund yet. It is asked again."
                )
            elif retoure.state == "pending":
                retoure._store_decision(told[0], *before)
            closed = bool(retoure.closed_on)
        if closed:
            self._refresh_balance(client)

    def _before(self, client, told):
        """Return what became of a first request whose answer was lost.

        :param told: what the Post decided on the second request.
        :return: the Frankier-IDs that it credited on the first request, and whether it
            may still have to decide on that.
        """
        kept = _ids(told.not_refunded)
        with self._own_transaction() as retoure:
            repeated, count = retoure.attempt > 1, retoure.stamp_count
            recent = retoure.requested_on > fields.Datetime.now() - ASK_OFTEN
        if not (repeated and kept):
            return set(), False
        states = self._recent_states(client)
        credited = kept & {each for state in states for each in _ids(state.refunded)}
        with self._own_transaction() as retoure:
            unknown = retoure._unknown(states)
        # A refund that lists no stamps may be somebody else's. So the doubt that it
        # leaves ends after a while.
        undecided = recent and any(
            not _listed(state) and state.total_count in (None, count)
            for state in unknown
        )
        return credited, undecided and bool(kept - credited)

    def _store_decision(self, told, credited_before, undecided_before):
        ours = set(self.stamp_ids.mapped("voucher_id"))
        refunded, kept = _ids(told.refunded), _ids(told.not_refunded)
        if (refunded | kept) - ours:
            # It was found by its number of stamps while it was open. Now it lists
            # others.
            self.write(
                {
                    "state": "requested",
                    "shop_retoure_id": False,
                    "problem": explain_refund_doubt(self.env),
                }
            )
            return
        if not told.count_still_open and not refunded | kept:
            # When the lists are empty, the sum tells.
            if told.retoure_price == round(self.amount_total * 100):
                refunded = ours
        open_count = told.count_still_open
        if open_count is None:
            # Both numbers may be missing in the answer, but not the lists.
            open_count = len(ours - refunded - kept)
        refunded |= credited_before
        if undecided_before:
            kept = set()
            open_count = len(ours - refunded)
        for stamp in self.stamp_ids:
            if stamp.voucher_id in refunded:
                now = fields.Datetime.now()
                stamp.write(
                    {"state": "refunded", "refunded_on": stamp.refunded_on or now}
                )
            elif stamp.voucher_id in kept or not open_count:
                stamp.state = "refused"
        before = self.amount_refunded
        self.write(
            {
                "amount_refunded": self._sum_refunded(told, credited_before),
                "open_count": open_count,
                "problem": False,
            }
        )
        # The Post is asked again and again; it does not credit each time.
        if self.currency_id.compare_amounts(self.amount_refunded, before):
            self._on_money_moved()
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
            self.problem = explain(self.env)
        _logger.info("%s: %s", self.name, state)

    def _sum_refunded(self, told, credited_before):
        """Return the credit (euro) for the stamps that the Post has decided on."""
        stamps = self.stamp_ids.filtered(lambda stamp: stamp.state == "refunded")
        if told.retoure_price is None:
            return sum(stamps.mapped("price"))
        before = stamps.filtered(lambda stamp: stamp.voucher_id in credited_before)
        return told.retoure_price / 100 + sum(before.mapped("price"))


def _listed(state):
    """Return the Frankier-IDs on which the Post has decided."""
    return _ids((*state.refunded, *state.not_refunded))


def _ids(vouchers):
    """Return the Frankier-IDs, normalised."""
    return {normalise(voucher.voucher_id) for voucher in vouchers}
