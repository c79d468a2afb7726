"""Arrange return line, stamp and address in the window of DIN 5008. Pure arithmetic.

The window is 85 x 45 mm. From the top: the return line, the stamp at its own size, the
address. All of it, the stamp with its quiet zone, stays in the part that envelopes show
when the sheet slides (``window_envelopes.safe_area``).

Capitals are 2.3 mm high if that fits, as the Post asks (from 9.5 points on), and 3 mm
below the address stay free. To make room, the return line may stand beside the stamp,
on one or two lines. If it is too long for one line above the stamp, it may be a column
beside it, but not with one word on each line. If this does not fit, these steps follow
in turn: less room below; smaller type (at least 8 points for the address, as in DIN
5008, and 6 for the return line); address lines broken between words, and any return
line as a column; then the same higher up, or in the whole window. There the sliding
sheet may hide some millimetres (``WindowLayout.safe`` is False). A letter that fits
nowhere is refused. Nothing is ever cut.

With a stamp of 37 x 20 mm three lines have 10 points, four 9.75 and five 8; with 62 x
20 mm three have 10 and four 8. Safe are one to five lines, broken ones counted as they
are set, with a stamp 20 mm high (five lines with 62 x 20 mm only if the parts of the
return line are short), and one line with 62 x 32.5 mm. Six lines are not safe. They
fill 41.5 mm: in DL something is hidden as soon as the sheet slides up by more than 2.5
mm, half of its play. Two lines with a stamp of 62 x 32.5 mm are not safe either. More
are refused: they need a label or an envelope.

The stamp never stands right of the address or below it: the Post's rules for machine
readable mail keep both sides of the address free.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from . import typeface
from .errors import BESIDES_WINDOW, AddressMissing, DoesNotFit
from .geometry import Box
from .typeface import CAPITALS, SANS, Typeface, own
from .typesetting import (
    PITCH,
    TIGHT_PITCH,
    TextLine,
    block_height,
    clean_texts,
    point_sizes,
    set_block,
    set_lines,
    widest,
    words,
    wrap,
)
from .window_envelopes import safe_area
from .window_layout import SHOWN_QUIET, WindowLayout

TEXT_INDENT = 5.0  # DIN 5008: text starts 25 mm from the page's edge
EDGE = 1.0  # kept free along the window's edge
RIGHT_EDGE = 2.0
QUIET = 1.5  # kept free around the stamp
MAX_ADDRESS_LINES = 6

# Points. The upper ones are those with the capitals that the Post asks for.
LARGEST, LEAST = 10.0, 8.0
# DIN 5008 sets the return line in 6 to 8 points.
RETURN_SIZES = point_sizes(7, 6)
# What the Post asks to keep free between the address and the window's lower edge (mm).
FREE_BELOW = 3.0

# Where a return line may be broken: after the signs people put between its parts.
_SEPARATOR = re.compile(r"\s*[|·•∙‧]\s*|,\s+|\s+[-–—]\s+")


@dataclass(frozen=True)
class _Area:
    """Where everything must stay, and how much of the stamp's quiet zone with it.

    ``sizes``: of the address. ``pitches``: of its lines; all but the first are for the
    smallest size. ``breaks``: whether its lines may be broken. ``column``: whether the
    return line may be a column. ``spare_above``: the part of spare room that goes to
    the top, since the sheet slides upwards in its envelope.
    """

    form: Box
    box: Box
    quiet: float
    sizes: tuple[float, ...]
    pitches: tuple[float, ...]
    breaks: bool
    column: bool
    spare_above: float
    face: Typeface

    @property
    def text_left(self) -> float:
        return self.form.left + TEXT_INDENT


def layout_window(
    stamp_size: tuple[float, float],
    return_line: str,
    address_lines: Sequence[str],
    form: Box,
    font: str | None = None,
) -> WindowLayout:
    """Place return line, stamp (width, height in mm, never scaled) and address.

    ``form``: FORM_A or FORM_B. ``address_lines``: one to six, blank ones are left out.
    ``font``: the file of a TrueType font to set it in, if it has all letters and they
    are seen as well as in our own. Raises DoesNotFit, AddressMissing (no line at all)
    or MissingGlyph. A cover sheet has the same window, so what DoesNotFit here needs a
    label or a printed envelope.
    """
    sender = typeface.clean(return_line)
    typeface.require([sender])
    address = clean_texts(address_lines)
    if not address:
        raise AddressMissing()
    if len(address) > MAX_ADDRESS_LINES:
        raise DoesNotFit("too_many_lines", len(address), stamp_size, BESIDES_WINDOW)
    texts = [sender, *address]
    found = _laid_out(stamp_size, sender, address, form, SANS)
    face = own(font)
    if face and not face.missing(texts):
        with suppress(DoesNotFit):
            other = _laid_out(stamp_size, sender, address, form, face)
            large = other.capitals >= min(CAPITALS, found.capitals)
            whole = len(other.lines) <= len(found.lines)
            if large and whole and other.safe >= found.safe:
                return other
    return found


def _laid_out(
    stamp_size, sender: str, address: list[str], form: Box, face: Typeface
) -> WindowLayout:
    whole = Box(
        form.left + EDGE,
        form.top + EDGE,
        form.width - EDGE - RIGHT_EDGE,
        form.height - 2 * EDGE,
    )
    below = QUIET + block_height(1, LEAST, face=face)
    if stamp_size[0] > whole.width or stamp_size[1] + below > whole.height:
        raise DoesNotFit("stamp_too_large", len(address), stamp_size, BESIDES_WINDOW)
    for area in _areas(form, whole, sender, face):
        for layout in _arrangements(stamp_size, sender, address, area):
            return layout
    raise DoesNotFit("address_too_long", len(address), stamp_size, BESIDES_WINDOW)


def _areas(form: Box, whole: Box, sender: str, face: Typeface) -> Iterable[_Area]:
    """Yield where to try it, and with which type, the best first."""
    safe = safe_area(form)
    room = safe.right - form.left - TEXT_INDENT
    long_sender = widest([sender], RETURN_SIZES[-1], face) > room
    free = replace(safe, height=form.bottom - FREE_BELOW - safe.top)
    # It is better to hide something at the top than at the right.
    higher = Box(safe.left, whole.top, safe.width, whole.height)
    large = point_sizes(LARGEST, face.reading_size)
    small = point_sizes(face.reading_size - 0.25, LEAST)
    both, tight = (PITCH, TIGHT_PITCH), (TIGHT_PITCH,)
    # If the sliding sheet may hide something, small and tight type loses least.
    least = (LEAST,)
    for box, quiet, sizes, pitches, breaks, column, spare_above in (
        (free, SHOWN_QUIET, large, (PITCH,), False, False, 2 / 3),
        (safe, SHOWN_QUIET, large, (PITCH,), False, long_sender, 0.0),
        (safe, SHOWN_QUIET, small, both, False, False, 0.0),
        (safe, SHOWN_QUIET, large + small, both, True, True, 0.0),
        (higher, 0.0, least, tight, True, True, 1.0),
        (whole, 0.0, least, tight, True, True, 1.0),
    ):
        yield _Area(form, box, quiet, sizes, pitches, breaks, column, spare_above, face)


def _arrangements(
    stamp_size, sender: str, address: list[str], area: _Area
) -> Iterable[WindowLayout]:
    """Yield what fits, the best looking first."""
    top = area.box.top
    furthest = area.box.left + area.quiet
    for sender_lines in _above(sender, area):
        stamp_top = top + area.quiet
        if sender_lines:
            stamp_top = sender_lines[-1].box.bottom + QUIET
        # Aligned with the text. A stamp that is too wide for that is moved left.
        fitting = area.box.right - area.quiet - stamp_size[0]
        left = max(min(area.text_left, fitting), furthest)
        stamp = Box(left, stamp_top, *stamp_size)
        block = _address_block(address, stamp, area)
        if block:
            yield _settled(area, stamp, "above", sender_lines, block)
    # Keeping the return line together matters more than aligning the stamp.
    for column, left in ((False, area.text_left), (False, furthest), (True, furthest)):
        if column and not area.column:
            break
        stamp = Box(left, top + area.quiet, *stamp_size)
        sender_lines = _beside(sender, stamp, area, column)
        block = _address_block(address, stamp, area)
        if block and sender_lines:
            yield _settled(area, stamp, "beside", sender_lines, block)


def _settled(area: _Area, stamp: Box, arrangement, sender_lines, block) -> WindowLayout:
    """Share spare room between the upper and the lower edge."""
    shift = (area.box.bottom - block[-1].box.bottom) * area.spare_above
    return replace(
        WindowLayout(area.form, stamp, arrangement, sender_lines, block).moved(
            0, shift
        ),
        window=area.form,
    )


def _above(sender: str, area: _Area) -> Iterable[tuple[TextLine, ...]]:
    """Yield the return line in one line, else in two, as large as it fits."""
    if not sender:
        yield ()
        return
    room, face = area.box.right - area.text_left, area.face
    for count in (1, 2):
        for size in RETURN_SIZES:
            texts = [sender]
            if count > 1:
                texts = wrap(_parts(sender), room, size, " · ", face)
            if texts and len(texts) <= count and widest(texts, size, face) <= room:
                yield set_lines(texts, area.text_left, area.box.top, size, face=face)
                return


def _beside(sender: str, stamp: Box, area: _Area, column: bool) -> tuple[TextLine, ...]:
    """Return the return line right of the stamp, on one line or two.

    A ``column`` may have more, and parts broken between words, but not a word a line.
    """
    left = stamp.right + QUIET
    room, face = area.box.right - left, area.face
    parts = _parts(sender)
    for broken in (False, True) if column else (False,):
        for size in RETURN_SIZES:
            texts = wrap(parts, room, size, " · ", face) or []
            if broken:
                pieces = [wrap(words(part), room, size, " ", face) for part in parts]
                texts = [text for lines in pieces for text in lines or [sender]]
                if 2 * len(texts) > len(sender.split()):
                    continue
            fits = widest(texts, size, face) <= room and (column or len(texts) <= 2)
            height = block_height(len(texts), size, face=face)
            if fits and texts and height <= stamp.height:
                return set_lines(texts, left, stamp.top, size, face=face)
    return ()


def _address_block(address, stamp: Box, area: _Area) -> tuple[TextLine, ...]:
    top = stamp.bottom + QUIET
    below = Box(
        area.text_left, top, area.box.right - area.text_left, area.box.bottom - top
    )
    sizes = area.sizes
    for pitch in area.pitches:
        block = set_block(address, below, sizes, pitch, area.breaks, area.face)
        if block:
            return block
        sizes = sizes[-1:]
    return ()


def _parts(sender: str) -> list[str]:
    return [part for part in _SEPARATOR.split(sender) if part]
