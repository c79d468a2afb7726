"""Take a bought stamp out of its PDF and put it on another page, at 1:1."""

import io
from dataclasses import dataclass

from .drawing import Drawing
from .errors import WrongStamp
from .geometry import MM_PER_POINT, Box, Matrix, PageSpace, Rect, multiply
from .pdf import (
    PdfReader,
    PdfWriter,
    RectangleObject,
    Transformation,
    get_page,
    open_pdf,
    readable,
)
from .pdf.unfinished import finish
from .stamps import find_stamp

# Strokes and smoothed edges may reach a hair beyond the measured box.
_CLIP_MARGIN = 0.1


@dataclass(frozen=True)
class BoughtStamp:
    """A page of a bought PDF; ``box`` is the stamp on it, in mm from the top left.

    Laying it on a page uses it up.
    """

    page: object
    box: Box

    @property
    def size(self) -> tuple[float, float]:
        return self.box.width, self.box.height


def bought_stamp(stamps: PdfReader, number: int, voucher_id: str | None) -> BoughtStamp:
    """Return the stamp on a page (one-based).

    ``voucher_id``: the Frankier-ID that the page must show; None leaves that unchecked.
    Raises WrongStamp and UnreadablePdf.
    """
    page = get_page(stamps, number)
    box = find_stamp(page, number, voucher_id)
    if box is None:
        raise WrongStamp(number)
    return BoughtStamp(page, box)


def lay_stamp(sheet, stamp: BoughtStamp, left: float, top: float) -> None:
    """Paint the stamp over a page with its top left corner here (mm).

    It is cut to its box; images are carried over as they are.
    """
    source, target = PageSpace(stamp.page), PageSpace(sheet)
    place = Box(left, top, *stamp.size)
    matrix = _carrying(source, stamp.box, target, place)
    _merge(sheet, stamp.page, matrix, target.rect(place.grown(_CLIP_MARGIN)))


def lay_drawing(
    sheet, drawing: Drawing, *stamps: tuple[BoughtStamp, float, float]
) -> None:
    """Paint a drawing of the sheet's size over it, and stamps (left, top in mm)."""
    finish(sheet)
    # One layer, since the library unpacks the sheet for each that it lays over it.
    writer = PdfWriter()
    layer = _add_page(writer, drawing, stamps)
    space = PageSpace(sheet)
    _merge(sheet, layer, space.from_sheet, space.visible)


def single_page(drawing: Drawing, *stamps: tuple[BoughtStamp, float, float]) -> bytes:
    """Return a PDF of the drawing with stamps laid on it (left, top in mm)."""
    return written_pages([(drawing, stamps)])


def written_pages(pages) -> bytes:
    """Return a PDF of several drawings, each with its stamps as in ``single_page``."""
    writer = PdfWriter()
    with readable():
        for drawing, stamps in pages:
            _add_page(writer, drawing, stamps)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    """Return the file; raises UnreadablePdf when a carried page is damaged."""
    out = io.BytesIO()
    with readable():
        writer.write(out)
    return out.getvalue()


def open_stamp(stamp_pdf: bytes, number: int, voucher_id: str | None) -> BoughtStamp:
    """Return the stamp on a page of a bought file; raises as ``bought_stamp``."""
    return bought_stamp(open_pdf(stamp_pdf), number, voucher_id)


def _add_page(writer: PdfWriter, drawing: Drawing, stamps):
    writer.add_page(drawing.page())
    sheet = writer.pages[-1]
    for stamp, left, top in stamps:
        lay_stamp(sheet, stamp, left, top)
    return sheet


def _carrying(source: PageSpace, box: Box, target: PageSpace, place: Box) -> Matrix:
    """Return the matrix that carries ``box`` of one page to ``place`` on another."""
    right = (place.left - box.left) / MM_PER_POINT
    up = (target.height - place.top - source.height + box.top) / MM_PER_POINT
    moved = multiply(source.to_sheet, (1, 0, 0, 1, right, up))
    return multiply(moved, target.from_sheet)


def _merge(sheet, page, matrix: Matrix, seen: Rect) -> None:
    """Paint a page over the sheet, cut to ``seen`` in the sheet's user space."""
    if "/Annots" in page:
        del page["/Annots"]
    page.add_transformation(Transformation(matrix))
    # PyPDF2 cuts a merged page to its trim box, pypdf to its crop box.
    page.trimbox = page.cropbox = RectangleObject(seen)
    sheet.merge_page(page)
