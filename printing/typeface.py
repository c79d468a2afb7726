"""The one typeface that the window is set in, and what it can set.

Liberation Sans (SIL OFL, see fonts/LICENSE.txt) looks like the Arial of any office
letter and covers the Latin, Greek and Cyrillic alphabets of Europe. Only the glyphs
used are embedded.
"""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from .errors import MissingGlyph
from .geometry import MM_PER_POINT

NAME = "internetmarke-sans"
_FILE = Path(__file__).parent / "fonts" / "LiberationSans-Regular.ttf"
# Parts of the font size, from the font's own table of vertical metrics.
_ASCENT = 0.905
_DESCENT = 0.212

# From "ff" to "st", as word processors put them into names.
_LIGATURE = re.compile("[\ufb00-\ufb06]")

# Scripts that run from the right or join their letters need more than glyphs, and a
# combining mark that has no precomposed letter would stand beside it.
_NEEDS_SHAPING = ("R", "AL", "AN", "NSM")


def _font() -> TTFont:
    if NAME not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(NAME, str(_FILE)))
    return pdfmetrics.getFont(NAME)


def clean(text: str) -> str:
    """Return the text on one line, composed, without invisible characters.

    Ligatures are taken apart: the Post's machines read letters.
    """
    apart = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    composed = " ".join(unicodedata.normalize("NFC", apart).split())
    return "".join(c for c in composed if unicodedata.category(c) != "Cf")


def require(texts: Iterable[str]) -> None:
    """Raise MissingGlyph when the typeface cannot set these texts rightly."""
    known = _font().face.charToGlyph
    missing = {
        ord(c)
        for c in "".join(texts)
        if ord(c) not in known or unicodedata.bidirectional(c) in _NEEDS_SHAPING
    }
    if missing:
        raise MissingGlyph(tuple(sorted(missing)))


def width(text: str, size: float) -> float:
    """Return the width in mm of a text set in ``size`` points."""
    return _font().stringWidth(text, size) * MM_PER_POINT


def ascent(size: float) -> float:
    """Return how far (mm) capitals with accents rise above the baseline."""
    return _ASCENT * size * MM_PER_POINT


def descent(size: float) -> float:
    """Return how far (mm) letters go below the baseline, a positive number."""
    return _DESCENT * size * MM_PER_POINT


def register() -> str:
    """Make the typeface known to reportlab and return its name."""
    return _font().fontName
