"""Put shown strings back together into the lines that people see."""

from dataclasses import dataclass, field

from ..errors import UnreadablePdf
from ..geometry import MM_PER_POINT, Box, PageSpace, apply
from .content import Mark, marks
from .opening import readable

# All as parts of the font size: how far baselines of one line may differ, and from
# which gap on a new word or a new column begins.
_SAME_LINE = 0.3
_WORD_GAP = 0.15
_COLUMN_GAP = 1.5
# Drawn again so near by, text is only bold or has a shadow.
_AGAIN = 0.12
# Of one page; text of 4 points fills an A4 page with about 200 lines.
MAX_LINES = 5000


@dataclass(frozen=True)
class Line:
    """Text on one baseline without wide gaps; ``box`` in mm, ``size`` in points.

    ``pale``: all of it hardly differs from white.
    """

    box: Box
    size: float
    text: str = field(repr=False)
    pale: bool = False


@dataclass(frozen=True)
class _Piece:
    box: Box
    baseline: float
    size: float
    text: str = field(repr=False)
    pale: bool


def lines_on(page, number: int) -> list[Line]:
    """Return the ``text_lines`` of a page; they are found only once.

    Raises UnreadablePdf.
    """
    known = page.pdf.lines
    if id(page) not in known:
        painted = marks(page, number)
        with readable(number):
            known[id(page)] = text_lines(painted, PageSpace(page))
    return known[id(page)]


def text_lines(painted: list[Mark], space: PageSpace) -> list[Line]:
    """Return the lines of a page's text from the top, on one baseline from the left.

    Pale ones come last: a watermark is no part of the lines that it crosses. Raises
    UnreadablePdf (``too_complex``) for more than MAX_LINES.
    """
    pieces = [_piece(mark, space) for mark in painted if mark.kind == "text"]
    lines = [
        *_lines([piece for piece in pieces if not piece.pale]),
        *_lines([piece for piece in pieces if piece.pale]),
    ]
    if len(lines) > MAX_LINES:
        raise UnreadablePdf("too_complex")
    return lines


def _lines(pieces: list[_Piece]) -> list[Line]:
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.baseline):
        slack = _SAME_LINE * piece.size * MM_PER_POINT
        if rows and piece.baseline - rows[-1][0].baseline <= slack:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [line for row in rows for line in _columns(row)]


def _piece(mark: Mark, space: PageSpace) -> _Piece:
    _, y = apply(space.to_sheet, *mark.origin)
    box = space.box(mark.rect)
    baseline = space.height - y * MM_PER_POINT
    return _Piece(box, baseline, mark.size, mark.text, mark.pale)


def _columns(row: list[_Piece]) -> list[Line]:
    found: list[Line] = []
    last: _Piece | None = None
    for piece in sorted(row, key=lambda piece: piece.box.left):
        em = piece.size * MM_PER_POINT
        shift = piece.box.left - last.box.left if last else em
        if last and piece.text == last.text and shift <= _AGAIN * em:
            continue
        last = piece
        if found and piece.box.left - found[-1].box.right <= _COLUMN_GAP * em:
            before = found.pop()
            gap = piece.box.left - before.box.right
            found.append(
                Line(
                    before.box.union(piece.box),
                    max(before.size, piece.size),
                    before.text + " " * (gap > _WORD_GAP * em) + piece.text,
                    piece.pale,
                )
            )
        else:
            found.append(Line(piece.box, piece.size, piece.text, piece.pale))
    return found
