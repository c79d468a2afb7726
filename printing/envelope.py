"""Print an envelope itself: sender, stamp and address.

The zones follow the Post's rules for machine readable letters, as printers of envelopes
publish them: the stamp in the franking zone, 74 x 40 mm in the top right corner; the
sender left of it; the address in the reading zone below 40 mm, 15 mm from the other
edges. The places inside the zones are those of the Internetmarke service's own page
formats, with and without address.
"""

from collections.abc import Sequence

from .drawing import Drawing
from .errors import AddressMissing, DoesNotFit
from .formats import PageFormat, page_formats
from .geometry import Box
from .offset import NO_OFFSET, Offset, refuse_off_page
from .placing import open_stamp, single_page
from .typesetting import TextLine, clean_texts, point_sizes, set_block

# The service's page formats with address and for the franking zone.
FORMAT_IDS = {
    "dl": (28, 59),
    "c6_5": (19, 58),
    "c6": (5, 62),
    "c5": (17, 53),
    "c4": (4, 61),
}
ENVELOPES = tuple(FORMAT_IDS)
FRANKING_WIDTH, FRANKING_HEIGHT = 74.0, 40.0
READING_EDGE = 15.0
_BELOW_FRANKING = 5.0
_SENDER_EDGE = 10.0  # printers reach no further
ADDRESS_SIZES = point_sizes(12, 8)
SENDER_SIZES = point_sizes(9, 7)


def compose_envelope(
    stamp_pdf: bytes,
    stamp_page: int,
    *,
    envelope: str,
    sender_lines: Sequence[str],
    address_lines: Sequence[str],
    voucher_id: str | None = None,
    offset: Offset = NO_OFFSET,
) -> bytes:
    """Return one page of the envelope's size, wider than high.

    ``envelope``: one of ``ENVELOPES`` (``dl`` 220 x 110 mm, ``c6_5`` 229 x 114, ``c6``
    162 x 114, ``c5`` 229 x 162, ``c4`` 324 x 229). The stamp is the bought page's, at
    1:1; ``voucher_id`` is the Frankier-ID that it must show. ``offset``: mm to the
    right and down.

    Raises WrongStamp, AddressMissing, DoesNotFit (``stamp_too_large``,
    ``address_too_long``, ``sender_too_long``), OffsetTooLarge, MissingGlyph and
    UnreadablePdf; KeyError for another ``envelope``.
    """
    with_address, with_stamp = (page_formats()[i] for i in FORMAT_IDS[envelope])
    sender, address = clean_texts(sender_lines), clean_texts(address_lines)
    if not address:
        raise AddressMissing()
    stamp = open_stamp(stamp_pdf, stamp_page, voucher_id)
    width, height = stamp.size
    place = Box(
        with_stamp.width - with_stamp.right - width, with_stamp.top, width, height
    )
    if not franking_zone(with_stamp).contains(place):
        raise DoesNotFit("stamp_too_large", len(address), stamp.size, ("label",))
    address_block = set_block(address, reading_zone(with_address), ADDRESS_SIZES)
    if not address_block:
        raise DoesNotFit("address_too_long", len(address), stamp.size)
    sender_block = set_block(sender, sender_zone(with_stamp), SENDER_SIZES)
    if sender and not sender_block:
        raise DoesNotFit("sender_too_long", len(address), stamp.size)
    place = place.moved(*offset)
    lines: list[TextLine] = [
        line.moved(*offset) for line in (*sender_block, *address_block)
    ]
    page = Box(0.0, 0.0, with_stamp.width, with_stamp.height)
    refuse_off_page([place, *(line.box for line in lines)], offset, page)
    drawing = Drawing(page.width, page.height)
    drawing.text(lines)
    return single_page(drawing, (stamp, place.left, place.top))


def franking_zone(page: PageFormat) -> Box:
    """Return where on the envelope the stamp may be (mm)."""
    left = page.width - FRANKING_WIDTH
    return Box(left, 0.0, FRANKING_WIDTH, FRANKING_HEIGHT)


def sender_zone(page: PageFormat) -> Box:
    """Return where on the envelope the sender is printed (mm)."""
    return Box(
        _SENDER_EDGE,
        _SENDER_EDGE,
        page.width - FRANKING_WIDTH - 2 * _SENDER_EDGE,
        FRANKING_HEIGHT - _SENDER_EDGE,
    )


def reading_zone(page: PageFormat) -> Box:
    """Return where on the envelope the address is printed (mm)."""
    top = max(page.top, FRANKING_HEIGHT + _BELOW_FRANKING)
    return Box(
        page.left,
        top,
        page.width - page.left - READING_EDGE,
        page.height - top - READING_EDGE,
    )
