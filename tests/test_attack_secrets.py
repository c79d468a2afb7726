from odoo.tests import tagged
from odoo.tools import mute_logger

from .attack import PUBLIC, USERS, AttackCase

FIELDS = [
    "internetmarke_username",
    "internetmarke_password",
    "internetmarke_client_id",
    "internetmarke_client_secret",
]
# Every way from another model to the company's secrets.
PATHS = {
    "res.company": "",
    "res.users": "company_ids.",
    "res.partner": "company_id.",
    "account.move": "company_id.",
    "internetmarke.order": "company_id.",
    "internetmarke.letter": "stamp_id.order_id.company_id.",
    "internetmarke.overview": "company_id.",
}
NOISE = ("odoo.http", "odoo.models", "odoo.addons.base.models.ir_rule", "odoo.sql_db")


@tagged("post_install", "-at_install")
class TestAttackSecrets(AttackCase):
    def setUp(self):
        super().setUp()
        self.order = self._buy({self.standard: 2})
        self.env.flush_all()

    def _reading_calls(self):
        """Every way of reading that there is by RPC: (model, method, args, kwargs)."""
        company = self.company.ids
        spec = {name: {} for name in FIELDS}
        paths = [f"company_id/{name}" for name in FIELDS]
        params = ["internetmarke.client_id", "internetmarke.client_secret"]
        order = self.order.ids
        hidden = ["confirmation_token", "account", "vouchers", "manifest_link"]
        yield "res.company", "read", [company, FIELDS], {}
        yield "res.company", "read", [company], {}
        yield "res.company", "web_read", [company, spec], {}
        yield "res.company", "search_read", [[], FIELDS], {}
        yield "res.company", "web_search_read", [[], spec], {}
        yield "res.company", "export_data", [company, FIELDS], {}
        yield "res.company", "copy_data", [company], {}
        yield "res.company", "default_get", [FIELDS], {}
        yield "res.company", "onchange", [company, {}, [], spec], {}
        yield "res.company", "onchange", [company, {}, FIELDS, spec], {}
        yield "res.company", "web_save", [company, {}, spec], {}
        yield "res.company", "mapped", [company, FIELDS[1]], {}
        for name in FIELDS:
            yield "res.company", "formatted_read_group", [[], [name], ["__count"]], {}
            yield "res.company", "web_read_group", [[], [name], ["__count"]], {}
            yield (
                "res.company",
                "formatted_read_group",
                [[], []],
                {"aggregates": [f"{name}:array_agg"]},
            )
            yield "res.company", "search_panel_select_range", [name], {}
        for model in ("res.users", "res.partner", "account.move"):
            nested = {"company_id": {"fields": spec}}
            yield model, "web_search_read", [[], nested], {"limit": 1}
            yield model, "export_data", [self.env[model].search([]).ids[:1], paths], {}
            yield model, "onchange", [[], {}, [], nested], {}
        nested = {"company_id": {"fields": spec}}
        yield "internetmarke.order", "web_read", [order, nested], {}
        yield "internetmarke.order", "read", [order], {}
        yield "internetmarke.order", "export_data", [order, [*hidden, *paths]], {}
        for name in hidden:
            yield "internetmarke.order", "read", [order, [name]], {}
            yield "internetmarke.order", "formatted_read_group", [[], [name], []], {}
        yield "res.config.settings", "default_get", [FIELDS], {}
        yield "res.config.settings", "onchange", [[], {}, [], spec], {}
        yield "res.config.settings", "create", [{}], {}
        yield "internetmarke.setup", "default_get", [FIELDS], {}
        yield "internetmarke.setup", "onchange", [[], {}, [], spec], {}
        yield "internetmarke.setup", "web_save", [[], {}, spec], {}
        for param in params:
            yield "ir.config_parameter", "get_param", [param], {}
        yield "ir.config_parameter", "search_read", [[]], {}
        yield (
            "mail.template",
            "create",
            [
                {
                    "name": "x",
                    "model_id": self.env["ir.model"]._get_id("res.company"),
                    "body_html": "<t t-out='object.internetmarke_password'/>",
                }
            ],
            {},
        )
        yield (
            "mail.compose.message",
            "create",
            [
                {
                    "model": "res.company",
                    "res_ids": str(company),
                    "body": "{{ object.internetmarke_password }}",
                }
            ],
            {},
        )

    @mute_logger(*NOISE)
    def test_no_way_of_reading_shows_a_secret(self):
        params = self.env["ir.config_parameter"].sudo()
        params.set_param("internetmarke.client_id", "Schlüssel-der-Datenbank")
        params.set_param("internetmarke.client_secret", "Geheimnis-der-Datenbank")
        secrets = [*self.secrets(), "Schl\\u00fcssel-der-Dat", "Geheimnis-der-Dat"]
        vouchers = self.order.stamp_ids.mapped("voucher_id")
        calls = list(self._reading_calls())
        for login in (PUBLIC, *USERS):
            if login == "administrator":
                continue
            self.log_in(login)
            for model, method, args, kwargs in calls:
                text, _error = self.rpc(model, method, args, kwargs)
                with self.subTest(user=login, call=f"{model}.{method}", args=args):
                    self.assertFalse([each for each in secrets if each in text])
                    if login not in ("clerk", "accountant", "buyer"):
                        self.assertFalse([each for each in vouchers if each in text])

    @mute_logger(*NOISE)
    def test_an_administrator_sees_them_so_the_test_can_fail(self):
        self.log_in("administrator")
        password = self.post.credentials.password
        seen = [
            f"{model}.{method}"
            for model, method, args, kwargs in self._reading_calls()
            if password in self.rpc(model, method, args, kwargs)[0]
        ]
        for method in ("read", "web_read", "search_read", "export_data", "web_save"):
            self.assertIn(f"res.company.{method}", seen)
        for model in ("res.config.settings", "internetmarke.setup"):
            self.assertFalse([call for call in seen if call.startswith(model)])

    @mute_logger(*NOISE)
    def test_no_domain_is_an_oracle(self):
        """A condition on a secret must be refused: its count would tell it."""
        password = self.post.credentials.password
        operators = [("=like", f"{password[:2]}%"), ("!=", False), (">", "a")]
        for login in ("employee", "clerk", "accountant", "buyer", "usermanager"):
            self.log_in(login)
            for model, path in PATHS.items():
                for operator, value in operators:
                    domain = [(f"{path}internetmarke_password", operator, value)]
                    for method in ("search_count", "search", "formatted_read_group"):
                        args = [domain, []][: 2 if method[0] == "f" else 1]
                        _text, error = self.rpc(model, method, args)
                        with self.subTest(user=login, domain=domain, method=method):
                            self.assertTrue(error)
            order = "internetmarke_password desc"
            _text, error = self.rpc("res.company", "search", [[]], {"order": order})
            self.assertTrue(error, f"{login} sorts by the password")
            inner = [("internetmarke_password", "!=", False)]
            for operator in ("any", "any!", "not any!"):
                domain = [("company_id", operator, inner)]
                _text, error = self.rpc("res.partner", "search_count", [domain])
                self.assertTrue(error, f"{login} {operator}")

    @mute_logger(*NOISE)
    def test_mail_templates_do_not_tell(self):
        """Who may write templates, renders them with no more than own rights."""
        password = "object.company_id.internetmarke_password"
        for login in ("employee", "clerk", "buyer", "accountant"):
            user = self.users[login]
            template = self.env["mail.template"].create(
                {
                    "name": "x",
                    "model_id": self.env["ir.model"]._get_id("res.partner"),
                    "body_html": f"<p t-out='{password}'/>",
                    "subject": "{{ " + password + " }}",
                }
            )
            self.customer.company_id = self.company
            self.env.flush_all()
            self.env.invalidate_all()
            for field in ("subject", "body_html"):
                try:
                    with self.cr.savepoint():
                        found = template.with_user(user)._render_field(
                            field, self.customer.ids
                        )
                except Exception as error:
                    found = str(error)
                self.assertNotIn(self.post.credentials.password, str(found))

    @mute_logger(*NOISE)
    def test_errors_show_nothing(self):
        """Tracebacks go to the browser of whoever caused them."""
        for login in ("clerk", "buyer", "administrator"):
            self.log_in(login)
            for model, method, args in (
                ("internetmarke.order", "action_resolve", [[self.order.id, "x"]]),
                ("internetmarke.buy", "create", [{"company_id": "x", "line_ids": 5}]),
                ("internetmarke.topup", "create", [{"amount": "\x00"}]),
                ("internetmarke.setup", "action_test", [["x"]]),
                (
                    "res.company",
                    "write",
                    [self.company.ids, {"internetmarke_password": "\x00geheim"}],
                ),
            ):
                text, error = self.rpc(model, method, args)
                self.assertTrue(error, f"{login} {model}.{method}")
                for secret in self.secrets():
                    self.assertNotIn(secret, text)

    def test_the_simulator_is_no_part_of_the_web_server(self):
        for login in (PUBLIC, "administrator"):
            self.log_in(login)
            for path in (
                "/post/de/shipping/im/v1/user",
                "/simulator",
                "/simulator/behave",
                "/control",
                "/internetmarke",
                "/internetmarke/static/../simulator/state.py",
                "/internetmarke/simulator/state.py",
            ):
                response = self.url_open(path, allow_redirects=False)
                self.assertEqual(response.status_code, 404, path)

    def test_our_only_route_leads_to_the_manual(self):
        rules = self.env["ir.http"].routing_map().iter_rules()
        ours = [
            rule.rule
            for rule in rules
            if "internetmarke" in getattr(rule.endpoint.func, "__module__", "")
        ]
        self.assertEqual(ours, ["/internetmarke/manual"])
        response = self.url_open(ours[0], allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])
