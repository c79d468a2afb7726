"""What duplex printers need: documents that end with their sheet."""

from .pdf import PdfWriter, get_page, open_pdf, readable
from .placing import written


def whole_sheets(pdf: bytes) -> bytes:
    """Return a document with an even number of pages, the last one blank if need be.

    Printed on both sides, the next document or letter otherwise begins on its back:
    with the address of another recipient on the same sheet. Raises UnreadablePdf.
    """
    document = open_pdf(pdf)
    if len(document.pages) % 2 == 0:
        return pdf
    writer = PdfWriter()
    with readable():
        for number in range(len(document.pages)):
            writer.add_page(get_page(document, number + 1))
        last = writer.pages[-1]
        blank = writer.add_blank_page(
            float(last.mediabox.width), float(last.mediabox.height)
        )
        if "/Rotate" in last:
            blank.rotate(last["/Rotate"])
    return written(writer)
