"""Take a bought stamp out of its PDF and put it on another page, at 1:1."""

from collections.abc import Iterable
from dataclasses import dataclass

from .drawing import Drawing
from .errors import WrongStamp
from .geometry import MM_PER_POINT, Box, Matrix, PageSpace, multiply
from .pdf import PdfReader, get_page, open_pdf
from .pdf.assembly import Assembly, Sheet
from .stamps import find_stamp

# Strokes and smoothed edges may reach a hair beyond the measured box.
_CLIP_MARGIN = 0.1


@dataclass(frozen=True)
class BoughtStamp:
    """A page of a bought PDF; ``box`` is the stamp on it, in mm from the top left.

    ``space``: of the page when it is turned so that the stamp is upright.
    """

    reader: PdfReader
    number: int
    box: Box
    space: PageSpace

    @property
    def size(self) -> tuple[float, float]:
        return self.box.width, self.box.height


# A stamp and where its top left corner goes, in mm from the left and from the top.
PlacedStamp = tuple[BoughtStamp, float, float]


def open_stamp(
    stamp_pdf: bytes | PdfReader, number: int, voucher_id: str | None
) -> BoughtStamp:
    """Return the stamp on a page (one-based) of a bought file.

    ``voucher_id``: the Frankier-ID that the page must show; None leaves that unchecked.
    Raises WrongStamp and UnreadablePdf.
    """
    stamps = open_pdf(stamp_pdf)
    page = get_page(stamps, number)
    found = find_stamp(page, number, voucher_id)
    if found is None:
        raise WrongStamp(number)
    return BoughtStamp(stamps, number, *found)


def lay_drawing(
    assembly: Assembly, sheet: Sheet, drawing: Drawing, *stamps: PlacedStamp
) -> None:
    """Paint a drawing of the sheet's size over it, and stamps."""
    assembly.paint(sheet, drawing.content, drawing.fonts)
    for stamp, left, top in stamps:
        _lay_stamp(assembly, sheet, stamp, left, top)


def single_page(drawing: Drawing, *stamps: PlacedStamp) -> bytes:
    """Return a PDF of the drawing with stamps laid on it."""
    return written_pages([(drawing, stamps)])


def written_pages(pages: Iterable[tuple[Drawing, Iterable[PlacedStamp]]]) -> bytes:
    """Return a PDF of several drawings, each with its stamps laid on it."""
    assembly = Assembly()
    for drawing, stamps in pages:
        sheet = assembly.add_empty(*drawing.size)
        lay_drawing(assembly, sheet, drawing, *stamps)
    return assembly.pdf()


def _lay_stamp(
    assembly: Assembly, sheet: Sheet, stamp: BoughtStamp, left: float, top: float
) -> None:
    """Paint the stamp, cut to what it paints. Images are copied as they are."""
    source = stamp.space
    matrix = _carrying(source, stamp.box, sheet.space, Box(left, top, *stamp.size))
    seen = source.rect(stamp.box.grown(_CLIP_MARGIN))
    assembly.lay(sheet, stamp.reader, stamp.number, matrix, seen)


def _carrying(source: PageSpace, box: Box, target: PageSpace, place: Box) -> Matrix:
    """Return the matrix that carries ``box`` of one page to ``place`` on another."""
    right = (place.left - box.left) / MM_PER_POINT
    up = (target.height - place.top - source.height + box.top) / MM_PER_POINT
    moved = multiply(source.to_sheet, (1, 0, 0, 1, right, up))
    return multiply(moved, target.from_sheet)
