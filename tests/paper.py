"""What leaves the printer, as a scanner sees it."""

import io

import pypdfium2
import zxingcpp
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

DPI = 300
MM = DPI / 25.4  # pixels
POINTS = 72 / 25.4


def render(pdf, page=0, grayscale=True):
    """Return a page as a picture at 300 dpi."""
    page = pypdfium2.PdfDocument(pdf)[page]
    return page.render(scale=DPI / 72, grayscale=grayscale).to_pil()


def read_codes(pdf, page=0):
    """Return the DataMatrix codes on a page; numbers in bars are none of a stamp."""
    return zxingcpp.read_barcodes(
        render(pdf, page), formats=zxingcpp.BarcodeFormat.DataMatrix
    )


def page_sizes(pdf):
    """Return width and height of each page in whole mm."""
    return [
        tuple(round(length * 25.4 / 72) for length in page.get_size())
        for page in pypdfium2.PdfDocument(pdf)
    ]


def page_text(pdf, page=0):
    return pypdfium2.PdfDocument(pdf)[page].get_textpage().get_text_range()


def codes(pdf, page=0):
    """Return the texts of the DataMatrix codes on a page, and their left and top mm."""
    return [
        (
            code.text,
            code.position.top_left.x / MM,
            code.position.top_left.y / MM,
        )
        for code in read_codes(pdf, page)
    ]


def make_pdf(lines=(), pages=1, size=A4, encrypt=None):
    """Return a PDF of another program; ``lines`` are (text, left, top) in mm."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, encrypt=encrypt)
    for page in range(pages):
        canvas.drawString(30 * POINTS, 100 * POINTS, f"Seite {page + 1}")
        for text, left, top in lines if not page else ():
            canvas.drawString(left * POINTS, size[1] - top * POINTS, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
