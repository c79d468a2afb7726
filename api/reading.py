"""Reading the Post's JSON without trusting its types.

The service gives numbers as text and text as numbers, null for empty and empty for
null, and its two documents disagree with what is really sent. Readers of one value
return None for what they cannot read; `required` turns that into `Malformed`. No
message here repeats what was read: an answer may hold a token or a link.
"""

from __future__ import annotations

import json
import re
import unicodedata
from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, TypeVar

T = TypeVar("T")

_MAX = Decimal(2**53)
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+")
_GRAMS = {"": 1, "g": 1, "gr": 1, "gramm": 1, "kg": 1000, "mg": Decimal("0.001")}
_MILLIMETRES = {"": 1, "mm": 1, "cm": 10, "m": 1000}


class Malformed(Exception):
    """An answer that is not what it should be; the text names the place only."""


def parse_json(body: bytes) -> Any:
    """:raises Malformed: no JSON"""
    with suppress(ValueError, ArithmeticError, RecursionError):
        return json.loads(body, parse_float=Decimal, parse_constant=lambda name: None)
    raise Malformed("the answer is not JSON")


def mapping(value: Any, place: str) -> dict:
    if not isinstance(value, dict):
        raise Malformed(f"{place} is not an object")
    return value


def sequence(value: Any, place: str) -> list:
    """null is an empty list"""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Malformed(f"{place} is not a list")
    return value


def required(value: T | None, place: str) -> T:
    if value is None or value == "":
        raise Malformed(f"{place} is missing or unreadable")
    return value


def text(value: Any) -> str:
    """Text or number as one trimmed line without characters that a database or a log
    cannot hold; else empty."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**40 else ""
    if not isinstance(value, str):
        return ""
    visible = (
        " " if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char
        for char in value
    )
    return "".join(visible).strip()


def number(value: Any, thousands: bool = False) -> Decimal | None:
    """A number, or text with one in front ("0,95 EUR", "20 g").

    :param thousands: read "1.000" as one thousand (the Post's weights)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        match = _NUMBER.match(value.strip().removeprefix("EUR").lstrip(" \u20ac"))
        if not match:
            return None
        value = match[0].rstrip(".,")
        if "," in value or (thousands and _THOUSANDS.fullmatch(value)):
            comma_last = value.rfind(",") > value.rfind(".")
            if comma_last or "," not in value:
                value = value.replace(".", "")
            value = value.replace(",", "." if comma_last else "")
    if not isinstance(value, (str, int, Decimal)):
        return None
    try:
        found = Decimal(value)
    except (InvalidOperation, ValueError):
        return None
    return found if found.is_finite() and abs(found) <= _MAX else None


def whole(value: Any) -> int | None:
    """An integer, given as number or as numeric text; cents are read with this."""
    if isinstance(value, str) and not re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", value):
        return None
    found = number(value)
    return int(found) if found is not None and found == int(found) else None


def cents_from_euro(value: Any) -> int | None:
    """Euro as number, as text with point or comma, or as an object with a value and
    perhaps a currency, in cents; None unless positive and in euro."""
    if isinstance(value, dict):
        fields = lower_keys(value)
        currency = text(fields.get("currency")).upper()
        if currency not in ("", "EUR"):
            return None
        return cents_from_euro(_inner(fields))
    euro = number(value)
    if euro is None or not 0 < euro < 1_000_000:
        return None
    return int((euro * 100).quantize(Decimal(1), ROUND_HALF_UP)) or None


def grams(value: Any) -> int | None:
    found = _measure(value, _GRAMS)
    return None if found is None else int(found.quantize(Decimal(1), ROUND_HALF_UP))


def millimetres(value: Any) -> float | None:
    found = _measure(value, _MILLIMETRES)
    return None if found is None else float(found)


def _measure(value: Any, units: dict) -> Decimal | None:
    unit = ""
    if isinstance(value, dict):
        fields = lower_keys(value)
        value, unit = _inner(fields), text(fields.get("unit")).lower()
    if isinstance(value, str):
        unit = value.strip().lstrip("+-0123456789., ").lower() or unit
    factor = units.get(unit.rstrip("."))
    found = number(value, thousands=True)
    if factor is None or found is None or not 0 <= found < 1_000_000:
        return None
    return found * factor


def _inner(fields: dict) -> Any:
    found = next((fields[k] for k in ("value", "amount") if k in fields), None)
    return None if isinstance(found, dict) else found


def lower_keys(value: dict) -> dict:
    """Names in lower case: the Products API's spelling of them is not certain."""
    return {key.lower(): item for key, item in value.items()}


def first(fields: dict, *names: str) -> Any:
    """The first of several known spellings that holds something."""
    values = (fields.get(name) for name in names)
    return next((value for value in values if value not in (None, "")), None)
