"""What a request brings besides its declared body: login form, query, raw JSON."""

import json
from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Request

from .errors import documented, gateway, invalid
from .fields import INT32, is_number
from .settings import Settings

LOGIN_FIELDS = ("grant_type", "client_id", "client_secret", "username", "password")


def login_form(request: Request) -> Mapping[str, str]:
    """The five fields of POST /user. Raises Refusal."""
    if request.mimetype != "application/x-www-form-urlencoded":
        raise invalid("Content-Type: must be application/x-www-form-urlencoded")
    form = request.form
    for name in LOGIN_FIELDS:
        if not form.get(name):
            raise invalid(f"{name}: must not be empty")
    if form["grant_type"] != "client_credentials":
        raise invalid("grant_type: must be client_credentials")
    if len(form["password"]) > 22:
        raise invalid("password: size must be between 1 and 22")
    return form


def check_application(form: Mapping[str, str], settings: Settings) -> None:
    """Refuse an application as the gateway does before the login (seen 2026)."""
    if form["client_id"] != settings.client_id:
        raise gateway(
            401, "Unauthorized", "API gateway says: Invalid client identifier"
        )
    if settings.app_state == "without_product":
        raise gateway(401, "Unauthorized", "Unauthorized for given resource.")
    if settings.app_state == "unknown_channel":
        raise gateway(400, "ERR_1000", "Invalid request. Unknown channel: muster")
    wrong_secret = form["client_secret"] != settings.client_secret
    if wrong_secret or settings.app_state == "pending":
        raise documented(
            500, "Internal Server Error", "Please contact support if it persists."
        )


def amount(query: Mapping[str, str]) -> int:
    """What to charge, in cents. Raises Refusal below 1."""
    text = query.get("amount", "")
    if not is_number(text) or int(text) > INT32:
        raise invalid("chargeWallet.amount: must be a positive int32")
    if int(text) < 1:
        raise invalid("chargeWallet.amount: must be greater than or equal to 1")
    return int(text)


def switch(query: Mapping[str, str], name: str) -> bool:
    """A boolean of the query; `True` works as well as `true` (seen 2025)."""
    value = query.get(name, "false").lower()
    if value not in ("true", "false"):
        raise invalid(f"{name}: must be true or false")
    return value == "true"


def json_body(request: Request) -> Any:
    """The body as JSON, not yet checked. Raises Refusal."""
    if request.mimetype != "application/json":
        raise invalid("Content-Type: must be application/json")
    try:
        return json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise invalid("JSON parse error: the request body is no JSON") from None
