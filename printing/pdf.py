"""The PDF library, whichever Odoo brought along, and a guarded way to open a file.

Odoo 19 ships PyPDF2 2.12.1 (Python up to 3.12) or pypdf 5 (from 3.13). Only what both
offer under the same name is used. Files come from outside, so they are opened within
limits, and each error of the library becomes one of ours.
"""

import logging
from contextlib import contextmanager

try:
    from pypdf import PdfReader, PdfWriter, Transformation
    from pypdf.errors import DependencyError
    from pypdf.generic import (
        ArrayObject,
        ContentStream,
        NameObject,
        RectangleObject,
    )
except ImportError:
    from PyPDF2 import PdfReader, PdfWriter, Transformation
    from PyPDF2.errors import DependencyError
    from PyPDF2.generic import (
        ArrayObject,
        ContentStream,
        NameObject,
        RectangleObject,
    )

from .errors import PrintingError, UnreadablePdf
from .guard import MeteredFile, refuse_bombs

__all__ = [
    "ArrayObject",
    "ContentStream",
    "NameObject",
    "PdfReader",
    "PdfWriter",
    "RectangleObject",
    "Transformation",
    "entry",
    "get_page",
    "numbers",
    "open_pdf",
    "readable",
]

# Where the library mends a damaged file it logs what it found, quoting the file.
logging.getLogger(PdfReader.__module__.partition(".")[0]).setLevel(logging.ERROR)

MAX_BYTES = 64 * 2**20
MAX_PAGES = 5000


@contextmanager
def readable(page: int | None = None):
    """Turn whatever the library raises inside the block into UnreadablePdf.

    The library's own message is dropped, since it may quote the document.
    """
    try:
        yield
    except PrintingError:
        raise
    except DependencyError:
        # PyPDF2 opens no file that is encrypted with AES without one more package.
        raise UnreadablePdf("encrypted") from None
    except RecursionError:
        raise UnreadablePdf("too_complex", page) from None
    except Exception:
        raise UnreadablePdf("damaged", page) from None


def open_pdf(data: bytes) -> PdfReader:
    """Return a reader whose pages have been counted; raises UnreadablePdf.

    A file that only restricts its owner's rights (empty user password) is opened, as
    every viewer does.
    """
    if len(data) > MAX_BYTES:
        raise UnreadablePdf("too_large")
    if b"%PDF-" not in data[:1024]:
        raise UnreadablePdf("not_a_pdf")
    refuse_bombs(data)
    with readable():
        reader = PdfReader(MeteredFile(data), strict=False)
        if reader.is_encrypted:
            _unlock(reader)
        pages = len(reader.pages)
    if not pages:
        raise UnreadablePdf("damaged")
    if pages > MAX_PAGES:
        raise UnreadablePdf("too_many_pages")
    return reader


def get_page(reader: PdfReader, number: int):
    """Return the page with this one-based number; raises UnreadablePdf.

    Its contents become a list of streams: from a list the library ends each stream
    with a line break, without which PyPDF2 2.12.1 runs for ever on a last comment.
    """
    if not 1 <= number <= len(reader.pages):
        raise UnreadablePdf("no_such_page", number)
    with readable(number):
        page = reader.pages[number - 1]
        if not isinstance(entry(page, "/Contents", []), list):
            page[NameObject("/Contents")] = ArrayObject([page.raw_get("/Contents")])
        return page


def entry(dictionary, key: str, default=None):
    """Return a dictionary's value; unlike the library's ``get``, never a reference."""
    return dictionary[key] if key in dictionary else default


def numbers(array) -> list[float]:
    """Return the numbers of an array, whose items may be references."""
    return [float(item.get_object()) for item in array]


def _unlock(reader: PdfReader) -> None:
    try:
        opened = reader.decrypt("")
    except Exception:
        opened = 0
    if not opened:
        raise UnreadablePdf("encrypted")
