"""Draw a page in mm from its top left corner."""

from collections.abc import Iterable
from itertools import groupby

from .geometry import MM_PER_POINT, Box
from .pdf.embedding import SIZE, FontPart
from .typesetting import TextLine

Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)
GREY: Colour = (0.55, 0.55, 0.55)


class Drawing:
    """What is painted on a sheet of ``width`` x ``height`` mm.

    ``content`` are operators (ISO 32000-1, annex A) that have the names of ``fonts``.
    """

    def __init__(self, width: float, height: float):
        self.width, self.height = width, height
        self.fonts: dict[str, FontPart] = {}
        self._names: dict[FontPart, str] = {}
        self._steps: list[str] = []

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.width / MM_PER_POINT, self.height / MM_PER_POINT

    @property
    def content(self) -> bytes:
        return " ".join(self._steps).encode("ascii")

    def fill(self, box: Box, colour: Colour = WHITE) -> None:
        self._add(*colour, "rg", *self._placed(box), "re f")

    def frame(self, box: Box, width: float, colour: Colour = BLACK) -> None:
        """Stroke the box's edges, ``width`` mm thick, half of it inside."""
        self._pen(width, colour)
        self._add(*self._placed(box), "re S")

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        width: float,
        colour: Colour = BLACK,
    ) -> None:
        self._pen(width, colour)
        self._add(*self._point(*start), "m", *self._point(*end), "l S")

    def text(self, lines: Iterable[TextLine], colour: Colour = BLACK) -> None:
        self._add(*colour, "rg")
        for line in lines:
            self._add("BT", *self._point(line.left, line.baseline), "Td")
            # This room is without Odoo. pylint: disable-next=bad-builtin-groupby
            for number, letters in groupby(line.text, lambda c: ord(c) // SIZE):
                codes = bytes(ord(c) % SIZE for c in letters)
                name = self._name(line.face.part(number))
                self._add(name, line.size, f"Tf <{codes.hex()}> Tj")
            self._add("ET")

    def _name(self, part: FontPart) -> str:
        if part not in self._names:
            self._names[part] = f"/F{len(self._names)}"
            self.fonts[self._names[part]] = part
        return self._names[part]

    def _pen(self, width: float, colour: Colour) -> None:
        self._add(width / MM_PER_POINT, "w", *colour, "RG")

    def _add(self, *step: float | str) -> None:
        self._steps += (s if isinstance(s, str) else f"{s:.4f}" for s in step)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return x / MM_PER_POINT, (self.height - y) / MM_PER_POINT

    def _placed(self, box: Box) -> tuple[float, float, float, float]:
        bottom_left = self._point(box.left, box.bottom)
        return *bottom_left, box.width / MM_PER_POINT, box.height / MM_PER_POINT
