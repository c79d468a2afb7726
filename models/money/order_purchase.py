import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import api as post
from ..core.private_sql import private_sql
from ..wording.answers import explain, explain_doubt
from ..wording.delivery import explain_missing_document
from ..wording.waiting import explain_wait_to_buy
from .request_waiting import WANTED_FOR

_logger = logging.getLogger(__name__)

# The service documents no limit; 100 stamps a purchase keep the answer and the
# document well inside the client's time-outs.
MAX_STAMPS = 100


class InternetmarkeOrder(models.Model):
    """The protocol of a purchase.

    It is a row of small transactions, each in a cursor of its own. So no repeated
    request, no rollback and no crash can buy twice or lose a paid stamp:

    ========= ================================== ===============================
    state     what is certain                    what comes next
    ========= ================================== ===============================
    draft     confirmed; the Post knows nothing  reserve a number
    requested its number is stored; perhaps paid pay, or ask the Post
    paid      paid; the Frankier-IDs are known   fetch the document
    done      all stamps are in stock            nothing
    failed    not bought, no money moved         nothing
    ========= ================================== ===============================

    Only one payment is under way at a time, because each one claims the order first.
    Once the Post was asked to book, no exception reaches the person: the order tells
    what happened.
    """

    _inherit = "internetmarke.order"

    _job = "ir_cron_resolve_orders"

    @api.model
    def _purchase(self, company, quantities, token, with_manifest=False):
        """Buy stamps. A second call with the same token buys nothing more.

        :param company: its Portokasse pays.
        :param quantities: list of ``(product, quantity, cents)``, with the price that
            the person saw and confirmed.
        :param token: identifies the confirmation by the person.
        :param with_manifest: also ask for the Post's stamp list.
        :return: the order; read it in a later transaction only.
        """
        if not self._confirmed(company, token):
            self._check_purchase(company, quantities)
        values = self._prepare_order_values(quantities)
        values["with_manifest"] = with_manifest
        order = self._write_draft(company, values, token)
        order._carry_out()
        return order

    @api.model
    def _check_purchase(self, company, quantities):
        self._check_may_spend(company)
        if any(
            quantity < 1 or cents != product._cents_for(company)
            for product, quantity, cents in quantities
        ):
            raise UserError(
                self.env._(
                    "The prices have changed since this window was opened. Nothing "
                    "was bought. Close it and open it again to see the new total."
                )
            )
        if not 0 < sum(quantity for _, quantity, _ in quantities) <= MAX_STAMPS:
            raise UserError(
                self.env._(
                    "Please buy between 1 and %(limit)s stamps at a time. Nothing was "
                    "bought.",
                    limit=MAX_STAMPS,
                )
            )

    @api.model
    def _prepare_order_values(self, quantities):
        return {
            "line_ids": [
                fields.Command.create(
                    {
                        "product_id": product.id,
                        "quantity": quantity,
                        "price_unit": cents / 100,
                    }
                )
                for product, quantity, cents in quantities
            ],
        }

    def _explain_wait(self, until):
        return explain_wait_to_buy(self.env, until)

    def _send(self):
        if self._reserve():
            self._pay()

    def _reserve(self):
        """Let the Post reserve an order number and store it before any payment.

        :return: whether the caller shall go on and pay.
        """
        with self._own_transaction(lock=True) as order:
            if order.state != "draft":
                return False
            try:
                number = order._client().create_order()
            except post.TooManyRequests as error:
                order._wait(error)
                return False
            except post.InternetmarkeError as error:
                order._note_answer(error)
                order._fail(explain(self.env, error))
                return False
            order.write(
                {
                    "shop_order_id": number,
                    "state": "requested",
                    "wait_until": False,
                    "requested_on": fields.Datetime.now(),
                    # A person reads this if the process dies before the answer.
                    "problem": explain_doubt(self.env),
                }
            )
            _logger.info("%s: number %s reserved", order.name, number)
        return True

    def _pay(self):
        """Pay the reserved order. No database lock is held during the call."""
        client = self._same_account_client()
        attempt = self._claim()
        if not attempt:
            return
        with self._own_transaction() as order:
            number, total = order.shop_order_id, order._total_cents()
            manifest, page_format_id = order.with_manifest, order._page_format_id()
            positions = [
                post.Position(product_code=line.product_id.code, page=page)
                for page, line in order._pages().items()
            ]
        try:
            bought = client.checkout(
                number,
                positions,
                total,
                page_format_id=page_format_id,
                manifest=manifest,
            )
        except post.InternetmarkeError as error:
            bought = self._after_refusal(client, number, attempt, error)
        if bought:
            self._store_paid(bought)

    def _after_refusal(self, client, number, attempt, error):
        """Store what an error of the payment proves.

        A refusal of the first attempt is final, unless the Post only asks to wait.
        After a second attempt, a refusal proves nothing about the first one: the Post
        is asked what it has booked.

        :return: the order as the Post knows it, if it was paid all the same.
        """
        if attempt == 1 and isinstance(error, post.TooManyRequests):
            with self._own_transaction(lock=True) as order:
                if order.state == "requested" and order.attempt == attempt:
                    order._wait(error)
            return None
        refused = isinstance(error, post.Refused | post.NotAuthorised)
        if isinstance(error, post.Refused) and error.title == "invalidShopOrderID":
            refused = False
        if attempt == 1 and (refused or isinstance(error, post.Unavailable)):
            self._store_refusal(error, attempt)
            return None
        if refused:
            try:
                bought = client.find_order(number)
            except post.InternetmarkeError as unclear:
                error = unclear
            else:
                if not bought:
                    self._store_refusal(error, attempt)
                return bought
        self._note_doubt(error, attempt)
        return None

    def _store_refusal(self, error, attempt):
        with self._own_transaction(lock=True) as order:
            if order.state == "requested" and order.attempt == attempt:
                order._note_answer(error)
                order._fail(explain(self.env, error))
        if isinstance(error, post.PriceChanged):
            self._after_price_change(error)
        if self._is_page_format_lost(error):
            self._after_lost_page_format(self._same_account_client())

    def _note_doubt(self, error, attempt):
        with self._own_transaction(lock=True) as order:
            if order.state == "requested" and order.attempt == attempt:
                _logger.warning("%s: outcome not known: %s", order.name, error)
                order._note_answer(error)
                order.problem = explain_doubt(self.env)

    def _store_paid(self, bought):
        """Store what was bought, then fetch the document."""
        with self._own_transaction(lock=True) as order:
            if order.state in ("paid", "done"):
                return
            if order.state != "requested":
                _logger.error("%s: %s, yet it is paid", order.name, order.state)
            # The link to the stamp list must not be in the log of the database.
            with private_sql():
                order.write(
                    {
                        "state": "paid",
                        "bought_on": fields.Datetime.now(),
                        "balance_after": (bought.wallet_balance or 0) / 100,
                        "balance_known": bought.wallet_balance is not None,
                        "manifest_link": bought.manifest_link,
                        "vouchers": bought.as_pairs(),
                        "settle_by_hand": False,
                        # A person reads this until the stamps are in stock.
                        "problem": order._explain_missing(bought.vouchers),
                    }
                )
                order.flush_recordset()
            order._on_money_moved()
            _logger.info("%s: paid, %s stamps", order.name, len(bought.vouchers))
        self._store_balance(bought.wallet_balance)
        self._fetch_told(bought)
        if bought.wallet_balance is None:
            self._refresh_balance(self._same_account_client())

    def _ask_outcome(self):
        """Find out what became of a purchase, and finish it.

        If the Post does not know the order number as paid, it is paid again with the
        **same** number. If the first request arrives late, the second one fails then
        and nothing is bought twice.
        """
        with self._own_transaction() as order:
            state, number = order.state, order.shop_order_id
            unpaid = state == "requested" and order._never_sent()
        if unpaid:
            self._pay_again()
            return
        if state == "done":
            self._fetch_manifest(self._same_account_client())
        if state == "done" or not number:
            return
        try:
            found = self._ask_post(number)
        except UserError:
            if self._leave_to_person():
                return
            raise
        if found and state == "paid":
            self._complete(found)
        elif found:
            self._store_paid(found)
        elif state == "requested":
            self._pay_again()
        elif state == "paid":
            with self._own_transaction(lock=True) as order:
                if order.state == "paid" and order.settle_by_hand:
                    order.problem = order._explain_contradiction()
                elif order.state == "paid":
                    order.problem = explain_missing_document(self.env)

    def _pay_again(self):
        """Pay an order again that the Post does not know as paid, if still wanted."""
        with self._own_transaction(lock=True) as order:
            if order.state != "requested":
                return
            if order._is_claimed():
                raise UserError(self._explain_claimed())
            if not order._is_still_wanted(order.requested_on):
                order._fail(
                    self.env._(
                        "The Post does not know this order as paid, and Odoo no longer "
                        "pays it: it is older than a day, or Internetmarke was "
                        "switched off for the company. You were not charged. Buy again "
                        "if you still need the stamps."
                    )
                )
                return
        self._pay()

    @api.model
    def _cron_resolve(self):
        """Finish the purchases that broke off or got no clear answer."""
        now = fields.Datetime.now()
        self._resolve_all(
            [
                *self._due(),
                # When the decision is left to a person, the Post is asked once a day.
                "|",
                "|",
                ("settle_by_hand", "=", False),
                ("taken_up_on", "=", False),
                ("taken_up_on", "<=", now - timedelta(days=1)),
                "|",
                "|",
                "|",
                ("state", "in", ("draft", "requested")),
                # The stamp list is missing, but its link may still work.
                "&",
                ("manifest_link", "!=", False),
                ("bought_on", ">", now - timedelta(days=1)),
                # After a day, an unclear document is asked for once a day.
                "&",
                ("state", "=", "paid"),
                "|",
                ("bought_on", ">", now - timedelta(days=1)),
                ("write_date", "<=", now - timedelta(days=1)),
                # The second attempt was refused. The Post may still find the first.
                "&",
                "&",
                ("state", "=", "failed"),
                ("attempt", ">", 1),
                ("requested_on", ">", now - WANTED_FOR),
            ]
        )
