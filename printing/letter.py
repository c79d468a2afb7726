"""Put a stamp on an invoice: the letter as it leaves the printer."""

from .check import check_window, raise_unless_ok
from .drawing import Drawing
from .errors import BESIDES_WINDOW, DoesNotFit
from .geometry import Box, PageSpace
from .offset import NO_OFFSET, Offset, moved_layout
from .pdf import (
    ArrayObject,
    NameObject,
    PdfReader,
    PdfWriter,
    entry,
    get_page,
    open_pdf,
    readable,
)
from .placing import BoughtStamp, lay_drawing, open_stamp, written
from .window import WindowLayout, layout_window

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
    offset: Offset = NO_OFFSET,
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

    ``offset``: how far (mm to the right and down) the return line, the stamp and the
    address are moved, against the error of a printer.

    Raises WrongStamp, WindowOccupied, AddressMissing, DoesNotFit, OffsetTooLarge,
    MissingGlyph and UnreadablePdf.
    """
    expected = address_lines if printed_address_lines is None else printed_address_lines
    raise_unless_ok(check_window(invoice_pdf, form, expected))
    stamp = open_stamp(stamp_pdf, stamp_page, voucher_id)
    layout = layout_window(stamp.size, return_line, address_lines, form)
    writer = PdfWriter()
    invoice = open_pdf(invoice_pdf)
    with readable():
        for number in range(len(invoice.pages)):
            page = get_page(invoice, number + 1)
            drop_attachments(page)
            writer.add_page(page)
        sheet = writer.pages[0]
        layout = moved_layout(sheet, layout, offset)
        redraw_window(sheet, form, layout, stamp)
        keep_layers(invoice, writer)
    return written(writer)


def drop_attachments(page) -> None:
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


def keep_layers(document: PdfReader, writer: PdfWriter) -> None:
    """Carry along which layers of a document are hidden: without, all would be seen."""
    root = document.trailer["/Root"]
    if "/OCProperties" not in root:
        return
    layers = root["/OCProperties"]
    # Older libraries copy whatever hangs on the writer when it is written.
    copied = layers.clone(writer) if hasattr(layers, "clone") else layers
    writer._root_object[NameObject("/OCProperties")] = copied


def redraw_window(sheet, form: Box, layout: WindowLayout, stamp: BoughtStamp) -> None:
    """Paint the window white, and return line, stamp and address over it.

    Raises DoesNotFit when the page has no such place.
    """
    space = PageSpace(sheet)
    if form.right > space.width or form.bottom > space.height:
        raise DoesNotFit(
            "page_too_small",
            len(layout.address_lines),
            media=("cover_sheet", *BESIDES_WINDOW),
        )
    drawing = Drawing(space.width, space.height)
    drawing.fill(form)
    drawing.text(layout.lines)
    lay_drawing(sheet, drawing, (stamp, layout.stamp.left, layout.stamp.top))
