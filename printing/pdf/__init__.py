"""PDF files of others, read within limits: pages, text, fonts, pictures.

The PDF library opens them (``opening``). Our own interpreter finds what is on a page
(``content``), because the text extraction of the library loops for ever on hostile
files and gives no boxes. ``assembly`` puts new files together.
"""

from .library import NameObject, PdfReader, PdfWriter
from .opening import entry, get_page, numbers, open_pdf, readable

__all__ = [
    "NameObject",
    "PdfReader",
    "PdfWriter",
    "entry",
    "get_page",
    "numbers",
    "open_pdf",
    "readable",
]
