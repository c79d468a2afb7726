"""What duplex printers need: documents that end with their sheet."""

from collections.abc import Callable

from .pdf import open_pdf
from .pdf.assembly import Assembly


def whole_sheets(pdf: bytes) -> bytes:
    """Return a document with an even number of pages; a blank one is added if needed.

    Otherwise, when printed on both sides, the next letter begins on the back of this
    one: two recipients on the same sheet. Raises UnreadablePdf.
    """
    count = len(open_pdf(pdf).pages)
    return _with_blanks(pdf, lambda number: number == count) if count % 2 else pdf


def single_sheets(pdf: bytes) -> bytes:
    """Return a document with a blank page after each of its pages.

    So each page is alone on its sheet when printed on both sides. Labels, envelopes and
    letters that were weighed as printed on one side need this. Raises UnreadablePdf.
    """
    return _with_blanks(pdf, lambda number: True)


def _with_blanks(pdf: bytes, wanted: Callable[[int], bool]) -> bytes:
    """Return a document with a blank page after the wanted ones, counted from 1."""
    document, assembly = open_pdf(pdf), Assembly()
    for number in range(1, len(document.pages) + 1):
        sheet = assembly.add_page(document, number)
        if wanted(number):
            assembly.add_blank(sheet)
    return assembly.pdf()
