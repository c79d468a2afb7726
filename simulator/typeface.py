"""Fonts as the Post embeds them: Type0, Identity-H, a subset with a ToUnicode map.

reportlab embeds TrueType with one byte for each letter only. So its font only makes the
subset, and the other objects are written here (ISO 32000-1, 9.7). The letters are
Liberation Sans, which is as wide as the Arial of real stamps.
"""

from pathlib import Path

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

SANS = "post-sans"
MONO = "post-mono"
# The letters are those of the sans, set 90 % wide: 0.6 of the size, as ArialMono.
MONO_SCALE = 90
_MONO_WIDTH = 667
_FILE = (
    Path(__file__).resolve().parents[1]
    / "printing"
    / "fonts"
    / "LiberationSans-Regular.ttf"
)
_SUBSET = "EAAAA{}+{}"
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{count} beginbfchar
{rows}
endbfchar
endcmap
end
end"""


class CompositeFont(TTFont):
    """A Type0 font for reportlab's canvas; `width`: of each letter, if all have one."""

    def __init__(self, name: str, width: int | None = None):
        super().__init__(name, str(_FILE))
        # reportlab thinks that fonts with the same face are one font.
        self.face.name = name.encode()
        self._width = width

    def splitString(self, text, doc, encoding="utf-8"):
        letters = self._letters(doc)
        codes = []
        for letter in map(ord, text):
            if letter not in letters and letter in self.face.charToGlyph:
                letters.append(letter)
            # 0 is the box for letters that the font lacks.
            codes.append(letters.index(letter) if letter in letters else 0)
        return [(0, b"".join(code.to_bytes(2, "big") for code in codes))]

    def getSubsetInternalName(self, subset, doc):
        self._letters(doc)
        if self.fontName not in doc.fontMapping:
            doc.fontMapping[self.fontName] = f"/F{len(doc.fontMapping) + 1}"
            doc.delayedFonts.append(self)
        return doc.fontMapping[self.fontName]

    def addObjects(self, doc):
        """Called when the file is written, with all letters known."""
        letters = self.state.pop(doc)
        name = _SUBSET.format("AB"[self._width is not None], "LiberationSans")
        widths = [
            self._width or round(self.face.getCharWidth(letter)) for letter in letters
        ]
        described = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": f"/{name}",
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": self.face.addSubsetObjects(doc, name, letters),
                "W": pdfdoc.PDFArray([0, pdfdoc.PDFArray(widths)]),
                "CIDToGIDMap": "/Identity",
            }
        )
        texts = pdfdoc.PDFStream()
        rows = [f"<{code:04X}> <{letter:04X}>" for code, letter in enumerate(letters)]
        texts.content = _CMAP.format(count=len(rows), rows="\n".join(rows))
        internal = doc.fontMapping[self.fontName][1:]
        doc.idToObject["BasicFonts"].dict[internal] = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": f"/{name}",
                "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray(
                    [doc.Reference(described, f"described:{name}")]
                ),
                "ToUnicode": doc.Reference(texts, f"texts:{name}"),
            }
        )

    def _letters(self, doc) -> list[int]:
        """The letters used so far; each one's place is its code and its glyph."""
        return self.state.setdefault(doc, [0])


def register() -> None:
    """Make both fonts known to reportlab."""
    if SANS not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(CompositeFont(SANS))
        pdfmetrics.registerFont(CompositeFont(MONO, _MONO_WIDTH))
