"""Checks of a JSON body against declared fields.

The real service first reads JSON into typed objects, and then validates their values
(Java bean validation). So a wrong type is refused alone. Wrong values are collected and
named by their path: `positions[4].position.labelX: must be greater than or equal to 1`
(seen 2025, the path counts from zero).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .errors import Refusal, invalid

INT32 = 2**31 - 1
Violations = list[str]


@dataclass(frozen=True)
class Field:
    """One property of an object; `read` returns its value or raises Refusal."""

    name: str
    read: Callable[[Any, str, Violations], Any]
    required: bool = False


def check(body: Any, fields: Iterable[Field]) -> dict[str, Any]:
    """The values of `body` by field name, None where absent.

    Unknown properties are ignored: generated clients still send removed ones. Raises
    Refusal when a type or a value is wrong.
    """
    violations: Violations = []
    values = read_object(body, "", fields, violations)
    if violations:
        raise invalid(", ".join(violations))
    return values


def read_object(
    body: Any, path: str, fields: Iterable[Field], violations: Violations
) -> dict[str, Any]:
    """Read an object as `check` does, but only collect violations."""
    if not isinstance(body, dict):
        raise wrong_type(path, "an object")
    values = {}
    for field in fields:
        inner = f"{path}.{field.name}" if path else field.name
        value = body.get(field.name)
        if value is not None:
            value = field.read(value, inner, violations)
        elif field.required:
            violations.append(f"{inner}: must not be null")
        values[field.name] = value
    return values


def wrong_type(path: str, expected: str) -> Refusal:
    """400: this cannot be read into the service's objects."""
    return invalid(f"JSON parse error: {path or 'request body'} is not {expected}")


def is_number(value: str) -> bool:
    """Up to ten decimal digits, as many as an int32 may have."""
    return value.isascii() and value.isdigit() and len(value) <= 10


def _encodable(value: str) -> bool:
    """False for half a surrogate pair, which JSON can spell but UTF-8 cannot."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def text(shortest: int, longest: int, forbidden: str = ""):
    """A string with that many characters and none of the `forbidden`."""

    def read(value: Any, path: str, violations: Violations) -> str:
        if not isinstance(value, str) or not _encodable(value):
            raise wrong_type(path, "a string")
        if not shortest <= len(value) <= longest:
            violations.append(f"{path}: size must be between {shortest} and {longest}")
        if any(character in value for character in forbidden):
            violations.append(f'{path}: must match "[^{forbidden}]*"')
        return value

    return read


def whole(smallest: int = -INT32, largest: int = INT32, *, digits: bool = False):
    """An int32 in that range; `digits`: or a numeric string (seen: productCode)."""

    def read(value: Any, path: str, violations: Violations) -> int:
        if digits and isinstance(value, str) and is_number(value):
            value = int(value)
        if type(value) is not int or abs(value) > INT32:
            raise wrong_type(path, "an int32")
        if value < smallest:
            violations.append(f"{path}: must be greater than or equal to {smallest}")
        if value > largest:
            violations.append(f"{path}: must be less than or equal to {largest}")
        return value

    return read


def flag(value: Any, path: str, violations: Violations) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise wrong_type(path, "a boolean")
    return value


def choice(*names: str, numbers: bool = False):
    """One of the names; with `numbers` also as a number (seen: createShippingList)."""

    def read(value: Any, path: str, violations: Violations) -> str:
        if numbers and type(value) is int:
            value = str(value)
        if value not in names:
            raise wrong_type(path, f"one of [{', '.join(names)}]")
        return value

    return read


def nested(*fields: Field):
    """An object."""

    def read(value: Any, path: str, violations: Violations) -> dict[str, Any]:
        return read_object(value, path, fields, violations)

    return read


def many(*fields: Field):
    """A list of at least one object; one object alone is refused (seen)."""

    def read(value: Any, path: str, violations: Violations) -> list[dict[str, Any]]:
        if not isinstance(value, list):
            raise wrong_type(path, "an array")
        if not value:
            violations.append(f"{path}: size must be between 1 and {INT32}")
        return [
            read_object(item, f"{path}[{index}]", fields, violations)
            for index, item in enumerate(value)
        ]

    return read
