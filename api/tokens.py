"""The tokens of this process: one login for an account and day, never two at once.

Threads that wait for a login do not repeat it when it fails: three wrong passwords in a
row may lock a Portokasse.
"""

from __future__ import annotations

import copy
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable

from .errors import InternetmarkeError, NotAuthorised
from .values import Credentials, Login

Ask = Callable[[], tuple[Login, str, int]]

_MARGIN = 60
# Seconds: a token of at most this age has not expired early.
FRESH_FOR = 600
_salt = secrets.token_bytes(32)
_lock = threading.Lock()
_accounts: dict[str, _Account] = {}


def account_key(credentials: Credentials, url: str) -> str:
    """A digest that tells accounts apart and tells nothing about them. A changed
    password is another account here, so no old token hides a wrong one."""
    parts = [
        url,
        credentials.client_id,
        credentials.client_secret,
        credentials.username,
        credentials.password,
    ]
    return hashlib.blake2b(json.dumps(parts).encode(), key=_salt).hexdigest()


def token_for(key: str, ask: Ask) -> str:
    """Return the account's token, asking for one if there is none.

    :raises InternetmarkeError: what `ask` raised, here or in the thread waited for
    """
    return _account(key).token(ask)


def fresh_login(key: str, ask: Ask) -> Login:
    """Ask in any case, and keep the new token."""
    return _account(key).login(ask)


def drop_token(key: str, token: str, *, min_age: float = 0) -> bool:
    """Forget `token`, unless it has been replaced already or is too young.

    :param min_age: seconds
    :return: whether it was forgotten
    """
    return _account(key).drop(token, min_age)


def reset_tokens() -> None:
    """Forget all tokens of this process."""
    with _lock:
        _accounts.clear()


def _account(key: str) -> _Account:
    with _lock:
        return _accounts.setdefault(key, _Account())


class _Account:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        # The token, and the times between which it is valid.
        self._held: tuple[str, float, float] | None = None
        self._attempts = 0
        self._failure: InternetmarkeError | None = None

    def token(self, ask: Ask) -> str:
        seen = self._attempts
        if token := self._valid():
            return token
        with self._lock:
            self._share_failure(seen)
            return self._valid() or self._renew(ask)[1]

    def login(self, ask: Ask) -> Login:
        seen = self._attempts
        with self._lock:
            self._share_failure(seen)
            return self._renew(ask)[0]

    def drop(self, token: str, min_age: float) -> bool:
        with self._lock:
            if not self._held or self._held[0] != token:
                return False
            if time.monotonic() - self._held[1] < min_age:
                return False
            self._held = None
            return True

    def _valid(self) -> str | None:
        held = self._held
        return held[0] if held and time.monotonic() < held[2] else None

    def _share_failure(self, seen: int) -> None:
        if self._failure and self._attempts != seen:
            raise copy.copy(self._failure)

    def _renew(self, ask: Ask) -> tuple[Login, str]:
        self._failure = None
        try:
            login, token, lifetime = ask()
        except InternetmarkeError as error:
            self._failure = copy.copy(error)
            if isinstance(error, NotAuthorised) and error.cause != "untried":
                self._held = None
            raise
        finally:
            self._attempts += 1
        now = time.monotonic()
        self._held = (token, now, now + lifetime - _MARGIN)
        return login, token
