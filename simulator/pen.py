"""Draws in mm from a corner on a page, with the means that the Post uses."""

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from . import datamatrix, typeface

HAIRLINE = 0.1  # mm
_BOLD = 0.03  # of the size: a stroke around the letters


class Pen:
    """Its corner is (`left`, `top`) on a page of the given height; y goes down."""

    def __init__(self, canvas: Canvas, page_height: float, left: float, top: float):
        typeface.register()
        self.canvas = canvas
        self.page_height = page_height
        self.left = left
        self.top = top

    def moved(self, right: float, down: float) -> "Pen":
        """A pen with its corner further right and down."""
        return Pen(self.canvas, self.page_height, self.left + right, self.top + down)

    def point(self, x: float, y: float) -> tuple[float, float]:
        return (self.left + x) * mm, (self.page_height - self.top - y) * mm

    def words(self, x: float, y: float, text: str, size: float, **style) -> None:
        """One line, each word an operation of its own.

        The baseline is at `y`; `size` in pt. `style`: `bold`, `mono`.
        """
        blank = width(" ", size, **style)
        for word in text.split(" "):
            if word:
                self.text(x, y, word, size, **style)
            x += width(word, size, **style) + blank

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        mono: bool = False,
        grey: float = 0,
    ) -> None:
        """Write a text in one operation, so that a reader finds it in one piece.

        `x` and `y` (the baseline) in mm from the pen's corner, `size` in pt; `grey`
        from 0 (black) to 1 (white).
        """
        self.canvas.saveState()
        line = self.canvas.beginText(*self.point(x, y))
        line.setFont(typeface.MONO if mono else typeface.SANS, size)
        line.setFillGray(grey)
        line.setHorizScale(typeface.MONO_SCALE if mono else 100)
        line.setTextRenderMode(2 if bold else 0)
        if bold:
            self.canvas.setLineWidth(_BOLD * size)
            self.canvas.setStrokeGray(grey)
        line.textOut(text)
        self.canvas.drawText(line)
        self.canvas.restoreState()

    def frame(self, x: float, y: float, wide: float, high: float) -> None:
        """A hairline whose outer edge is the given box."""
        self.canvas.setLineWidth(HAIRLINE * mm)
        self.canvas.setStrokeGray(0)
        left, bottom = self.point(x + HAIRLINE / 2, y + high - HAIRLINE / 2)
        self.canvas.rect(left, bottom, (wide - HAIRLINE) * mm, (high - HAIRLINE) * mm)

    def fill(self, x: float, y: float, wide: float, high: float) -> None:
        self.canvas.setFillGray(0)
        left, bottom = self.point(x, y + high)
        self.canvas.rect(left, bottom, wide * mm, high * mm, stroke=0, fill=1)

    def dashes(self, x: float, y: float, right: float, down: float) -> None:
        """A dashed line as around the cells of a sheet, 0.425 pt thick."""
        self.canvas.saveState()
        self.canvas.setLineWidth(0.425)
        self.canvas.setDash(2, 2)
        self.canvas.setStrokeGray(0)
        self.canvas.line(*self.point(x, y), *self.point(x + right, y + down))
        self.canvas.restoreState()

    def code(self, x: float, y: float, side: float, content: str) -> None:
        """A DataMatrix as the Post embeds it: nothing around it."""
        name = "code-" + content.replace(" ", "-")
        document = self.canvas._doc
        shown = document.getXObjectName(name)
        if shown not in document.idToObject:
            document.Reference(_picture(content), shown)
            document.addForm(name, document.idToObject[shown])
        self.canvas.saveState()
        left, bottom = self.point(x, y + side)
        self.canvas.transform(side * mm, 0, 0, side * mm, left, bottom)
        self.canvas.doForm(name)
        self.canvas.restoreState()

    def bars(self, x: float, y: float, wide: float, high: float, content: str) -> None:
        """A Code 128 as wide and high as this."""
        drawn = Code128(content, barWidth=1, barHeight=high * mm, quiet=False)
        drawn.barWidth = wide * mm / drawn.width
        drawn._calculate()
        drawn.drawOn(self.canvas, *self.point(x, y + high))

    def emblem(self, x: float, y: float, wide: float, high: float) -> None:
        """A drawing of our own where stamps have a logo: waves within a clip path."""
        self.canvas.saveState()
        path = self.canvas.beginPath()
        left, bottom = self.point(x - 1, y + high + 1)
        path.rect(left, bottom, (wide + 2) * mm, (high + 2) * mm)
        self.canvas.clipPath(path, stroke=0, fill=0)
        waves, count = self.canvas.beginPath(), 30
        step, thick = wide / count, high / 5
        for row in range(3):
            upper = y + row * 2 * thick
            waves.moveTo(*self.point(x, upper))
            for edge, direction in ((upper, 1), (upper + thick, -1)):
                start = x if direction > 0 else x + wide
                for number in range(count):
                    at = start + direction * number * step
                    bend = thick / 2 * (1 if number % 2 else 0)
                    points = (
                        (at + direction * step / 3, edge + bend),
                        (at + direction * step * 2 / 3, edge + bend),
                        (at + direction * step, edge),
                    )
                    waves.curveTo(*(v for p in points for v in self.point(*p)))
                if direction > 0:
                    waves.lineTo(*self.point(x + wide, upper + thick))
            waves.close()
        self.canvas.setFillGray(0)
        self.canvas.drawPath(waves, stroke=0, fill=1)
        self.canvas.restoreState()


def width(text: str, size: float, *, mono: bool = False, bold: bool = False) -> float:
    """Width in mm of a text of `size` points; bold letters are as wide as others."""
    typeface.register()
    if mono:
        return 0.6 * size * len(text) / mm
    return pdfmetrics.stringWidth(text, typeface.SANS, size) / mm


def _picture(content: str) -> pdfdoc.PDFStream:
    picture = datamatrix.image(content)
    stream = pdfdoc.PDFStream(content=picture.tobytes(), filters=[pdfdoc.PDFZCompress])
    stream.dictionary.dict.update(
        {
            "Type": "/XObject",
            "Subtype": "/Image",
            "Width": picture.width,
            "Height": picture.height,
            "BitsPerComponent": 1,
            "ColorSpace": pdfdoc.PDFArray(
                ["/Indexed", "/DeviceGray", 1, pdfdoc.PDFString(b"\x00\xff")]
            ),
        }
    )
    return stream
