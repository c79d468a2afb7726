"""A sheet of its own with the franked window, which lies before any letter."""

from collections.abc import Sequence

from .drawing import Drawing
from .errors import DoesNotFit
from .geometry import Box
from .offset import NO_OFFSET, Offset, refuse_off_page
from .placing import open_stamp, single_page
from .typesetting import TextLine, clean_texts, set_block
from .window import layout_window
from .window_envelopes import A4_HEIGHT, A4_WIDTH, FOLD_BELOW_FIELD, HALF, THIRD

A4 = Box(0.0, 0.0, A4_WIDTH, A4_HEIGHT)
_MARK_LEFT, _MARK_LENGTH, _MARK_WIDTH = 5.0, 4.0, 0.2
# DIN 5008: text keeps 25 mm from the left edge and 20 mm from the right one.
_TEXT_LEFT, _TEXT_RIGHT = 25.0, 20.0
_TEXT_BELOW_FIELD, _TEXT_BOTTOM = 20.0, 25.0
_TEXT_SIZE = 10.0


def compose_cover_sheet(
    stamp_pdf: bytes,
    stamp_page: int,
    *,
    return_line: str,
    address_lines: Sequence[str],
    form: Box,
    voucher_id: str | None = None,
    offset: Offset = NO_OFFSET,
    font: str | None = None,
    lines: Sequence[str] = (),
) -> bytes:
    """Return one page A4 with the franked window, fold marks and plain text below.

    The arguments are those of ``compose_letter``; ``lines`` are set in 10 points below
    the window, too long ones are broken. Marks as in DIN 5008: folds at 87 and 192 mm
    (form A) or 105 and 210 mm (form B), the middle at 148.5 mm.

    Raises WrongStamp, AddressMissing, DoesNotFit (``text_too_long``: ``lines``),
    OffsetTooLarge, MissingGlyph and UnreadablePdf.
    """
    stamp = open_stamp(stamp_pdf, stamp_page, voucher_id)
    layout = layout_window(stamp.size, return_line, address_lines, form, font)
    layout = layout.moved(*offset)
    text = [line.moved(*offset) for line in _text(lines, form)]
    drawn = [layout.stamp, *(line.box for line in (*layout.lines, *text))]
    refuse_off_page(drawn, offset, A4)
    drawing = Drawing(A4_WIDTH, A4_HEIGHT)
    draw_fold_marks(drawing, form, offset)
    drawing.text(layout.lines)
    drawing.text(text)
    return single_page(drawing, (stamp, layout.stamp.left, layout.stamp.top))


def draw_fold_marks(drawing: Drawing, form: Box, offset: Offset) -> None:
    """Draw the marks of DIN 5008 at the left edge of an A4 sheet."""
    right, down = offset
    first = form.bottom + FOLD_BELOW_FIELD
    for mark in (first, first + THIRD, HALF):
        start, y = _MARK_LEFT + right, mark + down
        drawing.line((start, y), (start + _MARK_LENGTH, y), _MARK_WIDTH)


def _text(lines: Sequence[str], form: Box) -> Sequence[TextLine]:
    texts = clean_texts(lines)
    if not texts:
        return ()
    top = form.bottom + _TEXT_BELOW_FIELD
    width = A4_WIDTH - _TEXT_LEFT - _TEXT_RIGHT
    area = Box(_TEXT_LEFT, top, width, A4_HEIGHT - _TEXT_BOTTOM - top)
    block = set_block(texts, area, (_TEXT_SIZE,))
    if not block:
        raise DoesNotFit("text_too_long", len(texts))
    return block
