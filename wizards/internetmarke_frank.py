from psycopg2 import IntegrityError, OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.messages.answers import explain_bought_only


class InternetmarkeFrank(models.TransientModel):
    """Asks how a letter is franked: from stock, or with stamps bought at once.

    What it weighs and which product does is in internetmarke_frank_postage.py.
    """

    _name = "internetmarke.frank"
    _description = "Frank Letter"
    _inherit = ["internetmarke.confirmation"]

    move_ids = fields.Many2many(
        comodel_name="account.move",
        string="Invoices",
        domain="[('id', 'in', offered_move_ids)]",
    )
    offered_move_ids = fields.Many2many(
        comodel_name="account.move",
        relation="internetmarke_frank_offered_rel",
        compute="_compute_offered_move_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    move_id = fields.Many2one(
        comodel_name="account.move",
        string="First Invoice",
        compute="_compute_move_id",
        compute_sudo=False,
        help="Its first page stands behind the window.",
    )
    offered_count = fields.Integer(compute="_compute_offered_count")
    company_id = fields.Many2one(
        comodel_name="res.company", compute="_compute_company_id", compute_sudo=False
    )
    environment = fields.Selection(
        related="company_id.internetmarke_environment", related_sudo=False
    )
    partner_id = fields.Many2one(
        related="move_id.partner_id", related_sudo=False, string="Recipient"
    )
    country_id = fields.Many2one(related="partner_id.country_id", related_sudo=False)
    currency_id = fields.Many2one(related="company_id.internetmarke_currency_id")
    alerts = fields.Json(compute="_compute_alerts", compute_sudo=False)
    blocked = fields.Boolean(compute="_compute_alerts", compute_sudo=False)
    price = fields.Monetary(compute="_compute_stock")
    stock_count = fields.Integer(string="In Stock", compute="_compute_stock")
    below_price = fields.Boolean(compute="_compute_stock")
    may_buy = fields.Boolean(compute="_compute_may_buy")
    quantity = fields.Integer(string="Quantity to Buy", default=1, required=True)
    # The price the person sees and confirms, not the one of a later refresh.
    price_to_buy = fields.Monetary(
        string="Price per Stamp",
        compute="_compute_price_to_buy",
        store=True,
        readonly=False,
    )
    amount_to_buy = fields.Monetary(compute="_compute_amount_to_buy")

    @api.depends("move_ids")
    def _compute_move_id(self):
        for wizard in self:
            wizard.move_id = wizard._sorted_moves()[:1]

    @api.depends("move_ids")
    def _compute_offered_move_ids(self):
        for wizard in self:
            # What was taken out may be put in again.
            known = wizard.offered_move_ids._origin
            moves = known or wizard._sorted_moves()._internetmarke_companions()
            wizard.offered_move_ids = moves

    @api.depends("offered_move_ids")
    def _compute_offered_count(self):
        for wizard in self:
            wizard.offered_count = len(wizard.offered_move_ids)

    @api.depends("move_id")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.move_id.company_id or self.env.company

    @api.depends("partner_id")
    def _compute_alerts(self):
        for wizard in self:
            partner = wizard.partner_id._origin
            alerts = partner._internetmarke_address_alerts() if partner else {}
            wizard.alerts = alerts
            levels = [alert["level"] for alert in alerts.values()]
            wizard.blocked = "danger" in levels

    @api.depends("product_id")
    def _compute_stock(self):
        stamps = self.env["internetmarke.stamp"]
        for wizard in self:
            domain = stamps._stock_domain(wizard.company_id, wizard.product_id)
            wizard.stock_count = stamps.search_count(domain)
            oldest = stamps.search(domain, limit=1)
            wizard.price = oldest.price or wizard.product_id._price_for(
                wizard.company_id
            )
            wizard.below_price = oldest.below_price

    def _compute_may_buy(self):
        self.may_buy = self.env.user.has_group("internetmarke.group_buyer")

    @api.depends("product_id", "company_id")
    def _compute_price_to_buy(self):
        for wizard in self:
            wizard.price_to_buy = wizard.product_id._price_for(wizard.company_id)

    @api.depends("price_to_buy", "quantity")
    def _compute_amount_to_buy(self):
        for wizard in self:
            wizard.amount_to_buy = wizard.price_to_buy * wizard.quantity

    @api.constrains("move_ids")
    def _check_move_ids(self):
        self.move_ids.check_access("read")

    def action_open_info(self):
        """Open the Post's page about the chosen product."""
        return self._get_product().action_open_info()

    def action_frank(self):
        """Frank from stock."""
        return self._show_franked(self._frank())

    def action_frank_and_print(self):
        """Frank from stock and print the letter at once."""
        return {**self._frank().action_print(), "close_on_report_download": True}

    def action_buy_and_frank(self):
        """Buy what the person confirmed, then frank from the new stock."""
        self.ensure_one()
        orders = self.env["internetmarke.order"]
        orders._check_may_buy()
        # Nothing is bought for a letter that cannot be franked afterwards, nor when
        # somebody else has filled the stock meanwhile.
        with self._own_transaction() as wizard:
            letter = wizard._new_letter()
            letter._check_content()
            letter._check_fits(wizard._get_product())
            in_stock = bool(wizard.stock_count)
            letter_id = in_stock and wizard._frank().id
        if letter_id:
            return self._show_franked(
                self.env["internetmarke.letter"].browse(letter_id)
            )
        confirmed = (
            self.company_id,
            [(self.product_id, self.quantity, round(self.price_to_buy * 100))],
            self.confirmation_token,
        )
        if changed := orders._price_change(*confirmed):
            return self._ask_again(changed)
        order = orders._purchase(*confirmed)
        state, problem = order._outcome()
        if state == "failed":
            return self._ask_again(problem)
        if state != "done":
            return order.get_formview_action()
        try:
            with self._own_transaction() as wizard:
                letter_id = wizard._frank().id
        except (UserError, IntegrityError, OperationalError) as error:
            return self._tell_bought_only(error)
        return self._show_franked(self.env["internetmarke.letter"].browse(letter_id))

    def _show_franked(self, _letter):
        """Return the action that shows a person what was franked."""
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _tell_bought_only(self, error):
        """Say that money moved although the letter is not franked."""
        reason = str(error) if isinstance(error, UserError) else ""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Bought, but not franked"),
                "message": explain_bought_only(self.env, self.quantity, reason),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _take_prices(self):
        self.price_to_buy = self.product_id._price_for(self.company_id)

    def _get_product(self):
        if not self.product_id:
            raise UserError(
                self.env._(
                    "No product fits this letter. Choose another service, or "
                    "send fewer sheets. No stamp was used."
                )
            )
        return self.product_id

    def _frank(self):
        self.ensure_one()
        letter = self.env["internetmarke.letter"]._frank(
            self._get_product(), self._prepare_letter_values()
        )
        if not letter:
            raise UserError(
                self.env._(
                    "There is no stamp %(product)s in stock. Buy some first.",
                    product=self.product_id.name,
                )
            )
        return letter

    def _sorted_moves(self):
        """Return the invoices of this letter as they lie in the envelope."""
        return self.move_ids._origin._internetmarke_sorted()

    def _new_letter(self):
        """Return the letter as it would be franked, in memory only."""
        return self.env["internetmarke.letter"].new(self._prepare_letter_values())

    def _prepare_letter_values(self):
        return self._prepare_content_values()

    def _prepare_content_values(self):
        """Return what is sent to whom, as values of the letter."""
        return {
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "move_ids": [fields.Command.set(self._sorted_moves().ids)],
        }
