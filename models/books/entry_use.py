import json

from odoo import api, models
from odoo.tools import SQL

from ..core.clock import post_today

# What the rows of a day are called, and which movements of stamps they sum up.
DAILY = {
    "use": ("VERBRAUCH", ("used", "removed")),
    "expired": ("VERFALL", ("expired",)),
}


class InternetmarkeEntry(models.Model):
    """Expense at use: what the letters of a day took out of the stock.

    A day is summed up once it is over. What changes it later becomes another row.
    """

    _inherit = "internetmarke.entry"

    @api.model
    def _derive(self, company, limit=None):
        # EXTENDS 'internetmarke.entry': purchases first, since they tell the tax
        entries = super()._derive(company, limit)
        if company._internetmarke_at_use() and not (limit and len(entries) >= limit):
            for kind in DAILY:
                entries |= self.sudo().with_company(company)._derive_days(company, kind)
        return entries

    @api.model
    def _derive_days(self, company, kind):
        entries = self.browse()
        for day, cents in self._day_differences(company, kind):
            entries |= self._derive_day(company, kind, day, cents)
        return entries

    @api.model
    def _day_differences(self, company, kind):
        """Return by how much the rows of days are wrong: ``[(day, cents)]``."""
        _name, kinds = DAILY[kind]
        movements = self.env["internetmarke.stamp.movement"]
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT day, sum(cents)::integer
                  FROM (
                           SELECT date AS day, round(value * 100) AS cents
                             FROM (%(movements)s) movement
                            WHERE company_id = %(company)s
                              AND environment = 'production'
                              AND kind IN %(kinds)s
                              AND date >= %(since)s AND date < %(today)s
                        UNION ALL
                           SELECT date, -round(stock_amount * 100)
                             FROM internetmarke_entry
                            WHERE company_id = %(company)s
                              AND environment = 'production'
                              AND kind = %(kind)s
                       ) counted
              GROUP BY day
                HAVING sum(cents) <> 0
              ORDER BY day
                """,
                movements=movements._table_query,
                company=company.id,
                kinds=kinds,
                since=company.internetmarke_books_since,
                today=post_today(),
                kind=kind,
            )
        )

    @api.model
    def _derive_day(self, company, kind, day, cents):
        name, kinds = DAILY[kind]
        rows = self.search(
            [
                ("company_id", "=", company.id),
                ("environment", "=", "production"),
                ("kind", "=", kind),
                ("date", "=", day),
            ]
        )
        name = f"{name}/{day.isoformat()}"
        parts = self._expense_parts(company, kinds, day)
        for row in rows:
            for key, known in row.parts.items():
                parts[key] = parts.get(key, 0) - known
        return self.create(
            {
                "name": f"{name}/{len(rows) + 1}" if rows else name,
                "company_id": company.id,
                "kind": kind,
                "date": day,
                "stock_amount": cents / 100,
                "parts": {key: part for key, part in parts.items() if part},
            }
        )

    @api.model
    def _expense_parts(self, company, kinds, day):
        """Return the expense of a day in cents by analytic distribution (as JSON)."""
        movements = self.env["internetmarke.stamp.movement"].search(
            [
                ("company_id", "=", company.id),
                ("environment", "=", "production"),
                ("kind", "in", kinds),
                ("date", "=", day),
            ]
        )
        parts = {}
        for movement in movements:
            cents = -round(movement.value * 100)
            shares = movement.letter_id._analytic_shares(company)
            for key, share in _split(cents, shares).items():
                parts[key] = parts.get(key, 0) + share
        return parts


class InternetmarkeLetter(models.Model):
    _inherit = "internetmarke.letter"

    # The letters of one day in Germany, among those of many years; the expressions are
    # those that the query of internetmarke.stamp.movement filters by.
    _franked_day_index = models.Index(
        "(((franked_on AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin')::date))"
    )
    _released_day_index = models.Index(
        "(((released_on AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin')::date))"
        " WHERE state = 'released'"
    )

    def _analytic_shares(self, company):
        """Return how postage is shared: ``{analytic distribution (as JSON): weight}``.

        The lines of the invoices count by their amounts. What has no distribution goes
        to the company's own analytic account.
        """
        default = company._internetmarke_analytic()
        shares = {}
        for line in self.move_ids.invoice_line_ids:
            if line.display_type == "product":
                key = _key(line.analytic_distribution or default)
                shares[key] = shares.get(key, 0) + abs(line.balance)
        if not sum(shares.values()):
            return {_key(default): 1}
        return shares


def _key(distribution):
    return json.dumps(distribution or {}, sort_keys=True)


def _split(cents, shares):
    """Split an amount by weights, so that the parts add up to it."""
    parts, left, weight = {}, cents, sum(shares.values())
    for key, share in sorted(shares.items()):
        parts[key] = round(left * share / weight) if weight else 0
        left -= parts[key]
        weight -= share
    return parts
