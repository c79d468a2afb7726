"""A sheet that shows by how much a printer misses its place.

There are two ways to read it. With a ruler: the printed rulers cross at the window's
upper left corner, and a ruler from the paper's edge should show the same numbers there.
Without a ruler, the paper itself measures: fold it along the printed ruler, and its
edge shows a number on the scale. The folded edge lies twice as far from its old place
as the fold. If the print is e mm too far right, the edge lies 2e too far right, and the
scale itself lies e too far right. So the edge shows -e, which is the correction.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .drawing import Drawing
from .errors import DoesNotFit
from .geometry import Box
from .offset import NO_OFFSET, Offset
from .placing import single_page
from .typesetting import TextLine, clean_texts, point_sizes, set_block, set_lines
from .window_envelopes import A4_HEIGHT, A4_WIDTH

_THIN, _BOLD = 0.1, 0.3
_REACH = 10  # mm: as far as the scales go to either side
_TICKS = {10: 3.0, 5: 2.2, 1: 1.4}  # mm between ticks: their length
_SCALE_TICK = 2.0  # of that length, since the folded edge must cross the ticks
_SCALE_LEFT = 150.0  # of the scale for dy, clear of the window
_SCALE_BELOW, _TEXT_BELOW = 30.0, 25.0  # mm below the window
_NUMBER, _NAME, _TITLE = 6.0, 8.0, 14.0  # points
_STEP_SIZES = point_sizes(10, 8)
_UNPRINTABLE = 6
_TEXT_LEFT, _TEXT_WIDTH, _TEXT_HEIGHT = 65.0, 125.0, 120.0
_NAME_WIDTH = 36.0


@dataclass(frozen=True)
class CalibrationTexts:
    """The texts on the sheet, translated: a title, steps, and names for the scales.

    ``across`` names the correction to the right (dx), ``down`` the one downwards (dy).
    """

    title: str
    steps: Sequence[str]
    across: str
    down: str


def calibration_sheet(
    form: Box, texts: CalibrationTexts, offset: Offset = NO_OFFSET
) -> bytes:
    """Return a page A4 with the window's frame, mm rulers and two scales to fold onto.

    ``form``: FORM_A or FORM_B. The scales say which correction (mm to the right and
    down) to add to the ``offset`` that the sheet was printed with; a good one reads 0.

    Raises MissingGlyph, and DoesNotFit (``text_too_long``).
    """
    texts_set = _texts(form, texts)
    page = _MovedDrawing(A4_WIDTH, A4_HEIGHT, offset)
    page.frame(form, _BOLD)
    _draw_ruler(page, form.top, A4_WIDTH, form.left, False)
    _draw_ruler(page, form.left, A4_HEIGHT, form.top, True)
    corner = f"{form.left:g} / {form.top:g}"
    page.text(set_lines([corner], form.left + 1.5, form.top + 1.5, _NAME))
    _draw_scale(page, 2 * form.left, form.bottom + _SCALE_BELOW, False)
    _draw_scale(page, 2 * form.top, _SCALE_LEFT, True)
    page.text(texts_set)
    return single_page(page)


class _MovedDrawing(Drawing):
    """A drawing on which everything is moved by an offset."""

    def __init__(self, width: float, height: float, offset: Offset):
        super().__init__(width, height)
        self._offset = offset

    def _point(self, x: float, y: float) -> tuple[float, float]:
        right, down = self._offset
        return super()._point(x + right, y + down)

    def tick(self, along: float, base: float, length: float, flip: bool) -> None:
        """Draw from a horizontal line upwards, or flipped from an upright one left."""
        ends = (along, base), (along, base - length)
        self.line(*(end[::-1] if flip else end for end in ends), _THIN)

    def number(self, along: float, base: float, text: str, flip: bool) -> None:
        """Write centred to a tick, clear of its end at ``base``."""
        [line] = set_lines([text], 0.0, 0.0, _NUMBER)
        box = line.box
        if flip:
            left, top = base - box.width - 0.5, along - box.height / 2
        else:
            left, top = along - box.width / 2, base - box.height
        self.text([line.moved(left, top)])


def _draw_ruler(
    page: _MovedDrawing, base: float, end: float, crossing: float, flip: bool
) -> None:
    """Draw mm from the paper's edge, along the window's upper or left edge.

    There is no number where the other ruler crosses.
    """
    last = int(end) - _UNPRINTABLE
    ends = (_UNPRINTABLE, base), (last, base)
    page.line(*(point[::-1] if flip else point for point in ends), _BOLD)
    for value in range(_UNPRINTABLE, last + 1):
        length = _tick(value)
        page.tick(value, base, length, flip)
        if value % 10 == 0 and abs(value - crossing) > 1:
            page.number(value, base - length, str(value), flip)


def _draw_scale(page: _MovedDrawing, zero: float, base: float, flip: bool) -> None:
    """Draw the correction to read where the folded edge lies."""
    for value in range(-_REACH, _REACH + 1):
        length = _SCALE_TICK * _tick(value)
        page.tick(zero - value, base, length, flip)
        if value % 5 == 0:
            page.number(
                zero - value, base - length, f"{value:+d}" if value else "0", flip
            )


def _tick(value: int) -> float:
    return next(length for every, length in _TICKS.items() if value % every == 0)


def _texts(form: Box, texts: CalibrationTexts) -> list[TextLine]:
    top = form.bottom + _TEXT_BELOW
    below = form.bottom + _SCALE_BELOW + 1
    beside = 2 * form.top + _REACH + 2
    blocks = []
    for wanted, left, start, width, sizes in (
        ([texts.title], _TEXT_LEFT, top, _TEXT_WIDTH, (_TITLE,)),
        (texts.steps, _TEXT_LEFT, top + 15, _TEXT_WIDTH, _STEP_SIZES),
        ([texts.across], form.left + 5, below, _NAME_WIDTH, (_NAME,)),
        ([texts.down], _SCALE_LEFT - 8, beside, _NAME_WIDTH, (_NAME,)),
    ):
        cleaned = clean_texts(wanted)
        block = set_block(cleaned, Box(left, start, width, _TEXT_HEIGHT), sizes)
        if cleaned and not block:
            raise DoesNotFit("text_too_long", len(cleaned))
        blocks.extend(block)
    return blocks
