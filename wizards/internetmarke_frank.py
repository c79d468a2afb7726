from contextlib import contextmanager
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import postage
from ..printing import PrintingError, page_count


class InternetmarkeFrank(models.TransientModel):
    """Asks with which product an invoice's letter is franked."""

    _name = "internetmarke.frank"
    _description = "Frank Letter"

    move_id = fields.Many2one(
        comodel_name="account.move", string="Invoice", required=True
    )
    company_id = fields.Many2one(related="move_id.company_id")
    environment = fields.Selection(related="company_id.internetmarke_environment")
    partner_id = fields.Many2one(related="move_id.partner_id", string="Recipient")
    country_id = fields.Many2one(related="partner_id.country_id")
    currency_id = fields.Many2one(related="company_id.internetmarke_currency_id")
    destination = fields.Selection(
        selection=[("national", "Germany"), ("international", "International")],
        compute="_compute_destination",
    )
    sheets = fields.Integer(
        compute="_compute_sheets", store=True, readonly=False, required=True
    )
    weight = fields.Float(
        string="Weight (g)",
        compute="_compute_weight",
        help="Sheets of 80 g/m² and an envelope of 5 g.",
    )
    service = fields.Selection(
        selection=[
            ("none", "None"),
            ("einwurf", "Einschreiben Einwurf"),
            ("einschreiben", "Einschreiben"),
            ("rueckschein", "Einschreiben with Rückschein"),
        ],
        default="none",
        required=True,
    )
    product_id = fields.Many2one(
        comodel_name="internetmarke.product",
        string="Product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        domain="[('destination', '=', destination), ('service', '=', service)]",
    )
    price = fields.Monetary(compute="_compute_stock")
    stock_count = fields.Integer(string="In Stock", compute="_compute_stock")
    too_heavy = fields.Boolean(compute="_compute_too_heavy")
    may_buy = fields.Boolean(compute="_compute_may_buy")
    quantity = fields.Integer(string="Quantity to Buy", default=10, required=True)
    amount_to_buy = fields.Monetary(compute="_compute_amount_to_buy")
    purchase_token = fields.Char(default=lambda self: uuid4().hex, required=True)

    @api.depends("move_id")
    def _compute_destination(self):
        for wizard in self:
            wizard.destination = postage.destination(wizard.country_id.code)

    @api.depends("move_id")
    def _compute_sheets(self):
        for wizard in self:
            wizard.sheets = wizard._count_pages() if wizard.move_id else 1

    def _count_pages(self):
        """Return the pages of the invoice, rendered for this if not yet stored."""
        move = self.move_id
        document = move._get_invoice_legal_documents("pdf", allow_fallback=True)
        try:
            return page_count(document["content"])
        except PrintingError:
            return 1

    @api.depends("sheets")
    def _compute_weight(self):
        for wizard in self:
            wizard.weight = float(postage.letter_weight(max(wizard.sheets, 1)))

    @api.depends("destination", "service", "sheets")
    def _compute_product_id(self):
        products = self.env["internetmarke.product"]
        for wizard in self:
            candidates = products.search(
                [
                    ("destination", "=", wizard.destination),
                    ("service", "=", wizard.service),
                ]
            )
            proposal = postage.propose(
                candidates._as_postage(),
                destination=wizard.destination,
                service=wizard.service,
                pages=max(wizard.sheets, 1),
            )
            wizard.product_id = candidates.filtered(
                lambda product, proposal=proposal: (
                    proposal and product.code == proposal.product.code
                )
            )

    @api.depends("product_id")
    def _compute_stock(self):
        for wizard in self:
            stamps = self.env["internetmarke.stamp"]
            domain = stamps._stock_domain(wizard.company_id, wizard.product_id)
            wizard.stock_count = stamps.search_count(domain)
            oldest = stamps.search(domain, limit=1)
            wizard.price = oldest.price or wizard.product_id.price

    @api.depends("product_id", "weight")
    def _compute_too_heavy(self):
        for wizard in self:
            limit = wizard.product_id.max_weight
            wizard.too_heavy = bool(limit) and wizard.weight > limit

    def _compute_may_buy(self):
        self.may_buy = self.env.user.has_group("internetmarke.group_buyer")

    @api.depends("product_id", "quantity")
    def _compute_amount_to_buy(self):
        for wizard in self:
            wizard.amount_to_buy = wizard.product_id.price * wizard.quantity

    def action_frank(self):
        """Frank from stock."""
        self._frank()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_frank_and_print(self):
        """Frank from stock and print the letter at once."""
        return {**self._frank().action_print(), "close_on_report_download": True}

    def action_buy_and_frank(self):
        """Buy what the person confirmed, then frank from the new stock."""
        self.ensure_one()
        product = self.product_id
        # Each step has a transaction of its own; were the invoice's PDF stored in
        # this one, the last step would wait for its row for ever.
        with self._own_transaction() as wizard:
            wizard.env["internetmarke.letter"]._check_letter(wizard.move_id)
        order = self.env["internetmarke.order"]._purchase(
            self.company_id,
            [(product, self.quantity, round(product.price * 100))],
            self.purchase_token,
        )
        state, problem = order._outcome()
        if state == "failed":
            raise UserError(problem)
        if state != "done":
            return order.get_formview_action()
        with self._own_transaction() as wizard:
            wizard._frank()
        self.env.invalidate_all()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @contextmanager
    def _own_transaction(self):
        with self.env.registry.cursor() as cr:
            yield self.with_env(self.env(cr=cr))

    def _frank(self):
        self.ensure_one()
        if not self.product_id:
            raise UserError(
                self.env._(
                    "No product fits this letter. Choose another service, or "
                    "send fewer sheets. No stamp was used."
                )
            )
        letter = self.env["internetmarke.letter"]._frank(
            self.move_id, self.product_id, self.sheets, self.weight
        )
        if not letter:
            raise UserError(
                self.env._(
                    "There is no stamp %(product)s in stock. Buy some first.",
                    product=self.product_id.name,
                )
            )
        return letter
