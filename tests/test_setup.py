import json
from ast import literal_eval

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import InternetmarkeCommon

LOGIN = ("username", "password", "client_id", "client_secret")
SECRETS = {"internetmarke_password", "internetmarke_client_secret"}


@tagged("post_install", "-at_install")
class TestSetup(InternetmarkeCommon):
    """The first set-up, from nothing to the first letter."""

    def setUp(self):
        super().setUp()
        self.values = {
            f"internetmarke_{name}": getattr(self.post.credentials, name)
            for name in LOGIN
        }
        self.company.write(
            {"internetmarke_enabled": False, **dict.fromkeys(self.values, False)}
        )

    def _open(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["internetmarke.setup"].create({})

    def _logins(self):
        return self.post.ledger()["calls"].get("login", 0)

    def test_the_window_opens_at_the_step_that_is_next(self):
        wizard = self._open()
        self.assertEqual(wizard.step, "start")
        wizard.action_begin()
        self.assertEqual(wizard.step, "application")
        with self.assertRaisesRegex(UserError, "application secret"):
            wizard.action_use_key()
        wizard.internetmarke_client_id = self.values["internetmarke_client_id"]
        self.assertEqual(self._open().step, "application", "the secret is missing")
        wizard.internetmarke_client_secret = self.values["internetmarke_client_secret"]
        wizard.action_use_key()
        self.assertEqual(wizard.step, "login")
        wizard = self._open()
        self.assertEqual(wizard.step, "login", "closed and opened again")
        self.assertTrue(wizard.secret_known)
        names = ("internetmarke_username", "internetmarke_password")
        wizard.write({name: self.values[name] for name in names})
        self.assertEqual(self._open().step, "login", "not tested yet")
        self.assertFalse(self.company.internetmarke_enabled)
        logins = self._logins()
        wizard.action_test()
        self.env.invalidate_all()
        self.assertEqual(self._logins(), logins + 1)
        self.assertEqual(wizard.step, "ready")
        self.assertTrue(self.company.internetmarke_enabled)
        self.assertIn("100.00", wizard.balance)
        wizard = self._open()
        self.assertEqual(wizard.step, "ready")
        wizard.action_back()
        self.assertEqual(wizard.step, "login")

    def test_the_key_of_the_database_is_enough(self):
        param = self.env["ir.config_parameter"].sudo()
        for name in ("client_id", "client_secret"):
            key = f"internetmarke.{name}"
            param.set_param(key, self.values[f"internetmarke_{name}"])
        wizard = self._open()
        self.assertEqual(wizard.step, "start", "nobody has begun here")
        wizard.action_begin()
        self.assertTrue(wizard.key_is_shared)
        wizard.action_use_key()
        self.assertEqual(wizard.step, "login")

    def test_password_and_secret_only_go_in(self):
        spec = {name: {} for name in self.values}
        model = self.env["internetmarke.setup"]
        [new] = model.web_save(self.values, spec)
        wizard = model.browse(new["id"])
        shown = [
            new,
            *wizard.web_save(self.values, spec),
            *wizard.read(list(self.values)),
            *wizard.export_data([*self.values])["datas"],
            *wizard.copy_data(),
            model.default_get([*self.values]),
            model.onchange({}, [], spec),
            self.env["res.config.settings"].create({}).read(),
        ]
        text = json.dumps(shown, default=str)
        self.assertIn(self.values["internetmarke_username"], text)
        for name in SECRETS:
            self.assertNotIn(self.values[name], text)
            self.assertEqual(self.company[name], self.values[name])
            self.assertFalse(model._fields[name].store)
        wizard.write(dict.fromkeys(SECRETS, False))
        for name in SECRETS:
            self.assertEqual(self.company[name], self.values[name], "kept")

    @mute_logger("odoo.addons.internetmarke.api.transport")
    def test_a_refused_test_is_one_login_and_told_first(self):
        self.company.write({**self.values, "internetmarke_password": "wrong"})
        wizard = self._open()
        logins = self._logins()
        wizard.action_test()
        self.env.invalidate_all()
        self.assertEqual(self._logins(), logins + 1)
        self.assertIn("Geschäftsanwendungen", wizard.problem)
        self.assertFalse(wizard.stop_testing)
        self.assertFalse(self.company.internetmarke_enabled)
        overview = self.env["internetmarke.overview"].with_user(self.clerk)
        overview = overview.browse(overview.action_open()["res_id"])
        self.assertTrue(overview.login_refused)
        self.assertFalse(overview.all_well)
        self.assertIn(self.env.user.name, overview.administrators)
        self.assertEqual(self._open().step, "login")
        wizard.action_test()
        self.assertTrue(wizard.stop_testing, "a third one may lock the Portokasse")
        wizard.internetmarke_password = self.values["internetmarke_password"]
        wizard.action_test()
        self.env.invalidate_all()
        self.assertEqual((wizard.step, wizard.problem), ("ready", False))
        self.assertFalse(self.company.internetmarke_login_refused)

    def test_the_demo_ends_with_a_franked_letter(self):
        calls = self.post.ledger()["calls"]
        wizard = self._open()
        wizard.action_try_demo()
        self.assertEqual(wizard.step, "ready")
        self.assertEqual(self._open().step, "ready")
        action = wizard.action_frank_sample()
        frank = self.env[action["res_model"]].with_context(**action["context"])
        frank = Form(frank).save()
        self.assertEqual(frank.product_id, self.standard)
        self.assertFalse(frank.window_problem or frank.document_problem)
        self.env.flush_all()
        frank.action_buy_and_frank()
        letter = self.env["internetmarke.letter"].search([], limit=1)
        self.assertEqual(
            (letter.state, letter.environment, letter.partner_id, letter.medium),
            ("franked", "demo", self.company.partner_id, "window"),
        )
        self.assertTrue(letter._contents()[0])
        self.assertEqual(self.post.ledger()["calls"], calls, "another Post was asked")
        wizard.action_begin()
        self.assertEqual(self.company.internetmarke_environment, "production")

    def test_only_administrators_set_up(self):
        wizard = self._open()
        model = self.env["internetmarke.setup"]
        for user in (self.clerk, self.buyer, self.accountant):
            with self.assertRaises(AccessError):
                model.with_user(user).create(self.values)
            with self.assertRaises(AccessError):
                wizard.with_user(user).action_test()
        self.assertFalse(self.company.internetmarke_username)

    def test_where_it_is_off_nobody_buys(self):
        for name in ("buy", "topup"):
            action = self.env.ref(f"internetmarke.internetmarke_{name}_action").sudo()
            window = self.env[action.res_model].with_context(
                **literal_eval(action.context)
            )
            with self.assertRaises(RedirectWarning):
                Form(window)
            with self.assertRaisesRegex(UserError, self.env.user.name):
                Form(window.with_user(self.buyer))
