"""Fonts inside a PDF: how wide a shown string is, and which text it stands for."""

import re
from contextlib import suppress

from reportlab.pdfbase import _fontdata, pdfmetrics
from reportlab.pdfbase._glyphlist import _glyphname2unicode

from .guard import Allowance, unpacked
from .opening import entry, numbers

_CMAP_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|\[|\]|(\w+)")
_MAX_CODES = 0x10000
_MAX_CMAP = 2**20
# Bytes of UTF-16. Ligatures stand for some letters; long ones would multiply text.
_MAX_TARGET = 32
_CODECS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}


class Font:
    """What the interpreter needs of one font resource.

    All measures are in text space units, i.e. parts of the font size.
    """

    def __init__(self, resource, allowance: Allowance):
        """``allowance``: of the entries in all tables; raises UnreadablePdf."""
        # Fonts are told apart by identity, so the resource must live as long.
        self._resource = resource
        self.composite = entry(resource, "/Subtype") == "/Type0"
        described = resource
        if self.composite:
            described = resource["/DescendantFonts"][0].get_object()
        descriptor = entry(described, "/FontDescriptor") or {}
        self.unit = 0.001
        if entry(resource, "/Subtype") == "/Type3":
            self.unit = abs(numbers(resource["/FontMatrix"])[0]) or 0.001
        self.ascent, self.descent = _vertical_extent(resource, descriptor, self.unit)
        self._widths, self._default_width = _widths(
            self, described, descriptor, allowance
        )
        self._texts = _to_unicode(resource, allowance)
        self._encoded = {} if self.composite else _simple_encoding(resource)
        self._step = 2 if self.composite else 1
        self._glyphs: dict[bytes, tuple[float, bool, str]] = {}

    def glyphs(self, shown: bytes) -> list[tuple[float, bool, str]]:
        """Return (width, is_space, text) for each code of a shown string.

        ``is_space`` marks the single-byte code 32, which word spacing widens.
        """
        step = self._step
        found = []
        for at in range(0, len(shown) - step + 1, step):
            code = shown[at : at + step]
            if code not in self._glyphs:
                self._glyphs[code] = self._glyph(int.from_bytes(code, "big"))
            found.append(self._glyphs[code])
        return found

    def _glyph(self, code: int) -> tuple[float, bool, str]:
        width = self._widths.get(code, self._default_width) * self.unit
        text = self._texts.get(code)
        if text is None:
            text = self._encoded.get(code, "\ufffd")
        return width, not self.composite and code == 32, text


def _vertical_extent(resource, descriptor, unit) -> tuple[float, float]:
    ascent = float(entry(descriptor, "/Ascent", 0) or 0) * unit
    descent = float(entry(descriptor, "/Descent", 0) or 0) * unit
    if not ascent:
        standard = _standard_font(resource)
        if standard:
            ascent, descent = (v / 1000 for v in (standard.ascent, standard.descent))
        elif "/FontBBox" in resource:
            box = [v * unit for v in numbers(resource["/FontBBox"])]
            ascent, descent = box[3], box[1]
    # Some producers write nonsense here, or a positive descent.
    ascent = ascent if 0.3 <= ascent <= 1.5 else 0.75
    descent = -abs(descent)
    return ascent, descent if descent >= -0.6 else -0.25


def _standard_font(resource):
    """Return reportlab's metrics if this is one of the 14 standard fonts."""
    name = str(entry(resource, "/BaseFont", ""))[1:]
    if name not in _fontdata.standardFonts:
        return None
    return pdfmetrics.getFont(name).face


def _widths(
    font: Font, described, descriptor, allowance: Allowance
) -> tuple[dict[int, float], float]:
    if font.composite:
        widths = _composite_widths(described, allowance)
        return widths, float(entry(described, "/DW", 1000))
    missing = float(entry(descriptor, "/MissingWidth", 0) or 0)
    if "/Widths" in described:
        first = int(entry(described, "/FirstChar", 0))
        listed = numbers(described["/Widths"][:256])
        return {first + i: w for i, w in enumerate(listed)}, missing
    standard = _standard_font(described)
    if standard:
        names = _fontdata.encodings["WinAnsiEncoding"]
        if standard.name in ("Symbol", "ZapfDingbats"):
            names = _fontdata.encodings[standard.name + "Encoding"]
        return {
            code: standard.glyphWidths.get(name, 0)
            for code, name in enumerate(names)
            if name
        }, 500
    return {}, missing or 500


