"""An attacker's tools: every door of the web server, opened as each kind of user."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user

from ..api import tokens
from .common import InternetmarkeCommon

USERS = {
    "portal": "base.group_portal",
    "employee": "base.group_user",
    "clerk": "account.group_account_invoice",
    "accountant": "account.group_account_readonly",
    "buyer": "internetmarke.group_buyer",
    "stranger": "internetmarke.group_buyer",
    "usermanager": "base.group_user,base.group_erp_manager",
    "administrator": "base.group_system",
}
PUBLIC = "public"
# What a refusal writes into the log.
NOISE = (
    "odoo.http",
    "odoo.models",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.rpc.controllers.jsonrpc",
    "odoo.sql_db",
)


class AttackCase(InternetmarkeCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._other_company()
        cls.users = {"clerk": cls.clerk, "accountant": cls.accountant}
        cls.users["buyer"] = cls.buyer
        for login, groups in USERS.items():
            if login in cls.users:
                continue
            company = cls.other if login == "stranger" else cls.company
            cls.users[login] = new_test_user(
                cls.env,
                login=login,
                groups=groups,
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
        cls.passwords = {}
        for login, user in cls.users.items():
            cls.passwords[login] = user.password = f"{login}-Passwort-1"

    def secrets(self):
        """Return what nobody but an administrator may get to see, as text."""
        credentials = self.post.credentials
        held = [account._held for account in tokens._accounts.values()]
        return [
            credentials.username,
            credentials.password,
            credentials.client_id,
            credentials.client_secret,
            self.company.sudo()._internetmarke_account(),
            *(token for token, *_times in filter(None, held)),
        ]

    def log_in(self, login):
        if login == PUBLIC:
            self.authenticate(None, None)
        else:
            self.authenticate(login, self.passwords[login])

    def rpc(self, model, method, args=(), kwargs=None, door="call_kw"):
        """Call a method as who is logged in; return the answer's text and error."""
        params = {
            "model": model,
            "method": method,
            "args": args,
            "kwargs": kwargs or {},
        }
        response = self.url_open(
            f"/web/dataset/{door}/{model}/{method}",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=60,
        )
        return self._answer(response)

    def json2(self, login, model, method, ids=(), **arguments):
        user = self.users[login]
        keys = self.env["res.users.apikeys"].with_user(user)
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        key = keys._generate("rpc", "attack", tomorrow)
        response = self.url_open(
            f"/json/2/{model}/{method}",
            json={"ids": list(ids), **arguments} if ids else arguments,
            headers={"Authorization": f"bearer {key}"},
            timeout=60,
        )
        return self._answer(response)

    def jsonrpc(self, login, model, method, args=(), kwargs=None):
        user, password = self.users[login], self.passwords[login]
        call = (self.env.cr.dbname, user.id, password, model, method, args, kwargs)
        params = {"service": "object", "method": "execute_kw", "args": call}
        response = self.url_open(
            "/jsonrpc", json={"jsonrpc": "2.0", "params": params}, timeout=60
        )
        return self._answer(response)

    def _answer(self, response):
        text = response.text
        try:
            data = response.json()
        except json.JSONDecodeError:
            return text, f"status {response.status_code}"
        error = data.get("error") if isinstance(data, dict) else None
        if not error and response.status_code >= 400:
            error = data
        return text, error
