"""Print stamps on labels, several on a sheet or one by one on a label printer."""

from collections.abc import Sequence

from .drawing import Drawing
from .errors import LabelTooSmall, NoSuchLabel, WrongStamp
from .formats import PageFormat
from .geometry import Box
from .offset import NO_OFFSET, Offset, refuse_off_page
from .pdf import PdfReader, open_pdf
from .placing import BoughtStamp, open_stamp, written_pages
from .typesetting import TextLine, clean_texts, extent, point_sizes, set_block
from .voucher_id import normalise

# Stamp page as in compose_letter: file, page from 1, Frankier-ID, address lines.
Label = tuple[bytes | PdfReader, int, str | None, Sequence[str] | None]

# Points. On a narrow label rather small type than a broken line.
ADDRESS_SIZES = point_sizes(11, 7)
# The Post asks for 3 mm between an address and the edge of its label.
ADDRESS_EDGE = 3.0
STAMP_EDGE = 1.0  # with an address; a stamp alone may fill its label
GAP = 1.5
GAP_BESIDE = 5.0


def compose_labels(
    labels: Sequence[Label],
    *,
    sheet: PageFormat,
    start: int = 1,
    offset: Offset = NO_OFFSET,
) -> bytes:
    """Return the sheets of labels, or one page a label for a label printer.

    Each of ``labels``: the bought PDF (open or not), the page in it (from 1), the
    Frankier-ID that the page must show (None leaves that unchecked) and the address
    lines, None or empty for the stamp alone. ``sheet`` is one of ``label_formats()``;
    ``start`` the first free label of the first sheet, counted in rows from 1. The
    stamp, always at 1:1, is centred on its label; an address stands below it, else
    right of it. ``offset``: mm to the right and down.

    Raises WrongStamp (also for a stamp that is given twice), LabelTooSmall,
    NoSuchLabel, OffsetTooLarge, MissingGlyph, UnreadablePdf; ValueError when there is
    no label at all.
    """
    if not labels:
        raise ValueError("no labels to print")
    count = sheet.label_count
    if not 1 <= start <= count:
        raise NoSuchLabel(count)
    page = Box(0.0, 0.0, sheet.width, sheet.height)
    pages: list[tuple[Drawing, list]] = []
    for position, (stamp, address_lines) in enumerate(_stamps(labels), 1):
        at = (start + position - 2) % count
        if at == 0 or not pages:
            pages.append((Drawing(sheet.width, sheet.height), []))
        drawing, stamps = pages[-1]
        label = sheet.label(at + 1)
        if not sheet.takes(stamp.size):
            raise LabelTooSmall(
                "stamp_too_large", position, sheet.label_size, stamp.size
            )
        found = arranged(stamp.size, clean_texts(address_lines or ()), label)
        if not found:
            raise LabelTooSmall(
                "address_too_long", position, sheet.label_size, stamp.size
            )
        place = found[0].moved(*offset)
        lines = [line.moved(*offset) for line in found[1]]
        refuse_off_page([place, *(line.box for line in lines)], offset, page)
        drawing.text(lines)
        stamps.append((stamp, place.left, place.top))
    return written_pages(pages)


def arranged(
    stamp_size: tuple[float, float], address: Sequence[str], label: Box
) -> tuple[Box, tuple[TextLine, ...]] | None:
    """Return where on the label stamp and address go (mm), None if they do not fit."""
    width, height = stamp_size
    stamp = Box(label.left, label.top, width, height)
    if not address:
        return _centred(label, stamp, ())
    below = Box(
        stamp.left,
        stamp.bottom + GAP,
        label.width - 2 * ADDRESS_EDGE,
        label.height - STAMP_EDGE - height - GAP - ADDRESS_EDGE,
    )
    beside = Box(
        stamp.right + GAP_BESIDE,
        stamp.top,
        label.width - STAMP_EDGE - width - GAP_BESIDE - ADDRESS_EDGE,
        label.height - 2 * ADDRESS_EDGE,
    )
    for breaks in (False, True):
        for free in (below, beside):
            block = set_block(address, free, ADDRESS_SIZES, breaks=breaks)
            if block:
                return _centred(label, stamp, block)
    return None


def _centred(
    label: Box, stamp: Box, block: tuple[TextLine, ...]
) -> tuple[Box, tuple[TextLine, ...]]:
    """Put both in the middle of the label, keeping the address off its edges.

    An address beside the stamp is centred to it.
    """
    if block and block[0].left > stamp.right:
        text = extent(line.box for line in block)
        down = (stamp.height - text.height) / 2
        block = tuple(line.moved(0, down) for line in block)
    whole = extent([stamp, *(line.box for line in block)])
    right = label.left + (label.width - whole.width) / 2 - whole.left
    down = label.top + (label.height - whole.height) / 2 - whole.top
    if block:
        text = extent(line.box for line in block)
        room = label.grown(-ADDRESS_EDGE)
        right += min(0.0, room.right - text.right - right)
        right += max(0.0, room.left - text.left - right)
        down += min(0.0, room.bottom - text.bottom - down)
    # A stamp almost as wide as the label stays on it.
    beside = min(right, label.right - stamp.right)
    return stamp.moved(beside, down), tuple(line.moved(right, down) for line in block)


def _stamps(labels: Sequence[Label]) -> list[tuple[BoughtStamp, Sequence[str] | None]]:
    readers: dict[bytes | PdfReader, PdfReader] = {}
    found, seen = [], set()
    for stamp_pdf, number, voucher_id, address_lines in labels:
        # The same stamp may come out of two files, if the Post was asked twice.
        keys = {(stamp_pdf, number), normalise(voucher_id or "")} - {""}
        if keys & seen:
            raise WrongStamp(number)
        seen |= keys
        if stamp_pdf not in readers:
            readers[stamp_pdf] = open_pdf(stamp_pdf)
        stamp = open_stamp(readers[stamp_pdf], number, voucher_id)
        found.append((stamp, address_lines))
    return found
