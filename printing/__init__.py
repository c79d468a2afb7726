"""What comes out of the printer: bought stamps, the window, the letter, other media.

Plain Python, no Odoo. Places are in mm from a page's top left corner (``Box``).
"""

from .calibration import CalibrationTexts, calibration_sheet
from .check import WindowReport, check_window
from .cover import compose_cover_sheet
from .document_check import differences, masked_report
from .duplex import each_page, end_of_sheet, no_blanks
from .envelope import ENVELOPES, compose_envelope
from .errors import (
    AddressMissing,
    DoesNotFit,
    LabelTooSmall,
    MissingGlyph,
    NoSuchLabel,
    OffsetTooLarge,
    PrintingError,
    UnreadablePdf,
    WindowOccupied,
    WrongStamp,
)
from .formats import PageFormat, label_formats, page_formats
from .geometry import Box
from .labels import compose_labels
from .letter import compose_letter
from .merging import Pile, single_page_of
from .offset import NO_OFFSET
from .pdf import open_pdf
from .preview import mark_window, preview_letter
from .sample import sample_letter, sample_stamp
from .stamps import (
    StampPage,
    measure_stamp,
    nominal_size,
    page_count,
    read_stamps,
    remember_stamp,
)
from .typesetting import clean_texts
from .voucher_id import grouped, normalise
from .window import layout_window
from .window_envelopes import (
    C5,
    C6_5,
    DL,
    SLIDE,
    WINDOW_ENVELOPES,
    WindowEnvelope,
    safe_area,
    shown_area,
    visible_area,
)
from .window_layout import FORM_A, FORM_B, FORMS, WindowLayout

__all__ = [
    "C5",
    "C6_5",
    "DL",
    "ENVELOPES",
    "FORMS",
    "FORM_A",
    "FORM_B",
    "NO_OFFSET",
    "SLIDE",
    "WINDOW_ENVELOPES",
    "AddressMissing",
    "Box",
    "CalibrationTexts",
    "DoesNotFit",
    "LabelTooSmall",
    "MissingGlyph",
    "NoSuchLabel",
    "OffsetTooLarge",
    "PageFormat",
    "Pile",
    "PrintingError",
    "StampPage",
    "UnreadablePdf",
    "WindowEnvelope",
    "WindowLayout",
    "WindowOccupied",
    "WindowReport",
    "WrongStamp",
    "calibration_sheet",
    "check_window",
    "clean_texts",
    "compose_cover_sheet",
    "compose_envelope",
    "compose_labels",
    "compose_letter",
    "differences",
    "each_page",
    "end_of_sheet",
    "grouped",
    "label_formats",
    "layout_window",
    "mark_window",
    "masked_report",
    "measure_stamp",
    "no_blanks",
    "nominal_size",
    "normalise",
    "open_pdf",
    "page_count",
    "page_formats",
    "preview_letter",
    "read_stamps",
    "remember_stamp",
    "safe_area",
    "sample_letter",
    "sample_stamp",
    "single_page_of",
    "shown_area",
    "visible_area",
]
