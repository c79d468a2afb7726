"""Read what a page really paints: an interpreter for PDF content streams.

It follows the operators that decide where ink goes - matrices, forms, clipping, paths,
images, text - and returns the extent of each mark. White on white is no mark: a page's
background fill would otherwise be as large as the page. Operators as in ISO 32000-1.
"""

from dataclasses import dataclass, field
from math import hypot

from ..errors import UnreadablePdf
from ..geometry import (
    IDENTITY,
    Matrix,
    PageSpace,
    Rect,
    intersection,
    multiply,
    transformed,
)
from .graphics import Ink, Path, State, space_kind
from .guard import Allowance, Clock, unpacked
from .layers import Layers
from .opening import entry, numbers, readable
from .text import TEXT_HANDLERS, TextOperators, floats, matrix_of
from .tokens import INLINE_IMAGE, operations

MAX_OPERATORS = 400_000
MAX_CONTENT_BYTES = 4 * 2**20
MAX_STREAMS = 1000
MAX_DEPTH = 12
MAX_SAVED_STATES = 1000
# Running a form counts as this many operators.
_FORM = 40


@dataclass(frozen=True)
class Mark:
    """One painted thing; ``rect`` in the page's user space, cut to what is visible.

    ``kind``: ``path``, ``image``, ``shading`` or ``text``. Text has its baseline's
    start in ``origin`` (user space) and its ``size`` as it appears. ``filled`` is False
    for a path of which only the outline is drawn. ``pale`` is what hardly differs from
    white, as a watermark. An image comes with its object (None if it is written into
    the page) and the ``matrix`` that places its unit square.
    """

    kind: str
    rect: Rect
    filled: bool = True
    pale: bool = False
    image: object = field(default=None, repr=False, compare=False)
    matrix: Matrix = IDENTITY
    text: str = field(default="", repr=False)
    origin: tuple[float, float] = (0.0, 0.0)
    size: float = 0.0


def marks(page, number: int | None = None) -> list[Mark]:
    """Return all marks of a page in painting order; they are found only once.

    What stands on a layer that is off is no mark.

    Raises UnreadablePdf (``damaged``, ``too_complex``) with the page ``number``.
    """
    known = page.pdf.painted
    if id(page) not in known:
        with readable(number):
            layers = Layers(page.pdf)
            interpreter = _Interpreter(number, page.pdf.file.clock, layers)
            interpreter.start(PageSpace(page).visible)
            interpreter.run(entry(page, "/Contents", []), entry(page, "/Resources", {}))
        known[id(page)] = interpreter.marks
    return known[id(page)]


