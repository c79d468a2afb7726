import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .. import postage
from ..api import InternetmarkeError
from .messages import explain

_logger = logging.getLogger(__name__)

DESTINATIONS = [("national", "Germany"), ("international", "International")]
SERVICES = [
    ("none", "None"),
    ("einwurf", "Einschreiben Einwurf"),
    ("einschreiben", "Einschreiben"),
    ("rueckschein", "Einschreiben with Rückschein"),
]
# A changed code or price would change what is bought and what stamps in stock mean.
FREE_FIELDS = {"active", "sequence", "info_url"}


class InternetmarkeProduct(models.Model):
    _name = "internetmarke.product"
    _description = "E-Porto Product"
    _order = "destination desc, sequence, price, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True)
    code = fields.Integer(
        string="Product Code", required=True, index=True, aggregator=None
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        default=lambda self: self.env.ref("base.EUR"),
        required=True,
        readonly=True,
    )
    price = fields.Monetary(required=True, aggregator=None)
    destination = fields.Selection(
        selection=DESTINATIONS,
        required=True,
    )
    service = fields.Selection(
        selection=SERVICES,
        default="none",
        required=True,
    )
    category = fields.Selection(
        selection=[
            ("brief", "Letter"),
            ("postkarte", "Postcard"),
            ("warensendung", "Warensendung"),
            ("dialogpost", "Dialogpost (bulk)"),
            ("streifbandzeitung", "Streifbandzeitung"),
            ("kilotarif", "Kilotarif (contract)"),
        ],
        default="brief",
        required=True,
    )
    min_weight = fields.Integer(string="Min. Weight (g)", aggregator=None)
    max_weight = fields.Integer(string="Max. Weight (g)", aggregator=None)
    min_length = fields.Integer(string="Min. Length (mm)", aggregator=None)
    max_length = fields.Integer(string="Max. Length (mm)", aggregator=None)
    min_width = fields.Integer(string="Min. Width (mm)", aggregator=None)
    max_width = fields.Integer(string="Max. Width (mm)", aggregator=None)
    min_height = fields.Integer(string="Min. Height (mm)", aggregator=None)
    max_height = fields.Integer(string="Max. Height (mm)", aggregator=None)
    info_url = fields.Char(string="Information Page")
    stamp_ids = fields.One2many("internetmarke.stamp", "product_id")
    stock_count = fields.Integer(string="In Stock", compute="_compute_stock")
    stock_value = fields.Monetary(compute="_compute_stock")

    _code_unique = models.UniqueIndex(
        "(code)", "This product code is in the catalogue already."
    )

    def write(self, vals):
        if not self.env.su and vals.keys() - FREE_FIELDS:
            raise AccessError(
                self.env._(
                    "Products are the Post's: only their order, their information "
                    "page and whether they are archived can be changed."
                )
            )
        return super().write(vals)

    @api.depends_context("allowed_company_ids")
    @api.depends("stamp_ids.state")
    def _compute_stock(self):
        stock = {
            product: (count, value)
            for product, count, value in self.env["internetmarke.stamp"]._read_group(
                Domain("product_id", "in", self.ids) & self._stock_domain(),
                ["product_id"],
                ["__count", "price:sum"],
            )
        }
        for product in self:
            product.stock_count, product.stock_value = stock.get(product, (0, 0.0))

    def _stock_domain(self):
        """Stamps that the selected companies can use now: no MUSTER among real ones."""
        return Domain("state", "=", "stock") & Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("environment", "=", company.internetmarke_environment)
            for company in self.env.companies
        )

    def action_open_info(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.info_url, "target": "new"}

    def action_view_stock(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "internetmarke.internetmarke_stamp_action"
        )
        action["domain"] = [("product_id", "=", self.id)]
        action["context"] = {"search_default_stock": 1}
        return action

    def action_refresh(self):
        """Read the prices anew from the Post, on a person's demand."""
        self.check_access("write")
        try:
            changed = self._refresh_prices(self.env.company)
        except InternetmarkeError as error:
            raise UserError(explain(self.env, error)) from error
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The catalogue is up to date. Prices changed: %(count)s",
                    count=changed,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _as_postage(self):
        """Return these products as the pure products that ``postage`` compares."""
        return [
            postage.Product(
                code=product.code,
                name=product.name,
                price=round(product.price * 100),
                max_weight=product.max_weight or None,
                min_length=product.min_length or None,
                max_length=product.max_length or None,
                min_width=product.min_width or None,
                max_width=product.max_width or None,
                min_height=product.min_height or None,
                max_height=product.max_height or None,
                destination=product.destination,
                service=product.service,
                category=product.category,
            )
            for product in self
        ]

    @api.model
    def _refresh_prices(self, company):
        """Take over the prices of the Products API for the products we know.

        :return: how many prices changed.
        :raise InternetmarkeError: if the Post does not answer well.
        """
        prices = {
            product.code: product.price
            for product in company._internetmarke_products_client().products()
        }
        changed = 0
        products = self.sudo().with_context(active_test=False)
        for product in products.search([("code", "in", list(prices))]):
            cents = prices[product.code]
            if cents != round(product.price * 100):
                _logger.info(
                    "Price of product %s: %s -> %s cents",
                    product.code,
                    round(product.price * 100),
                    cents,
                )
                product.price = cents / 100
                changed += 1
        return changed

    @api.model
    def _cron_refresh_prices(self):
        company = (
            self.env["res.company"]
            .sudo()
            .search([("internetmarke_enabled", "=", True)], limit=1)
        )
        if company:
            try:
                self._refresh_prices(company)
            except (InternetmarkeError, UserError) as error:
                _logger.warning("The price list could not be read: %s", error)
