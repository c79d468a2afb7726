"""Look into an image of a page: where in the window is it dark?

Pillow, which Odoo brings along, opens JPEG; other images are unpacked by the PDF
library. What cannot be opened counts as dark all over, so that nothing is overlooked.
"""

import io
from contextlib import suppress

from PIL import Image, ImageOps

from ..geometry import MM_PER_POINT, Box, PageSpace, invert, multiply
from .guard import RUN_LENGTH, unpacked
from .opening import entry

# Paler than this (of 255) is a watermark. Black text is below 100, light grey at 200.
PALE = 200
_PER_MM = 8  # samples: a stroke of 0.3 mm is hit twice
# All images together: four scans of A4 at 300 dpi. Each may be painted again and again.
MAX_PIXELS = 40_000_000
MAX_LOOKS = 500
# PyPDF2 undoes a predictor byte by byte.
_MAX_PREDICTED = 2_000_000
_JPEG = ("/DCTDecode", "/DCT")
_PLAIN = (
    "/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", *RUN_LENGTH,
)  # fmt: skip
_MODES = {"/DeviceGray": "L", "/CalGray": "L", "/DeviceRGB": "RGB", "/CalRGB": "RGB"}
_BY_COMPONENTS = {1: "L", 3: "RGB"}


class Pictures:
    """The images of a page, each opened once; what goes too far counts as dark."""

    def __init__(self):
        self._opened: dict[int, Image.Image | None] = {}
        self._pixels, self._looks = MAX_PIXELS, MAX_LOOKS

    def dark_extent(self, mark, space: PageSpace, within: Box) -> Box | None:
        """Return the extent (mm) of what is dark of an image, None if nothing is."""
        self._looks -= 1
        picture = self._open(mark.image) if self._looks >= 0 else None
        if picture is None:
            return within
        return _dark_extent(picture, mark.matrix, space, within)

    def _open(self, image) -> Image.Image | None:
        if id(image) not in self._opened:
            picture = None
            with suppress(Exception):
                self._pixels -= int(image["/Width"]) * int(image["/Height"])
                picture = _opened(image) if self._pixels >= 0 else None
            self._opened[id(image)] = picture
        return self._opened[id(image)]


def _dark_extent(
    picture: Image.Image, matrix, space: PageSpace, within: Box
) -> Box | None:
    width, height = (max(1, round(v * _PER_MM)) for v in (within.width, within.height))
    # From a sample in the window to the sheet, the page, the unit square, the pixel.
    unit = 1 / MM_PER_POINT
    sheet = (
        unit / _PER_MM,
        0.0,
        0.0,
        -unit / _PER_MM,
        within.left * unit,
        (space.height - within.top) * unit,
    )
    try:
        to_square = multiply(multiply(sheet, space.from_sheet), invert(matrix))
    except ZeroDivisionError:
        return None
    pixels = (picture.width, 0.0, 0.0, -picture.height, 0.0, picture.height)
    a, b, c, d, e, f = multiply(to_square, pixels)
    seen = picture.transform(
        (width, height),
        Image.Transform.AFFINE,
        (a, c, e, b, d, f),
        Image.Resampling.NEAREST,
        fillcolor=255,
    )
    dark = seen.point(lambda v: 255 if v < PALE else 0).getbbox()
    if not dark:
        return None
    x0, y0, x1, y1 = (v / _PER_MM for v in dark)
    return Box(within.left + x0, within.top + y0, x1 - x0, y1 - y0)


def _opened(image) -> Image.Image | None:
    """Return an image in grey on white paper, None if it cannot be opened."""
    picture = _grey(image)
    mask = entry(image, "/SMask")
    if picture and mask is not None:
        cover = _grey(mask).resize(picture.size)
        picture = Image.composite(picture, Image.new("L", picture.size, 255), cover)
    elif picture and "/Mask" in image:
        return None
    return picture


def _grey(image) -> Image.Image | None:
    size = int(image["/Width"]), int(image["/Height"])
    pixels = size[0] * size[1]
    if pixels > MAX_PIXELS or _is_inverted(image) and not entry(image, "/ImageMask"):
        return None
    filters = entry(image, "/Filter", [])
    filters = filters if isinstance(filters, list) else [filters]
    if filters and filters[-1] in _JPEG:
        return _jpeg(image.get_data())
    if not set(filters) <= set(_PLAIN):
        return None
    if "/DecodeParms" in image and pixels > _MAX_PREDICTED:
        return None
    if set(filters) & set(RUN_LENGTH):
        return _raw(image, size, unpacked(image, 4 * MAX_PIXELS))
    return _raw(image, size, bytes(image.get_data()))


def _is_inverted(image) -> bool:
    return any(float(v) != at % 2 for at, v in enumerate(entry(image, "/Decode", ())))


def _jpeg(data: bytes) -> Image.Image | None:
    picture = Image.open(io.BytesIO(data), formats=["JPEG"])
    if picture.width * picture.height > MAX_PIXELS or picture.mode == "CMYK":
        return None
    return picture.convert("L")


def _raw(image, size: tuple[int, int], data: bytes) -> Image.Image | None:
    bits = int(entry(image, "/BitsPerComponent", 1))
    if entry(image, "/ImageMask"):
        stencil = Image.frombytes("1", size, data).convert("L")
        return ImageOps.invert(stencil) if _is_inverted(image) else stencil
    space = image["/ColorSpace"]
    if isinstance(space, list) and space[0] == "/ICCBased":
        mode = _BY_COMPONENTS.get(entry(space[1].get_object(), "/N"))
    elif isinstance(space, list) and space[0] in ("/Indexed", "/I"):
        return _indexed(space, bits, size, data)
    else:
        mode = _MODES.get(str(space[0] if isinstance(space, list) else space))
    if mode == "L" and bits == 1:
        return Image.frombytes("1", size, data).convert("L")
    if mode is None or bits != 8:
        return None
    return Image.frombytes(mode, size, data).convert("L")


def _indexed(space, bits: int, size, data: bytes) -> Image.Image | None:
    base, table = space[1], space[3].get_object()
    if bits != 8 or str(base) not in _MODES:
        return None
    colours = table.get_data() if hasattr(table, "get_data") else table.original_bytes
    step = 3 if _MODES[str(base)] == "RGB" else 1
    palette = Image.frombytes(_MODES[str(base)], (len(colours) // step, 1), colours)
    greys = list(palette.convert("L").tobytes())
    picture = Image.frombytes("L", size, data)
    return picture.point((greys + [255] * 256)[:256])
