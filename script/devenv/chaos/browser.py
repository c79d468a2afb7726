"""What the web client does over HTTP, for one person who is logged in."""

from __future__ import annotations

from typing import Any

import requests

PATIENCE = 120  # seconds


class Told(Exception):
    """Odoo answered with an error. `to_person`: in words meant for a person."""

    def __init__(self, kind: str, message: str):
        super().__init__(f"{kind}: {message}")
        self.to_person = kind.startswith("odoo.exceptions.")


class NoAnswer(Exception):
    """The connection broke off: the web client says that it is lost."""


class Browser:
    """Not to be shared between threads."""

    def __init__(self, url: str, database: str, login: str, password: str):
        self.url = url
        self.session = requests.Session()
        self.credentials = {"db": database, "login": login, "password": password}
        self.log_in()

    def log_in(self) -> None:
        self._post("/web/session/authenticate", self.credentials)

    def stay_logged_in(self) -> None:
        """Log in again if Odoo has logged this person out. Raises Told, NoAnswer."""
        try:
            self.call("res.users", "search", [], limit=1)
        except Told:
            self.log_in()

    def call(
        self,
        model: str,
        method: str,
        *arguments: Any,
        headers: dict[str, str] | None = None,
        context: dict[str, Any] | None = None,
        **keywords: Any,
    ) -> Any:
        """Call a public method. Raises Told, NoAnswer."""
        parameters = {
            "model": model,
            "method": method,
            "args": arguments,
            "kwargs": {"context": context or {}, **keywords},
        }
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self._post(path, parameters, headers)

    def create(self, model: str, values: dict[str, Any], **context: Any) -> int:
        """Save a new record as a form does."""
        saved = self.call(
            model, "web_save", [], values, specification={}, context=context
        )
        return saved[0]["id"]

    def search(self, model: str, domain: list, **options: Any) -> list[int]:
        return self.call(model, "search", domain, **options)

    def _post(
        self, path: str, parameters: dict, headers: dict[str, str] | None = None
    ) -> Any:
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": parameters}
        try:
            answer = self.session.post(
                self.url + path, json=body, headers=headers, timeout=PATIENCE
            )
            content = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise NoAnswer(str(error)) from error
        if error := content.get("error"):
            data = error.get("data", {})
            raise Told(data.get("name", ""), data.get("message", str(error)))
        return content["result"]
