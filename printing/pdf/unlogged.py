"""Where the PDF library mends a damaged file it logs what it found, quoting the file.

While this room reads, those lines are dropped. What others read with the same library
is logged as ever.
"""

import logging
import sys
from contextlib import contextmanager
from contextvars import ContextVar

from .library import PdfReader

_reading = ContextVar("internetmarke_reading_pdf", default=False)


@contextmanager
def unlogged():
    """Drop the library's lines below ERROR while the block runs."""
    mark = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(mark)


class _DropWhileReading(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.ERROR or not _reading.get()


# A filter looks at its own logger only, and each of the library's modules has one.
_library = PdfReader.__module__.partition(".")[0]
for _name in [*sys.modules]:
    if _name.partition(".")[0] == _library:
        logging.getLogger(_name).addFilter(_DropWhileReading())
