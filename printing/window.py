"""Arrange return line, stamp and address in the window of DIN 5008. Pure arithmetic.

The window is 85 x 45 mm. From the top: the return line, the stamp at its own size, the
address. When the address would become too small, the return line moves into a narrow
column at the right of the stamp. What cannot be set legibly is refused, never cut.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from . import typeface
from .errors import AddressMissing, DoesNotFit
from .geometry import MM_PER_POINT, Box

# DIN 5008: 20 mm from the left; form A begins at 27 mm, form B at 45 mm from the top.
FORM_A = Box(20.0, 27.0, 85.0, 45.0)
FORM_B = Box(20.0, 45.0, 85.0, 45.0)
FORMS = {"a": FORM_A, "b": FORM_B}

TEXT_INDENT = 5.0  # DIN 5008: text starts 25 mm from the page's edge
EDGE = 1.5  # kept free along the window's edge: folded paper has play
RIGHT_EDGE = 2.0
MAX_SHIFT = 3.0  # how far spare room may move everything down from the upper edge
QUIET = 1.5  # kept free around the stamp
MAX_ADDRESS_LINES = 6

# Points. DIN 5008 sets the return line in 6 to 8 points.
ADDRESS_SIZES = tuple(size / 4 for size in range(40, 27, -1))
GOOD_ADDRESS_SIZE = 8.0
# With the stamp close to the window's upper edge, a larger address would cost play.
BESIDE_ADDRESS_SIZES = tuple(size for size in ADDRESS_SIZES if size <= 9)
RETURN_SIZES = tuple(size / 4 for size in range(28, 23, -1))
PITCH = 1.17  # distance of baselines, as part of the font size

# Where a return line may be broken: after the signs people put between its parts.
_SEPARATOR = re.compile(r"\s*[|·•∙‧]\s*|,\s+|\s+[-–—]\s+")


@dataclass(frozen=True)
class TextLine:
    """One line of text: left end of its baseline in mm on the page, size in points."""

    left: float
    baseline: float
    size: float
    text: str = field(repr=False)

    @property
    def box(self) -> Box:
        """The line's extent with room for accents and descenders."""
        rise, depth = typeface.ascent(self.size), typeface.descent(self.size)
        width = typeface.width(self.text, self.size)
        return Box(self.left, self.baseline - rise, width, rise + depth)


@dataclass(frozen=True)
class WindowLayout:
    """Where everything goes; mm from the page's top left corner.

    ``arrangement``: ``above`` or ``beside``, the return line's place to the stamp.
    """

    window: Box
    stamp: Box
    arrangement: str
    return_lines: tuple[TextLine, ...]
    address_lines: tuple[TextLine, ...]

    @property
    def address_size(self) -> float:
        return self.address_lines[0].size


def layout_window(
    stamp_size: tuple[float, float],
    return_line: str,
    address_lines: Sequence[str],
    form: Box,
) -> WindowLayout:
    """Place return line, stamp (width, height in mm, never scaled) and address.

    ``address_lines``: one to six, blank ones are left out. Raises DoesNotFit,
    AddressMissing (no line at all) or MissingGlyph.
    """
    address = [line for line in map(typeface.clean, address_lines) if line]
    sender = typeface.clean(return_line)
    typeface.require([sender, *address])
    if not address:
        raise AddressMissing()
    if len(address) > MAX_ADDRESS_LINES:
        raise DoesNotFit("too_many_lines", len(address), stamp_size)
    width, height = stamp_size
    if (
        width > form.width - EDGE - RIGHT_EDGE
        or height > form.height - 2 * EDGE - QUIET - _block_height(1, ADDRESS_SIZES[-1])
    ):
        raise DoesNotFit("stamp_too_large", len(address), stamp_size)
    found = list(_arrangements(stamp_size, sender, address, form))
    if not found:
        raise DoesNotFit("address_too_long", len(address), stamp_size)
    for layout in found:
        if layout.address_size >= GOOD_ADDRESS_SIZE:
            return layout
    return max(found, key=lambda layout: layout.address_size)


def _arrangements(
    stamp_size, sender: str, address: list[str], form: Box
) -> Iterable[WindowLayout]:
    """Yield what fits, the best looking first."""
    top = form.top + EDGE
    for sender_lines in _above(sender, form, top):
        stamp_top = sender_lines[-1].box.bottom + QUIET if sender_lines else top
        stamp = Box(_stamp_left(stamp_size, form), stamp_top, *stamp_size)
        block = _address_block(address, stamp, form, ADDRESS_SIZES)
        if block:
            yield _centred(form, stamp, "above", sender_lines, block)
    # Keeping a part of the return line whole matters more than aligning the stamp.
    lefts = (form.left + TEXT_INDENT, form.left + EDGE)
    for broken, left in ((False, lefts[0]), (False, lefts[1]), (True, lefts[1])):
        stamp = Box(left, top, *stamp_size)
        sender_lines = _beside(sender, stamp, form, broken)
        block = _address_block(address, stamp, form, BESIDE_ADDRESS_SIZES)
        if block and (sender_lines or not sender):
            yield _centred(form, stamp, "beside", sender_lines, block)
            break


