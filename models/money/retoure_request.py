import logging

from odoo import fields, models

from ... import api as post
from ..wording.answers import (
    explain_refund,
    explain_refund_doubt,
    explain_refund_unclear,
)
from ..wording.waiting import explain_wait_to_return

_logger = logging.getLogger(__name__)


class InternetmarkeRetoure(models.Model):
    """Asking the Post to take stamps back, and its answer to that.

    What it decides later about each stamp is in retoure_state.py.
    """

    _inherit = "internetmarke.retoure"

    def _explain_wait(self, until):
        return explain_wait_to_return(self.env, until)

    def _send(self):
        with self._own_transaction(lock=True) as retoure:
            if retoure.state != "draft":
                return
            # First of all: with another Portokasse this raises, and the draft stays.
            client = retoure._client()
            retoure.write(
                {
                    "state": "requested",
                    "wait_until": False,
                    "requested_on": fields.Datetime.now(),
                    # A person reads this if the process dies before the answer.
                    "problem": explain_refund_doubt(self.env),
                }
            )
        self._ask(client)

    def _ask(self, client):
        """Ask the Post to take the stamps back. No database lock is held meanwhile."""
        attempt = self._claim()
        if not attempt:
            return
        with self._own_transaction() as retoure:
            number = retoure.order_id.shop_order_id
            spellings = retoure.order_id._spellings()
            vouchers = [
                spellings.get(voucher_id, voucher_id)
                for voucher_id in retoure.stamp_ids.mapped("voucher_id")
            ]
            name = retoure.name
        try:
            receipt = client.request_refund(number, vouchers)
        except post.OutcomeUnknown as error:
            _logger.warning("%s: outcome not known: %s", name, error)
            self._note_doubt(error, attempt)
        except post.InternetmarkeError as error:
            # If the answer to a first request was lost, a refusal may mean that the
            # Post has these stamps already.
            if attempt == 1:
                self._store_refusal(error, attempt)
            elif isinstance(error, post.Refused):
                self._quarantine(error)
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
                retoure._wait(error, state="draft")
            else:
                retoure._note_answer(error)
                retoure._fail(explain_refund(self.env, error))

    def _note_doubt(self, error, attempt):
        """Keep the kind of error for support: perhaps the Post has acted."""
        with self._own_transaction(lock=True) as retoure:
            if retoure.state == "requested" and retoure.attempt == attempt:
                retoure._note_answer(error)

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
        """Keep stamps out of stock when the Post gives no clear answer about them."""
        with self._own_transaction(lock=True) as retoure:
            if retoure.state != "requested":
                return
            retoure._note_answer(error)
            retoure.stamp_ids.state = "refused"
            retoure.write(
                {
                    "state": "refused",
                    "closed_on": fields.Datetime.now(),
                    "problem": explain_refund_unclear(self.env, error),
                }
            )