def _composite_widths(described, allowance: Allowance) -> dict[int, float]:
    """Read /W: ``first [w w w]`` or ``first last w``."""
    widths: dict[int, float] = {}
    entries = [item.get_object() for item in entry(described, "/W", [])]
    at = 0
    while at + 1 < len(entries):
        first, second = int(entries[at]), entries[at + 1]
        if isinstance(second, list):
            allowance.spend(len(second))
            widths.update((first + i, w) for i, w in enumerate(numbers(second)))
            at += 2
            continue
        codes = range(first, min(int(second), first + _MAX_CODES) + 1)
        allowance.spend(len(codes))
        widths.update(dict.fromkeys(codes, float(entries[at + 2])))
        at += 3
    return widths


def _simple_encoding(resource) -> dict[int, str]:
    encoding = entry(resource, "/Encoding")
    base = entry(encoding, "/BaseEncoding") if hasattr(encoding, "get") else encoding
    codec = _CODECS.get(str(base), "cp1252")
    table = {code: bytes([code]).decode(codec, "replace") for code in range(256)}
    if hasattr(encoding, "get"):
        code = 0
        for item in entry(encoding, "/Differences", []):
            item = item.get_object()
            if isinstance(item, str):
                table[code] = _glyph_text(item[1:])
                code += 1
            else:
                code = int(item)
    return table


def _glyph_text(name: str) -> str:
    if name in _glyphname2unicode:
        return chr(_glyphname2unicode[name])
    numbered = re.fullmatch(r"u(?:ni)?([0-9A-F]{4,6})", name)
    if numbered and int(numbered[1], 16) < 0x110000:
        return chr(int(numbered[1], 16))
    return name if len(name) == 1 else "\ufffd"


def _to_unicode(resource, allowance: Allowance) -> dict[int, str]:
    """Read the mappings of the font's ToUnicode CMap."""
    stream = entry(resource, "/ToUnicode")
    if not hasattr(stream, "get_data"):
        return {}
    texts: dict[int, str] = {}
    section, values = None, []
    for token in _CMAP_TOKEN.finditer(unpacked(stream, _MAX_CMAP)):
        word = token[2]
        if word in (b"beginbfchar", b"beginbfrange"):
            section, values = word, []
        elif word in (b"endbfchar", b"endbfrange"):
            _add_mappings(texts, section, values, allowance)
            section = None
        elif section:
            values.append(token[1] if token[1] is not None else token[0])
    return texts


def _add_mappings(
    texts: dict[int, str], section, values: list[bytes], allowance: Allowance
) -> None:
    allowance.spend(len(values))
    if section == b"beginbfchar":
        for code, text in zip(values[::2], values[1::2], strict=False):
            # The other entries may be right, so a wrong one is left out.
            with suppress(ValueError):
                texts[int(code, 16)] = _utf16(text)
        return
    at = 0
    while at + 2 < len(values):
        first, last, target = values[at : at + 3]
        at += 3
        end = at
        if target == b"[":
            end = values.index(b"]", at) if b"]" in values[at:] else len(values)
        with suppress(ValueError):
            codes = range(int(first, 16), int(last, 16) + 1)[: _MAX_CODES + 1]
            if target != b"[":
                allowance.spend(len(codes))
            _add_range(texts, codes, target, values[at:end])
        at = end + (target == b"[")


def _add_range(texts: dict[int, str], codes: range, target, listed) -> None:
    if target == b"[":
        for code, text in enumerate(listed, codes.start):
            with suppress(ValueError):
                texts[code] = _utf16(text)
        return
    start = _utf16(target)
    for step, code in enumerate(codes):
        texts[code] = start[:-1] + chr(min(ord(start[-1]) + step, 0x10FFFF))


def _utf16(digits: bytes) -> str:
    raw = bytes.fromhex(digits.decode("ascii"))[:_MAX_TARGET]
    if len(raw) == 1:
        raw = b"\0" + raw
    return raw.decode("utf-16-be", "replace") or "\ufffd"
