"""The text operators of a page description (ISO 32000-1, 9.3 and 9.4)."""

from math import hypot

from ..geometry import IDENTITY, Matrix, multiply, shifted, transformed
from .fonts import Font
from .guard import Allowance
from .tokens import PLACED

# A gap wider than this part of the font size separates words.
_WORD_GAP = 0.2
# A letter that begins so far back belongs to something else; kerning does less.
_BACK = 0.5
_INVISIBLE_MODES = (3, 7)
# Lines that lean by more than this (as a tangent) are looked at letter by letter.
_SLANT = 0.1
# Of one page; the densest pages of books have about 10,000 characters.
MAX_TEXT = 100_000
MAX_FONTS = 1000
MAX_MAPPINGS = 500_000


class TextOperators:
    """Follows text positions; the interpreter gives state, resources,
    clock and ``_add``."""

    def __init__(self):
        self._fonts: dict[int, Font] = {}
        self._characters = Allowance(MAX_TEXT)
        self._new_fonts = Allowance(MAX_FONTS)
        self._mappings = Allowance(MAX_MAPPINGS)

    def _begin_text(self) -> None:
        self._line = self._text = IDENTITY

    def _set_font(self, name, size) -> None:
        self._use_font(self._resource("/Font", name), size)

    def _use_font(self, resource, size) -> None:
        key = id(resource)
        if key not in self._fonts:
            self._clock.check()
            self._new_fonts.spend()
            self._fonts[key] = Font(resource, self._mappings)
        self._state.font, self._state.font_size = self._fonts[key], float(size)

    def _move_line(self, x, y) -> None:
        self._line = self._text = shifted(self._line, float(x), float(y))

    def _move_line_and_lead(self, x, y) -> None:
        self._state.leading = -float(y)
        self._move_line(x, y)

    def _set_text_matrix(self, *matrix) -> None:
        self._line = self._text = matrix_of(matrix)

    def _next_line(self) -> None:
        self._move_line(0, -self._state.leading)

    def _show_on_next_line(self, shown) -> None:
        self._next_line()
        self._show([shown])

    def _show_with_spacing(self, word_spacing, char_spacing, shown) -> None:
        self._state.word_spacing = float(word_spacing)
        self._state.char_spacing = float(char_spacing)
        self._show_on_next_line(shown)

    def _show_string(self, shown) -> None:
        self._show([shown])

    def _show_placed(self, x, y, parts) -> None:
        self._move_line(x, y)
        self._show(parts)
        places = [part[0] for part in parts if isinstance(part, tuple)]
        self._line = shifted(self._line, places[-1] if places else 0.0, 0.0)

    def _show(self, parts) -> None:
        """Show strings on one line.

        A number in ``parts`` moves the next string back, in thousandths of the font's
        size (as TJ does). A tuple holds how far the next string begins from the first.
        """
        state = self._state
        if state.font is None:
            return
        size, font = state.font_size, state.font
        at = multiply(self._text, state.ctm)
        # The extent of a slanted line says little about where its ink is.
        less, more = sorted((abs(at[0]), abs(at[1])))
        slanted = less > _SLANT * more
        x, first, last, text = 0.0, None, 0.0, ""
        for part in parts:
            if isinstance(part, tuple):
                gap = part[0] - x
                x = part[0]
                if not -_BACK * abs(size) < gap < _WORD_GAP * abs(size):
                    self._add_text(at, first, last, text)
                    first, text = None, ""
                continue
            if not isinstance(part, bytes):
                shift = -float(part) / 1000 * size * state.scaling
                if shift > _WORD_GAP * abs(size) and text:
                    text += " "
                x += shift
                continue
            for width, space, glyph in font.glyphs(part):
                advance = width * size + state.char_spacing
                if space:
                    advance += state.word_spacing
                if glyph.strip():
                    first = x if first is None else first
                    last = x + width * size * state.scaling
                x += advance * state.scaling
                text += glyph
                if slanted:
                    self._add_text(at, first, last, text)
                    first, text = None, ""
        self._add_text(at, first, last, text)
        self._text = shifted(self._text, x, 0.0)

    def _add_text(self, at: Matrix, first: float | None, last: float, text: str):
        """Add what is shown between two places on the baseline, None: nothing is."""
        self._characters.spend(len(text))
        if first is None or not self._text_is_seen():
            return
        state = self._state
        size, font = state.font_size, state.font
        low, high = (v * size + state.rise for v in (font.descent, font.ascent))
        inks = [state.fill, state.stroke] if state.mode % 4 == 2 else [state.fill]
        self._add(
            "text",
            transformed(at, (first, low, last, high)),
            pale=all(ink.pale for ink in inks) and state.mode % 4 != 1,
            text=text.strip(),
            origin=(at[0] * first + at[4], at[1] * first + at[5]),
            size=abs(size) * hypot(at[2], at[3]),
        )

    def _text_is_seen(self) -> bool:
        state = self._state
        if state.mode in _INVISIBLE_MODES:
            return False
        if state.mode % 4 == 1:
            return state.stroke.visible
        return state.fill.visible or (state.mode % 4 == 2 and state.stroke.visible)


def floats(values) -> tuple[float, ...]:
    return tuple(float(v) for v in values)


def matrix_of(values) -> Matrix:
    a, b, c, d, e, f = floats(values)
    return a, b, c, d, e, f


def _setter(name: str, factor: float = 1.0):
    def handler(self, value):
        setattr(self._state, name, float(value) * factor)

    return handler


def _set_mode(self, mode):
    self._state.mode = int(mode)


_T = TextOperators
TEXT_HANDLERS = {
    b"BT": _T._begin_text,
    b"Tf": _T._set_font,
    b"Td": _T._move_line,
    b"TD": _T._move_line_and_lead,
    b"Tm": _T._set_text_matrix,
    b"T*": _T._next_line,
    b"Tj": _T._show_string,
    b"TJ": _T._show,
    PLACED: _T._show_placed,
    b"'": _T._show_on_next_line,
    b'"': _T._show_with_spacing,
    b"Tc": _setter("char_spacing"),
    b"Tw": _setter("word_spacing"),
    b"Tz": _setter("scaling", 0.01),
    b"TL": _setter("leading"),
    b"Ts": _setter("rise"),
    b"Tr": _set_mode,
}
