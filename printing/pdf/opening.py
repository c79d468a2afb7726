"""A guarded way to open a file with the PDF library.

Files come from outside, so they are opened within limits, and each error of the
library becomes one of ours.
"""

import re
from contextlib import contextmanager

from ..errors import PrintingError, UnreadablePdf
from .library import ArrayObject, DependencyError, NameObject, PdfReader
from .reader import GuardedReader
from .unlogged import unlogged

MAX_BYTES = 64 * 2**20
# The library decrypts byte by byte.
MAX_ENCRYPTED_BYTES = 8 * 2**20
_HEADER = b"%PDF-"
_HEADER_WITHIN = 1024
# What may stand where a table of the objects begins: the table, or a stream with it.
_TABLE = re.compile(rb"\s*(?:xref|\d+\s+\d+\s+obj)")
_START = re.compile(rb"startxref\s+(\d{1,10})\s")


@contextmanager
def readable(page: int | None = None):
    """Turn whatever the library raises inside the block into UnreadablePdf.

    The library's own message is dropped, since it may quote the document.
    """
    try:
        with unlogged():
            yield
    except UnreadablePdf as error:
        if error.page is None:
            error.page = page
        raise
    except PrintingError:
        raise
    except DependencyError:
        raise UnreadablePdf("cipher_missing") from None
    except RecursionError:
        raise UnreadablePdf("too_complex", page) from None
    except Exception:
        raise UnreadablePdf("damaged", page) from None


def open_pdf(data: bytes | GuardedReader) -> GuardedReader:
    """Return a reader whose pages have been counted; raises UnreadablePdf.

    A file that is open already comes back as it is, with new time to read on. What is
    found on its pages is kept, so open once what is used several times: a document that
    is checked and then franked, a bought file of many stamps.

    A file that only restricts its owner's rights (empty user password) is opened, as
    every viewer does. Limits: 64 MiB (encrypted: 8 MiB), 5000 pages, and those of
    ``guard``.
    """
    if isinstance(data, GuardedReader):
        data.file.clock.restart()
        return data
    if len(data) > MAX_BYTES:
        raise UnreadablePdf("too_large")
    if _HEADER not in data[:_HEADER_WITHIN]:
        raise UnreadablePdf("not_a_pdf")
    with readable():
        reader = GuardedReader(_without_preface(data))
        if reader.is_encrypted:
            if len(data) > MAX_ENCRYPTED_BYTES:
                raise UnreadablePdf("too_large")
            _unlock(reader)
        if not reader.count_pages() or len(reader.pages) < 1:
            raise UnreadablePdf("damaged")
    return reader


def get_page(reader: PdfReader, number: int):
    """Return the page with this one-based number; raises UnreadablePdf.

    Its ``/Contents`` are a list of streams, also where the file has only one.
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


def _without_preface(data: bytes) -> bytes:
    """Return the file without what stands before it, if its places are counted so.

    Viewers count from the header (ISO 32000-1, annex H). PyPDF2 counts from the first
    byte and then does not find objects that are packed in streams.
    """
    at = data.find(_HEADER)
    start = _START.match(data, data.rfind(b"startxref")) if at else None
    if start and _TABLE.match(data, at + int(start[1])):
        return data[at:]
    return data


def _unlock(reader: PdfReader) -> None:
    try:
        opened = reader.decrypt("")
    except DependencyError:
        raise
    except Exception:
        opened = 0
    if not opened:
        raise UnreadablePdf("encrypted")
