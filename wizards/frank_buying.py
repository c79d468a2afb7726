from odoo import api, fields, models


class InternetmarkeFrank(models.TransientModel):
    """What is in stock of the chosen product, and what buying it would cost."""

    _inherit = "internetmarke.frank"

    price = fields.Monetary(compute="_compute_stock")
    stock_count = fields.Integer(string="In Stock", compute="_compute_stock")
    below_price = fields.Boolean(string="Worth Too Little", compute="_compute_stock")
    may_buy = fields.Boolean(compute="_compute_may_buy")
    whom_to_ask = fields.Char(compute="_compute_may_buy")
    buying = fields.Boolean(
        compute="_compute_buying",
        help="The stock has no such stamp, and the person may buy some.",
    )
    quantity = fields.Integer(string="Quantity to Buy", default=1, required=True)
    # The price that the person sees and confirms. A later price list does not change
    # it.
    price_to_buy = fields.Monetary(
        string="Price per Stamp",
        compute="_compute_price_to_buy",
        store=True,
        readonly=False,
    )
    amount_to_buy = fields.Monetary(compute="_compute_amount_to_buy")
    buy_label = fields.Char(compute="_compute_amount_to_buy")
    buy_and_frank_label = fields.Char(compute="_compute_amount_to_buy")
    balance = fields.Monetary(compute="_compute_balance")
    balance_date = fields.Datetime(compute="_compute_balance")
    balance_missing = fields.Monetary(compute="_compute_balance")

    @api.depends("product_id")
    def _compute_stock(self):
        stamps = self.env["internetmarke.stamp"]
        for wizard in self:
            domain = stamps._stock_domain(wizard.company_id, wizard.product_id)
            wizard.stock_count = stamps.search_count(domain)
            oldest = stamps.search(domain, limit=1)
            wizard.price = oldest.price or wizard._price()
            wizard.below_price = oldest.below_price

    @api.depends("company_id")
    def _compute_may_buy(self):
        buyer = self.env.user.has_group("internetmarke.group_buyer")
        for wizard in self:
            wizard.may_buy = buyer and wizard._payer() in self.env.companies
            ask = bool(wizard.company_id) and not wizard.may_buy
            wizard.whom_to_ask = ask and wizard.company_id._internetmarke_whom_to_ask()

    @api.depends("coming", "product_id", "stock_count", "may_buy")
    def _compute_buying(self):
        for wizard in self:
            known = wizard.product_id and not wizard.coming
            wizard.buying = bool(known and wizard.may_buy) and not wizard.stock_count

    @api.depends("product_id", "company_id")
    def _compute_price_to_buy(self):
        for wizard in self:
            wizard.price_to_buy = wizard._price()

    @api.depends("price_to_buy", "quantity")
    def _compute_amount_to_buy(self):
        for wizard in self:
            wizard.amount_to_buy = wizard.price_to_buy * wizard.quantity
            amount = wizard.currency_id.format(wizard.amount_to_buy)
            if wizard.quantity == 1:
                label = self.env._(
                    "Buy 1 Stamp, Frank and Print, %(amount)s", amount=amount
                )
            else:
                label = self.env._(
                    "Buy %(count)s Stamps, Frank and Print, %(amount)s",
                    count=wizard.quantity,
                    amount=amount,
                )
            wizard.buy_label = label
            wizard.buy_and_frank_label = self.env._(
                "Buy and Frank, %(amount)s", amount=amount
            )

    @api.depends("amount_to_buy", "may_buy")
    def _compute_balance(self):
        for wizard in self:
            payer = wizard.may_buy and wizard._payer()
            wizard.balance = payer and payer.internetmarke_balance
            wizard.balance_date = payer and payer.internetmarke_balance_date
            missing = bool(wizard.balance_date) and (
                wizard.amount_to_buy - wizard.balance
            )
            wizard.balance_missing = max(missing, 0.0)

    def action_top_up(self):
        """Open the top-up with the missing amount; it comes back here afterwards."""
        self.ensure_one()
        payer = self._payer()
        charges = self.env["internetmarke.charge"]
        charges._check_may_spend(payer)
        action = charges._open_top_up(payer, self.balance_missing)
        action["context"]["internetmarke_back_to"] = [self._name, self.id]
        return action

    def _price_warning(self):
        """Return a warning if the next stamp in stock may not suffice."""
        return self.below_price and self.env._(
            "The next stamp in stock was bought for less than the product costs today, "
            "so it may not suffice: the Post would ask the recipient for more."
        )

    def _take_prices(self):
        self.price_to_buy = self._price()

    def _price(self):
        """Return today's price of the product for the company that pays."""
        return self.product_id._price_for(self._payer())
