"""Put a stamp on an invoice: the letter as it leaves the printer."""

import io

from reportlab.pdfgen.canvas import Canvas

from . import typeface
from .check import check_window, raise_unless_ok
from .errors import DoesNotFit, WrongStamp
from .geometry import MM_PER_POINT, Box, Matrix, PageSpace, Rect, multiply
from .pdf import (
    ArrayObject,
    NameObject,
    PdfWriter,
    RectangleObject,
    Transformation,
    entry,
    get_page,
    open_pdf,
    readable,
)
from .stamps import measure, shows
from .window import WindowLayout, layout_window

# Strokes and smoothed edges may reach a hair beyond the measured box.
_CLIP_MARGIN = 0.1
# Pop-ups are not printed, and would bring along the note that they belong to.
_LEFT_OUT = ("/FileAttachment", "/Popup")


def compose_letter(
    invoice_pdf: bytes,
    stamp_pdf: bytes,
    stamp_page: int,
    *,
    return_line: str,
    address_lines,
    form: Box,
    printed_address_lines=None,
    voucher_id: str | None = None,
) -> bytes:
    """Return the invoice as a PDF to print, page 1 with the franked window.

    The window (``form``: FORM_A or FORM_B) is painted white, then come the return
    line, the stamp and the address. The stamp is the content of the bought page
    (``stamp_page``, one-based), placed at 1:1 and cut to what it paints; images are
    carried over as they are. Everything else stays: other pages, and page 1 outside
    the window. Files embedded in the invoice are not carried along.

    The invoice's old return line and address stay in the file under the white
    rectangle, so a text search finds the address twice. They are not removed, since
    that would mean to rewrite the laid out content of a legal document; the letter is
    a print copy, and what is covered is not printed.

    ``printed_address_lines``: the address as the invoice's own window shows it, when
    the letter is to say it differently (for instance with the country in capitals).

    ``voucher_id``: the Frankier-ID that the bought page must show, so that no other
    stamp is printed than the one meant; None leaves that unchecked.

    Raises WrongStamp, WindowOccupied, AddressMissing, DoesNotFit, MissingGlyph and
    UnreadablePdf.
    """
    expected = address_lines if printed_address_lines is None else printed_address_lines
    raise_unless_ok(check_window(invoice_pdf, form, expected))
    stamps = open_pdf(stamp_pdf)
    stamp = get_page(stamps, stamp_page)
    if voucher_id is not None and not shows(stamp, stamp_page, voucher_id):
        raise WrongStamp(stamp_page)
    box = measure(stamp, stamp_page)
    layout = layout_window((box.width, box.height), return_line, address_lines, form)
    writer = PdfWriter()
    invoice = open_pdf(invoice_pdf)
    with readable():
        for number in range(len(invoice.pages)):
            page = get_page(invoice, number + 1)
            _drop_attachments(page)
            writer.add_page(page)
        sheet = writer.pages[0]
        space = PageSpace(sheet)
        _merge(sheet, _draw_window(space, layout), space.from_sheet, space.visible)
        carried = _stamp_matrix(PageSpace(stamp), box, space, layout.stamp)
        _merge(sheet, stamp, carried, space.rect(layout.stamp.grown(_CLIP_MARGIN)))
        out = io.BytesIO()
        writer.write(out)
    return out.getvalue()


def _drop_attachments(page) -> None:
    """Leave out files that hang on the page itself (PDF/A-3, pinned notes)."""
    if "/AF" in page:
        del page["/AF"]
    kept = ArrayObject(
        note
        for note in entry(page, "/Annots", ())
        if entry(note.get_object(), "/Subtype") not in _LEFT_OUT
    )
    for note in kept:
        # A reply would bring along the note that it answers.
        for key in ("/IRT", "/AF"):
            note.get_object().pop(key, None)
    if "/Annots" in page:
        page[NameObject("/Annots")] = kept


def _draw_window(space: PageSpace, layout: WindowLayout):
    """Return a page of the sheet's size: white window, return line, address."""
    window = layout.window
    if window.right > space.width or window.bottom > space.height:
        raise DoesNotFit("page_too_small", len(layout.address_lines))
    size = (space.width / MM_PER_POINT, space.height / MM_PER_POINT)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, pageCompression=1)
    canvas.setFillGray(1)
    canvas.rect(*_placed(window, space), stroke=0, fill=1)
    canvas.setFillGray(0)
    for line in layout.return_lines + layout.address_lines:
        canvas.setFont(typeface.register(), line.size)
        baseline = (space.height - line.baseline) / MM_PER_POINT
        canvas.drawString(line.left / MM_PER_POINT, baseline, line.text)
    canvas.save()
    return open_pdf(out.getvalue()).pages[0]


def _placed(box: Box, space: PageSpace) -> tuple[float, float, float, float]:
    """Return x, y, width, height in points from the sheet's bottom left."""
    bottom = space.height - box.bottom
    return tuple(v / MM_PER_POINT for v in (box.left, bottom, box.width, box.height))


def _stamp_matrix(source: PageSpace, box: Box, target: PageSpace, place: Box) -> Matrix:
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
