"""What comes out of the printer: bought stamps, the window, the letter.

Plain Python, no Odoo. Places are in mm from a page's top left corner (``Box``).
"""

from .check import WindowReport, check_window
from .errors import (
    AddressMissing,
    DoesNotFit,
    MissingGlyph,
    PrintingError,
    UnreadablePdf,
    WindowOccupied,
    WrongStamp,
)
from .geometry import Box
from .letter import compose_letter
from .stamps import StampPage, nominal_size, page_count, read_stamps
from .voucher_id import check_digit, grouped, is_valid, normalise
from .window import FORM_A, FORM_B, FORMS, WindowLayout, layout_window

__all__ = [
    "FORMS",
    "FORM_A",
    "FORM_B",
    "AddressMissing",
    "Box",
    "DoesNotFit",
    "MissingGlyph",
    "PrintingError",
    "StampPage",
    "UnreadablePdf",
    "WindowLayout",
    "WindowOccupied",
    "WindowReport",
    "WrongStamp",
    "check_digit",
    "check_window",
    "compose_letter",
    "grouped",
    "is_valid",
    "layout_window",
    "nominal_size",
    "normalise",
    "page_count",
    "read_stamps",
]
