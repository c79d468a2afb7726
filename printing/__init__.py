"""What comes out of the printer: bought stamps, the window, the letter, other carriers.

Plain Python, no Odoo. Places are in mm from a page's top left corner (``Box``).
"""

from .calibration import CalibrationTexts, calibration_sheet
from .check import WindowReport, check_window
from .cover import compose_cover_sheet
from .duplex import single_sheets, whole_sheets
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
from .merging import merge_documents
from .offset import NO_OFFSET
from .pdf import open_pdf
from .preview import mark_window, preview_letter
from .sample import sample_stamp
from .stamps import StampPage, nominal_size, page_count, read_stamps
from .typesetting import clean_texts
from .voucher_id import check_digit, grouped, is_valid, normalise
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
    "PrintingError",
    "StampPage",
    "UnreadablePdf",
    "WindowEnvelope",
    "WindowLayout",
    "WindowOccupied",
    "WindowReport",
    "WrongStamp",
    "calibration_sheet",
    "check_digit",
    "check_window",
    "clean_texts",
    "compose_cover_sheet",
    "compose_envelope",
    "compose_labels",
    "compose_letter",
    "grouped",
    "is_valid",
    "label_formats",
    "layout_window",
    "mark_window",
    "merge_documents",
    "nominal_size",
    "normalise",
    "open_pdf",
    "page_count",
    "page_formats",
    "preview_letter",
    "read_stamps",
    "safe_area",
    "sample_stamp",
    "shown_area",
    "single_sheets",
    "visible_area",
    "whole_sheets",
]
