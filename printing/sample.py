"""A picture that looks like a stamp but is none, for previews."""

from .drawing import GREY, Drawing
from .geometry import Box
from .placing import single_page
from .typesetting import point_sizes, set_block, set_lines

WORD = "MUSTER"
_LINE = 0.3
_EDGE = 0.8
_CODE = 11.0  # the side of the DataMatrix of a real stamp
_PALE = (0.88, 0.88, 0.88)


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
