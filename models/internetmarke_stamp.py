from odoo import api, fields, models
from odoo.exceptions import UserError

from ..printing import grouped, normalise

# How many candidates to look at when several people frank at once: each skips the
# stamps that another transaction holds.
CANDIDATES = 50


class InternetmarkeStamp(models.Model):
    _name = "internetmarke.stamp"
    _description = "E-Porto Stamp"
    _order = "valid_until, id"
    _rec_name = "voucher_id"
    _check_company_auto = True

    voucher_id = fields.Char(
        string="Frankier-ID", required=True, readonly=True, copy=False
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
    environment = fields.Selection(related="order_id.environment", store=True)
    page = fields.Integer(
        required=True,
        readonly=True,
        aggregator=None,
        help="The page of the order's document that shows this stamp.",
    )
    product_id = fields.Many2one(
        comodel_name="internetmarke.product",
        required=True,
        readonly=True,
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
    valid_until = fields.Date(
        required=True,
        readonly=True,
        help="An Internetmarke is valid until the end of the third year after "
        "its purchase.",
    )
    state = fields.Selection(
        selection=[
            ("stock", "In Stock"),
            ("used", "Used"),
            ("refund", "Refund Requested"),
            ("refunded", "Refunded"),
            ("expired", "Expired"),
        ],
        default="stock",
        required=True,
        readonly=True,
        copy=False,
    )
    letter_ids = fields.One2many("internetmarke.letter", "stamp_id", readonly=True)

    # Each demo company has a Post of its own, whose numbers may meet.
    _voucher_id_unique = models.UniqueIndex(
        "(voucher_id) WHERE environment = 'production'",
        "This stamp is in Odoo already.",
    )
    # Taking the oldest fitting stamp costs the same at any size of the history.
    _stock_index = models.Index(
        "(company_id, environment, product_id, valid_until, id) WHERE state = 'stock'"
    )

    @api.depends("voucher_id")
    def _compute_display_name(self):
        for stamp in self:
            stamp.display_name = grouped(stamp.voucher_id)

    @api.model
    def _search_display_name(self, operator, value):
        """Find a Frankier-ID however its groups are written."""
        if isinstance(value, str):
            value = normalise(value)
        return super()._search_display_name(operator, value)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A stamp that was bought cannot be deleted: it is worth money.")
        )

    @api.model
    def _stock_domain(self, company, product):
        return [
            ("company_id", "=", company.id),
            ("product_id", "=", product.id),
            ("environment", "=", company.internetmarke_environment),
            ("state", "=", "stock"),
            ("valid_until", ">=", fields.Date.context_today(self)),
        ]

    @api.model
    def _take(self, company, product):
        """Take the oldest fitting stamp out of stock, expiring first.

        The row stays locked until the transaction ends, so that no two letters
        can get the same stamp.

        :return: the stamp, or an empty recordset when the stock is out.
        """
        stamps = self.sudo()
        candidates = stamps.search(
            self._stock_domain(company, product), limit=CANDIDATES
        )
        stamp = candidates.try_lock_for_update(limit=1)
        stamp.state = "used"
        return stamp