class _Interpreter(TextOperators):
    def __init__(self, number: int | None, clock: Clock, layers: Layers):
        super().__init__()
        self._layers = layers
        self._found: dict[tuple, tuple] = {}
        # For each marked content that is open, whether it is on a hidden layer.
        self._marked: list[bool] = []
        self._hidden = 0
        self.marks: list[Mark] = []
        self._number = number
        self._clock = clock
        self._operators = Allowance(MAX_OPERATORS)
        self._bytes = Allowance(MAX_CONTENT_BYTES)
        self._depth = 0

    def start(self, visible: Rect) -> None:
        self._state = State(clip=visible, fill=Ink(), stroke=Ink())
        self._saved: list[State] = []
        self._path = Path()
        self._clipping = False
        self._line: Matrix = IDENTITY
        self._text: Matrix = IDENTITY

    def run(self, contents, resources) -> None:
        """Interpret one stream, or a list of streams, with its resources."""
        self._clock.check()
        self._resources = resources
        for operands, operator in operations(self._joined(contents)):
            self._operators.spend()
            handler = _HANDLERS.get(operator)
            if handler:
                handler(self, *operands)

    def _joined(self, contents) -> bytes:
        """Return what the streams hold, each ended with a line break."""
        streams = contents if isinstance(contents, list) else [contents]
        if len(streams) > MAX_STREAMS:
            raise UnreadablePdf("too_complex")
        joined = bytearray()
        for stream in streams:
            data = unpacked(stream.get_object(), MAX_CONTENT_BYTES)
            self._bytes.spend(len(data))
            joined += data + b"\n"
        return bytes(joined)

    def _resource(self, category: str, name):
        # Pages ask for the same few again and again. The resources are kept with what
        # was found, since they are told apart by identity.
        key = (id(self._resources), category, name)
        if key not in self._found:
            self._found[key] = self._resources, self._resources[category][name]
        return self._found[key][1]

    def _add(self, kind: str, rect: Rect | None, **more) -> None:
        seen = rect and intersection(rect, self._state.clip)
        if seen and not self._hidden:
            self.marks.append(Mark(kind, seen, **more))

    def _begin_marked(self, tag=None, properties=None) -> None:
        layer = None
        if tag == "/OC" and isinstance(properties, str):
            named = entry(self._resources, "/Properties", {})
            layer = named.raw_get(properties) if properties in named else None
        self._marked.append(self._layers.hides(layer))
        self._hidden += self._marked[-1]

    def _end_marked(self) -> None:
        if self._marked:
            self._hidden -= self._marked.pop()

    def _save(self) -> None:
        if len(self._saved) >= MAX_SAVED_STATES:
            raise UnreadablePdf("too_complex", self._number)
        self._saved.append(self._state.duplicate())

    def _restore(self) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _concatenate(self, *matrix) -> None:
        self._state.ctm = multiply(matrix_of(matrix), self._state.ctm)

    def _set_line_width(self, width) -> None:
        self._state.line_width = float(width)

    def _extended_state(self, name) -> None:
        entries = self._resource("/ExtGState", name)
        for ink, key in ((self._state.fill, "/ca"), (self._state.stroke, "/CA")):
            ink.alpha = float(entry(entries, key, ink.alpha))
        if "/LW" in entries:
            self._state.line_width = float(entries["/LW"])
        if "/Font" in entries:
            font, size = entries["/Font"]
            self._use_font(font.get_object(), size)

    def _colour_space(self, name) -> str:
        key = (id(self._resources), "/ColorSpace", name)
        if key not in self._found:
            spaces = entry(self._resources, "/ColorSpace", {})
            kind = space_kind(entry(spaces, name, name))
            self._found[key] = self._resources, kind
        return self._found[key][1]

    def _close(self) -> None:
        """A closing line never leaves the extent of the path."""

    def _curve_to_end(self, x1, y1, x3, y3) -> None:
        points = floats((x1, y1, x3, y3, x3, y3))
        self._path.curve(self._state.ctm, *points)

    def _clip(self) -> None:
        self._clipping = True

    def _paint(self, fill: bool, stroke: bool) -> None:
        rect, state = self._path.rect, self._state
        if rect and stroke and state.stroke.visible:
            a, b, c, d, _, _ = state.ctm
            x, y = (state.line_width / 2 * v for v in (hypot(a, c), hypot(b, d)))
            outer = (rect[0] - x, rect[1] - y, rect[2] + x, rect[3] + y)
            filled = fill and state.fill.visible
            pale = state.stroke.pale and (not filled or state.fill.pale)
            self._add("path", outer, filled=filled, pale=pale)
        elif rect and fill and state.fill.visible:
            self._add("path", rect, pale=state.fill.pale)
        if self._clipping:
            # Nothing at all can be seen through an empty path: a rectangle far away.
            nowhere = (state.clip[0], state.clip[1], state.clip[0], state.clip[1])
            state.clip = (rect and intersection(rect, state.clip)) or nowhere
        self._path, self._clipping = Path(), False

    def _shade(self, _name) -> None:
        self._add("shading", self._state.clip)

    def _inline_image(self, *_operands) -> None:
        self._paint_image()

    def _paint_image(self, image=None) -> None:
        matrix = self._state.ctm
        place = transformed(matrix, (0.0, 0.0, 1.0, 1.0))
        self._add("image", place, image=image, matrix=matrix)

    def _do(self, name) -> None:
        target = self._resource("/XObject", name)
        if "/OC" in target and self._layers.hides(target.raw_get("/OC")):
            return
        if entry(target, "/Subtype") == "/Form":
            self._do_form(target)
        elif self._state.fill.alpha > 0 and not (
            entry(target, "/ImageMask") and self._state.fill.white
        ):
            self._paint_image(target)

    def _do_form(self, form) -> None:
        if self._depth >= MAX_DEPTH:
            raise UnreadablePdf("too_complex", self._number)
        self._operators.spend(_FORM)
        outside = self._state.duplicate(), self._saved, self._path, self._resources
        text = self._line, self._text
        self._depth += 1
        self._saved, self._path = [], Path()
        if "/Matrix" in form:
            self._concatenate(*numbers(form["/Matrix"]))
        x0, y0, x1, y1 = numbers(form["/BBox"])
        self._path.rectangle(self._state.ctm, x0, y0, x1 - x0, y1 - y0)
        self._clip()
        self._paint(fill=False, stroke=False)
        # A form without resources of its own uses those of the page.
        self.run(form, entry(form, "/Resources", self._resources))
        self._depth -= 1
        self._state, self._saved, self._path, self._resources = outside
        self._line, self._text = text


def _painter(fill: bool, stroke: bool):
    return lambda self: self._paint(fill, stroke)


def _builder(method):
    return lambda self, *numbers: method(self._path, self._state.ctm, *floats(numbers))


def _colour(target: str, space: str | None):
    def handler(self, *values):
        ink = getattr(self._state, target)
        if space:
            ink.set_space(space)
        ink.values = values

    return handler


def _colour_space(target: str):
    def handler(self, name):
        getattr(self._state, target).set_space(self._colour_space(name))

    return handler


_I = _Interpreter
_HANDLERS = {
    **TEXT_HANDLERS,
    b"q": _I._save,
    b"Q": _I._restore,
    b"cm": _I._concatenate,
    b"w": _I._set_line_width,
    b"gs": _I._extended_state,
    b"m": _builder(Path.move),
    b"l": _builder(Path.line),
    b"c": _builder(Path.curve),
    b"v": _builder(Path.curve_from_here),
    b"y": _I._curve_to_end,
    b"h": _I._close,
    b"re": _builder(Path.rectangle),
    b"W": _I._clip,
    b"W*": _I._clip,
    b"n": _painter(False, False),
    b"sh": _I._shade,
    b"BMC": _I._begin_marked,
    b"BDC": _I._begin_marked,
    b"EMC": _I._end_marked,
    b"Do": _I._do,
    INLINE_IMAGE: _I._inline_image,
    b"cs": _colour_space("fill"),
    b"CS": _colour_space("stroke"),
    b"sc": _colour("fill", None),
    b"scn": _colour("fill", None),
    b"SC": _colour("stroke", None),
    b"SCN": _colour("stroke", None),
    b"g": _colour("fill", "gray"),
    b"G": _colour("stroke", "gray"),
    b"rg": _colour("fill", "rgb"),
    b"RG": _colour("stroke", "rgb"),
    b"k": _colour("fill", "ink"),
    b"K": _colour("stroke", "ink"),
    **dict.fromkeys((b"f", b"F", b"f*"), _painter(True, False)),
    **dict.fromkeys((b"S", b"s"), _painter(False, True)),
    **dict.fromkeys((b"B", b"B*", b"b", b"b*"), _painter(True, True)),
}