def _centred(form: Box, stamp: Box, arrangement, sender_lines, block) -> WindowLayout:
    """Share spare room between the upper and the lower edge."""
    spare = form.bottom - EDGE - block[-1].box.bottom
    shift = max(0.0, min(spare / 2, MAX_SHIFT))
    return WindowLayout(
        form,
        replace(stamp, top=stamp.top + shift),
        arrangement,
        tuple(replace(line, baseline=line.baseline + shift) for line in sender_lines),
        tuple(replace(line, baseline=line.baseline + shift) for line in block),
    )


def _stamp_left(stamp_size, form: Box) -> float:
    """Align the stamp with the text, or move it left as far as it is too wide."""
    aligned = form.left + TEXT_INDENT
    return max(min(aligned, form.right - RIGHT_EDGE - stamp_size[0]), form.left + EDGE)


def _above(sender: str, form: Box, top: float) -> Iterable[tuple[TextLine, ...]]:
    """Yield the return line on one line, else on two, as large as it fits."""
    if not sender:
        yield ()
        return
    left = form.left + TEXT_INDENT
    room = form.right - RIGHT_EDGE - left
    for count in (1, 2):
        for size in RETURN_SIZES:
            texts = _wrap(_parts(sender), room, size, " · ") if count > 1 else [sender]
            if texts and len(texts) <= count and _widest(texts, size) <= room:
                yield _set(texts, left, top, size)
                return


def _beside(sender: str, stamp: Box, form: Box, broken: bool) -> tuple[TextLine, ...]:
    """Return the return line's parts, one below the other, right of the stamp.

    ``broken`` allows to break a part between words.
    """
    left = stamp.right + QUIET
    room = form.right - RIGHT_EDGE - left
    for size in RETURN_SIZES:
        texts: list[str] = []
        for part in _parts(sender):
            words = part.split() if broken else [part]
            texts += _wrap(words, room, size, " ") or [part]
        fits = texts and _widest(texts, size) <= room
        if fits and _block_height(len(texts), size) <= stamp.height:
            return _set(texts, left, stamp.top, size)
    return ()


def _address_block(address, stamp: Box, form: Box, sizes) -> tuple[TextLine, ...]:
    """Set the address below the stamp, as large as it fits; () if it does not.

    A line that is too long is rather set smaller than broken, down to the size that
    still reads well.
    """
    left = form.left + TEXT_INDENT
    room = form.right - RIGHT_EDGE - left
    top = stamp.bottom + QUIET
    height = form.bottom - EDGE - top
    whole = broken = None
    for size in sizes:
        if whole is None and _widest(address, size) <= room:
            if _block_height(len(address), size) <= height:
                whole = _set(address, left, top, size)
        if broken is None:
            wrapped = [_wrap(line.split(), room, size, " ") for line in address]
            texts = [text for lines in wrapped if lines for text in lines]
            if all(wrapped) and _block_height(len(texts), size) <= height:
                broken = _set(texts, left, top, size)
    if whole and broken and whole[0].size < GOOD_ADDRESS_SIZE:
        return max(whole, broken, key=lambda block: block[0].size)
    return whole or broken or ()


def _set(texts, left: float, top: float, size: float) -> tuple[TextLine, ...]:
    first = top + typeface.ascent(size)
    pitch = PITCH * size * MM_PER_POINT
    return tuple(
        TextLine(left, first + row * pitch, size, text)
        for row, text in enumerate(texts)
    )


def _block_height(count: int, size: float) -> float:
    leading = (count - 1) * PITCH * size * MM_PER_POINT
    return typeface.ascent(size) + leading + typeface.descent(size)


def _widest(texts, size: float) -> float:
    return max(typeface.width(text, size) for text in texts)


def _parts(sender: str) -> list[str]:
    return [part for part in _SEPARATOR.split(sender) if part]


def _wrap(words, room: float, size: float, glue: str) -> list[str] | None:
    """Fill lines of at most ``room`` mm; None when a single word is wider."""
    lines: list[str] = []
    for word in words:
        if typeface.width(word, size) > room:
            return None
        longer = lines[-1] + glue + word if lines else word
        if lines and typeface.width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
