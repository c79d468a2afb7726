"""Keeping secrets out of messages and logs.

Texts of foreign origin go through `clean` before anybody sees them. urllib3 logs the
target of every request at level DEBUG, and a document link carries its secret in the
target: `private_target` hides it for the duration of one call, and touches nobody
else's log lines.
"""

from __future__ import annotations

import html
import json
import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import quote, quote_plus

HIDDEN = "***"
MAX_TEXT = 200

_PATTERNS = [
    (re.compile(r"(https?://[^\s?#\"'<>]*)[?#][^\s\"'<>]*", re.I), rf"\1?{HIDDEN}"),
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]+", re.I), rf"\1 {HIDDEN}"),
    (
        re.compile(
            r"\b([\w-]{0,20}(?:token|secret|password|passwd|api[_-]?key|client[_-]?id"
            r"|username|authorization)|data(?==))([\"']?\s*[=:]\s*)"
            r"(?:\"[^\"]*\"|'[^']*'|[^\s,;&\"']+)",
            re.I,
        ),
        rf"\1\2{HIDDEN}",
    ),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), HIDDEN),
    # Tokens and the secrets of links: 44 characters of base64 (seen 2025), perhaps
    # percent-encoded.
    (re.compile(r"(?:[A-Za-z0-9+/_-]|%[0-9A-Fa-f]{2}){40,}={0,2}"), HIDDEN),
]


def clean(text: str, secrets: Iterable[str] = (), limit: int = MAX_TEXT) -> str:
    """Return `text` fit for a log: one line, no control characters, nothing that is
    or looks like one of the `secrets`, at most `limit` characters."""
    # Cut last, because half a secret would not be recognised.
    text = "".join(
        " " if unicodedata.category(char).startswith("C") else char
        for char in text[:4_000]
    )
    for secret in sorted(_spellings(secrets), key=len, reverse=True):
        # A very short secret is hidden as a whole word only. Else it would hide other
        # words.
        border = r"\b" if len(secret) < 6 and secret.isalnum() else ""
        text = re.sub(border + re.escape(secret) + border, HIDDEN, text)
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 3].rstrip() + "..."


def _spellings(secrets: Iterable[str]) -> set[str]:
    """Each secret as it may stand in an echo of the request."""
    found = set()
    for secret in filter(None, (secret.strip() for secret in secrets)):
        for form in (secret, " ".join(secret.split())):
            found |= {form, quote(form), quote(form, safe=""), quote_plus(form)}
            found |= {html.escape(form), json.dumps(form)[1:-1]}
    return found


_private: ContextVar[bool] = ContextVar("internetmarke_private_target", default=False)


@contextmanager
def private_target() -> Iterator[None]:
    """Hide the request's target from urllib3's log while the block runs."""
    mark = _private.set(True)
    try:
        yield
    finally:
        _private.reset(mark)


class _HideTarget(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if _private.get() and isinstance(record.args, tuple):
            record.args = tuple(map(_without_target, record.args))
        return True


def _without_target(value: object) -> object:
    if isinstance(value, (int, float)) or "/" not in str(value):
        return value
    return value if str(value).startswith("HTTP/") else HIDDEN


for _name in ("urllib3.connectionpool", "urllib3.util.retry"):
    logging.getLogger(_name).addFilter(_HideTarget())
