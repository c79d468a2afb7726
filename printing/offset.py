"""Move what is drawn, to correct the error of a printer, and see what is in the way.

An offset is (dx, dy) in mm to the right and down. If a printer prints 1.5 mm too far
right, dx is -1.5. On an invoice the white rectangle over the old return line and
address stays in its place. Only what is drawn anew moves.
"""

from collections.abc import Iterable
from math import isfinite

from .check import TOUCH, reaches_into
from .errors import OffsetTooLarge
from .geometry import Box, PageSpace
from .pdf.content import marks
from .pdf.lines import lines_on
from .window_layout import WindowLayout

Offset = tuple[float, float]
NO_OFFSET: Offset = (0.0, 0.0)


def refuse_off_page(boxes: Iterable[Box], offset: Offset, page: Box) -> None:
    """Raise OffsetTooLarge if a box, already moved, is not wholly on the page."""
    outside = tuple(box for box in boxes if not page.contains(box))
    if outside or not all(map(isfinite, offset)):
        raise OffsetTooLarge("off_page", outside)


def moved_layout(page, layout: WindowLayout, offset: Offset) -> WindowLayout:
    """Return the layout moved on a page of an invoice.

    Raises OffsetTooLarge. ``off_page``: something would leave the page.
    ``other_text``: other text would be seen in the moved window, or what is drawn would
    leave the white rectangle and cover something. Raises UnreadablePdf.
    """
    moved = layout.moved(*offset)
    if offset == NO_OFFSET:
        return moved
    space = PageSpace(page)
    drawn = [moved.stamp, *(line.box for line in moved.lines)]
    refuse_off_page(drawn, offset, Box(0.0, 0.0, space.width, space.height))
    form = layout.window
    lines = lines_on(page, 1)
    others = [space.box(mark.rect) for mark in marks(page, 1)]
    kept = [line.box for line in lines if not form.contains(line.box, TOUCH)]
    seen = [box for box in kept if reaches_into(box, moved.window)]
    beyond = [box for box in drawn if not form.contains(box)]
    covered = [
        box
        for box in others
        if not form.contains(box, TOUCH)
        and any(min(box.overlap(one)) > 0 for one in beyond)
    ]
    if seen or covered:
        raise OffsetTooLarge("other_text", tuple(dict.fromkeys(seen + covered)))
    return moved
