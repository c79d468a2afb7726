from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL, mute_logger

from ..core.clock import POST_TIMEZONE, post_today

# For how many requests rows are written in one transaction. It stays short, since a row
# keeps its request from being locked.
CHUNK = 50
# Kind and field of the row, the day of the request, and by how much it has changed the
# balance.
REQUESTS = {
    "internetmarke.charge": (
        "topup",
        "charge_id",
        SQL("COALESCE(request.claimed_on, request.requested_on)"),
        SQL("CASE WHEN request.state = 'done' THEN request.amount ELSE 0 END"),
    ),
    "internetmarke.order": (
        "purchase",
        "order_id",
        SQL("LEAST(request.requested_on, request.bought_on)"),
        SQL(
            "CASE WHEN request.state IN ('paid', 'done') THEN -request.amount_total"
            " ELSE 0 END"
        ),
    ),
    "internetmarke.retoure": (
        "refund",
        "retoure_id",
        # As ``_books_day``: when the Post credited the last stamp.
        SQL(
            """
            COALESCE(
                (
                    SELECT max(stamp.refunded_on)
                      FROM internetmarke_stamp stamp
                      JOIN internetmarke_retoure_internetmarke_stamp_rel returned
                        ON returned.internetmarke_stamp_id = stamp.id
                     WHERE returned.internetmarke_retoure_id = request.id
                ),
                request.closed_on,
                now() AT TIME ZONE 'UTC'
            )
            """
        ),
        SQL(
            "CASE WHEN request.state IN ('draft', 'requested', 'failed') THEN 0"
            " ELSE COALESCE(request.amount_refunded, 0) END"
        ),
    ),
}


class InternetmarkeEntry(models.Model):
    """Which rows the ledger of the Portokasse lacks.

    What a request has moved by its present state, less the sum of its rows, is the
    next row. So whatever comes to light late is booked, once, and what was booked and
    turned out not to be is taken back.
    """

    _inherit = "internetmarke.entry"

    @api.model
    def _derive(self, company, limit=None):
        """Write the rows that are missing for this company's requests.

        :param limit: look at no more than this many requests of each kind.
        :return: the new rows.
        :raise ConcurrencyError: if another process has just written one of them.
        :raise UserError: if no row could be written, because of what is set up.
        """
        entries, problem = self.sudo().with_company(company), None
        for model in REQUESTS:
            for request in entries._unlike_their_rows(company, model, limit):
                try:
                    with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                        entries |= entries._derive_request(request)
                except UniqueViolation as error:
                    raise ConcurrencyError(
                        "Another process derives these entries"
                    ) from error
                except UserError as error:
                    problem = error
        if problem and not entries:
            raise problem
        return entries

    @api.model
    def _unlike_their_rows(self, company, model, limit=None):
        """Return the requests whose rows do not add up to what they have moved."""
        since = company.internetmarke_books_since
        ids = self._differences(company, model, since, limit)
        return self.env[model].sudo().browse(ids)

    @api.model
    def _differences(self, company, model, since, limit=None):
        """Return what the rows of requests lack: ``{ID of the request: amount}``.

        :param since: the first day that counts.
        """
        _kind, field, moment, amount = REQUESTS[model]
        self.env[model].flush_model()
        self.env["internetmarke.stamp"].flush_model(["refunded_on"])
        self.flush_model()
        found = self.env.execute_query(
            SQL(
                """
                SELECT request.id, round(%(amount)s - COALESCE(known.amount, 0), 2)
                  FROM %(table)s request
             LEFT JOIN (
                           SELECT %(field)s AS id, sum(amount) AS amount
                             FROM internetmarke_entry
                            WHERE company_id = %(company)s
                              AND environment = 'production'
                         GROUP BY %(field)s
                       ) known ON known.id = request.id
                 WHERE request.company_id = %(company)s
                   AND request.environment = 'production'
                   AND (%(moment)s AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                       >= %(since)s
                   AND round(%(amount)s - COALESCE(known.amount, 0), 2) <> 0
              ORDER BY request.id
                 LIMIT %(limit)s
                """,
                amount=amount,
                table=SQL.identifier(self.env[model]._table),
                field=SQL.identifier(field),
                company=company.id,
                moment=moment,
                zone=POST_TIMEZONE,
                since=since,
                limit=limit,
            )
        )
        return dict(found)

    @api.model
    def _derive_request(self, request):
        kind, field, _moment, _amount = REQUESTS[request._name]
        rows = self.search(
            [(field, "=", request.id), ("environment", "=", "production")]
        )
        if not rows and kind == "purchase":
            request.line_ids._keep_tax()
        parts = _difference(request._books_parts(), rows)
        if not any(gross for gross, _tax in parts.values()):
            return self.browse()
        cents = sum(gross for gross, _tax in parts.values())
        # A later row is a correction, booked when it came to light.
        corrects = bool(rows) and kind != "refund"
        return self.create(
            {
                "name": f"{request.name}/{len(rows) + 1}" if rows else request.name,
                "company_id": request.company_id.id,
                "kind": kind,
                field: request.id,
                "date": post_today() if corrects else request._books_day(),
                "amount": cents / 100,
                "stock_amount": self._stock_cents(request, parts) / 100,
                "parts": parts,
            }
        )

    @api.model
    def _stock_cents(self, request, parts):
        """Return by how much a movement changes the value of the stamps in stock."""
        if request._name == "internetmarke.charge":
            return 0
        if not request.company_id._internetmarke_at_use():
            return 0
        return -sum(gross - tax for key, (gross, tax) in parts.items() if key != "rest")


def _difference(parts, rows):
    """Return the parts less those of the rows: ``{key: [gross, tax]}``."""
    left = {key: list(part) for key, part in parts.items()}
    for row in rows:
        for key, part in row.parts.items():
            known = left.setdefault(key, [0, 0])
            left[key] = [a - b for a, b in zip(known, part, strict=True)]
    return {key: part for key, part in left.items() if any(part)}
