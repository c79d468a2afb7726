"""Split a page description into its operators (ISO 32000-1, 7.2, 7.3 and 8.9.7).

The library reads byte by byte, which takes most of the time that a page takes. What
comes out here is plain Python: numbers are floats, names are text with their slash,
strings are bytes, and arrays and dictionaries hold these.
"""

import io
import re
from collections.abc import Iterator
from math import isfinite

from ..errors import UnreadablePdf
from .library import NameObject

INLINE_IMAGE = b"INLINE IMAGE"
# Of all but strings.
MAX_TOKEN = 32 * 2**10
MAX_NESTING = 100

_REGULAR = rb"[^\0\t\n\v\f\r ()<>\[\]{}/%]"
# One group a kind, and none for comments and for the end.
_TOKEN = re.compile(
    rb"[\0\t\n\v\f\r ]*"
    rb"(?:([-+.\d]+)|(REGULAR+)|(/REGULAR*)|(<<|>>|[\[\]])|(<)|(\()|%[^\r\n]*|\Z)".replace(
        b"REGULAR", _REGULAR
    )
)
_NUMBER, _WORD, _NAME, _MARK, _HEX, _TEXT = range(1, 7)
_PLAIN_TEXT = re.compile(rb"[^()\\]*\)")
_IN_TEXT = re.compile(rb"[()]|\\.", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES = {
    b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f",
    b"\n": b"", b"\r": b"", b"\r\n": b"",
}  # fmt: skip
_IMAGE_END = re.compile(rb"[\0\t\n\v\f\r ]EI(?=[\0\t\n\v\f\r ])")
_CONSTANTS = {b"true": True, b"false": False, b"null": None}

Operation = tuple[list, bytes]


def operations(data: bytes) -> Iterator[Operation]:
    """Yield the operands and the operator of each step.

    An image that is written into the page is one step, ``INLINE_IMAGE``, without
    operands. Raises UnreadablePdf (``damaged``, ``too_complex``).
    """
    return _Tokens(data).operations()


class _Tokens:
    def __init__(self, data: bytes):
        self._data = data
        self._at = 0
        self._names: dict[bytes, str] = {}

    def operations(self) -> Iterator[Operation]:
        data, end, match = self._data, len(self._data), _TOKEN.match
        operands: list = []
        # What is around the array or dictionary that is open.
        outside: list[list] = []
        image = False
        while self._at < end:
            found = match(data, self._at)
            if found is None:
                raise UnreadablePdf("damaged")
            self._at, kind = found.end(), found.lastindex
            if kind is None:
                continue
            token = found[kind]
            if len(token) > MAX_TOKEN:
                raise UnreadablePdf("too_complex")
            if kind == _NUMBER:
                operands.append(_number(token))
            elif kind == _WORD:
                if outside:
                    operands.append(_constant(token))
                elif image or token == b"BI":
                    image = token != b"ID"
                    if not image:
                        self._skip_image()
                        yield [], INLINE_IMAGE
                    operands = []
                else:
                    yield operands, token
                    operands = []
            elif kind == _NAME:
                operands.append(self._name(token))
            elif kind == _HEX:
                operands.append(self._hex())
            elif kind == _TEXT:
                operands.append(self._text())
            else:
                operands = _nested(token, operands, outside)
        if outside or image:
            raise UnreadablePdf("damaged")

    def _name(self, token: bytes) -> str:
        name = self._names.get(token)
        if name is None:
            if token.isascii() and b"#" not in token:
                name = token.decode("ascii")
            else:
                # As the library has read the names in the page's resources.
                name = str(NameObject.read_from_stream(io.BytesIO(token), _LENIENT))
            self._names[token] = name
        return name

    def _text(self) -> bytes:
        """Return the string that begins before here, and go behind its end."""
        start = self._at
        if plain := _PLAIN_TEXT.match(self._data, start):
            self._at = plain.end()
            return plain[0][:-1]
        depth = 1
        for found in _IN_TEXT.finditer(self._data, start):
            depth += {b"(": 1, b")": -1}.get(found[0], 0)
            if not depth:
                self._at = found.end()
                return _ESCAPED.sub(_unescaped, self._data[start : found.start()])
        raise UnreadablePdf("damaged")

    def _hex(self) -> bytes:
        end = self._data.find(b">", self._at)
        if end < 0:
            raise UnreadablePdf("damaged")
        digits = self._data[self._at : end].translate(None, b"\0\t\n\v\f\r ")
        self._at = end + 1
        try:
            return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
        except ValueError:
            raise UnreadablePdf("damaged") from None

    def _skip_image(self) -> None:
        found = _IMAGE_END.search(self._data, self._at)
        if found is None:
            raise UnreadablePdf("damaged")
        self._at = found.end()


class _Lenient:
    """What the library asks of a file: names in an unknown encoding are read, too."""

    strict = False


_LENIENT = _Lenient()


def _number(token: bytes) -> float:
    try:
        value = float(token)
    except ValueError:
        # Viewers take a number that is none for 0.
        return 0.0
    if not isfinite(value):
        raise UnreadablePdf("damaged")
    return value


def _constant(word: bytes) -> bool | None:
    if word not in _CONSTANTS:
        raise UnreadablePdf("damaged")
    return _CONSTANTS[word]


def _nested(mark: bytes, operands: list, outside: list[list]) -> list:
    """Begin or end an array or a dictionary; return where the next value goes."""
    if mark in (b"[", b"<<"):
        if len(outside) >= MAX_NESTING:
            raise UnreadablePdf("too_complex")
        outside.append(operands)
        return []
    if not outside:
        raise UnreadablePdf("damaged")
    around = outside.pop()
    if mark == b"]":
        around.append(operands)
    else:
        keys, values = operands[::2], operands[1::2]
        if len(keys) != len(values) or not all(isinstance(key, str) for key in keys):
            raise UnreadablePdf("damaged")
        around.append(dict(zip(keys, values, strict=True)))
    return around


def _unescaped(found: re.Match) -> bytes:
    escaped = found[1]
    if escaped[:1].isdigit() and escaped[:1] < b"8":
        return bytes([int(escaped, 8) & 0xFF])
    return _ESCAPES.get(escaped, escaped)
