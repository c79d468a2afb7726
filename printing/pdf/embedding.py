"""Embed a TrueType font, as many letters of it as a PDF font of one byte has: 256.

Letters that follow each other in Unicode are together in one part, so that letters to
all people need the same few parts. A part is made once in a process, and is in a file
of many letters only once. It is a subset as in ISO 32000-1, 9.6.4.
"""

import zlib
from collections.abc import Callable

from reportlab.pdfbase.ttfonts import FF_NONSYMBOLIC, FF_SYMBOLIC, TTFontFace

from .library import FloatObject, IndirectObject, NameObject, NumberObject
from .making import array, dictionary, stream_of, written_array

SIZE = 256
_TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange
1 beginbfrange
<00> <FF> <{first}>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class FontPart:
    """The letters U+nn00 to U+nnFF of a font; ``number`` is nn."""

    def __init__(self, face: TTFontFace, number: int):
        codes = range(number * SIZE, (number + 1) * SIZE)
        self._face = face
        # Six letters tell the subsets of a font apart.
        tag = "".join(chr(ord("A") + int(digit, 16)) for digit in f"{number:06x}")
        self._name = NameObject(f"/{tag}+{face.name.decode('latin-1')}")
        self._widths = written_array(face.getCharWidth(code) for code in codes)
        program = face.makeSubset(codes)
        self._length, self._packed = len(program), zlib.compress(program)
        first = chr(codes[0]).encode("utf-16-be").hex()
        self._to_unicode = zlib.compress(_TO_UNICODE.format(first=first).encode())

    def added(self, add: Callable[..., IndirectObject]) -> IndirectObject:
        """Return the font, whose objects were put into a file by ``add``."""
        program = stream_of(self._packed)
        program[NameObject("/Length1")] = NumberObject(self._length)
        face = self._face
        flags = face.flags & ~FF_NONSYMBOLIC | FF_SYMBOLIC
        descriptor = {
            "/Type": NameObject("/FontDescriptor"),
            "/FontName": self._name,
            "/Flags": NumberObject(flags),
            "/FontBBox": array(face.bbox),
            "/ItalicAngle": FloatObject(face.italicAngle),
            "/Ascent": FloatObject(face.ascent),
            "/Descent": FloatObject(face.descent),
            "/CapHeight": FloatObject(face.capHeight),
            "/StemV": FloatObject(face.stemV),
            "/FontFile2": add(program),
        }
        font = {
            "/Type": NameObject("/Font"),
            "/Subtype": NameObject("/TrueType"),
            "/BaseFont": self._name,
            "/FirstChar": NumberObject(0),
            "/LastChar": NumberObject(SIZE - 1),
            "/Widths": self._widths,
            "/FontDescriptor": add(dictionary(descriptor)),
            "/ToUnicode": add(stream_of(self._to_unicode)),
        }
        return add(dictionary(font))
