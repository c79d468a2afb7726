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
PLACED = b"Td Tj Td Tj"
# Of all but strings.
MAX_TOKEN = 32 * 2**10
MAX_NESTING = 100

_REGULAR = rb"[^\0\t\n\v\f\r ()<>\[\]{}/%]"
# One letter that is placed and shown. Some producers write all text so.
_LETTER = re.compile(rb"([-+.\d]+) ([-+.\d]+) Td <([0-9A-Fa-f]+)> Tj")
# A group for each kind, and none for comments and for the end. The first one is a row
# of such letters. A word comes with the numbers and names before it, as nearly all
# operators do ("/F1 12 Tf").
_TOKEN = re.compile(
    rb"[\0\t\n\v\f\r ]*(?:"
    rb"((?:[-+.\d]+ [-+.\d]+ Td <[0-9A-Fa-f]+> Tj(?!REGULAR)[\0\t\n\v\f\r ]*)+)"
    rb"|((?:(?:[-+.\d]{1,40}|/REGULAR{1,40}) ){0,6})((?![-+.\d])REGULAR+)"
    rb"|([-+.\d]+)|(/REGULAR*)|\(([^()\\]*)\)|<([0-9A-Fa-f]*)>"
    rb"|(<<|>>|[\[\]])|([(<])|%[^\r\n]*|\Z)".replace(b"REGULAR", _REGULAR)
)
_PLACED, _BEFORE, _WORD, _NUMBER, _NAME, _TEXT, _HEX, _MARK, _LONGER = range(1, 10)
_IN_TEXT = re.compile(rb"[()]|\\.", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES = {
    b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f",
    b"\n": b"", b"\r": b"", b"\r\n": b"",
}  # fmt: skip
# What is written in letters ends on > and needs no blank after it.
_IMAGE_END = re.compile(rb"(?:[\0\t\n\v\f\r ]|(?<=>))EI(?=[\0\t\n\v\f\r ])")
# A number with fewer digits is below the largest float.
_SURELY_FINITE = 300
_BLANKS = b"\0\t\n\v\f\r "
_LIMITED = (_NUMBER, _WORD, _NAME)
# Lines that are kept: how many, and of how many bytes.
_MAX_LINES, _LINE = 1000, 200
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
    return _Tokens(data).operations()


class _Tokens:
    def __init__(self, data: bytes):
        self._data = data
        self._at = 0
        self._known: dict[bytes, tuple] = {}

    def operations(self) -> Iterator[Operation]:
        # Producers write the same lines again and again. One that is whole steps, none
        # begun before or ended after it, is read only once.
        known: dict[bytes, list[Operation]] = {}
        data, end = self._data, len(self._data)
        while self._at < end:
            # The last line has ended here.
            self._at += data.startswith(b"\n", self._at)
            start = self._at
            line_end = data.find(b"\n", start, start + _LINE)
            line = data[start : max(line_end, start)]
            steps = known.get(line)
            if steps is not None:
                self._at = line_end
            else:
                steps = self._steps(max(line_end, start + 1))
                if self._at == line_end and len(known) < _MAX_LINES:
                    known[line] = steps
            yield from steps

    def _steps(self, until: int) -> list[Operation]:
        """Read up to there, and to the end of the step that is begun."""
        steps: list[Operation] = []
        operands: list = []
        # What is around the array or dictionary that is open.
        outside: list[list] = []
        image = False
        for kind, found in self._tokens():
            if kind == _WORD:
                token = found[kind]
                before = found[_BEFORE]
                if before:
                    operands += self._values(before)
                if outside:
                    operands.append(_constant(token))
                elif image or token == b"BI":
                    image = token != b"ID"
                    if not image:
                        self._skip_image()
                        steps.append(([], INLINE_IMAGE))
                    operands = []
                else:
                    steps.append((operands, token))
                    operands = []
            elif kind == _PLACED:
                if outside or image or operands:
                    raise UnreadablePdf("damaged")
                steps += ((line, PLACED) for line in _placed_lines(found[kind]))
            elif kind in (_NUMBER, _NAME):
                operands += self._values(found[kind])
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
            if self._at >= until and not (operands or outside or image):
                break
        if outside or image:
            raise UnreadablePdf("damaged")
        return steps

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

    def _values(self, tokens: bytes) -> tuple:
        """Return numbers and names; the same ones come again and again."""
        values = self._known.get(tokens)
        if values is None:
            values = self._known[tokens] = tuple(
                self._name(token) if token.startswith(b"/") else _number(token)
                for token in tokens.split()
            )
        return values

    @staticmethod
    def _name(token: bytes) -> str:
        if token.isascii() and b"#" not in token:
            return token.decode("ascii")
        # As the library has read the names in the page's resources.
        return str(NameObject.read_from_stream(io.BytesIO(token), _LENIENT))

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
        # "1--2" is no number. Viewers read it as 0.
        return 0.0
    if len(token) > _SURELY_FINITE and not isfinite(value):
        raise UnreadablePdf("damaged")
    return value


def _placed_lines(letters: bytes) -> Iterator[list]:
    """Join letters that are placed one by one, those of one line."""
    line: list = []
    away = 0.0
    for x, y, shown in _LETTER.findall(letters):
        right, up = _number(x), _number(y)
        if line and not up:
            away += right
            line[2] += ((away,), _from_hex(shown))
            continue
        if line:
            yield line
        line, away = [right, up, [_from_hex(shown)]], 0.0
    yield line


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
