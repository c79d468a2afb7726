"""Read a bought PDF: which stamp is on which page, and where."""

import re
from collections import Counter
from dataclasses import dataclass

from . import voucher_id
from .errors import UnreadablePdf
from .geometry import Box, PageSpace, union
from .pdf import get_page, open_pdf, readable
from .pdf.content import Mark, marks
from .pdf.lines import text_lines

# A line that begins with IM and ends with the price, "IM 23.11.26 0,95" (seen 2025).
_PRICE_LINE = re.compile(r"IM(?![^\W\d_])")
_PRICE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3}){1,2}|[0-9]{1,6}),([0-9]{2})")


@dataclass(frozen=True)
class StampPage:
    """One page of a bought PDF.

    ``page`` is one-based. ``box`` is the extent of what is painted, in mm from the
    page's top left corner, None on an empty page. ``voucher_id`` is None exactly when
    ``problem`` is set: ``no_voucher_id``, ``several_voucher_ids``,
    ``repeated_voucher_id`` (also on another page), ``empty_page``, or the code of an
    UnreadablePdf that concerns this page alone (``damaged``, ``too_complex``).
    ``price`` is the one printed on the stamp, in cents; None unless there is exactly
    one.
    """

    page: int
    voucher_id: str | None
    box: Box | None
    problem: str | None
    price: int | None = None


def nominal_size(destination: str, service: str) -> tuple[float, float]:
    """Return width and height (mm) of a stamp of the Post's layout FRANKING_ZONE.

    ``destination``: ``national`` or ``international``; any ``service`` but ``none`` is
    registered mail. Measured from the Post's own output at 300 dpi (reference 10.3).
    """
    registered = service != "none"
    if destination == "international":
        return (62.0, 32.5) if registered else (62.0, 20.0)
    return (62.0, 20.0) if registered else (37.0, 20.0)


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
        StampPage(page.page, None, page.box, "repeated_voucher_id", page.price)
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
        texts = _texts(painted, PageSpace(page))
    except UnreadablePdf as error:
        return StampPage(number, None, None, error.code)
    ids, price = voucher_ids(*texts), _price(*texts)
    if len(ids) == 1:
        return StampPage(number, ids[0], box, None, price)
    problem = "several_voucher_ids" if ids else "no_voucher_id"
    return StampPage(number, None, box, problem, price)


def shows(page, number: int, wanted: str) -> bool:
    """Tell whether a page shows this Frankier-ID and no other.

    An empty ID is on no page. Raises UnreadablePdf.
    """
    painted = marks(page, number)
    ids = voucher_ids(*_texts(painted, PageSpace(page)))
    return bool(wanted) and ids == [voucher_id.normalise(wanted)]


def _texts(painted: list[Mark], space: PageSpace) -> tuple[str, str]:
    """Return a page's text as it was written and as it is seen.

    A producer may write the groups of a line in any order.
    """
    written = "\n".join(mark.text for mark in painted)
    seen = "\n".join(line.text for line in text_lines(painted, space))
    return written, seen


def voucher_ids(*texts: str) -> list[str]:
    """Return the valid Frankier-IDs in the first of the texts that has any, once."""
    return next(filter(None, map(voucher_id.find, texts)), [])


def _price(*texts: str) -> int | None:
    """Return the one price (cents) that every text with a price agrees on."""
    found = [prices for prices in map(_prices, texts) if prices]
    if not found or any(prices != found[0][:1] for prices in found):
        return None
    return found[0][0]


def _prices(text: str) -> list[int]:
    found = []
    for line in text.splitlines():
        words = line.split()
        if not words or not _PRICE_LINE.match(words[0]):
            continue
        prices = [_PRICE.fullmatch(word) for word in words]
        if prices[-1]:
            found += [
                int(price[1].replace(".", "")) * 100 + int(price[2])
                for price in prices
                if price
            ]
    return found


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
