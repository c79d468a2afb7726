from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain
from odoo.tools import mute_logger

from ...printing import grouped, normalise
from ..core.clock import post_today
from ..core.plain_context import plain

# Candidates looked up at a time. When several people frank at once, each of them skips
# the stamps that another one takes.
CANDIDATES = 50
EXPIRES_SOON = timedelta(days=92)


class InternetmarkeStamp(models.Model):
    _name = "internetmarke.stamp"
    _description = "E-Porto Stamp"
    _inherit = ["internetmarke.books"]
    _order = "valid_until, id"
    _rec_name = "voucher_id"
    _check_company_auto = True
    # A branch's letter may carry a stamp of its parent company.
    _check_company_domain = models.check_company_domain_parent_of

    # A trigram index, because people also search for a part of the ID.
    voucher_id = fields.Char(
        string="Frankier-ID",
        required=True,
        readonly=True,
        copy=False,
        index="trigram",
    )
    track_id = fields.Char(string="Tracking Number", readonly=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    order_id = fields.Many2one(
        comodel_name="internetmarke.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    environment = fields.Selection(
        related="order_id.environment",
        store=True,
        string="Mode",
    )
    page = fields.Integer(
        required=True,
        readonly=True,
        aggregator=None,
        help="The page of the order's document that shows this stamp.",
    )
    shows_id = fields.Boolean(
        string="ID Was Read",
        default=True,
        readonly=True,
        help="Odoo read the Frankier-ID on the page. Without the tick, it was the only "
        "page, or a person identified the stamp.",
    )
    product_id = fields.Many2one(
        comodel_name="internetmarke.product",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        default=lambda self: self.env.ref("base.EUR"),
        required=True,
        readonly=True,
    )
    price = fields.Monetary(string="Price Paid", required=True, readonly=True)
    bought_on = fields.Datetime(required=True, readonly=True)
    refunded_on = fields.Datetime(
        readonly=True, copy=False, help="When the Post had decided to credit it."
    )
    valid_until = fields.Date(
        required=True,
        readonly=True,
        help="Three years from the day of the purchase. Some of the Post's texts "
        "promise a little more; Odoo counts on this.",
    )
    state = fields.Selection(
        selection=[
            ("stock", "In Stock"),
            ("used", "Used"),
            ("refund", "Refund Requested"),
            ("refunded", "Refunded"),
            ("refused", "Refund Refused"),
            ("expired", "Expired"),
            ("unclear", "Not Identified"),
        ],
        default="stock",
        required=True,
        readonly=True,
        copy=False,
    )
    retoure_ids = fields.Many2many(
        comodel_name="internetmarke.retoure", string="Refunds", readonly=True
    )
    below_price = fields.Boolean(
        string="Worth Too Little",
        compute="_compute_below_price",
        search="_search_below_price",
        help="The product costs more today than was paid for this stamp: it may no "
        "longer suffice.",
    )
    expires_soon = fields.Boolean(
        compute="_compute_expires_soon", search="_search_expires_soon"
    )

    # Each demo company has a Post of its own. Two of them may use the same number.
    _voucher_id_unique = models.UniqueIndex(
        "(voucher_id) WHERE environment = 'production'",
        "This stamp is in Odoo already.",
    )
    # With this index, taking the oldest fitting stamp costs the same with any history.
    _stock_index = models.Index(
        "(company_id, environment, product_id, valid_until, id) WHERE state = 'stock'"
    )

    # Most stamps are used. An index without them finds the few others quickly.
    _waiting_index = models.Index("(company_id, state) WHERE state != 'used'")

    @api.depends("price", "product_id.company_price", "company_id", "state")
    def _compute_below_price(self):
        for stamp in self:
            stamp.below_price = stamp.state == "stock" and stamp.product_id._is_above(
                stamp.price, stamp.company_id
            )

    @api.model
    def _search_below_price(self, operator, value):
        if operator != "in":
            return NotImplemented
        groups = self._read_group(
            [("state", "=", "stock")], ["company_id", "product_id", "price"]
        )
        return Domain("state", "=", "stock") & Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("product_id", "=", product.id)
            & Domain("price", "=", price)
            for company, product, price in groups
            if product._is_above(price, company)
        )

    @api.depends("valid_until", "state")
    def _compute_expires_soon(self):
        for stamp in self:
            stamp.expires_soon = bool(stamp.filtered_domain(self._expiring_domain()))

    @api.model
    def _search_expires_soon(self, operator, value):
        return self._expiring_domain() if operator == "in" else NotImplemented

    @api.model
    def _expiring_domain(self):
        limit = post_today() + EXPIRES_SOON
        return Domain("state", "=", "stock") & Domain("valid_until", "<=", limit)

    @api.depends("voucher_id")
    def _compute_display_name(self):
        for stamp in self:
            stamp.display_name = grouped(stamp.voucher_id or "")

    @api.model
    def _search_display_name(self, operator, value):
        """Find a Frankier-ID in any grouping."""
        if isinstance(value, str):
            value = normalise(value)
        return super()._search_display_name(operator, value)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A stamp that was bought cannot be deleted: it is worth money.")
        )

    def action_refund(self):
        """Open the wizard that returns these stamps to the Post."""
        self.env["internetmarke.retoure"]._check_may_buy()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Return Stamps for a Refund"),
            "res_model": "internetmarke.refund",
            "view_mode": "form",
            "target": "new",
            "context": {"default_stamp_ids": self.ids},
        }

    def action_return_to_stock(self):
        """Put a stamp that the Post did not take back into stock again.

        A person answers for it, since the Post may have seen the stamp on a letter.
        """
        self.env["internetmarke.retoure"]._check_may_buy()
        self.check_access("read")
        for stamp in plain(self.sudo()):
            stamp._lock_for_person()
            if stamp.state != "refused":
                raise UserError(
                    self.env._(
                        "Only stamps whose refund was refused can be returned to stock."
                    )
                )
            stamp._take_back()
            stamp.order_id._conclude_delivery()
            stamp.order_id.message_post(
                body=self.env._(
                    "Stamp %(stamp)s returned to stock after its refund was refused.",
                    stamp=stamp.display_name,
                ),
                author_id=self.env.user.partner_id.id,
            )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _take_back(self):
        """Take stamps back that the Post did not get: those with a page into stock."""
        with_page = self.filtered("page")
        with_page.state = "stock"
        (self - with_page).state = "unclear"

    @api.model
    def _cron_expire(self):
        """Mark stamps that are not valid any more, and tell what runs short.

        Whether a stamp is used depends on its date alone, not on this job.
        """
        today = post_today()
        expired = self.sudo().search(
            [("state", "=", "stock"), ("valid_until", "<", today)]
        )
        expired.try_lock_for_update().state = "expired"
        self.env["res.company"]._internetmarke_watch_stock()

    @api.model
    def _stock_domain(self, company, product):
        payer = company._internetmarke_payer()
        return [
            ("company_id", "=", payer.id),
            ("product_id", "in", product.ids),
            ("environment", "=", payer.internetmarke_environment),
            ("state", "=", "stock"),
            ("valid_until", ">=", post_today()),
        ]

    @api.model
    def _take(self, company, product, count=1):
        """Take the oldest fitting stamps out of stock: those that expire first.

        Their rows stay locked until the transaction ends, so that no two letters get
        the same stamp.

        :return: ``count`` stamps, or as many as there are.
        """
        taken = self._hold(company, product, count)
        taken.state = "used"
        if taken:
            product._note_taken(company, len(taken))
        return taken

    @api.model
    def _hold(self, company, product, count=1):
        """Lock stamps as ``_take`` does, but leave them in stock."""
        stamps = self.sudo()
        domain = Domain(self._stock_domain(company, product))
        taken = tried = stamps
        while len(taken) < count and (
            candidates := stamps.search(
                domain & Domain("id", "not in", tried.ids), limit=CANDIDATES + count
            )
        ):
            taken += candidates._try_lock(count - len(taken))
            tried += candidates
        return taken

    def _lock_for_person(self):
        """Lock these stamps.

        :raise UserError: if another transaction holds one of them.
        """
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is using or returning one of these stamps right "
                    "now. Nothing was changed. Look at the stamps again in a moment."
                )
            ) from error

    def _try_lock(self, count):
        """Lock and return the first ``count`` of these that no other transaction holds.

        A stamp may have been taken since this transaction began, but still look free.
        So all are tried in one statement. If that meets such a stamp, each is tried by
        itself and the taken ones are left out. To begin the transaction again instead
        would make people who frank at once disturb each other.
        """
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint(flush=False):
                return self.try_lock_for_update(limit=count)
        except SerializationFailure:
            if len(self) == 1:
                return self.browse()
        locked = self.browse()
        for stamp in self:
            if len(locked) < count:
                locked += stamp._try_lock(1)
        return locked
