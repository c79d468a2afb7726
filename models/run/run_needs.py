import logging
from collections import namedtuple
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from ..money.request_waiting import WANTED_FOR
from ..wording.purchase import explain_cost

_logger = logging.getLogger(__name__)

# A purchase of a thousand stamps takes less than this.
BUYS_FOR = timedelta(minutes=10)
# price: what one stamp costs today, in euro.
Need = namedtuple("Need", "product needed stock missing price")


class InternetmarkeRun(models.Model):
    """What a run needs besides the stock, and what is the next step."""

    _inherit = "internetmarke.run"

    missing_count = fields.Integer(string="Missing", compute="_compute_needs")
    missing_amount = fields.Monetary(compute="_compute_needs")
    postage = fields.Monetary(
        compute="_compute_needs",
        help="What the stamps of the franked letters cost, and today's prices of the "
        "others.",
    )
    sums_table = fields.Html(
        string="Sums", compute="_compute_needs", sanitize=False, readonly=True
    )
    next_step = fields.Selection(
        selection=[
            ("collect", "Collect"),
            ("check", "Check"),
            ("buy", "Buy"),
            ("frank", "Frank"),
            ("print", "Print"),
            ("done", "Done"),
        ],
        compute="_compute_next_step",
    )
    next_label = fields.Char(compute="_compute_next_step")
    # The token of the confirmation that buys for this run now. Two people must not buy
    # the same stamps.
    buy_token = fields.Char(readonly=True, copy=False, groups="base.group_system")
    buy_on = fields.Datetime(readonly=True, copy=False, groups="base.group_system")
    may_buy = fields.Boolean(compute="_compute_may_buy")
    whom_to_ask = fields.Char(compute="_compute_may_buy")
    # The page of the form that comes up by itself.
    first_page = fields.Char(compute="_compute_first_page")

    @api.depends("line_ids.state", "line_ids.product_id", "line_ids.letter_state")
    def _compute_needs(self):
        for run in self:
            needs = run._needs()
            run.missing_count = sum(need.missing for need in needs)
            run.missing_amount = sum(need.missing * need.price for need in needs)
            paid = sum(run.letter_ids.mapped("cost"))
            run.postage = paid + sum(need.needed * need.price for need in needs)
            run.sums_table = run._render_sums(needs)

    def _render_sums(self, needs):
        """Return what all fine letters need, by product and by envelope, as a table."""
        fine = [("run_id", "in", self.ids), ("state", "=", "fine")]
        lines = self.env["internetmarke.run.line"]
        products = lines._read_group(fine, ["product_id"], ["__count", "id:recordset"])
        if not products:
            return False
        by_product = {need.product: need for need in needs}
        nothing = Need(None, 0, 0, 0, 0)
        rows = []
        for product, count, letters in products:
            need = by_product.get(product, nothing)
            paid = sum(letters.letter_id.mapped("cost"))
            rows.append((product, count, need, paid + need.needed * need.price))
        envelopes = lines._read_group(
            fine, ["packed_envelope"], ["__count", "sheets:sum"]
        )
        names = dict(lines._fields["packed_envelope"]._description_selection(self.env))
        return self.env["ir.qweb"]._render(
            "internetmarke.run_sums",
            {
                "run": self,
                "rows": sorted(rows, key=lambda row: (row[0].price, row[0].id)),
                "needs": needs,
                "envelopes": [(names.get(code), *sums) for code, *sums in envelopes],
            },
        )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("company_id")
    def _compute_may_buy(self):
        buyer = self.env.user.has_group("internetmarke.group_buyer")
        for run in self:
            # A branch may use the Portokasse of a company that is not selected.
            run.may_buy = (
                buyer and bool(run.company_id) and run._payer() in self.env.companies
            )
            ask = bool(run.company_id) and not run.may_buy
            run.whom_to_ask = ask and run.company_id._internetmarke_whom_to_ask()

    @api.depends("state", "blocked_count", "letter_count")
    def _compute_first_page(self):
        for run in self:
            if not run.letter_count:
                run.first_page = "collect"
            elif run.state in ("printed", "done"):
                run.first_page = "files"
            else:
                run.first_page = "blocked" if run.blocked_count else "fine"

    @api.depends_context("uid", "lang", "allowed_company_ids")
    @api.depends("state", "job", "missing_count", "to_frank_count", "new_count")
    def _compute_next_step(self):
        for run in self:
            run.next_step, run.next_label = run._find_next_step()

    def _find_next_step(self):
        """Return the next step, and the text of the button for it."""
        if self.job or self.closed:
            return False, False
        if not self.letter_count:
            return "collect", self.env._("Collect Invoices")
        if self.new_count == 1:
            return "check", self.env._("Check 1 letter")
        if self.new_count:
            label = self.env._("Check %(count)s letters", count=self.new_count)
            return "check", label
        stuck = self.missing_count >= self.to_frank_count and not self.to_print_count
        if self.missing_count and (self.may_buy or stuck):
            amount = self.currency_id.format(self.missing_amount)
            return "buy", explain_cost(self.env, self.missing_count, amount)
        if count := self.to_frank_count - self.missing_count:
            if count == 1:
                return "frank", self.env._("Frank 1 letter")
            return "frank", self.env._("Frank %(count)s letters", count=count)
        if self.to_print_count:
            count = self._count_files()
            if count == 1:
                return "print", self.env._("Print 1 file")
            return "print", self.env._("Print %(count)s files", count=count)
        if self.franked_count:
            return "done", self.env._("Done")
        return False, False

    def action_next(self):
        """Do what the main button says."""
        self.ensure_one()
        self.env["internetmarke.letter"]._check_may_frank()
        self.check_access("write")
        step = self.next_step
        if not step:
            return False
        return getattr(self, f"action_{step}")()

    def _needs(self):
        """Return the stamps needed for letters without one: list of ``Need``."""
        stamps = self.env["internetmarke.stamp"]
        groups = self.env["internetmarke.run.line"]._read_group(
            [
                ("run_id", "in", self.ids),
                ("state", "=", "fine"),
                ("letter_id", "=", False),
            ],
            ["product_id"],
            ["__count"],
        )
        needs = []
        for product, needed in groups:
            domain = stamps._stock_domain(self.company_id, product)
            stock = stamps.search_count(domain)
            missing = max(needed - stock, 0)
            price = product._price_for(self._payer())
            needs.append(Need(product, needed, stock, missing, price))
        return needs

    def action_buy(self):
        """Show which stamps are missing at what cost, and ask whether to buy them."""
        self._check_may_work()
        orders = self.env["internetmarke.order"]
        orders._check_may_spend(self._payer())
        self._check_no_open_order()
        if not self._payer().internetmarke_balance_date:
            try:
                self._payer()._internetmarke_refresh_balance()
            except UserError:
                # The person sees that the balance is not known, and may try again.
                _logger.info("%s: the balance is not known", self.name)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Buy Missing Stamps"),
            "res_model": "internetmarke.run.buy",
            "view_mode": "form",
            "target": "new",
            "context": {"default_run_id": self.id},
        }

    def _check_nobody_buys(self, token):
        """Raise a UserError while another confirmation than this one buys.

        Until the end of the transaction nobody else begins to buy.
        """
        run = self.sudo()
        try:
            run.lock_for_update()
            other = run.buy_token not in (False, token)
            buys = other and run.buy_on > fields.Datetime.now() - BUYS_FOR
        except LockError:
            buys = True
        if buys:
            raise UserError(
                self.env._(
                    "Somebody is buying the stamps of %(run)s right now. Nothing was "
                    "bought by you. Look again in a moment.",
                    run=run.name,
                )
            )

    def _check_no_open_order(self, tokens=()):
        """Raise a UserError while stamps may still come from another purchase.

        :param tokens: the confirmations of this purchase itself.
        """
        payer = self._payer()
        # A paid order that is unfinished after a day needs a person. So the run does
        # not wait for its stamps.
        lately = fields.Datetime.now() - WANTED_FOR
        order = (
            self.env["internetmarke.order"]
            .sudo()
            .search(
                [
                    ("company_id", "=", payer.id),
                    ("environment", "=", payer.internetmarke_environment),
                    ("confirmation_token", "not in", list(tokens)),
                    "|",
                    ("state", "in", ("draft", "requested")),
                    "&",
                    ("state", "=", "paid"),
                    ("bought_on", ">", lately),
                ],
                limit=1,
            )
        )
        if order:
            raise UserError(
                self.env._(
                    "%(order)s is not finished, and its stamps may be those that are "
                    "missing here. Nothing was bought. Open it and click “Resolve”, "
                    "then come back.",
                    order=order.name,
                )
            )
