"""Look at a page as a printer prints it and a scanner sees it: pixels, codes, text."""

from __future__ import annotations

import ctypes
import io

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops
from pypdfium2 import raw

from printing import Box

# A pixel covered by less than a third is only the smoothing of an edge.
DARK = 170
PT = 72 / 25.4


class Sheet:
    """A page of a PDF; places are in mm from its top left corner as it is seen."""

    def __init__(self, pdf: bytes, page: int = 1):
        self._document = pypdfium2.PdfDocument(pdf)
        self._page = self._document[page - 1]
        width, height = self._page.get_size()
        self.box = Box(0.0, 0.0, width / PT, height / PT)

    def picture(self, within: Box | None = None, dpi: int = 300) -> Image.Image:
        """Return the page or a part of it, in grey."""
        crop = (0.0, 0.0, 0.0, 0.0)
        if within:
            page = self.box
            crop = (
                within.left * PT,
                (page.bottom - within.bottom) * PT,
                (page.right - within.right) * PT,
                within.top * PT,
            )
        image = self._page.render(scale=dpi / 72, crop=crop, grayscale=True)
        return image.to_pil()

    def png(self, within: Box, dpi: int) -> bytes:
        """Return a part of the page as a file."""
        out = io.BytesIO()
        self.picture(within, dpi).save(out, "PNG")
        return out.getvalue()

    def texts(self) -> list[str]:
        """Return the text of each text object, in painting order."""
        page = self._page.get_textpage()
        found = []
        for item in self._page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            size = raw.FPDFTextObj_GetText(item.raw, page.raw, None, 0)
            buffer = (ctypes.c_ushort * size)()
            raw.FPDFTextObj_GetText(item.raw, page.raw, buffer, size)
            found.append(bytes(buffer).decode("utf-16-le").rstrip("\0"))
        return found


def page_count(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def codes(picture: Image.Image) -> list[str]:
    """Return what the DataMatrix codes say; a number in bars is no code of a stamp."""
    return [code.text for code in _codes(picture)]


def _codes(picture: Image.Image):
    wanted = zxingcpp.BarcodeFormat.DataMatrix
    return zxingcpp.read_barcodes(picture, formats=wanted)


def code_places(picture: Image.Image, at: Box, dpi: int = 300):
    """Return each code's text and its four corners in mm on the page.

    ``at``: which part of the page the picture shows.
    """
    scale = 25.4 / dpi
    found = []
    for code in _codes(picture):
        place = code.position
        points = place.top_left, place.top_right, place.bottom_right, place.bottom_left
        found.append(
            (
                code.text,
                tuple((at.left + p.x * scale, at.top + p.y * scale) for p in points),
            )
        )
    return found


def ink(picture: Image.Image, at: Box, within: Box, dpi: int = 300) -> Box | None:
    """Return the extent of what is dark within a box.

    ``at``: which part of the page the picture shows.
    """
    scale = dpi / 25.4
    left, top = within.left - at.left, within.top - at.top
    edges = (left, top, left + within.width, top + within.height)
    pixels = tuple(round(v * scale) for v in edges)
    dark = picture.crop(pixels).point(lambda v: 255 if v < DARK else 0).getbbox()
    if not dark:
        return None
    x0, y0, x1, y1 = dark
    return Box(
        at.left + (pixels[0] + x0) / scale,
        at.top + (pixels[1] + y0) / scale,
        (x1 - x0) / scale,
        (y1 - y0) / scale,
    )


def blanked(picture: Image.Image, box: Box, at: Box, dpi: int = 300) -> Image.Image:
    """Return the picture with a box, and a pixel around it, painted white."""
    moved = box.grown(25.4 / dpi).moved(-at.left, -at.top)
    edges = (moved.left, moved.top, moved.right, moved.bottom)
    painted = picture.copy()
    painted.paste(255, tuple(round(v * dpi / 25.4) for v in edges))
    return painted


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and not ImageChops.difference(one, other).getbbox()
