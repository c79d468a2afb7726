"""Read a bought PDF: which stamp is on which page, and where.

The Post's answer names the Frankier-IDs of an order, so its document is searched for
them. Pages that show none are no stamps: a cover, the terms of business.
"""

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from .errors import UnreadablePdf
from .extent import code_of, stamp_extent
from .geometry import Box, PageSpace
from .pdf import get_page, open_pdf
from .pdf.content import marks
from .shared_page import marks_of_stamp
from .texts import page_texts, upright_space
from .voucher_id import normalise, shown_in

# "IM 23.11.26 0,95" with or without blanks (the Post's test prints, 2019 and 2020).
_PRICE_LINE = re.compile(
    r"(?<![^\W\d_])IM\s*\d\d\.\d\d\.(?:20\d\d\s|\d\d)\s*"
    r"([0-9]{1,3}(?:\.[0-9]{3}){1,2}|[0-9]{1,6}),([0-9]{2})(?![0-9])"
)


@dataclass(frozen=True)
class StampPage:
    """A page of a bought PDF that shows a stamp, or may do so.

    ``page`` is one-based. ``voucher_id`` is one of the given IDs, normalised, or None.
    ``box`` is the stamp's extent in mm from the top left corner of the page when it is
    turned upright; None when the page is empty, cannot be read or shows several IDs.
    ``position``: what was ordered for this page, one-based, or None. ``price``: the one
    printed on it, in cents; None unless exactly one could be read. ``is_read`` is False
    if the ID was not found but the page counts, because the order has one stamp and the
    document one page. ``code``: where its DataMatrix is, in mm. ``turned``: by how many
    degrees, clockwise, people turn the page to read it.

    ``problem`` is None exactly when voucher_id and position are known, else
    ``no_voucher_id``, ``several_voucher_ids``, ``repeated_voucher_id`` (also on another
    page), ``other_price`` (than what was ordered costs), ``unknown_position``,
    ``empty_page``, or the code of an UnreadablePdf that concerns this page alone
    (``damaged``, ``several_stamps``, ``too_complex``).
    """

    page: int
    voucher_id: str | None = None
    box: Box | None = None
    position: int | None = None
    price: int | None = None
    problem: str | None = None
    is_read: bool = True
    code: Box | None = None
    turned: int = 0


