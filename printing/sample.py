"""What looks like a stamp but is none, for previews, and a letter to try."""

from collections.abc import Sequence

from .drawing import GREY, Drawing
from .geometry import Box
from .placing import single_page
from .typesetting import point_sizes, set_block, set_lines

WORD = "MUSTER"
_LINE = 0.3
_EDGE = 0.8
_CODE = 11.0  # the side of the DataMatrix of a real stamp
_PALE = (0.88, 0.88, 0.88)
# A letter after DIN 5008, form B: the text begins below the information block.
_A4 = (210.0, 297.0)
_MARGIN, _TEXT_TOP, _TEXT_WIDTH = 25.0, 103.5, 165.0


def sample_stamp(width_mm: float, height_mm: float) -> bytes:
    """Return a PDF of one page, exactly of this size (mm), that says MUSTER.

    Where a real stamp has its DataMatrix there is a crossed box: no reader takes it
    for postage.
    """
    drawing = Drawing(width_mm, height_mm)
    inner = Box(0.0, 0.0, width_mm, height_mm).grown(-_LINE / 2)
    drawing.frame(inner, _LINE, GREY)
    side = min(_CODE, height_mm - 2 * _EDGE, width_mm / 2)
    code = Box(_EDGE + _LINE, _EDGE + _LINE, side, side)
    drawing.fill(code, _PALE)
    drawing.line((code.left, code.top), (code.right, code.bottom), _LINE, GREY)
    drawing.line((code.left, code.bottom), (code.right, code.top), _LINE, GREY)
    left = code.right + _EDGE
    beside = Box(left, 0.0, width_mm - left - _EDGE, height_mm)
    for line in set_block([WORD], beside, point_sizes(24, 4)):
        down = (code.height - line.box.height) / 2 + code.top
        drawing.text(set_lines([WORD], left, down, line.size), GREY)
    return single_page(drawing)


def sample_letter(subject: str, paragraphs: Sequence[str]) -> bytes:
    """Return a PDF of one page in A4 with a text, whose address field is empty."""
    drawing = Drawing(*_A4)
    head = Box(_MARGIN, _TEXT_TOP, _TEXT_WIDTH, 10.0)
    drawing.text(set_block([subject], head, point_sizes(14, 8)))
    top = head.bottom
    for paragraph in paragraphs:
        room = Box(_MARGIN, top, _TEXT_WIDTH, 40.0)
        lines = set_block([paragraph], room, (11.0,))
        drawing.text(lines)
        top += len(lines) * 5.0 + 4.0
    return single_page(drawing)
