from odoo.tests import tagged
from odoo.tools import mute_logger

from .attack import AttackCase

FORGED = {
    "internetmarke_enabled": True,
    "internetmarke_environment": "demo",
    "internetmarke_balance": 5000.0,
    "internetmarke_balance_date": "2020-01-01 00:00:00",
}


@tagged("post_install", "-at_install")
class TestAttackCompanies(AttackCase):
    """Who manages users may create companies, but not set up Internetmarke in them."""

    def setUp(self):
        super().setUp()
        # A company is a contact, too; who sees the balance could forge it.
        for group in ("base.group_partner_manager", "account.group_account_invoice"):
            self.users["usermanager"].group_ids += self.env.ref(group)

    def _assert_plain(self, company):
        self.env.invalidate_all()
        self.assertRecordValues(
            company.sudo(),
            [
                {
                    "create_uid": self.users["usermanager"].id,
                    **dict.fromkeys(FORGED, False),
                    "internetmarke_environment": "production",
                    "internetmarke_balance": 0.0,
                    "internetmarke_currency_id": self.env.ref("base.EUR").id,
                }
            ],
        )

    def test_defaults_in_the_context_set_up_nothing(self):
        self.log_in("usermanager")
        forged = {f"default_{name}": value for name, value in FORGED.items()}
        forged["default_internetmarke_currency_id"] = self.env.ref("base.USD").id
        _text, error = self.rpc(
            "res.company", "create", [[{"name": "Neue GmbH"}]], {"context": forged}
        )
        self.assertFalse(error)
        self._assert_plain(self.env["res.company"].search([("name", "=", "Neue GmbH")]))

    def test_stored_defaults_set_up_nothing(self):
        defaults = self.env["ir.default"].with_user(self.users["usermanager"])
        defaults.set("res.company", "internetmarke_enabled", True, user_id=True)
        defaults.set("res.company", "internetmarke_balance", 5000.0, user_id=True)
        self.log_in("usermanager")
        _text, error = self.rpc("res.company", "create", [[{"name": "Neue GmbH"}]])
        self.assertFalse(error)
        self._assert_plain(self.env["res.company"].search([("name", "=", "Neue GmbH")]))

    @mute_logger("odoo.http")
    def test_an_administrator_still_names_them(self):
        self.log_in("usermanager")
        values = {"name": "Neue GmbH", "internetmarke_enabled": True}
        _text, error = self.rpc("res.company", "create", [[values]])
        self.assertTrue(error)
        self.log_in("administrator")
        _text, error = self.rpc("res.company", "create", [[values]])
        self.assertFalse(error)
        company = self.env["res.company"].search([("name", "=", "Neue GmbH")])
        self.assertTrue(company.internetmarke_enabled)
