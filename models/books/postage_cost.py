from odoo import fields, models
from odoo.tools import SQL

from ..core.clock import POST_TIMEZONE


class InternetmarkePostageCost(models.Model):
    """Postage as a cost of customers, invoices, orders and months.

    One row for each letter and invoice in it. Invoices that share an envelope share
    the postage equally.
    """

    _name = "internetmarke.postage.cost"
    _description = "Postage Cost"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "letter_id"
    _depends = {
        "internetmarke.letter": [
            "company_id",
            "environment",
            "franked_on",
            "move_ids",
            "partner_id",
            "price",
            "product_id",
            "state",
        ],
        "account.move": ["invoice_origin", "invoice_user_id", "journal_id"],
        "res.partner": ["commercial_partner_id"],
    }

    date = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    environment = fields.Char(
        readonly=True,
        string="Mode",
    )
    letter_id = fields.Many2one("internetmarke.letter", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Recipient", readonly=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True
    )
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    journal_id = fields.Many2one("account.journal", readonly=True)
    origin = fields.Char(
        readonly=True, help="What the invoice was made from, such as a sales order."
    )
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    product_id = fields.Many2one("internetmarke.product", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    cost = fields.Monetary(string="Postage", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH shared AS (
                SELECT internetmarke_letter_id AS letter_id, count(*) AS invoices
                  FROM account_move_internetmarke_letter_rel
              GROUP BY internetmarke_letter_id
                HAVING count(*) > 1
            )
            SELECT letter.id::bigint * 268435456 + COALESCE(move.id, 0) AS id,
                   (letter.franked_on AT TIME ZONE 'UTC'
                       AT TIME ZONE %(zone)s)::date AS date,
                   letter.company_id, letter.environment, letter.id AS letter_id,
                   letter.partner_id, partner.commercial_partner_id,
                   move.id AS move_id, move.journal_id,
                   move.invoice_origin AS origin, move.invoice_user_id AS user_id,
                   letter.product_id, %(euro)s AS currency_id,
                   letter.price / COALESCE(shared.invoices, 1) AS cost
              FROM internetmarke_letter letter
              JOIN res_partner partner ON partner.id = letter.partner_id
         LEFT JOIN account_move_internetmarke_letter_rel rel
                ON rel.internetmarke_letter_id = letter.id
         LEFT JOIN account_move move ON move.id = rel.account_move_id
         LEFT JOIN shared ON shared.letter_id = letter.id
             WHERE letter.state != 'released'
            """,
            zone=POST_TIMEZONE,
            euro=self.env.ref("base.EUR").id,
        )

    def action_view_letter(self):
        self.ensure_one()
        self.check_access("read")
        return self.letter_id._get_records_action()
