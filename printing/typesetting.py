"""Set lines of text into a box: as large as they fit, and broken only if necessary."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from . import typeface
from .geometry import MM_PER_POINT, Box
from .typeface import SANS, Typeface

# Distance of baselines, as part of the font size; tight: accents never touch the line
# above, and 8 points keep 1 mm between capitals, the least for reading machines.
PITCH, TIGHT_PITCH = 1.17, 1.12

# A line is never broken before a house number ("17", "17 b", "3 - 5") nor after the
# number that it begins with: a postcode, or the house number in France.
_BEFORE_NUMBER = re.compile(r" (?=\d+\w?(?:\W|$)|[a-zA-Z]$|[-–/] )|(?<=[-–/]) (?=\d)")
_AFTER_FIRST = re.compile(r"^((?:[A-Z]{1,3}-)?\d+\w?) ")
_STAYS = "\u00a0"


@dataclass(frozen=True)
class TextLine:
    """One line of text: left end of its baseline in mm on the page, size in points."""

    left: float
    baseline: float
    size: float
    text: str = field(repr=False)
    face: Typeface = field(default=SANS, repr=False)

    @property
    def box(self) -> Box:
        """The line's extent with room for accents and descenders."""
        em, face = self.size * MM_PER_POINT, self.face
        rise, depth = face.ascent * em, face.descent * em
        width = face.width(self.text, self.size)
        return Box(self.left, self.baseline - rise, width, rise + depth)

    def moved(self, right: float, down: float) -> "TextLine":
        """Return the line so many mm further right and down."""
        return replace(self, left=self.left + right, baseline=self.baseline + down)


def point_sizes(largest: float, smallest: float) -> tuple[float, ...]:
    """Return the sizes in quarters of a point, the largest first."""
    return tuple(
        quarters / 4
        for quarters in range(round(largest * 4), round(smallest * 4) - 1, -1)
    )


def set_lines(
    texts: Sequence[str],
    left: float,
    top: float,
    size: float,
    pitch: float = PITCH,
    face: Typeface = SANS,
) -> tuple[TextLine, ...]:
    """Set each text on a line of its own, the first one's extent from ``top`` on."""
    first = top + face.ascent * size * MM_PER_POINT
    step = pitch * size * MM_PER_POINT
    return tuple(
        TextLine(left, first + row * step, size, text, face)
        for row, text in enumerate(texts)
    )


def set_block(
    texts: Sequence[str],
    area: Box,
    sizes: Iterable[float],
    pitch: float = PITCH,
    breaks: bool = True,
    face: Typeface = SANS,
) -> tuple[TextLine, ...]:
    """Set texts at the top left of ``area``, as large as they fit; () if they do not.

    A line that is too long is rather set smaller than broken between its words, and
    broken as seldom as possible; ``breaks`` False: it is never broken.
    """
    broken: tuple[TextLine, ...] = ()
    for size in sizes:
        fits = block_height(len(texts), size, pitch, face) <= area.height
        if fits and widest(texts, size, face) <= area.width:
            return set_lines(texts, area.left, area.top, size, pitch, face)
        if breaks:
            wrapped = [wrap(words(text), area.width, size, " ", face) for text in texts]
            pieces = [piece for lines in wrapped if lines for piece in lines]
            fewer = not broken or len(pieces) < len(broken)
            fits = all(wrapped) and fewer
            height = block_height(len(pieces), size, pitch, face)
            if fits and height <= area.height:
                broken = set_lines(pieces, area.left, area.top, size, pitch, face)
    return broken


def block_height(
    count: int, size: float, pitch: float = PITCH, face: Typeface = SANS
) -> float:
    """Return the height in mm of so many lines, the line gap between them only."""
    leading = (count - 1) * pitch * size * MM_PER_POINT
    return leading + (face.ascent + face.descent) * size * MM_PER_POINT


def widest(texts: Iterable[str], size: float, face: Typeface = SANS) -> float:
    """Return the width in mm of the longest of the texts."""
    return max((face.width(text, size) for text in texts), default=0.0)


def wrap(
    words: Iterable[str], room: float, size: float, glue: str, face: Typeface = SANS
) -> list[str] | None:
    """Fill lines of at most ``room`` mm; None when a single word is wider."""
    lines: list[str] = []
    for word in words:
        if face.width(word, size) > room:
            return None
        longer = lines[-1] + glue + word if lines else word
        if lines and face.width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def words(text: str) -> list[str]:
    """Return the parts of a line between which it may be broken."""
    bound = _AFTER_FIRST.sub(rf"\1{_STAYS}", _BEFORE_NUMBER.sub(_STAYS, text))
    return [word.replace(_STAYS, " ") for word in bound.split(" ")]


def extent(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around all (at least one)."""
    first, *others = boxes
    for box in others:
        first = first.union(box)
    return first


def clean_texts(texts: Iterable[str]) -> list[str]:
    """Return the texts each on one line, without the blank ones.

    Raises MissingGlyph.
    """
    cleaned = [text for text in map(typeface.clean, texts) if text]
    typeface.require(cleaned)
    return cleaned
