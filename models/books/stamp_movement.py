from odoo import fields, models
from odoo.tools import SQL

from ..core.clock import POST_TIMEZONE

KINDS = [
    ("bought", "Bought"),
    ("used", "Used"),
    ("removed", "Franking Removed"),
    ("refunded", "Refunded"),
    ("expired", "Expired"),
]
# The rows of each kind, as: id, day, company, environment, product, quantity, price,
# order, stamp, letter. Stamps of a paid order count from the purchase on, also while
# nobody knows yet which page of the document shows which one.
BOUGHT = SQL(
    """
    SELECT line.id, LEAST(bought.requested_on, bought.bought_on) AS moment,
           line.company_id, bought.environment, line.product_id, line.quantity,
           line.price_unit AS price, bought.id AS order_id,
           NULL::integer AS stamp_id, NULL::integer AS letter_id, 'bought' AS kind
      FROM internetmarke_order_line line
      JOIN internetmarke_order bought ON bought.id = line.order_id
     WHERE bought.state IN ('paid', 'done')
    """
)
USED = SQL(
    """
    SELECT letter.id, letter.franked_on,
           stamp.company_id, letter.environment, letter.product_id, -1,
           letter.price, stamp.order_id, stamp.id, letter.id, 'used'
      FROM internetmarke_letter letter
      JOIN internetmarke_stamp stamp ON stamp.id = letter.stamp_id
    """
)
REMOVED = SQL(
    """
    SELECT letter.id, letter.released_on,
           stamp.company_id, letter.environment, letter.product_id, 1,
           letter.price, stamp.order_id, stamp.id, letter.id, 'removed'
      FROM internetmarke_letter letter
      JOIN internetmarke_stamp stamp ON stamp.id = letter.stamp_id
     WHERE letter.state = 'released'
    """
)
REFUNDED = SQL(
    """
    SELECT stamp.id, stamp.refunded_on,
           stamp.company_id, stamp.environment, stamp.product_id, -1,
           stamp.price, stamp.order_id, stamp.id, NULL, 'refunded'
      FROM internetmarke_stamp stamp
     WHERE stamp.state = 'refunded'
    """
)
# A stamp that came back into stock, or was refused, after its last day expires then.
EXPIRED = SQL(
    """
    SELECT stamp.id,
           GREATEST(
               (stamp.valid_until + 1)::timestamp
                   AT TIME ZONE %(zone)s AT TIME ZONE 'UTC',
               (SELECT max(letter.released_on) FROM internetmarke_letter letter
                 WHERE letter.stamp_id = stamp.id),
               (SELECT max(retoure.closed_on) FROM internetmarke_retoure retoure
                  JOIN internetmarke_retoure_internetmarke_stamp_rel rel
                    ON rel.internetmarke_retoure_id = retoure.id
                 WHERE rel.internetmarke_stamp_id = stamp.id)
           ),
           stamp.company_id, stamp.environment, stamp.product_id, -1,
           stamp.price, stamp.order_id, stamp.id, NULL, 'expired'
      FROM internetmarke_stamp stamp
     WHERE stamp.state IN ('stock', 'refused', 'unclear', 'expired')
       AND stamp.valid_until < (now() AT TIME ZONE %(zone)s)::date
    """,
    zone=POST_TIMEZONE,
)


class InternetmarkeStampMovement(models.Model):
    """What went into the stock of stamps and out of it, and when.

    Nothing is stored: the rows are read from purchases, letters, stamps and refunds.
    The stock on a day is the sum of all movements up to that day.
    """

    _name = "internetmarke.stamp.movement"
    _description = "Stamp Movement"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "kind"
    _depends = {
        "internetmarke.order": ["state", "requested_on", "bought_on", "environment"],
        "internetmarke.order.line": [
            "company_id",
            "order_id",
            "price_unit",
            "product_id",
            "quantity",
            "tax_unit",
        ],
        "internetmarke.letter": [
            "environment",
            "franked_on",
            "price",
            "product_id",
            "released_on",
            "stamp_id",
            "state",
        ],
        "internetmarke.stamp": [
            "company_id",
            "environment",
            "order_id",
            "price",
            "product_id",
            "refunded_on",
            "state",
            "valid_until",
        ],
        "internetmarke.retoure": ["closed_on", "stamp_ids"],
    }

    date = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    environment = fields.Char(
        readonly=True,
        string="Mode",
    )
    kind = fields.Selection(selection=KINDS, readonly=True)
    product_id = fields.Many2one("internetmarke.product", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    quantity = fields.Integer(readonly=True)
    price = fields.Monetary(
        string="Value of One",
        readonly=True,
        aggregator=None,
        help="The price paid, less the tax in it.",
    )
    value = fields.Monetary(readonly=True)
    order_id = fields.Many2one("internetmarke.order", readonly=True)
    stamp_id = fields.Many2one("internetmarke.stamp", readonly=True)
    letter_id = fields.Many2one("internetmarke.letter", readonly=True)

    @property
    def _table_query(self):
        kinds = SQL(" UNION ALL ").join([BOUGHT, USED, REMOVED, REFUNDED, EXPIRED])
        return SQL(
            """
            WITH taxed AS (
                SELECT order_id, product_id, max(tax_unit) AS tax
                  FROM internetmarke_order_line
                 WHERE tax_unit <> 0
              GROUP BY order_id, product_id
            )
            SELECT moved.id::bigint * 8 + CASE moved.kind
                       WHEN 'bought' THEN 0 WHEN 'used' THEN 1 WHEN 'removed' THEN 2
                       WHEN 'refunded' THEN 3 ELSE 4 END AS id,
                   (moved.moment AT TIME ZONE 'UTC'
                       AT TIME ZONE %(zone)s)::date AS date,
                   moved.company_id, moved.environment, moved.kind, moved.product_id,
                   %(euro)s AS currency_id, moved.quantity,
                   moved.price - COALESCE(taxed.tax, 0) AS price,
                   moved.quantity * (moved.price - COALESCE(taxed.tax, 0)) AS value,
                   moved.order_id, moved.stamp_id, moved.letter_id
              FROM (%(kinds)s) moved
         LEFT JOIN taxed ON taxed.order_id = moved.order_id
                        AND taxed.product_id = moved.product_id
            """,
            zone=POST_TIMEZONE,
            euro=self.env.ref("base.EUR").id,
            kinds=kinds,
        )

    def action_view_source(self):
        """Open what this movement is about: a letter, a stamp or a purchase."""
        self.ensure_one()
        self.check_access("read")
        return (self.letter_id or self.stamp_id or self.order_id)._get_records_action()
