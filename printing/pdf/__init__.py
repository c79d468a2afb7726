"""Files of others, read within limits: pages, text, fonts, pictures.

The PDF library opens them (``opening``); what stands on a page is found by an
interpreter of our own (``content``), since the library's text extraction loops for ever
on hostile files and gives no boxes. ``assembly`` puts new files together.
"""

from .library import (
    ArrayObject,
    ContentStream,
    NameObject,
    PdfReader,
    PdfWriter,
)
from .opening import entry, get_page, numbers, open_pdf, readable

__all__ = [
    "ArrayObject",
    "ContentStream",
    "NameObject",
    "PdfReader",
    "PdfWriter",
    "entry",
    "get_page",
    "numbers",
    "open_pdf",
    "readable",
]
