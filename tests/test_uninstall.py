from odoo.tests import Form, tagged

from ..hooks import _forget_sending_method
from .common import InternetmarkeCommon


@tagged("post_install", "-at_install")
class TestUninstall(InternetmarkeCommon):
    """What Odoo's dialog tells; the uninstall itself is in script/test --upgrade."""

    def _told(self, name="internetmarke"):
        module = self.env["ir.module.module"].search([("name", "=", name)])
        wizard = self.env["base.module.uninstall"].with_context(
            default_module_ids=module.ids
        )
        return Form(wizard).internetmarke_losses

    def test_unused_stamps_are_told(self):
        self.assertFalse(self._told())
        self._buy({self.standard: 1})
        self.assertIn("one unused stamp worth 0.95\xa0€", self._told())
        order = self._buy({self.kompakt: 2})
        self.assertIn("3 unused stamps worth 3.15\xa0€", self._told())
        order.stamp_ids[0].sudo().state = "used"
        self.assertIn("2 unused stamps worth 2.05\xa0€", self._told())

    def test_letters_that_are_not_printed_are_told(self):
        self._buy({self.standard: 2})
        letter = self._frank(self._printed_invoice())
        self.assertIn("One letter is franked but not printed", self._told())
        other = self._frank(self._printed_invoice())
        self.assertIn("2 letters are franked but not printed", self._told())
        for one in (letter, other):
            one.with_user(self.clerk).action_print()
        self.assertFalse(self._told())

    def test_what_a_module_below_takes_along_is_told(self):
        self._buy({self.standard: 1})
        self.assertIn("one unused stamp", self._told("l10n_din5008"))
        self.assertFalse(self._told("l10n_de"))

    def test_unsettled_purchases_are_told(self):
        self.post.misbehave("checkout", "dropped", acted=True)
        order = self._buy({self.standard: 1})
        self.assertEqual(order.state, "requested")
        self.assertIn(order.name, self._told())

    def test_nobody_gets_post_any_more(self):
        other = self._other_company()
        both = self.customer.with_company(other), self.customer
        for customer in both:
            customer.invoice_sending_method = "internetmarke"
        self.foreigner.invoice_sending_method = "internetmarke"
        self.foreigner.with_company(other).invoice_sending_method = "email"
        defaults = self.env["ir.default"]
        defaults.set("res.partner", "invoice_sending_method", "internetmarke")
        _forget_sending_method(self.env)
        self.assertFalse(any(one.invoice_sending_method for one in both))
        self.assertFalse(self.foreigner.invoice_sending_method)
        self.assertEqual(
            self.foreigner.with_company(other).invoice_sending_method, "email"
        )

    def test_play_money_is_not_told(self):
        self.company.internetmarke_environment = "demo"
        self._buy({self.standard: 1})
        self.assertFalse(self._told())
