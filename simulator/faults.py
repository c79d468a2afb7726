"""Misbehaviour on order: which call goes wrong, how, and how often.

A fault is stored in the state file, so a test in one process can disturb a server in
another. Each call takes the oldest fault that is meant for it. With `times` -1 a fault
stays.
"""

import json
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

CALLS = (
    "version",
    "login",
    "profile",
    "charge",
    "catalog",
    "create_order",
    "checkout",
    "checkout_png",
    "find_order",
    "request_refund",
    "refund_states",
    "document",
    "manifest",
    "products",
)

ANY_CALL = "any"

OPTIONS: dict[str, dict[str, Any]] = {
    "late": {"seconds": 5.0, "acted": False},
    "dropped": {"acted": False},
    "cut": {},
    "expired_token": {},
    "unauthorized": {},
    "forbidden": {"acted": False},
    "not_found": {"acted": False},
    "refusal": {"title": "Bad Request", "description": "Refused on order."},
    "too_many_requests": {"retry_after": None, "acted": False},
    "server_error": {"acted": False},
    "bad_gateway_html": {"acted": False},
    "unavailable_xml": {"acted": False},
    "plain_text": {"acted": False, "status": 500},
    "empty": {},
    "other_shape": {},
    "numbers_as_text": {},
    "extra_fields": {},
    "redirect": {"acted": False},
    "new_prices": {"cents": 5},
    "other_links": {"to": "https://fremd.example/document"},
    "other_order": {},
    "missing": {"fields": ["link"]},
    "damaged": {},
    "html": {},
    "too_big": {"size": 50_000_001},
    "thousands_of_pages": {},
    "too_few_pages": {},
    "too_many_pages": {},
    "no_id": {},
    "foreign_id": {},
    "wrong_check_digit": {},
    "duplicate_id": {},
}
"""The faults with their options. `acted`: whether the Post does what it was asked for
before it fails; `late` is seconds before (or, `acted`, after) doing it."""

FILE_ONLY = ("damaged", "html", "too_big")
"""Faults of anything that is downloaded: of the calls document and manifest."""

DOCUMENT_ONLY = (
    "thousands_of_pages",
    "too_few_pages",
    "too_many_pages",
    "no_id",
    "foreign_id",
    "wrong_check_digit",
    "duplicate_id",
)


@dataclass(frozen=True)
class Fault:
    """One fault as taken by a call."""

    name: str
    options: dict[str, Any]

    @property
    def acted(self) -> bool:
        return bool(self.options.get("acted"))


def add_fault(
    connection: Connection, call: str, fault: str, times: int, options: dict[str, Any]
) -> None:
    """Let `call` (or `any`) go wrong `times` times. Raises ValueError."""
    if call not in (*CALLS, ANY_CALL):
        raise ValueError(f"unknown call: {call}")
    if fault not in OPTIONS:
        raise ValueError(f"unknown fault: {fault}")
    if fault in FILE_ONLY and call not in ("document", "manifest"):
        raise ValueError(f"{fault} is a fault of the calls document and manifest")
    if fault in DOCUMENT_ONLY and call != "document":
        raise ValueError(f"{fault} is a fault of the call document")
    if type(times) is not int or times == 0 or times < -1:
        raise ValueError("times must be -1 or at least 1")
    unknown = set(options) - set(OPTIONS[fault])
    if unknown:
        raise ValueError(f"{fault} has no option {', '.join(sorted(unknown))}")
    connection.execute(
        "INSERT INTO fault (call, fault, times, options) VALUES (?, ?, ?, ?)",
        (call, fault, times, json.dumps(OPTIONS[fault] | options)),
    )


def take_fault(connection: Connection, call: str) -> Fault | None:
    """Return the fault that this call shows now, and use it up."""
    row = connection.execute(
        "SELECT * FROM fault WHERE call IN (?, ?) ORDER BY id LIMIT 1",
        (call, ANY_CALL),
    ).fetchone()
    if row is None:
        return None
    connection.execute(
        "UPDATE fault SET times = times - 1 WHERE id = ? AND times > 0", (row["id"],)
    )
    connection.execute("DELETE FROM fault WHERE times = 0")
    return Fault(row["fault"], json.loads(row["options"]))


def pending_faults(connection: Connection) -> list[dict[str, Any]]:
    """The faults that still wait, oldest first."""
    rows = connection.execute("SELECT * FROM fault ORDER BY id")
    return [
        {
            "call": row["call"],
            "fault": row["fault"],
            "times": row["times"],
            "options": json.loads(row["options"]),
        }
        for row in rows
    ]


def clear_faults(connection: Connection) -> None:
    """Behave well again."""
    connection.execute("DELETE FROM fault")
