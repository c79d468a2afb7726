from odoo import SUPERUSER_ID
from odoo.tests import tagged
from odoo.tools import convert_file

from .common import InternetmarkeCommon

GROSS, MAXI, REGISTERED = (f"internetmarke.product_{code}" for code in (21, 31, 1002))


@tagged("post_install", "-at_install")
class TestShippedProducts(InternetmarkeCommon):
    """An update of the addon brings its products along; a person's choices stay."""

    def _update(self):
        self.env.flush_all()
        file = "data/internetmarke_product_data.xml"
        root = self.env(user=SUPERUSER_ID)
        convert_file(root, "internetmarke", file, {}, mode="update")
        self.env.invalidate_all()

    def _learn_first(self, xml_id):
        """Return the product as if the Post's list had named it before the addon."""
        product = self.env.ref(xml_id)
        self.env["ir.model.data"].search(
            [("model", "=", product._name), ("res_id", "=", product.id)]
        ).unlink()
        learned = {"post_name": "Großbrief GK", "category": "other", "active": False}
        product.sudo().write({**learned, "price": 1.85, "max_weight": 0})
        return product

    def test_what_odoo_learned_first_becomes_the_addons(self):
        product = self._learn_first(GROSS)
        self._update()
        self.assertEqual(self.env.ref(GROSS), product)
        self.assertEqual((product.name, product.category), ("Großbrief", "brief"))
        self.assertEqual((product.max_weight, product.price), (500, 1.85))
        self.assertTrue(product.active, "nobody has archived it")
        self._update()
        self.assertEqual(self.env.ref(GROSS), product)

    def test_facts_are_corrected_and_choices_kept(self):
        product = self.env.ref(REGISTERED)
        facts = {"max_weight": 2, "min_width": 0, "service": "none"}
        facts |= {"post_name": "Brief"}
        product.sudo().write({**facts, "category": "other", "destination": "national"})
        choices = {
            "active": False,
            "is_favorite": True,
            "sequence": 3,
            "info_url": "https://example.com/brief",
            "price": 3.5,
        }
        product.sudo().write(choices)
        self._update()
        self.assertEqual(
            (product.name, product.service, product.category),
            ("Standardbrief + Einschreiben Einwurf", "einwurf", "brief"),
        )
        self.assertEqual((product.max_weight, product.min_width), (20, 90))
        for name, value in choices.items():
            self.assertEqual(product[name], value, name)

    def test_the_information_page_follows_a_corrected_service(self):
        product = self.env.ref(REGISTERED)
        right = product.info_url
        product.sudo().service = "none"
        self.env.flush_all()
        self.assertNotEqual(product.info_url, right)
        self._update()
        self.assertEqual(product.info_url, right)

    def test_a_product_that_is_not_there_yet_comes(self):
        maxi = self.env.ref(MAXI)
        code = maxi.code
        maxi.sudo().code = 990031
        self._update()
        self.assertEqual(self.env.ref(MAXI).code, code)
        self.assertEqual(self.env.ref(MAXI).price_ids.mapped("price"), [2.9])

    def test_the_list_does_not_change_names(self):
        self.env["internetmarke.product"]._refresh_prices(self.company)
        self.assertEqual(
            self.env.ref(REGISTERED).name, "Standardbrief + Einschreiben Einwurf"
        )

    def test_an_update_does_not_delete_the_products(self):
        """Odoo deletes what an update does not name, unless it says ``noupdate``."""
        self._update()
        rows = self.env["ir.model.data"].search(
            [("module", "=", "internetmarke"), ("model", "=", "internetmarke.product")]
        )
        self.assertTrue(rows)
        self.assertTrue(all(rows.mapped("noupdate")))
