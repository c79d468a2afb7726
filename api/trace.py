"""What a call is made for, so that its log line names it.

with reference("PORTO/2026/00017"):
    client.checkout(...)  # PORTO/2026/00017: POST /app/shoppingcart/pdf: 200 in ...
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_reference: ContextVar[str] = ContextVar("internetmarke_reference", default="")


@contextmanager
def reference(name: str) -> Iterator[None]:
    """Let the log lines of all calls in this block begin with `name`."""
    mark = _reference.set(name)
    try:
        yield
    finally:
        _reference.reset(mark)


def log_prefix() -> str:
    """Return the beginning of a log line: "NAME: ", or nothing."""
    name = _reference.get()
    return f"{name}: " if name else ""
