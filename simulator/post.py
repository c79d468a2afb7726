"""A Post of our own: one WSGI application for all its services.

    post = Post("post.sqlite")
    with serve(post) as address:
        ...  # a client talks to address.url with post.credentials

Nothing is kept in the object but the file's path, so any number of objects, threads and
processes may serve the same file, also one after the other.
"""

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from . import catalogue, control, documents, faults, wallets
from .disturbance import disturbed, json_response, refusal_response
from .errors import Refusal, documented
from .ledger import ledger
from .products_api import product_list
from .service import Service
from .settings import Settings
from .state import LARGEST_SEED, State, start_numbers, store_setting, stored_settings

API_PATH = "/post/de/shipping/im/v1"
PRODUCTS_PATH = "/post/de/information/products/v1/products"
LARGEST_BODY = 5_000_000  # bytes


def _rules() -> Iterable[Rule]:
    routes = (
        ("GET", f"{API_PATH}/", "version"),
        ("POST", f"{API_PATH}/user", "login"),
        ("GET", f"{API_PATH}/user/profile", "profile"),
        ("PUT", f"{API_PATH}/app/wallet", "charge"),
        ("GET", f"{API_PATH}/app/catalog", "catalog"),
        ("POST", f"{API_PATH}/app/shoppingcart", "create_order"),
        ("POST", f"{API_PATH}/app/shoppingcart/pdf", "checkout"),
        ("POST", f"{API_PATH}/app/shoppingcart/png", "checkout_png"),
        ("GET", f"{API_PATH}/app/shoppingcart/<shop_order_id>", "find_order"),
        ("POST", f"{API_PATH}/app/retoure", "request_refund"),
        ("GET", f"{API_PATH}/app/retoure", "refund_states"),
        ("GET", f"{documents.PATH}/document", "document"),
        ("GET", f"{documents.PATH}/manifest", "manifest"),
        ("GET", PRODUCTS_PATH, "products"),
    )
    for method, path, call in routes:
        yield Rule(path, endpoint=call, methods=[method], strict_slashes=False)


ROUTES = Map([*_rules(), *control.rules()])


@dataclass(frozen=True)
class Credentials:
    """What a client needs to log in; all of it is made up."""

    client_id: str
    client_secret: str = field(repr=False)
    username: str
    password: str = field(repr=False)


