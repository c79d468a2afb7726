import csv

from odoo import api, models
from odoo.tools import file_open

from ..core.plain_context import plain

NUMBERS = ("min_weight", "max_weight") + tuple(
    f"{end}_{side}" for side in ("length", "width", "height") for end in ("min", "max")
)
FACTS = ("post_name", "destination", "service", "category", *NUMBERS)


class InternetmarkeProduct(models.Model):
    """The products that come with the addon, in data/products.csv.

    The Post's price list names neither kind nor service of a product. Perhaps Odoo
    has learned a product from the list before the addon knew it. Then the addon
    takes over the product with the same code. Prices follow the list, and choices
    of a person stay.
    """

    _inherit = "internetmarke.product"

    @api.model
    def _load_shipped(self):
        """Add or correct the products of data/products.csv. Each update calls this."""
        with file_open("internetmarke/data/products.csv", "r") as file:
            shipped = {row["code"]: _values(row) for row in csv.DictReader(file)}
        products = plain(self.sudo()).with_context(active_test=False)
        known = {str(product.code): product for product in products.search([])}
        own = products.browse(self._shipped_ids())
        for code, values in shipped.items():
            if product := known.get(code):
                product._correct(values, adopt=product not in own)
            else:
                known[code] = products.create(values)
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": f"internetmarke.product_{code}",
                    "record": known[code],
                    # Without this, Odoo would delete products that a later version does
                    # not name.
                    "noupdate": True,
                }
                for code in shipped
            ]
        )

    @api.model
    def _shipped_ids(self):
        """Return the ids of the products that came with the addon."""
        return (
            self.env["ir.model.data"]
            .sudo()
            .search([("module", "=", "internetmarke"), ("model", "=", self._name)])
            .mapped("res_id")
        )

    def _correct(self, shipped, adopt):
        """Store what the addon knows better than the Post's list.

        :param adopt: the product was learned from the list, so nobody has archived it.
        """
        values = {name: shipped[name] for name in FACTS if self[name] != shipped[name]}
        if adopt and not self.missing_since:
            values["active"] = self.active or shipped["active"]
        if self.info_url != self._default_info_url():
            # A page that a person entered stays.
            values["info_url"] = self.info_url
        self.write(values)


def _values(row):
    """Return a row of the file as values of a product; 0 is no limit."""
    return {
        **{name: row[name] for name in FACTS if name not in NUMBERS},
        **{name: int(row[name] or 0) for name in ("code", *NUMBERS)},
        "price": float(row["price"]),
        "active": row["active"] == "1",
    }
