from uuid import NAMESPACE_OID, uuid5

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.money.order_purchase import MAX_STAMPS


class InternetmarkeRunBuy(models.TransientModel):
    """Shows what a mailing run lacks and what it costs, and buys it once.

    If it is too much for one purchase, there are several orders. Each has a
    confirmation of its own, made from the wizard's token: another click after an
    interruption buys only what was not bought before.
    """

    _name = "internetmarke.run.buy"
    _description = "Buy the Stamps of a Mailing Run"
    _inherit = ["internetmarke.buy"]

    run_id = fields.Many2one("internetmarke.run", required=True, readonly=True)
    line_ids = fields.One2many(
        comodel_name="internetmarke.run.buy.line", inverse_name="wizard_id", copy=True
    )
    order_count = fields.Integer(string="Purchases", compute="_compute_order_count")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        run = self.env["internetmarke.run"].browse(values.get("run_id"))
        if run:
            values["company_id"] = run._payer().id
            values["line_ids"] = self._line_commands(run)
        return values

    @api.depends("line_ids.quantity")
    def _compute_order_count(self):
        for wizard in self:
            wizard.order_count = len(wizard._split())

    def _split(self):
        """Return the stamps of each purchase.

        :return: list of lists of ``(product, quantity, cents)``, each of at most
            ``MAX_STAMPS`` stamps.
        """
        purchases, room = [], 0
        for line in self.line_ids:
            left, cents = line.quantity, round(line.price_unit * 100)
            while left:
                if not room:
                    purchases.append([])
                    room = MAX_STAMPS
                taken = min(left, room)
                purchases[-1].append((line.product_id, taken, cents))
                left, room = left - taken, room - taken
        return purchases

    def _tokens(self):
        """Return the token of each purchase."""
        return [
            uuid5(NAMESPACE_OID, f"{self.confirmation_token}/{number}").hex
            for number, _purchase in enumerate(self._split())
        ]

    def action_buy(self):
        """Buy what the person saw and confirmed, one order after the other."""
        self.ensure_one()
        return self._buy_all() or self._tell_all_bought()

    def _buy_all(self):
        """Return None when all is bought, or else the action that tells what is not."""
        orders = self.env["internetmarke.order"]
        orders._check_may_spend(self.run_id._payer())
        purchases, tokens = self._split(), self._tokens()
        if not purchases:
            raise UserError(self.env._("Nothing is missing. Nothing was bought."))
        if changed := self._keep_others_out(tokens):
            return self._ask_again(changed)
        bought, problem = orders.browse(), ""
        try:
            for quantities, token in zip(purchases, tokens, strict=True):
                order, problem = self._buy_one(quantities, token)
                bought += order
                if problem:
                    break
        finally:
            self._let_others_in(bought)
        if not problem:
            return None
        if not bought:
            return self._ask_again(problem)
        return self._tell_partly(bought, problem)

    def _tell_all_bought(self):
        orders, payer = self.env["internetmarke.order"], self.run_id._payer()
        bought = orders.union(
            *(orders._confirmed(payer, token) for token in self._tokens())
        )
        return self._tell_bought(bought, {"type": "ir.actions.act_window_close"})

    def action_buy_and_frank(self):
        """Buy what the person saw and confirmed. If all is bought, begin to frank."""
        self.ensure_one()
        if self.run_id.job and self._is_bought():
            # The same click has begun it already.
            return {"type": "ir.actions.act_window_close"}
        if action := self._buy_all():
            return action
        with self._committed() as wizard:
            run = wizard.run_id
            # Somebody else may have used the new stamps meanwhile.
            in_stock = run.to_frank_count > run.missing_count
            if in_stock and not run.job and not run.closed:
                run.action_frank()
        return self._tell_all_bought()

    def _is_bought(self):
        """Tell whether each purchase of this window was confirmed before."""
        orders, payer = self.env["internetmarke.order"], self.run_id._payer()
        return all(orders._confirmed(payer, token) for token in self._tokens())

    def _buy_one(self, quantities, token):
        """Make one purchase.

        :return: the order, empty if surely nothing was bought; and a message for the
            person, empty if all is well.
        """
        orders = self.env["internetmarke.order"]
        if changed := orders._price_change(self.run_id._payer(), quantities, token):
            return orders, changed
        order = orders._purchase(self.run_id._payer(), quantities, token)
        state, problem = order._read_outcome()
        if state == "failed":
            return orders, problem
        if state == "done":
            return order, ""
        return order, problem or self.env._("It is not finished yet.")

    def _keep_others_out(self, tokens):
        """Keep everybody else from buying for this run meanwhile.

        :return: what has changed since the person saw it, empty if nothing has.
        :raise UserError: if somebody else buys, or stamps may still be on their way.
        """
        orders = self.env["internetmarke.order"]
        known = any(orders._confirmed(self.run_id._payer(), token) for token in tokens)
        with self._committed() as wizard:
            run = wizard.run_id
            run._check_may_work()
            run._check_nobody_buys(self.confirmation_token)
            run._check_no_open_order(tokens)
            seen = {line.product_id: line.quantity for line in wizard.line_ids}
            needs = {need.product: need.missing for need in run._needs()}
            if not known and needs != seen:
                return self.env._(
                    "The letters or the stock have changed since this window was "
                    "opened. Nothing was bought. Check the new total and confirm again."
                )
            run.sudo().write(
                {
                    "buy_token": self.confirmation_token,
                    "buy_on": fields.Datetime.now(),
                }
            )
        return ""

    def _let_others_in(self, bought):
        """Let others buy for this run again, and note there what was bought."""
        with self._committed() as wizard:
            wizard.run_id.sudo().buy_token = False
            names = ", ".join(bought.with_env(wizard.env).sudo().mapped("name"))
            if names:
                wizard.run_id.message_post(
                    body=self.env._("Bought for this run: %(orders)s.", orders=names)
                )

    def _tell_partly(self, bought, problem):
        """Say which part was bought when the rest was not."""
        with self._committed() as wizard:
            names = ", ".join(bought.with_env(wizard.env).sudo().mapped("name"))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Not everything was bought"),
                "message": self.env._(
                    "%(orders)s was sent to the Post. The stamps after it were not "
                    "bought: %(problem)s",
                    orders=names,
                    problem=problem,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _take_prices(self):
        self.line_ids = [fields.Command.clear(), *self._line_commands(self.run_id)]

    @api.model
    def _line_commands(self, run):
        return [
            fields.Command.create(
                {
                    "product_id": need.product.id,
                    "needed": need.needed,
                    "stock": need.stock,
                    "quantity": need.missing,
                    "price_unit": need.price,
                }
            )
            for need in run._needs()
        ]


class InternetmarkeRunBuyLine(models.TransientModel):
    _name = "internetmarke.run.buy.line"
    _description = "What a Mailing Run Needs of One Product"

    wizard_id = fields.Many2one(
        comodel_name="internetmarke.run.buy", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    product_id = fields.Many2one(comodel_name="internetmarke.product", required=True)
    needed = fields.Integer()
    stock = fields.Integer(string="In Stock")
    quantity = fields.Integer(string="Missing")
    # The price that the person sees and confirms. A later price list does not change
    # it.
    price_unit = fields.Monetary(string="Price", aggregator=None)
    price_total = fields.Monetary(string="Total", compute="_compute_price_total")

    @api.depends("quantity", "price_unit")
    def _compute_price_total(self):
        for line in self:
            line.price_total = line.quantity * line.price_unit