def nominal_size(destination: str, service: str) -> tuple[float, float]:
    """Return width and height (mm) of a stamp of the Post's layout FRANKING_ZONE.

    ``destination``: ``national`` or ``international``; any ``service`` but ``none`` is
    registered mail. Measured from the Post's own pictures at 300 dpi; what is printed
    is as large or a little smaller.
    """
    registered = service != "none"
    if destination == "international":
        return (62.0, 32.5) if registered else (62.0, 20.0)
    return (62.0, 20.0) if registered else (37.0, 20.0)


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has; raises UnreadablePdf."""
    return len(open_pdf(pdf).pages)


def read_stamps(
    pdf: bytes,
    voucher_ids: Sequence[str],
    expected: Sequence[tuple[Hashable, int]],
) -> list[StampPage]:
    """Return which stamp stands on which page of an order's document.

    ``voucher_ids``: those that the Post's answer names, in any spelling. ``expected``:
    the product and its price in cents of each position, in the order of the pages.

    A page counts when exactly one of the IDs stands on it and its price, if it can be
    read, is the expected one. Nothing is guessed: other pages have a ``problem``.
    Raises UnreadablePdf when the file as a whole cannot be read.
    """
    reader = open_pdf(pdf)
    count = len(reader.pages)
    pages = [_read(reader, number + 1, voucher_ids) for number in range(count)]
    pages = _without_repeated(pages)
    if count == len(expected) == len(voucher_ids) == 1:
        pages = [_only(pages[0], voucher_ids[0])]
    return _with_positions(pages, expected)


def _read(reader, number: int, voucher_ids: Sequence[str]) -> StampPage:
    try:
        page = get_page(reader, number)
        painted = marks(page, number)
        if not painted:
            return StampPage(number, problem="empty_page")
        space = upright_space(page, painted)
        texts = page_texts(painted, space)
        ids = shown_in(texts, voucher_ids)
        if len(ids) > 1:
            return StampPage(number, problem="several_voucher_ids")
        voucher_id = ids.pop() if ids else None
        own = marks_of_stamp(painted, space, number, voucher_id)
        return StampPage(
            number,
            voucher_id,
            stamp_extent(own, space, voucher_id),
            price=_price(*texts),
            problem=None if voucher_id else "no_voucher_id",
            code=code_of(own, space),
            turned=space.turned,
        )
    except UnreadablePdf as error:
        return StampPage(number, problem=error.code)


def _only(page: StampPage, voucher_id: str) -> StampPage:
    """Return the page of an order with one stamp and one page. It needs no reading."""
    if page.problem != "no_voucher_id":
        return page
    alone = normalise(voucher_id)
    return replace(page, voucher_id=alone, problem=None, is_read=False)


def _without_repeated(pages: list[StampPage]) -> list[StampPage]:
    """Return the pages with no ID on two: a cover may list what others show."""
    times = Counter(page.voucher_id for page in pages)
    stamps = Counter(page.voucher_id for page in pages if page.code)
    return [
        page
        if page.voucher_id is None
        or times[page.voucher_id] == 1
        or (page.code and stamps[page.voucher_id] == 1)
        else replace(page, voucher_id=None, problem="repeated_voucher_id")
        for page in pages
    ]


def _with_positions(
    pages: list[StampPage], expected: Sequence[tuple[Hashable, int]]
) -> list[StampPage]:
    """Return the pages with what was ordered for them, as far as that is sure."""
    places = _places(pages, expected)
    placed = [_with_position(page, places.get(page.page), expected) for page in pages]
    if not any(page.problem == "other_price" for page in placed):
        return placed
    places = _places_by_price(pages, expected)
    if places:
        return [_with_position(page, places.get(page.page), expected) for page in pages]
    # The pages are in another order, so a place alone proves nothing.
    return [
        replace(page, voucher_id=None, problem="unknown_position")
        if page.voucher_id and page.price is None
        else page
        for page in placed
    ]


def _places(
    pages: list[StampPage], expected: Sequence[tuple[Hashable, int]]
) -> dict[int, int]:
    """Return the position of each page, if they stand in the order of the positions."""
    counting = [page.page for page in pages if page.voucher_id]
    if len(pages) == len(expected):
        return {page.page: page.page for page in pages}
    if len(counting) == len(expected):
        return {page: position for position, page in enumerate(counting, start=1)}
    if len({product for product, _cents in expected}) == 1:
        # All positions are alike. There may be fewer of them than pages.
        return dict.fromkeys((page.page for page in pages), 1)
    return {}


def _places_by_price(
    pages: list[StampPage], expected: Sequence[tuple[Hashable, int]]
) -> dict[int, int]:
    """Return the position of each page that is known by its price.

    It is empty unless all stamps are there, each price that was read was ordered, and
    each price belongs to one product only. Pages without a readable price are known
    only if all positions that are left are of one product.
    """
    stamps = [page for page in pages if page.voucher_id]
    ordered = Counter(cents for _product, cents in expected)
    read = Counter(page.price for page in stamps if page.price is not None)
    if len(stamps) != len(expected) or read - ordered:
        return {}
    if len(set(expected)) != len(ordered):
        return {}
    left: dict[int, list[int]] = {}
    for position, (_product, cents) in enumerate(expected, start=1):
        left.setdefault(cents, []).append(position)
    found = {
        page.page: left[page.price].pop(0) for page in stamps if page.price is not None
    }
    unread = [page.page for page in stamps if page.price is None]
    rest = [positions for positions in left.values() if positions]
    if len(rest) == 1:
        found |= dict(zip(unread, rest[0], strict=True))
    return found


def _with_position(
    page: StampPage, position: int | None, expected: Sequence[tuple[Hashable, int]]
) -> StampPage:
    placed = replace(page, position=position)
    if not page.voucher_id:
        return placed
    if position is None:
        return replace(placed, voucher_id=None, problem="unknown_position")
    _product, cents = expected[position - 1]
    if page.price not in (None, cents):
        return replace(placed, voucher_id=None, problem="other_price")
    return placed


def measure_stamp(pdf: bytes, number: int, voucher_id: str | None = None) -> Box | None:
    """Return the extent (mm) of the stamp on a page (one-based), None: not there.

    ``voucher_id`` and what is raised: as ``find_stamp``.
    """
    found = find_stamp(get_page(open_pdf(pdf), number), number, voucher_id)
    return found and found[0]


def find_stamp(
    page, number: int, voucher_id: str | None
) -> tuple[Box, PageSpace] | None:
    """Return the extent (mm) of the stamp on a page, and the page turned upright.

    It is None when the stamp is not there. ``voucher_id``: the Frankier-ID that the
    page must show; None for a stamp that is known by its page alone. What was found
    once is not searched again. Raises UnreadablePdf; ``empty_page`` when nothing is
    painted, ``several_stamps`` when the page shows some and it is unknown which one is
    meant.
    """
    known = page.pdf.stamps
    if (number, voucher_id) not in known:
        known[number, voucher_id] = _searched(page, number, voucher_id)
    return known[number, voucher_id]


def remember_stamp(
    reader, number: int, voucher_id: str | None, box: Box, turned: int
) -> None:
    """Say where the stamp of an open file is, when ``read_stamps`` has found it before.

    ``box`` and ``turned``: as the ``StampPage`` had them. The page is not read again
    then. The file must be the one that was read.
    """
    space = PageSpace(get_page(reader, number), turned)
    reader.stamps[number, voucher_id] = box, space


def _searched(
    page, number: int, voucher_id: str | None
) -> tuple[Box, PageSpace] | None:
    painted = marks(page, number)
    space = upright_space(page, painted)
    if voucher_id is not None and not shown_in(
        page_texts(painted, space), [voucher_id]
    ):
        return None
    if not painted:
        raise UnreadablePdf("empty_page", number)
    own = marks_of_stamp(painted, space, number, voucher_id)
    return stamp_extent(own, space, voucher_id), space


def _price(*texts: str) -> int | None:
    """Return the one price (cents) in the texts."""
    found = {
        int(euros.replace(".", "")) * 100 + int(cents)
        for text in texts
        for euros, cents in _PRICE_LINE.findall(text)
    }
    return found.pop() if len(found) == 1 else None
