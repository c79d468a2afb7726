import base64
import logging
from contextlib import contextmanager
from datetime import date, timedelta

from psycopg2 import IntegrityError, OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import mute_logger

from .. import api as post
from ..printing import PrintingError, read_stamps
from .messages import explain, explain_doubt

_logger = logging.getLogger(__name__)

# Format 216 of the Post's catalogue is one label of 66 x 38 mm with 2 mm margins:
# the smallest that holds every stamp (up to 62 x 32.5 mm), one stamp on each page.
PAGE_FORMAT_ID = 216
# The service documents no limit; 100 stamps a purchase keep the answer and the
# document well inside the client's time-outs.
MAX_STAMPS = 100
# Long enough that a request still under way has ended by its own time-outs.
SETTLE_AFTER = timedelta(minutes=5)


class InternetmarkeOrder(models.Model):
    """One purchase of stamps.

    The purchase is a protocol of small transactions, each in a cursor of its own,
    so that neither a repeated request nor a rollback nor a crash can buy twice or
    lose a stamp that is paid:

    ========= ============================================= =====================
    state     what is certain                               what comes next
    ========= ============================================= =====================
    draft     confirmed by a person; the Post knows nothing reserve a number
    requested the number is stored; perhaps paid            pay, or ask the Post
    paid      paid; stamps known by their ID                fetch the document
    done      stamps in stock                               nothing
    failed    not bought, no money moved                    nothing
    ========= ============================================= =====================
    """

    _name = "internetmarke.order"
    _description = "E-Porto Order"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
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
    line_ids = fields.One2many("internetmarke.order.line", "order_id", readonly=True)
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
    vouchers = fields.Json(readonly=True, copy=False)
    document = fields.Binary(
        string="Stamps as Bought (PDF)",
        attachment=True,
        readonly=True,
        copy=False,
        groups="internetmarke.group_buyer",
        help="Whoever has this file can print the stamps, so only buyers see it.",
    )
    document_name = fields.Char(compute="_compute_document_name")
    stamp_ids = fields.One2many("internetmarke.stamp", "order_id", readonly=True)
    stamp_count = fields.Integer(string="Stamps", compute="_compute_stamp_count")
    problem = fields.Text(readonly=True, copy=False)
    purchase_token = fields.Char(readonly=True, copy=False)

    # A request that comes twice (double click, two tabs, a repetition after a
    # serialization failure) carries the same token and must find the same order.
    _purchase_token_unique = models.UniqueIndex(
        "(purchase_token) WHERE state != 'failed'",
        "This purchase has been confirmed already.",
    )
    _shop_order_id_unique = models.UniqueIndex(
        "(company_id, shop_order_id) WHERE shop_order_id IS NOT NULL",
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
        if any(order.state not in ("draft", "failed") for order in self):
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
            order._resolve()
        self.env.invalidate_all()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

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
    def _own_transaction(self):
        """Give these records in a transaction of its own, committed at the end."""
        with self.env.registry.cursor() as cr:
            yield self.sudo().with_env(self.sudo().env(cr=cr))

    @api.model
    def _purchase(self, company, quantities, token):
        """Buy stamps; a second call with the same token buys nothing more.

        :param company: whose Portokasse pays.
        :param quantities: list of ``(product, quantity, cents)``, the price being
            the one that the person saw and confirmed.
        :param token: names the confirmation by the person.
        :return: the order, to be read in a later transaction only.
        """
        self._check_may_buy()
        if company not in self.env.user.company_ids:
            raise AccessError(
                self.env._("You can buy only for companies that you belong to.")
            )
        company._internetmarke_check_enabled()
        company._internetmarke_credentials()
        count = sum(quantity for _product, quantity, _cents in quantities)
        if not 0 < count <= MAX_STAMPS:
            raise UserError(
                self.env._(
                    "Please buy between 1 and %(limit)s stamps at a time. Nothing was "
                    "bought.",
                    limit=MAX_STAMPS,
                )
            )
        order = self._write_draft(company, quantities, token)
        try:
            if order._reserve():
                order._pay()
        except LockError:
            _logger.info("Order %s is being finished by another process", order.id)
        return order

    def _outcome(self):
        """Return ``(state, problem)`` of a purchase as it stands now."""
        with self._own_transaction() as order:
            return order.state, order.problem

    @api.model
    def _write_draft(self, company, quantities, token):
        values = {
            "company_id": company.id,
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
                domain = [("purchase_token", "=", token), ("state", "!=", "failed")]
                order_id = orders.search(domain, limit=1).id
            if not order_id:
                raise
        return self.browse(order_id)

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

    def _reserve(self):
        """Let the Post reserve an order number and store it before any payment.

        :return: whether this call did it and shall go on to pay.
        """
        try:
            with self._own_transaction() as order:
                order.lock_for_update()
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
                    }
                )
                _logger.info("Order %s: number %s reserved", order.name, number)
        except LockError:
            return False
        return True

    def _pay(self, again=False):
        """Pay the reserved order; no database lock is held meanwhile.

        :param again: whether an earlier request may still be under way. Then only
            the Post's own refusal ends the order.
        """
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
            if self._is_clear_refusal(error, again):
                self._store_refusal(error)
            else:
                self._note_doubt(error)
        else:
            self._store_paid(bought)

    @api.model
    def _is_clear_refusal(self, error, again):
        """Tell whether an answer to a payment proves that nothing was bought."""
        if isinstance(error, post.OutcomeUnknown):
            return False
        if isinstance(error, post.Refused):
            # The number was paid before: by an earlier request of ours.
            return error.title != "invalidShopOrderID"
        return not again

    def _fail(self, error, env):
        self.write({"state": "failed", "problem": explain(env, error)})
        _logger.info("Order %s: not bought: %s", self.name, error)

    def _store_refusal(self, error):
        with self._own_transaction() as order:
            order.lock_for_update()
            if order.state == "requested":
                order._fail(error, self.env)
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

    def _note_doubt(self, error):
        with self._own_transaction() as order:
            order.lock_for_update()
            if order.state == "requested":
                _logger.warning("Order %s: outcome not known: %s", order.name, error)
                order.problem = explain_doubt(self.env)

    def _store_paid(self, bought):
        """Store what was bought, then fetch the document."""
        with self._own_transaction() as order:
            order.lock_for_update()
            if order.state != "requested":
                return
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
                    "problem": False,
                }
            )
            _logger.info(
                "Order %s: paid, %s stamps", order.name, len(bought.vouchers)
            )
        self._store_balance(bought.wallet_balance)
        self._fetch(bought.link)

    def _store_balance(self, cents):
        """Remember the new balance; a hint only, so that a clash is no error."""
        try:
            with mute_logger("odoo.sql_db"), self._own_transaction() as order:
                order.company_id._internetmarke_store_balance(cents)
        except OperationalError:
            _logger.info("The balance will be read again later")

    def _fetch(self, link):
        """Download the document and put the stamps into stock."""
        with self._own_transaction() as order:
            client = order.company_id._internetmarke_client()
        try:
            document = client.document(link)
            pages = read_stamps(document)
        except (post.InternetmarkeError, PrintingError) as error:
            with self._own_transaction() as order:
                _logger.warning("Order %s: no document yet: %s", order.name, error)
                order.problem = self.env._(
                    "The stamps are paid, but the Post's document could not be read "
                    "yet. Nothing is lost and nothing must be bought again: Odoo "
                    "fetches it again by itself. You can also press Resolve."
                )
            return
        with self._own_transaction() as order:
            order.lock_for_update()
            if order.state == "paid":
                order._store_document(document, pages, self.env)

    def _store_document(self, document, pages, person_env):
        """Put every stamp whose page can be told apart for sure into stock."""
        lines = self._pages()
        wanted = dict(self.vouchers)
        for stamp in self.stamp_ids:
            wanted.pop(stamp.voucher_id, None)
        known = set(self.stamp_ids.mapped("voucher_id"))
        values, unclear = [], []
        for page in pages:
            line = lines.get(page.page)
            if page.voucher_id in known:
                continue
            if page.problem or not line or page.voucher_id not in wanted:
                unclear.append(page.page)
                continue
            values.append(
                {
                    "order_id": self.id,
                    "company_id": self.company_id.id,
                    "product_id": line.product_id.id,
                    "price": line.price_unit,
                    "voucher_id": page.voucher_id,
                    "track_id": wanted.pop(page.voucher_id),
                    "page": page.page,
                    "bought_on": self.bought_on,
                    "valid_until": date(self.bought_on.year + 3, 12, 31),
                }
            )
        self.env["internetmarke.stamp"].create(values)
        self.document = base64.b64encode(document)
        if wanted:
            self.problem = person_env._(
                "%(count)s stamps are paid but cannot be used yet, because the pages "
                "%(pages)s of the Post's document cannot be matched with them for "
                "sure. Press Resolve to fetch the document again; if it stays so, "
                "return the stamps to the Post for a refund.",
                count=len(wanted),
                pages=", ".join(map(str, unclear)) or "-",
            )
            _logger.warning("Order %s: pages %s not matched", self.name, unclear)
        else:
            self.write({"state": "done", "problem": False})
            _logger.info("Order %s: done", self.name)

    def _document_bytes(self):
        """Return the PDF of the stamps as the Post delivered it."""
        return base64.b64decode(self.with_context(bin_size=False).document)

    def _resolve(self):
        """Find out what became of a purchase, and finish it.

        An order number that the Post does not know as paid is paid again with the
        **same** number, so that a late first request makes the second one fail
        instead of buying twice.
        """
        self.ensure_one()
        with self._own_transaction() as order:
            state, number = order.state, order.shop_order_id
        if state == "draft":
            self._give_up_draft()
        elif state in ("requested", "paid"):
            with self._own_transaction() as order:
                client = order.company_id._internetmarke_client()
            try:
                found = client.find_order(number)
            except post.InternetmarkeError as error:
                self._note_login(error)
                _logger.warning("Order %s: cannot be looked up: %s", number, error)
                return
            if state == "paid" and found:
                self._fetch(found.link)
            elif found:
                self._store_paid(found)
            elif state == "requested":
                self._pay(again=True)

    def _give_up_draft(self):
        """Close a purchase that broke off before the Post heard of it."""
        try:
            with self._own_transaction() as order:
                order.lock_for_update()
                if order.state == "draft":
                    order.write(
                        {
                            "state": "failed",
                            "problem": self.env._(
                                "The purchase was interrupted before the Post heard "
                                "of it. Nothing was bought and no money was moved."
                            ),
                        }
                    )
        except LockError:
            _logger.info("Order %s is being worked on", self.id)

    @api.model
    def _cron_resolve(self):
        """Finish the purchases that broke off or got no clear answer."""
        settled = fields.Datetime.now() - SETTLE_AFTER
        orders = self.sudo().search(
            [
                ("state", "in", ("draft", "requested", "paid")),
                ("write_date", "<=", settled),
                ("company_id.internetmarke_login_refused", "=", False),
            ]
        )
        for done, order in enumerate(orders, start=1):
            try:
                order._resolve()
            except (LockError, UserError, OperationalError) as error:
                _logger.warning("Order %s cannot be resolved: %s", order.id, error)
            if not self.env["ir.cron"]._commit_progress(
                1, remaining=len(orders) - done
            ):
                break
