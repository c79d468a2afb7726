"""The typefaces that the window is set in, and what they can set.

Liberation Sans (SIL OFL, see fonts/LICENSE.txt) looks like the Arial of any office
letter and covers the Latin, Greek and Cyrillic alphabets of Europe. An office's own
font may take its place. Only parts of it are embedded (``pdf.embedding``).
"""

import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from math import ceil
from pathlib import Path
from threading import Lock

from PIL import ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from .errors import MissingGlyph
from .geometry import MM_PER_POINT
from .pdf.embedding import FontPart

# What the Post asks for the capitals of an address (mm).
CAPITALS = 2.3

# The ligatures "ff" to "st". Word processors put them into names.
_LIGATURE = re.compile("[\ufb00-\ufb06]")

# Scripts that run from the right or join their letters need more than glyphs, and a
# combining mark that has no precomposed letter would stand beside it.
_NEEDS_SHAPING = ("R", "AL", "AN", "NSM")

_SCALE = 1000  # points, to measure letters in parts of the font size
# A capital with two accents is higher than one with a single accent.
_LEAST_ASCENT = 0.905


class Typeface:
    """A TrueType font; raises TTFError or OSError when its ``file`` is none.

    ``capitals``, ``ascent`` and ``descent``: how far capitals, capitals with accents
    and letters below the baseline reach, in parts of the font size.
    """

    def __init__(self, file: Path):
        self.name = f"internetmarke-{file}"
        if self.name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(self.name, str(file)))
        self._font = pdfmetrics.getFont(self.name)
        self._parts: dict[int, FontPart] = {}
        self._lock = Lock()
        letters = ImageFont.truetype(str(file), _SCALE)
        self.capitals, self.ascent, self.descent = (
            letters.getbbox(text, anchor="ls")[edge] * sign / _SCALE
            for text, edge, sign in (("H", 1, -1), ("ÅÉÖÜ", 1, -1), ("gjpqyÇ", 3, 1))
        )
        self.ascent = max(self.ascent, _LEAST_ASCENT)

    def part(self, number: int) -> FontPart:
        """Return the letters U+nn00 to U+nnFF to embed; ``number`` is nn.

        Each part is made only once.
        """
        # reportlab keeps one read position for each font, so threads take turns.
        with self._lock:
            if number not in self._parts:
                self._parts[number] = FontPart(self._font.face, number)
            return self._parts[number]

    def missing(self, texts: Iterable[str]) -> tuple[int, ...]:
        """Return the code points of these texts that it cannot set correctly."""
        known = self._font.face.charToGlyph
        return tuple(
            sorted(
                {
                    ord(c)
                    for c in "".join(texts)
                    if ord(c) not in known
                    or unicodedata.bidirectional(c) in _NEEDS_SHAPING
                }
            )
        )

    def width(self, text: str, size: float) -> float:
        """Return the width in mm of a text set in ``size`` points."""
        return self._font.stringWidth(text, size) * MM_PER_POINT

    @property
    def reading_size(self) -> float:
        """The least size (quarters of a point) whose capitals the Post reads well."""
        return ceil(4 * CAPITALS / (self.capitals * MM_PER_POINT)) / 4


SANS = Typeface(Path(__file__).parent / "fonts" / "LiberationSans-Regular.ttf")


@cache
def own(file: str | None) -> Typeface | None:
    """Return an office's own font, None if there is none that can be used."""
    with suppress(TTFError, OSError):
        return Typeface(Path(file)) if file else None
    return None


def clean(text: str) -> str:
    """Return the text on one line, composed, without invisible characters.

    Ligatures are taken apart: the Post's machines read letters.
    """
    apart = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    composed = " ".join(unicodedata.normalize("NFC", apart).split())
    return "".join(c for c in composed if unicodedata.category(c) != "Cf")


def require(texts: Iterable[str]) -> None:
    """Raise MissingGlyph when no typeface of ours can set these texts rightly."""
    missing = SANS.missing(texts)
    if missing:
        raise MissingGlyph(missing)
