"""Wallets (Portokassen): login, tokens and charging."""

import secrets
from base64 import b64encode
from dataclasses import dataclass
from sqlite3 import Connection, Row

from .errors import documented, invalid, login_failed, refused, token_refused
from .settings import Settings
from .state import next_number, next_shop_order_id

FIRST_SERIAL = 0xFE000001
CHANGEABLE = ("password", "state", "payment_allowed", "charge_quota")


@dataclass(frozen=True)
class Login:
    """An accepted login; `wallet_balance` in cents, `expires_in` in seconds."""

    token: str
    wallet_balance: int
    customer: str
    expires_in: int


def open_wallet(
    connection: Connection, username: str, password: str, balance: int
) -> None:
    """Create a released wallet with `balance` cents."""
    number = next_number(connection, "wallet", 1)
    connection.execute(
        "INSERT INTO wallet"
        " (username, password, serial, customer, initial_balance, balance)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            username,
            password,
            f"A0{FIRST_SERIAL + number - 1:08X}",
            f"MUSTER-{number:04d}",
            balance,
            balance,
        ),
    )


def change_wallet(connection: Connection, username: str, **changes: object) -> None:
    """Set `password`, `state`, `payment_allowed` or `charge_quota` (cents or None).

    Raises KeyError for an unknown wallet or another name, and
    sqlite3.IntegrityError for an unknown state.
    """
    _wallet(connection, username)
    for name, value in changes.items():
        if name not in CHANGEABLE:
            raise KeyError(name)
        connection.execute(
            f"UPDATE wallet SET {name} = ? WHERE username = ?", (value, username)
        )


def log_in(
    connection: Connection,
    username: str,
    password: str,
    settings: Settings,
    now: float,
) -> Login | None:
    """Return a new token, or None when the login fails.

    The failed login of a wallet that has not released the app is stored as its request
    for release. So the caller must commit in both cases.
    """
    wallet = connection.execute(
        "SELECT * FROM wallet WHERE username = ? AND password = ?",
        (username, password),
    ).fetchone()
    if wallet is None or wallet["state"] == "locked":
        return None
    if wallet["state"] == "unreleased":
        connection.execute(
            "UPDATE wallet SET release_requested = 1 WHERE username = ?", (username,)
        )
        return None
    token = b64encode(secrets.token_bytes(32)).decode("ascii")
    connection.execute("DELETE FROM token WHERE expires <= ?", (now,))
    connection.execute(
        "INSERT INTO token (token, username, expires) VALUES (?, ?, ?)",
        (token, username, now + settings.token_lifetime),
    )
    return Login(token, wallet["balance"], wallet["customer"], settings.token_lifetime)


def wallet_of(connection: Connection, authorization: str | None, now: float) -> Row:
    """The wallet that the header `Authorization` stands for.

    Raises Refusal: 400 without the header (OpenAPI 1.30), 401 for a token that is
    unknown or expired or whose wallet is no longer released.
    """
    if not authorization:
        raise documented(
            400, "Bad Request", "The request header 'Authorization' is not present."
        )
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise token_refused()
    wallet = connection.execute(
        "SELECT wallet.* FROM wallet JOIN token USING (username)"
        " WHERE token = ? AND expires > ?",
        (token.strip(), now),
    ).fetchone()
    if wallet is None:
        raise token_refused()
    if wallet["state"] != "released":
        raise login_failed()
    return wallet


def forget_token(connection: Connection, token: str) -> None:
    """Make a token invalid, like an expired one."""
    connection.execute("DELETE FROM token WHERE token = ?", (token,))


def charge(
    connection: Connection, wallet: Row, amount: int, settings: Settings, now: float
) -> tuple[str, int]:
    """Put `amount` cents into the wallet: the new order number and balance.

    Raises Refusal: below the minimum, over the wallet's quota (sum of all charges), or
    without a means of payment that may be debited.
    """
    serial = wallet["serial"]
    trouble = f"Error while processing charging request for serialnumber '{serial}'"
    if amount < settings.minimum_charge:
        raise invalid(
            "chargeWallet.amount: must be greater than or equal to"
            f" {settings.minimum_charge}"
        )
    if not wallet["payment_allowed"]:
        raise refused("forbiddenPaymentMethod", trouble)
    charged = connection.execute(
        "SELECT coalesce(sum(amount), 0) FROM charge WHERE username = ?",
        (wallet["username"],),
    ).fetchone()[0]
    quota = wallet["charge_quota"]
    if quota is not None and charged + amount > quota:
        raise refused("quotaExceeded", trouble)
    shop_order_id = next_shop_order_id(connection)
    connection.execute(
        "INSERT INTO charge (shop_order_id, username, amount, created)"
        " VALUES (?, ?, ?, ?)",
        (shop_order_id, wallet["username"], amount, now),
    )
    return shop_order_id, credit(connection, wallet["username"], amount)


def credit(connection: Connection, username: str, amount: int) -> int:
    """Add cents (negative: take); the new balance."""
    connection.execute(
        "UPDATE wallet SET balance = balance + ? WHERE username = ?",
        (amount, username),
    )
    return _wallet(connection, username)["balance"]


def _wallet(connection: Connection, username: str) -> Row:
    wallet = connection.execute(
        "SELECT * FROM wallet WHERE username = ?", (username,)
    ).fetchone()
    if wallet is None:
        raise KeyError(username)
    return wallet
