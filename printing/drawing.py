"""Draw a page in mm from its top left corner, as a PDF of our own."""

import io
from collections.abc import Iterable

from reportlab.pdfgen.canvas import Canvas

from .geometry import MM_PER_POINT, Box
from .typesetting import TextLine

Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)
GREY: Colour = (0.55, 0.55, 0.55)


class Drawing:
    """One page of ``width`` x ``height`` mm; the same calls give the same bytes."""

    def __init__(self, width: float, height: float):
        self.width, self.height = width, height
        self._out = io.BytesIO()
        size = (width / MM_PER_POINT, height / MM_PER_POINT)
        self._canvas = Canvas(
            self._out, pagesize=size, pageCompression=1, invariant=True
        )

    def fill(self, box: Box, colour: Colour = WHITE) -> None:
        self._canvas.setFillColorRGB(*colour)
        self._canvas.rect(*self._placed(box), stroke=0, fill=1)

    def frame(self, box: Box, width: float, colour: Colour = BLACK) -> None:
        """Stroke the box's edges, ``width`` mm thick, half of it inside."""
        self._pen(width, colour)
        self._canvas.rect(*self._placed(box), stroke=1, fill=0)

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        width: float,
        colour: Colour = BLACK,
    ) -> None:
        self._pen(width, colour)
        self._canvas.line(*self._point(*start), *self._point(*end))

    def text(self, lines: Iterable[TextLine], colour: Colour = BLACK) -> None:
        self._canvas.setFillColorRGB(*colour)
        for line in lines:
            self._canvas.setFont(line.face.name, line.size)
            self._canvas.drawString(*self._point(line.left, line.baseline), line.text)

    def pdf(self) -> bytes:
        """Return the finished page as a file; nothing can be drawn after."""
        self._canvas.save()
        return self._out.getvalue()

    def _pen(self, width: float, colour: Colour) -> None:
        self._canvas.setLineWidth(width / MM_PER_POINT)
        self._canvas.setStrokeColorRGB(*colour)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return x / MM_PER_POINT, (self.height - y) / MM_PER_POINT

    def _placed(self, box: Box) -> tuple[float, float, float, float]:
        bottom_left = self._point(box.left, box.bottom)
        return *bottom_left, box.width / MM_PER_POINT, box.height / MM_PER_POINT
