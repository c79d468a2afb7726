"""Files of others, read within limits: pages, text, fonts, pictures.

The PDF library opens them (``opening``); what stands on a page is found by an
interpreter of our own (``content``), since the library's text extraction loops for ever
on hostile files and gives no boxes.
"""

from .library import (
    ArrayObject,
    ContentStream,
    DecodedStreamObject,
    NameObject,
    PdfReader,
    PdfWriter,
    RectangleObject,
    Transformation,
)
from .opening import clock_of, entry, get_page, numbers, open_pdf, readable

__all__ = [
    "ArrayObject",
    "ContentStream",
    "DecodedStreamObject",
    "NameObject",
    "PdfReader",
    "PdfWriter",
    "RectangleObject",
    "Transformation",
    "clock_of",
    "entry",
    "get_page",
    "numbers",
    "open_pdf",
    "readable",
]
