"""Graphics state of a page description: matrices, clip, ink, text parameters."""

from dataclasses import dataclass

from ..geometry import IDENTITY, Matrix, Rect, apply
from .fonts import Font
from .opening import entry

_WHITE = 0.995  # closer to white than one step of an 8 bit channel
# A mark paler than this is a watermark or a tint. Black is 0, light grey type is 0.6.
PALE = 0.78


@dataclass
class Ink:
    """The current colour for fills or strokes, as far as it can be seen on paper."""

    space: str = "gray"
    values: tuple = ()
    alpha: float = 1.0

    @property
    def visible(self) -> bool:
        return not self.white and self.alpha > 0

    @property
    def pale(self) -> bool:
        return self.alpha * (1 - self.light) < 1 - PALE

    def set_space(self, space: str) -> None:
        # Each colour space starts with black or with full ink.
        self.space, self.values = space, ()

    @property
    def _numbers(self) -> list[float]:
        """The colour's parts; [] if there is a pattern, or it is not known."""
        if self.space == "other" or any(isinstance(v, str) for v in self.values):
            return []
        return [float(v) for v in self.values]

    @property
    def white(self) -> bool:
        numbers = self._numbers
        if not numbers:
            return False
        if self.space == "ink":
            return all(v <= 1 - _WHITE for v in numbers)
        if self.space == "lab":
            return numbers[0] >= 100 * _WHITE
        return all(v >= _WHITE for v in numbers)

    @property
    def light(self) -> float:
        """How bright the colour is, from 0 (black or not known) to 1."""
        numbers = self._numbers
        if not numbers:
            return 0.0
        if self.space == "ink":
            return max(0.0, 1 - sum(numbers))
        if self.space == "lab":
            return numbers[0] / 100
        if len(numbers) == 3:
            red, green, blue = numbers
            return 0.299 * red + 0.587 * green + 0.114 * blue
        return sum(numbers) / len(numbers)


def space_kind(space) -> str:
    """Return how a colour space says white: gray, rgb (ones), ink (zeros), lab."""
    named = {
        "/DeviceGray": "gray",
        "/G": "gray",
        "/CalGray": "gray",
        "/DeviceRGB": "rgb",
        "/RGB": "rgb",
        "/CalRGB": "rgb",
        "/DeviceCMYK": "ink",
        "/CMYK": "ink",
        "/Separation": "ink",
        "/DeviceN": "ink",
        "/Lab": "lab",
    }
    if isinstance(space, list) and space:
        if space[0] == "/ICCBased":
            count = entry(space[1].get_object(), "/N")
            return {1: "gray", 3: "rgb", 4: "ink"}.get(count, "other")
        space = space[0]
    return named.get(str(space), "other")


@dataclass
class State:
    """What q saves and Q restores."""

    clip: Rect
    ctm: Matrix = IDENTITY
    line_width: float = 1.0
    fill: Ink = None
    stroke: Ink = None
    font: Font | None = None
    font_size: float = 0.0
    char_spacing: float = 0.0
    word_spacing: float = 0.0
    scaling: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0

    def duplicate(self) -> "State":
        saved = _copy(self)
        saved.fill, saved.stroke = _copy(self.fill), _copy(self.stroke)
        return saved


def _copy(state):
    # Pages save their state for every few words. `copy.copy` takes thrice as long.
    made = object.__new__(type(state))
    made.__dict__.update(state.__dict__)
    return made


class Path:
    """The extent of the path under construction, in user space of the page."""

    def __init__(self):
        self.rect: Rect | None = None
        self._at = (0.0, 0.0)
        self._moved = True

    def move(self, ctm: Matrix, x: float, y: float) -> None:
        # A move alone paints nothing. It counts when a segment follows.
        self._at, self._moved = apply(ctm, x, y), True

    def line(self, ctm: Matrix, x: float, y: float) -> None:
        self._segment(apply(ctm, x, y), [])

    def curve(self, ctm: Matrix, *numbers: float) -> None:
        """Six numbers: two control points and the end (operator c)."""
        one, two, end = (apply(ctm, *numbers[i : i + 2]) for i in (0, 2, 4))
        self._segment(end, _turning_points(self._at, one, two, end))

    def curve_from_here(self, ctm: Matrix, *numbers: float) -> None:
        """The current point is the first control point (operator v)."""
        two, end = (apply(ctm, *numbers[i : i + 2]) for i in (0, 2))
        self._segment(end, _turning_points(self._at, self._at, two, end))

    def rectangle(self, ctm: Matrix, x: float, y: float, w: float, h: float) -> None:
        self.move(ctm, x, y)
        for corner in ((x + w, y), (x + w, y + h), (x, y + h)):
            self.line(ctm, *corner)

    def _segment(self, end, turning_points) -> None:
        if self._moved:
            self._include(*self._at)
            self._moved = False
        for point in turning_points:
            self._include(*point)
        self._include(*end)
        self._at = end

    def _include(self, x: float, y: float) -> None:
        if self.rect is None:
            self.rect = (x, y, x, y)
            return
        x0, y0, x1, y1 = self.rect
        self.rect = (min(x0, x), min(y0, y), max(x1, x), max(y1, y))


def _turning_points(start, one, two, end):
    """Return the points where a Bézier curve is farthest out in x or in y."""
    points = []
    for axis in (0, 1):
        p0, p1, p2, p3 = start[axis], one[axis], two[axis], end[axis]
        a, b, c = p3 - 3 * p2 + 3 * p1 - p0, 2 * (p2 - 2 * p1 + p0), p1 - p0
        for t in _roots(a, b, c):
            if 0 < t < 1:
                points.append(
                    tuple(
                        (1 - t) ** 3 * start[i]
                        + 3 * (1 - t) ** 2 * t * one[i]
                        + 3 * (1 - t) * t**2 * two[i]
                        + t**3 * end[i]
                        for i in (0, 1)
                    )
                )
    return points


def _roots(a: float, b: float, c: float) -> list[float]:
    if abs(a) < 1e-12:
        return [-c / b] if abs(b) > 1e-12 else []
    under = b * b - 4 * a * c
    if under < 0:
        return []
    root = under**0.5
    return [(-b + root) / (2 * a), (-b - root) / (2 * a)]
