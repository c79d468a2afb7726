"""Split a page description into its operators (ISO 32000-1, 7.2, 7.3 and 8.9.7).

The library reads byte by byte, which takes most of the time that a page takes. What
comes out here is plain Python: numbers are floats, names are text with their slash,
strings are bytes, and arrays and dictionaries hold these.
"""

import io
import re
from collections.abc import Iterable, Iterator
from math import isfinite

from ..errors import UnreadablePdf
from .library import NameObject

INLINE_IMAGE = b"INLINE IMAGE"
PLACED = b"Td Tj Td Tj"
# Of all but strings.
MAX_TOKEN = 32 * 2**10
MAX_NESTING = 100

_REGULAR = rb"[^\0\t\n\v\f\r ()<>\[\]{}/%]"
# A group for each kind, and none for comments and for the end. The first three groups
# place and show one letter: some producers write all text so.
_TOKEN = re.compile(
    rb"[\0\t\n\v\f\r ]*(?:"
    rb"([-+.\d]+) ([-+.\d]+) Td <([0-9A-Fa-f]+)> Tj(?!REGULAR)"
    rb"|([-+.\d]+)|(REGULAR+)|(/REGULAR*)|\(([^()\\]*)\)|<([0-9A-Fa-f]*)>"
    rb"|(<<|>>|[\[\]])|([(<])|%[^\r\n]*|\Z)".replace(b"REGULAR", _REGULAR)
)
_PLACED, _NUMBER, _WORD, _NAME, _TEXT, _HEX, _MARK, _LONGER = range(3, 11)
_IN_TEXT = re.compile(rb"[()]|\\.", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES = {
    b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f",
    b"\n": b"", b"\r": b"", b"\r\n": b"",
}  # fmt: skip
_IMAGE_END = re.compile(rb"[\0\t\n\v\f\r ]EI(?=[\0\t\n\v\f\r ])")
# A number with fewer digits is below the largest float.
_SURELY_FINITE = 300
_BLANKS = b"\0\t\n\v\f\r "
_LIMITED = (_NUMBER, _WORD, _NAME)
_CONSTANTS = {b"true": True, b"false": False, b"null": None}

Operation = tuple[list, bytes]


def operations(data: bytes) -> Iterator[Operation]:
    """Yield the operands and the operator of each step.

    An image that is written into the page is one step, ``INLINE_IMAGE``, without
    operands. So are letters that are placed one by one on a line: ``PLACED``, with the
    operands of the first ``Td`` and a list of strings, between them tuples with how far
    the next one is from the first. Raises UnreadablePdf (``damaged``,
    ``too_complex``).
    """
    return _in_lines(_Tokens(data).operations())


def _in_lines(steps: Iterable[Operation]) -> Iterator[Operation]:
    """Join letters that are placed one by one on a line."""
    letters: list = []
    away = 0.0
    for operands, operator in steps:
        if operator is PLACED and letters and not operands[1]:
            away += operands[0]
            letters[2] += [(away,), operands[2]]
            continue
        if letters:
            yield letters, PLACED
            letters = []
        if operator is PLACED:
            x, y, shown = operands
            letters, away = [x, y, [shown]], 0.0
        else:
            yield operands, operator
    if letters:
        yield letters, PLACED


class _Tokens:
    def __init__(self, data: bytes):
        self._data = data
        self._at = 0
        self._names: dict[bytes, str] = {}

    def operations(self) -> Iterator[Operation]:
        operands: list = []
        # What is around the array or dictionary that is open.
        outside: list[list] = []
        image = False
        for kind, found in self._tokens():
            if kind == _NUMBER:
                operands.append(_number(found[kind]))
            elif kind == _WORD:
                token = found[kind]
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
            elif kind == _PLACED:
                if outside or image or operands:
                    raise UnreadablePdf("damaged")
                place = map(_number, found.group(1, 2))
                yield [*place, _from_hex(found[3])], PLACED
            elif kind == _NAME:
                operands.append(self._name(found[kind]))
            elif kind == _TEXT:
                operands.append(found[kind])
            elif kind == _HEX:
                operands.append(_from_hex(found[kind]))
            elif kind == _MARK:
                operands = _nested(found[kind], operands, outside)
            elif found[kind] == b"(":
                operands.append(self._text())
            else:
                operands.append(self._hex())
        if outside or image:
            raise UnreadablePdf("damaged")

    def _tokens(self) -> Iterator[tuple[int, re.Match]]:
        """Yield each token; who reads on behind one moves ``_at``."""
        data, end = self._data, len(self._data)
        while self._at < end:
            at = self._at
            for found in _TOKEN.finditer(data, at):
                if found.start() != at:
                    raise UnreadablePdf("damaged")
                self._at = at = found.end()
                kind = found.lastindex
                if kind is None:
                    continue
                if kind in _LIMITED and found.end(kind) - found.start(kind) > MAX_TOKEN:
                    raise UnreadablePdf("too_complex")
                yield kind, found
                if self._at != at:
                    break
            else:
                if self._at < end:
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
        start, depth = self._at, 1
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
        digits = self._data[self._at : end].translate(None, _BLANKS)
        self._at = end + 1
        return _from_hex(digits)

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
    if len(token) > _SURELY_FINITE and not isfinite(value):
        raise UnreadablePdf("damaged")
    return value


def _from_hex(digits: bytes) -> bytes:
    try:
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    except ValueError:
        raise UnreadablePdf("damaged") from None


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
