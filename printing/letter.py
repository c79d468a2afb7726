"""Put a stamp on an invoice: the letter as it leaves the printer."""

from .check import check_window, raise_unless_ok
from .drawing import Drawing
from .duplex import Blanks, no_blanks
from .errors import BESIDES_WINDOW, DoesNotFit
from .geometry import Box
from .offset import NO_OFFSET, Offset, moved_layout
from .pdf import PdfReader, get_page, open_pdf
from .pdf.assembly import Assembly, Sheet
from .placing import BoughtStamp, lay_drawing, open_stamp
from .window import layout_window
from .window_layout import WindowLayout


def compose_letter(
    invoice_pdf: bytes | PdfReader,
    stamp_pdf: bytes | PdfReader,
    stamp_page: int,
    **window,
) -> bytes:
    """Return what ``lay_letter`` makes of an invoice, as a file of its own."""
    assembly = Assembly()
    lay_letter(assembly, invoice_pdf, stamp_pdf, stamp_page, **window)
    return assembly.pdf()


def lay_letter(
    assembly: Assembly,
    invoice_pdf: bytes | PdfReader,
    stamp_pdf: bytes | PdfReader,
    stamp_page: int,
    blanks: Blanks = no_blanks,
    *,
    return_line: str,
    address_lines,
    form: Box,
    printed_address_lines=None,
    voucher_id: str | None = None,
    offset: Offset = NO_OFFSET,
    font: str | None = None,
) -> None:
    """Append the invoice as it is printed, page 1 with the franked window.

    The window (``form``: FORM_A or FORM_B) is painted white, then come the return
    line, the stamp and the address. The stamp is the content of the bought page
    (``stamp_page``, one-based), placed at 1:1 and cut to what it paints; images are
    carried over as they are. Everything else stays: other pages, and page 1 outside
    the window, with its form fields, signatures and layers. Files embedded in the
    invoice are not carried along. Both files may be open (``open_pdf``): what was read
    of them is not read again.

    The invoice's old return line and address stay in the file under the white
    rectangle, so a text search finds the address twice. They are not removed, since
    that would mean to rewrite the laid out content of a legal document; the letter is
    a print copy, and what is covered is not printed.

    ``printed_address_lines``: the address as the invoice's own window shows it, when
    the letter is to say it differently (for instance with the country in capitals).

    ``voucher_id``: the Frankier-ID that the bought page must show, so that no other
    stamp is printed than the one meant; None leaves that unchecked.

    ``offset``: how far (mm to the right and down) the return line, the stamp and the
    address are moved, against the error of a printer.

    ``font``: of the invoice, as ``layout_window`` takes it.

    ``blanks``: after which pages a blank one follows.

    Raises WrongStamp, WindowOccupied, AddressMissing, DoesNotFit, OffsetTooLarge,
    MissingGlyph and UnreadablePdf.
    """
    expected = address_lines if printed_address_lines is None else printed_address_lines
    invoice = open_pdf(invoice_pdf)
    raise_unless_ok(check_window(invoice, form, expected))
    stamp = open_stamp(stamp_pdf, stamp_page, voucher_id)
    layout = layout_window(stamp.size, return_line, address_lines, form, font)
    layout = moved_layout(get_page(invoice, 1), layout, offset)
    sheet = assembly.add_document(invoice, blanks)[0]
    redraw_window(assembly, sheet, form, layout, stamp)


def redraw_window(
    assembly: Assembly,
    sheet: Sheet,
    form: Box,
    layout: WindowLayout,
    stamp: BoughtStamp,
) -> None:
    """Paint the window white, and return line, stamp and address over it.

    Raises DoesNotFit when the page has no such place.
    """
    space = sheet.space
    if form.right > space.width or form.bottom > space.height:
        raise DoesNotFit(
            "page_too_small",
            len(layout.address_lines),
            media=("cover_sheet", *BESIDES_WINDOW),
        )
    drawing = Drawing(space.width, space.height)
    drawing.fill(form)
    drawing.text(layout.lines)
    place = (stamp, layout.stamp.left, layout.stamp.top)
    lay_drawing(assembly, sheet, drawing, place)
