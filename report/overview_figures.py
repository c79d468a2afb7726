import json
from datetime import datetime
from textwrap import wrap

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools.misc import format_date

from ..models.core.plain_context import plain

MONTHS = 12
TWO_YEARS, THIS_MONTH = "=1m =1d -1y", "=1d"
# With more letters in two years, summing them up takes longer than a screen may. Then
# a person asks for it.
MANY = 20_000
# The products that have a bar of their own, and what fits below it on a phone.
PRODUCTS = 3
LINE_LENGTH = 15


class InternetmarkeOverview(models.TransientModel):
    """What was used: letters and postage of the month and of two years, as charts."""

    _inherit = "internetmarke.overview"

    letter_count = fields.Integer(
        string="Letters This Month", compute="_compute_figures"
    )
    letter_cost = fields.Monetary(
        string="Postage This Month", compute="_compute_figures"
    )
    year_count = fields.Integer(string="Letters This Year", compute="_compute_figures")
    year_cost = fields.Monetary(string="Postage This Year", compute="_compute_figures")
    last_year_count = fields.Integer(
        string="Letters Last Year", compute="_compute_figures"
    )
    last_year_cost = fields.Monetary(
        string="Postage Last Year", compute="_compute_figures"
    )
    year = fields.Char(compute="_compute_figures")
    last_year = fields.Char(compute="_compute_figures")
    years_asked = fields.Boolean(readonly=True)
    years_shown = fields.Boolean(compute="_compute_figures")
    chart_by_month = fields.Text(string="Postage by Month", compute="_compute_figures")
    chart_by_product = fields.Text(
        string="Postage by Product", compute="_compute_figures"
    )

    @api.depends("company_id", "years_asked")
    def _compute_figures(self):
        today = fields.Date.context_today(self)
        for overview in self:
            overview.years_shown = overview.years_asked or overview._uses_few()
            used = overview._used(TWO_YEARS if overview.years_shown else THIS_MONTH)
            months = {year: [0, 0.0] for year in (today.year, today.year - 1)}
            month = [0, 0.0]
            for (start, _product), (count, cost) in used.items():
                sums = [months.setdefault(start.year, [0, 0.0])]
                if (start.year, start.month) == (today.year, today.month):
                    sums.append(month)
                for each in sums:
                    each[0] += count
                    each[1] += cost
            overview.letter_count, overview.letter_cost = month
            overview.year_count, overview.year_cost = months[today.year]
            overview.last_year_count, overview.last_year_cost = months[today.year - 1]
            overview.year, overview.last_year = str(today.year), str(today.year - 1)
            overview.chart_by_month = overview._chart(self._by_month(used, today))
            overview.chart_by_product = overview._chart(self._by_product(used, today))

    def _used_domain(self, since):
        return self._domain([("state", "!=", "released"), ("franked_on", ">=", since)])

    def _uses_few(self):
        number = self.env["internetmarke.letter"].search_count(
            self._used_domain(TWO_YEARS), limit=MANY + 1
        )
        return number <= MANY

    def _used(self, since):
        """Return letters and postage: ``{(month, product): (letters, postage)}``.

        One look into the index tells all.
        """
        groups = self.env["internetmarke.letter"]._read_group(
            self._used_domain(since),
            ["franked_on:month", "product_id"],
            ["__count", "cost:sum"],
        )
        return {
            (start, product): (count, cost) for start, product, count, cost in groups
        }

    def _by_month(self, used, today):
        first = datetime(today.year, today.month, 1) - relativedelta(months=MONTHS - 1)
        for number in range(MONTHS):
            month = first + relativedelta(months=number)
            cost = sum(
                cost
                for (start, _product), (_count, cost) in used.items()
                if (start.year, start.month) == (month.year, month.month)
            )
            yield format_date(self.env, month.date(), date_format="MMM"), cost

    def _by_product(self, used, today):
        """Yield what was used this year: the largest first, the others as one."""
        costs = {}
        for (start, product), (_count, cost) in used.items():
            if start.year == today.year:
                costs[product] = costs.get(product, 0.0) + cost
        ranked = sorted(costs.items(), key=lambda item: -item[1])
        for product, cost in ranked[:PRODUCTS]:
            name = wrap(product.name, LINE_LENGTH, max_lines=2, placeholder=" …")
            yield [*name, self.currency_id.format(cost)], cost
        if others := sum(cost for _product, cost in ranked[PRODUCTS:]):
            yield [self.env._("Others"), self.currency_id.format(others)], others

    def _chart(self, bars):
        """Return the bars as JSON, as the widget ``dashboard_graph`` reads them.

        The type only sets the colour. A label is a text or a list of lines.

        :param bars: pairs of ``(label, value)``, with the value in the currency.
        """
        values = [
            {"label": label, "value": round(value, 2), "type": "future"}
            for label, value in bars
        ]
        key = self.env._("Postage in %(currency)s", currency=self.currency_id.symbol)
        return json.dumps([{"key": key, "values": values}])

    def action_show_years(self):
        """Sum up the letters of two years, which takes a moment if they are many."""
        self.ensure_one()
        self.check_access("read")
        plain(self.sudo()).years_asked = True
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_view_letters(self):
        return self._view("internetmarke_letter_action", search_default_month=1)

    def action_view_year(self):
        action = self._view("internetmarke_letter_action")
        action["domain"] += [("franked_on", ">=", "=1m =1d")]
        return action
