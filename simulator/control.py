"""The switches of the simulator over HTTP, below /simulator/ (not part of the Post).

GET ledger; GET, POST, DELETE faults; GET, PUT prices and settings; POST wallets,
PUT wallets/USERNAME and wallets/USERNAME/prices; POST stamps/VOUCHER_ID/use. Bodies
and answers are JSON. A wrong request is answered with 400 and `error`.
"""

import sqlite3
from typing import Any

from werkzeug.exceptions import BadRequest
from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from .disturbance import json_response

ROOT = "/simulator"


def rules() -> list[Rule]:
    """The routes; each endpoint is a function of this file."""
    routes = (
        ("GET", "/ledger", get_ledger),
        ("GET", "/faults", get_faults),
        ("POST", "/faults", post_fault),
        ("DELETE", "/faults", delete_faults),
        ("GET", "/prices", get_prices),
        ("PUT", "/prices", put_prices),
        ("GET", "/settings", get_settings),
        ("PUT", "/settings", put_settings),
        ("POST", "/wallets", post_wallet),
        ("PUT", "/wallets/<username>", put_wallet),
        ("PUT", "/wallets/<username>/prices", put_agreed_prices),
        ("POST", "/stamps/<voucher_id>/use", use_stamp),
    )
    return [
        Rule(ROOT + path, endpoint=endpoint, methods=[method])
        for method, path, endpoint in routes
    ]


def answer(post, endpoint: Any, request: Request, values: dict) -> Response:
    """Run one switch."""
    try:
        return json_response(endpoint(post, request, **values))
    except (KeyError, TypeError, ValueError, sqlite3.IntegrityError, BadRequest) as no:
        return json_response({"error": f"{type(no).__name__}: {no}"}, 400)


def get_ledger(post, request: Request) -> Any:
    return post.ledger()


def get_faults(post, request: Request) -> Any:
    return post.pending_faults()


def post_fault(post, request: Request) -> Any:
    """Body: call, fault, times (1), and the fault's options."""
    post.misbehave(**request.get_json())
    return post.pending_faults()


def delete_faults(post, request: Request) -> Any:
    post.behave()
    return post.pending_faults()


def get_prices(post, request: Request) -> Any:
    return post.prices()


def put_prices(post, request: Request) -> Any:
    """Body: cents by product code; null takes a product out of sale."""
    post.set_prices({int(code): cents for code, cents in request.get_json().items()})
    return post.prices()


def get_settings(post, request: Request) -> Any:
    return vars(post.settings)


def put_settings(post, request: Request) -> Any:
    post.change_settings(**request.get_json())
    return vars(post.settings)


def post_wallet(post, request: Request) -> Any:
    """Body: username, password, balance in cents."""
    post.open_wallet(**request.get_json())
    return post.ledger()["wallets"]


def put_wallet(post, request: Request, username: str) -> Any:
    """Body: password, state, payment_allowed, charge_quota; each optional."""
    post.change_wallet(username, **request.get_json())
    return post.ledger()["wallets"]


def put_agreed_prices(post, request: Request, username: str) -> Any:
    """Body: cents by product code, for this wallet alone; null: no more."""
    prices = request.get_json().items()
    post.agree_prices(username, {int(code): cents for code, cents in prices})
    return {}


def use_stamp(post, request: Request, voucher_id: str) -> Any:
    post.use_stamp(voucher_id)
    return {}