class Post:
    """The simulated Post over the state file `state_path`.

    A new file gets one released wallet with `balance` cents. `settings` are those of
    `settings.Settings`; what is given is remembered in the file. `seed` (0 to
    `LARGEST_SEED`, by default random) parts the Frankier-IDs and order numbers of a
    new file from those of other files; an existing file keeps its own. `clock` gives
    the time in Unix seconds.
    """

    def __init__(
        self,
        state_path: str | Path,
        *,
        balance: int = 100_00,
        seed: int | None = None,
        clock: Callable[[], float] = time.time,
        **settings: Any,
    ):
        self.state = State(state_path)
        self.clock = clock
        self.change_settings(**settings)
        chosen = self.settings
        with self.state.writing() as connection:
            known = connection.execute(
                "SELECT 1 FROM wallet WHERE username = ?", (chosen.username,)
            ).fetchone()
            if known is None:
                if seed is None:
                    seed = secrets.randbelow(LARGEST_SEED + 1)
                start_numbers(connection, seed)
                wallets.open_wallet(
                    connection, chosen.username, chosen.password, balance
                )

    @property
    def settings(self) -> Settings:
        """The settings as they are in the file now."""
        with self.state.reading() as connection:
            return Settings(**stored_settings(connection))

    @property
    def credentials(self) -> Credentials:
        """The credentials of the app and of the first wallet, as they are now."""
        settings = self.settings
        with self.state.reading() as connection:
            password = connection.execute(
                "SELECT password FROM wallet WHERE username = ?", (settings.username,)
            ).fetchone()["password"]
        return Credentials(
            settings.client_id, settings.client_secret, settings.username, password
        )

    def change_settings(self, **changes: Any) -> None:
        """Change settings for everybody who serves this file.

        Raises TypeError for an unknown name, ValueError for a wrong value.
        """
        with self.state.writing() as connection:
            Settings(**(stored_settings(connection) | changes))
            for name, value in changes.items():
                store_setting(connection, name, value)

    def open_wallet(self, username: str, password: str, balance: int) -> None:
        """A further released wallet with `balance` cents."""
        with self.state.writing() as connection:
            wallets.open_wallet(connection, username, password, balance)

    def change_wallet(self, username: str | None = None, /, **changes: Any) -> None:
        """Change the first wallet or the one named; see `wallets.change_wallet`."""
        username = username or self.settings.username
        with self.state.writing() as connection:
            wallets.change_wallet(connection, username, **changes)

    def misbehave(self, call: str, fault: str, times: int = 1, **options: Any) -> None:
        """Let a call go wrong `times` times (-1: always); see `faults.py`.

        Raises ValueError for an unknown call, fault or option.
        """
        with self.state.writing() as connection:
            faults.add_fault(connection, call, fault, times, options)

    def behave(self) -> None:
        """Forget all faults that still wait."""
        with self.state.writing() as connection:
            faults.clear_faults(connection)

    def pending_faults(self) -> list[dict[str, Any]]:
        """The faults that still wait."""
        with self.state.reading() as connection:
            return faults.pending_faults(connection)

    def prices(self) -> dict[int, int]:
        """The prices in cents of all products on sale, by code."""
        with self.state.reading() as connection:
            sold = catalogue.products(connection)
        return {code: price for code, (_, price) in sold.items()}

    def set_prices(self, prices: dict[int, int | None]) -> None:
        """New prices in cents by code; None takes a product out of sale."""
        with self.state.writing() as connection:
            catalogue.set_prices(connection, prices)

    def agree_prices(self, username: str, prices: dict[int, int | None]) -> None:
        """Prices in cents by code that only this wallet pays; None: no more."""
        with self.state.writing() as connection:
            catalogue.agree_prices(connection, username, prices)

    def use_stamp(self, voucher_id: str) -> None:
        """The letter was posted: this stamp is not refunded any more."""
        with self.state.writing() as connection:
            found = connection.execute(
                "UPDATE stamp SET used = 1 WHERE voucher_id = ?", (voucher_id,)
            )
            if not found.rowcount:
                raise KeyError(voucher_id)

    def ledger(self) -> dict[str, Any]:
        """The Post's books; see `ledger.py`."""
        with self.state.reading() as connection:
            return ledger(connection)

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        request = Request(environ)
        request.max_content_length = LARGEST_BODY
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        try:
            call, values = ROUTES.bind_to_environ(request.environ).match()
            if callable(call):
                return control.answer(self, call, request, values)
            return self._answer_call(request, call, values)
        except HTTPException as error:
            text = error.description or ""
            refusal = documented(error.code or 500, error.name, text)
            return refusal_response(refusal)

    def _answer_call(
        self, request: Request, call: str, values: dict[str, Any]
    ) -> Response:
        # Read first, before any lock or wait: the request counts even if the client
        # gives up.
        request.get_data()
        with self.state.writing() as connection:
            connection.execute(
                "INSERT INTO call (name, count) VALUES (?, 1)"
                " ON CONFLICT (name) DO UPDATE SET count = count + 1",
                (call,),
            )
            fault = faults.take_fault(connection, call)
            if fault and fault.name == "expired_token":
                _, _, token = request.headers.get("Authorization", "").partition(" ")
                wallets.forget_token(connection, token)
            if fault and fault.name == "new_prices":
                catalogue.raise_prices(connection, fault.options["cents"])
        act = partial(self._act, request, call, values, fault)
        answer = disturbed(request, fault, act) if fault else None
        return answer or act()

    def _act(
        self,
        request: Request,
        call: str,
        values: dict[str, Any],
        fault: faults.Fault | None,
    ) -> Response:
        """Do what the request asks for."""
        now = self.clock()
        try:
            if call in ("document", "manifest"):
                return documents.document(self.state, request, call, fault, now)
            settings = self.settings
            if call == "products":
                with self.state.reading() as connection:
                    body = product_list(connection, request, settings, now)
            else:
                body = getattr(Service(self.state, settings, now), call)(
                    request, **values
                )
        except Refusal as refusal:
            return refusal_response(refusal)
        return json_response(body)
