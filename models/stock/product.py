from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ... import postage
from ..core.clock import post_today

DESTINATIONS = [("national", "Germany"), ("international", "International")]
SERVICES = [
    ("none", "None"),
    ("einwurf", "Einschreiben Einwurf"),
    ("einschreiben", "Einschreiben"),
    ("rueckschein", "Einschreiben Rückschein"),
]
# People may change these alone. Another code or price would change what is bought, and
# what stamps in stock are worth.
FREE_FIELDS = {"active", "sequence", "info_url", "is_favorite", "min_stock"}
# The Post's pages about its products, as its product service names them.
INFO_PAGES = "https://www.deutschepost.de/de/"
INFO_NATIONAL = INFO_PAGES + "b/brief_postkarte.html"
INFO_INTERNATIONAL = INFO_PAGES + "b/briefe-ins-ausland.html"
INFO_REGISTERED = INFO_PAGES + "e/einschreiben.html"


class InternetmarkeProduct(models.Model):
    _name = "internetmarke.product"
    _description = "E-Porto Product"
    _inherit = ["internetmarke.books"]
    _order = "is_favorite desc, destination desc, sequence, price, id"
    _rec_names_search = ["name", "post_name", "code"]

    name = fields.Char(
        compute="_compute_name", precompute=True, store=True, required=True
    )
    post_name = fields.Char(
        string="Name at the Post",
        readonly=True,
        help="The name that the Post's price list and its documents use.",
    )
    code = fields.Integer(
        string="Product Code", required=True, index=True, aggregator=None
    )
    sequence = fields.Integer(default=10)
    is_favorite = fields.Boolean(
        string="Favorite", help="Favorites stand first wherever products are chosen."
    )
    active = fields.Boolean(default=True)
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        default=lambda self: self.env.ref("base.EUR"),
        required=True,
        readonly=True,
    )
    price = fields.Monetary(string="List Price", required=True, aggregator=None)
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
            ("other", "Other"),
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
    info_url = fields.Char(
        string="Information Page",
        compute="_compute_info_url",
        store=True,
        readonly=False,
    )
    stamp_ids = fields.One2many("internetmarke.stamp", "product_id")
    stock_count = fields.Integer(string="In Stock", compute="_compute_stock")
    stock_value = fields.Monetary(
        compute="_compute_stock", help="What was paid for the stamps in stock."
    )

    _code_unique = models.UniqueIndex(
        "(code)", "This product code is in the catalogue already."
    )

    def write(self, vals):
        if not self.env.su and vals.keys() - FREE_FIELDS:
            raise AccessError(
                self.env._(
                    "Products come from the Post: you can only change their order, "
                    "minimum and information page, and archive them."
                )
            )
        return super().write(vals)

    @api.depends("post_name")
    def _compute_name(self):
        for product in self.filtered("post_name"):
            product.name = postage.friendly_name(product.post_name)

    @api.depends("destination", "service")
    def _compute_info_url(self):
        for product in self:
            product.info_url = product._default_info_url()

    def _default_info_url(self):
        if self.service != "none":
            return INFO_REGISTERED
        if self.destination == "international":
            return INFO_INTERNATIONAL
        return INFO_NATIONAL

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
        """Return the domain of stamps that the selected companies can use now."""
        today = post_today()
        return (
            Domain("state", "=", "stock")
            & Domain("valid_until", ">=", today)
            & Domain.OR(
                Domain("company_id", "=", payer.id)
                & Domain("environment", "=", payer.internetmarke_environment)
                for _company, payer in self._payers()
            )
        )

    def _payers(self):
        """Return the selected companies, each with the company whose stock it uses."""
        companies = self.env.companies
        return [(company, company._internetmarke_payer()) for company in companies]

    def action_open_info(self):
        """Open the Post's page about this product."""
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
