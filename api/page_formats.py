"""Which paper of the Post's catalogue takes one stamp a page."""

from __future__ import annotations

from collections.abc import Iterable

from .values import PageFormat

# The largest stamp of the layout FRANKING_ZONE: registered mail abroad; mm.
LARGEST_STAMP = (62.0, 32.5)


def single_stamp_format(
    formats: Iterable[PageFormat], besides: int
) -> PageFormat | None:
    """Return the smallest format with one label a page that takes every stamp.

    Formats that are made for the franking zone come first (`is_image_possible`; the
    others take it, too, seen 2025). `besides` is the ID of one that is not wanted.
    """
    fitting = [
        one
        for one in formats
        if one.id != besides and (one.columns, one.rows) == (1, 1) and _takes(one)
    ]
    return min(
        fitting,
        key=lambda one: (not one.is_image_possible, one.width * one.height),
        default=None,
    )


def _takes(one: PageFormat) -> bool:
    width, height = one.width, one.height
    if one.orientation == "LANDSCAPE":
        width, height = height, width
    room = (
        width - one.margin_left - one.margin_right,
        height - one.margin_top - one.margin_bottom,
    )
    return room[0] >= LARGEST_STAMP[0] and room[1] >= LARGEST_STAMP[1]
