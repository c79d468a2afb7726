"""Read a bought PDF: which stamp is on which page, and where."""

from collections import Counter
from dataclasses import dataclass

from . import voucher_id
from .content import Mark, marks
from .errors import UnreadablePdf
from .geometry import Box, PageSpace, union
from .lines import text_lines
from .pdf import get_page, open_pdf, readable


@dataclass(frozen=True)
class StampPage:
    """One page of a bought PDF.

    ``page`` is one-based. ``box`` is the extent of what is painted, in mm from the
    page's top left corner, None on an empty page. ``voucher_id`` is None exactly when
    ``problem`` is set: ``no_voucher_id``, ``several_voucher_ids``,
    ``repeated_voucher_id`` (also on another page), ``empty_page``, or the code of an
    UnreadablePdf that concerns this page alone (``damaged``, ``too_complex``).
    """

    page: int
    voucher_id: str | None
    box: Box | None
    problem: str | None


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has; raises UnreadablePdf."""
    return len(open_pdf(pdf).pages)


def read_stamps(pdf: bytes) -> list[StampPage]:
    """Return each page of a bought PDF with the Frankier-ID found in its text.

    A page that cannot be told apart for certain has a ``problem`` and no ID: nothing
    is guessed. Raises UnreadablePdf when the file as a whole cannot be read.
    """
    reader = open_pdf(pdf)
    pages = [_read(reader, number + 1) for number in range(len(reader.pages))]
    times = Counter(page.voucher_id for page in pages if page.voucher_id)
    return [
        StampPage(page.page, None, page.box, "repeated_voucher_id")
        if times[page.voucher_id] > 1
        else page
        for page in pages
    ]


def _read(reader, number: int) -> StampPage:
    try:
        page = get_page(reader, number)
        painted = marks(page, number)
        if not painted:
            return StampPage(number, None, None, "empty_page")
        box = _extent(page, painted, number)
    except UnreadablePdf as error:
        return StampPage(number, None, None, error.code)
    ids = voucher_ids(painted, PageSpace(page))
    if len(ids) == 1:
        return StampPage(number, ids[0], box, None)
    problem = "several_voucher_ids" if ids else "no_voucher_id"
    return StampPage(number, None, box, problem)


def voucher_ids(painted: list[Mark], space: PageSpace) -> list[str]:
    """Return the valid Frankier-IDs in the text of a page, each once.

    As the text was written, and, if that yields nothing, as it is seen: a producer may
    write the groups in any order.
    """
    written = "\n".join(mark.text for mark in painted)
    seen = "\n".join(line.text for line in text_lines(painted, space))
    return voucher_id.find(written) or voucher_id.find(seen)


def measure(page, number: int) -> Box:
    """Return the extent (mm) of what a page paints.

    Raises UnreadablePdf; ``empty_page`` when nothing is painted.
    """
    painted = marks(page, number)
    if not painted:
        raise UnreadablePdf("empty_page", number)
    return _extent(page, painted, number)


def _extent(page, painted: list[Mark], number: int) -> Box:
    with readable(number):
        return PageSpace(page).box(union([mark.rect for mark in painted]))
