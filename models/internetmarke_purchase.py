import logging
from contextlib import contextmanager
from datetime import timedelta

from psycopg2 import IntegrityError, OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import mute_logger

from .. import api as post
from .messages import (
    explain,
    explain_doubt,
    explain_lookup,
    explain_other_account,
)

_logger = logging.getLogger(__name__)

# Format 216 of the Post's catalogue is one label of 66 x 38 mm with 2 mm margins:
# the smallest that holds every stamp (up to 62 x 32.5 mm), one stamp on each page.
PAGE_FORMAT_ID = 216
# The service documents no limit; 100 stamps a purchase keep the answer and the
# document well inside the client's time-outs.
MAX_STAMPS = 100
# Longer than all time-outs of one payment: after it, no request is under way.
SETTLE_AFTER = timedelta(minutes=5)
# A day later nobody waits for these stamps any more; then a person decides anew.
PAY_AGAIN_WITHIN = timedelta(days=1)


class InternetmarkeOrder(models.Model):
    """The protocol of a purchase.

    A row of small transactions, each in a cursor of its own, so that neither a
    repeated request nor a rollback nor a crash can buy twice or lose a paid stamp:

    ========= ================================== ===============================
    state     what is certain                    what comes next
    ========= ================================== ===============================
    draft     confirmed; the Post knows nothing  reserve a number
    requested its number is stored; perhaps paid pay, or ask the Post
    paid      paid; the Frankier-IDs are known   fetch the document
    done      all stamps are in stock            nothing
    failed    not bought, no money moved         nothing
    ========= ================================== ===============================

    Only one payment is under way at a time: each claims the order first. Once the
    Post was asked to book, no exception reaches the person: what happened is told by
    the order.
    """

    _inherit = "internetmarke.order"

    @api.model
    def _check_may_buy(self):
        """Raise an AccessError unless the user may spend money."""
        if not self.env.user.has_group("internetmarke.group_buyer"):
            raise AccessError(
                self.env._(
                    "You may frank letters but not spend money on postage. Ask an "
                    "administrator for the right “Internetmarke: Buy postage”, or ask "
                    "a colleague who has it to buy."
                )
            )

    @contextmanager
    def _own_transaction(self, lock=False):
        """Give these records in a transaction of its own, committed at the end.

        :raise LockError: if they shall be locked and another transaction holds them.
        """
        with self.env.registry.cursor() as cr:
            records = self.sudo().with_env(self.sudo().env(cr=cr))
            if lock:
                records.lock_for_update()
            yield records

    @api.model
    def _purchase(self, company, quantities, token):
        """Buy stamps; a second call with the same token buys nothing more.

        :param company: whose Portokasse pays.
        :param quantities: list of ``(product, quantity, cents)``, the price being
            the one that the person saw and confirmed.
        :param token: names the confirmation by the person.
        :return: the order, to be read in a later transaction only.
        """
        self._check_purchase(company, quantities)
        order = self._write_draft(company, quantities, token)
        order._advance()
        return order

    @api.model
    def _check_purchase(self, company, quantities):
        self._check_may_buy()
        if company not in self.env.companies:
            raise AccessError(
                self.env._("You can buy only for companies that you have selected.")
            )
        company._internetmarke_check_enabled()
        company._internetmarke_credentials()
        if any(
            quantity < 1 or cents != round(product.price * 100)
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
    def _write_draft(self, company, quantities, token):
        values = {
            "company_id": company.id,
            "environment": company.internetmarke_environment,
            "account": company._internetmarke_account(),
            "user_id": self.env.uid,
            "purchase_token": token,
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
        try:
            with mute_logger("odoo.sql_db"), self._own_transaction() as orders:
                sequence = orders.env["ir.sequence"].with_company(company.id)
                values["name"] = sequence.next_by_code("internetmarke.order")
                order = orders.create(values)
                order_id = order.id
                _logger.info(
                    "Order %s: confirmed by user %s, %s cents",
                    order.name,
                    self.env.uid,
                    order._total_cents(),
                )
        except IntegrityError:
            with self._own_transaction() as orders:
                known = [
                    ("purchase_token", "=", token),
                    ("company_id", "=", company.id),
                ]
                order_id = orders.search(known, limit=1).id
            if not order_id:
                raise
        return self.browse(order_id)

    def _outcome(self):
        """Return ``(state, problem)`` of a purchase as it stands now."""
        with self._own_transaction() as order:
            return order.state, order.problem

    def _advance(self):
        """Reserve and pay; whatever happens, the order tells it."""
        try:
            if self._reserve():
                self._pay()
        except LockError:
            _logger.info("Order %s is being finished by another process", self.id)
        except Exception:
            _logger.exception("Order %s stopped; it will be resolved", self.id)
            self._give_up_draft()

    def _reserve(self):
        """Let the Post reserve an order number and store it before any payment.

        :return: whether this call did it and shall go on to pay.
        """
        with self._own_transaction(lock=True) as order:
            if order.state != "draft":
                return False
            try:
                number = order.company_id._internetmarke_client().create_order()
            except post.InternetmarkeError as error:
                order._fail(error, self.env)
                return False
            order.write(
                {
                    "shop_order_id": number,
                    "state": "requested",
                    "requested_on": fields.Datetime.now(),
                    # What a person reads if the process dies before the answer.
                    "problem": explain_doubt(self.env),
                }
            )
            _logger.info("Order %s: number %s reserved", order.name, number)
        return True

    def _claim_payment(self):
        """Let only one payment be under way at a time.

        :return: the number of this attempt, or 0 if another may still be under way.
        """
        with self._own_transaction(lock=True) as order:
            now = fields.Datetime.now()
            claimed = order.paying_since and order.paying_since > now - SETTLE_AFTER
            if order.state != "requested" or claimed:
                return 0
            order.write({"paying_since": now, "attempt": order.attempt + 1})
            return order.attempt

    def _pay(self):
        """Pay the reserved order; no database lock is held meanwhile."""
        attempt = self._claim_payment()
        if not attempt:
            return
        with self._own_transaction() as order:
            client = order.company_id._internetmarke_client()
            number, total = order.shop_order_id, order._total_cents()
            positions = [
                post.Position(product_code=line.product_id.code, page=page)
                for page, line in order._pages().items()
            ]
        try:
            bought = client.checkout(
                number, positions, total, page_format_id=PAGE_FORMAT_ID
            )
        except post.InternetmarkeError as error:
            bought = self._after_refusal(client, number, attempt, error)
        if bought:
            self._store_paid(bought)

    def _after_refusal(self, client, number, attempt, error):
        """Store what an error of the payment proves.

        A refusal of the first attempt is final. Once there was an earlier one, it
        proves nothing about that: the Post is asked what it has booked.

        :return: the order as the Post knows it, if it was paid all the same.
        """
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

    def _fail(self, error, env):
        self.write({"state": "failed", "problem": explain(env, error)})
        _logger.info("Order %s: not bought: %s", self.name, error)

    def _store_refusal(self, error, attempt):
        with self._own_transaction(lock=True) as order:
            if order.state == "requested" and order.attempt == attempt:
                order._fail(error, self.env)
        self._note_login(error)
        if isinstance(error, post.PriceChanged):
            self._refresh_prices()

    def _note_login(self, error):
        """Let scheduled jobs wait for a person after a refused login."""
        if isinstance(error, post.NotAuthorised):
            with self._own_transaction() as order:
                order.company_id.internetmarke_login_refused = True

    def _refresh_prices(self):
        try:
            with self._own_transaction() as order:
                order.env["internetmarke.product"]._refresh_prices(order.company_id)
        except (post.InternetmarkeError, OperationalError) as error:
            _logger.warning("The price list could not be read: %s", error)

    def _note_doubt(self, error, attempt):
        with self._own_transaction(lock=True) as order:
            if order.state == "requested" and order.attempt == attempt:
                _logger.warning("Order %s: outcome not known: %s", order.name, error)
                order.problem = explain_doubt(self.env)

    def _store_paid(self, bought):
        """Store what was bought, then fetch the document."""
        with self._own_transaction(lock=True) as order:
            if order.state in ("paid", "done"):
                return
            if order.state != "requested":
                _logger.error("Order %s: %s, yet it is paid", order.name, order.state)
            order.write(
                {
                    "state": "paid",
                    "bought_on": fields.Datetime.now(),
                    "balance_after": (bought.wallet_balance or 0) / 100,
                    "balance_known": bought.wallet_balance is not None,
                    "vouchers": [
                        [voucher.voucher_id, voucher.track_id]
                        for voucher in bought.vouchers
                    ],
                    # What a person reads until the stamps are in stock.
                    "problem": order._explain_no_document(self.env),
                }
            )
            _logger.info("Order %s: paid, %s stamps", order.name, len(bought.vouchers))
        self._store_balance(bought.wallet_balance)
        self._fetch(bought.link)

    def _store_balance(self, cents):
        """Remember the new balance; a hint only, so that a clash is no error."""
        try:
            with mute_logger("odoo.sql_db"), self._own_transaction() as order:
                order.company_id._internetmarke_store_balance(cents)
        except OperationalError:
            _logger.info("The balance will be read again later")

    def _resolve(self):
        """Find out what became of a purchase, and finish it.

        An order number that the Post does not know as paid is paid again with the
        **same** number, so that a late first request makes the second one fail
        instead of buying twice.

        :raise UserError: if the Post does not tell; nothing is lost by that.
        """
        self.ensure_one()
        with self._own_transaction() as order:
            state, number, account = order.state, order.shop_order_id, order.account
            company = order.company_id
            same_account = account == company._internetmarke_account()
        if state == "draft":
            self._give_up_draft()
        if state == "done" or not number:
            return
        if not same_account:
            raise UserError(explain_other_account(self.env))
        with self._own_transaction() as order:
            client = order.company_id._internetmarke_client()
        try:
            found = client.find_order(number)
        except post.InternetmarkeError as error:
            self._note_login(error)
            raise UserError(explain_lookup(self.env, error)) from error
        with self._own_transaction() as order:
            if order.company_id.internetmarke_login_refused:
                order.company_id.internetmarke_login_refused = False
        if found and state == "paid":
            self._fetch(found.link)
        elif found:
            self._store_paid(found)
        elif state == "requested":
            self._pay_again()

    def _pay_again(self):
        """Pay an order that the Post does not know as paid, while it is wanted."""
        with self._own_transaction(lock=True) as order:
            now = fields.Datetime.now()
            wanted = order.company_id.internetmarke_enabled
            if order.paying_since and order.paying_since > now - SETTLE_AFTER:
                raise UserError(
                    self.env._(
                        "The Post may still be working on this payment. Try again in "
                        "%(minutes)s minutes. Do not buy again meanwhile.",
                        minutes=int(SETTLE_AFTER.total_seconds() // 60),
                    )
                )
            if not wanted or order.requested_on < now - PAY_AGAIN_WITHIN:
                order.write(
                    {
                        "state": "failed",
                        "problem": self.env._(
                            "The Post does not know this order as paid, and it is "
                            "too old to be paid now. Nothing was bought and no money "
                            "was moved. Buy again if you still need the stamps."
                        ),
                    }
                )
                return
        self._pay()

    def _give_up_draft(self):
        """Close a purchase that broke off before the Post heard of it."""
        with self._own_transaction(lock=True) as order:
            if order.state == "draft":
                order.write(
                    {
                        "state": "failed",
                        "problem": self.env._(
                            "The purchase was interrupted before the Post heard of "
                            "it. Nothing was bought and no money was moved."
                        ),
                    }
                )

    @api.model
    def _cron_resolve(self):
        """Finish the purchases that broke off or got no clear answer."""
        now = fields.Datetime.now()
        orders = self.sudo().search(
            [
                ("write_date", "<=", now - SETTLE_AFTER),
                ("company_id.internetmarke_login_refused", "=", False),
                "|",
                "|",
                ("state", "in", ("draft", "requested")),
                # A document that stays unclear for a day is asked for daily.
                "&",
                ("state", "=", "paid"),
                "|",
                ("bought_on", ">", now - timedelta(days=1)),
                ("write_date", "<=", now - timedelta(days=1)),
                # A refused second attempt: the first may still come to light.
                "&",
                "&",
                ("state", "=", "failed"),
                ("attempt", ">", 1),
                ("requested_on", ">", now - PAY_AGAIN_WITHIN),
            ],
            order="id",
        )
        for done, order in enumerate(orders, start=1):
            try:
                order._resolve()
            except (LockError, UserError) as error:
                _logger.warning("Order %s is not resolved yet: %s", order.id, error)
            except Exception:
                # One order must not keep the others from being resolved.
                _logger.exception("Order %s cannot be resolved", order.id)
            if not self.env["ir.cron"]._commit_progress(
                1, remaining=len(orders) - done
            ):
                break
