from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class InternetmarkeProduct(models.Model):
    """How many stamps of a product a company always wants to have in stock."""

    _inherit = "internetmarke.product"

    min_stock = fields.Integer(
        string="Minimum",
        company_dependent=True,
        aggregator=None,
        help="When fewer stamps are in stock, the product runs short, and Odoo tells "
        "somebody who may buy. 0: no minimum.",
    )
    stock_level = fields.Selection(
        selection=[("short", "Runs Short"), ("out", "Out of Stock")],
        compute="_compute_stock_level",
        search="_search_stock_level",
        help="Whether the company you work in has fewer stamps than its minimum.",
    )

    @api.constrains("min_stock")
    def _check_min_stock(self):
        if any(product.min_stock < 0 for product in self):
            raise ValidationError(self.env._("The minimum must not be below zero."))

    def write(self, vals):
        if "min_stock" in vals:
            self._check_own_stock()
            self._watch_stock()
        return super().write(vals)

    def _check_own_stock(self):
        """Raise a UserError if the stamps come from another company's stock."""
        company, payer = self.env.company, self.env.company._internetmarke_payer()
        if payer != company:
            raise UserError(
                self.env._(
                    "%(company)s takes its stamps from the stock of %(payer)s. Select "
                    "%(payer)s at the top right to set the minimum.",
                    company=company.name,
                    payer=payer.name,
                )
            )

    @api.depends_context("company")
    @api.depends("min_stock", "stamp_ids.state")
    def _compute_stock_level(self):
        payer = self.env.company._internetmarke_payer()
        # People who work in a branch need no access to the company that pays.
        products = self.sudo().with_company(payer)
        stock = products._count_stock(payer)
        for product, known in zip(self, products, strict=True):
            count = stock.get(known._origin.id, 0)
            product.stock_level = count < known.min_stock and (
                "short" if count else "out"
            )

    @api.model
    def _search_stock_level(self, operator, value):
        if operator != "in":
            return NotImplemented
        # A catalogue has few products.
        products = self.with_context(active_test=False).search(Domain.TRUE)
        found = products.filtered(lambda product: product.stock_level in value)
        return Domain("id", "in", found.ids)

    def _count_stock(self, payer):
        """Return how many stamps a company has: ``{product ID: count}``."""
        stamps = self.env["internetmarke.stamp"].sudo()
        groups = stamps._read_group(
            stamps._stock_domain(payer, self._origin), ["product_id"], ["__count"]
        )
        return {product.id: count for product, count in groups}

    def _note_taken(self, company, count):
        """Have the stock looked at if taking ``count`` stamps has made it too small."""
        payer = company._internetmarke_payer()
        minimum = self.sudo().with_company(payer).min_stock
        if minimum:
            left = self._count_stock(payer).get(self.id, 0)
            if left < minimum <= left + count:
                self._watch_stock()

    @api.model
    def _watch_stock(self):
        """Let the job look, after this transaction, at what runs short.

        Others frank and buy at the same time. The job alone makes and ends activities.
        """
        job = self.env.ref("internetmarke.ir_cron_expire_stamps", False)
        if job:
            job.sudo()._trigger()
