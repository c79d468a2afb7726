"""PDFs to test with: stamps drawn by the simulator, invoices, and what a page shows."""

import io
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import ImageChops
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from printing import Box, Pile, no_blanks, page_count, read_stamps
from printing.pdf import NameObject, PdfReader, PdfWriter
from simulator.catalogue import page_formats, product
from simulator.frankier_id import voucher_id
from simulator.sheet import draw_order
from simulator.stamps import Stamp

try:
    from pypdf import Transformation
    from pypdf.generic import NumberObject, RectangleObject
except ImportError:
    from PyPDF2 import Transformation
    from PyPDF2.generic import NumberObject, RectangleObject

DATA = Path(__file__).parent / "data"
DPI = 300
ID = b"A0 05C7 15E2 00 0000 0018"
WHOLE = ID.decode().replace(" ", "")
RETURN_LINE = "Muster GmbH · Hauptstraße 5 · 12345 Berlin"
# As the recorded invoices of wkhtmltopdf in data/ show it.
ADDRESS = ["Müller & Söhne KG", "Lange Straße 17", "80331 München", "Deutschland"]
SIZES = {1: (35.5, 20.0), 10001: (62.0, 20.0), 11006: (62.0, 32.5)}
# Below the digits of the ID, at the bottom of the first two, is room for descenders.
WHITE = 0.45
ENVELOPE_DL = 59


def recorded_invoice(form: str) -> bytes:
    """Two pages made by wkhtmltopdf 0.12.4 (patched Qt) like Odoo's DIN 5008 layout."""
    return (DATA / f"wkhtmltopdf-din5008-{form}.pdf").read_bytes()


def bought(codes=(1,), page_format: int | None = ENVELOPE_DL, **options) -> bytes:
    """An order of one stamp a page."""
    stamps = [
        Stamp(
            product(code),
            product(code).price,
            1_750_000_000,
            "FRANKING_ZONE",
            voucher_id=bought_id(page),
            page=page,
            **options,
        )
        for page, code in enumerate(codes, 1)
    ]
    return draw_order(stamps, page_formats()[page_format] if page_format else None)


def bought_id(page: int) -> str:
    return voucher_id("A0FE000001", page)


def read(pdf: bytes, codes=(1,), ids=None):
    """Read an order of these products; by default with the IDs of ``bought``."""
    ids = ids or [bought_id(page) for page in range(1, len(codes) + 1)]
    return read_stamps(pdf, ids, [(code, product(code).price) for code in codes])


def read_any(pdf: bytes, *ids: str):
    """Read a file that nobody ordered; nothing in it counts for sure."""
    count = max(page_count(pdf), 2)
    return read_stamps(pdf, ids or [bought_id(1)] * count, [(1, 95)] * count)


def merge_documents(documents, blanks=no_blanks) -> bytes:
    """The documents one behind the other, with blank pages after some of theirs."""
    pile = Pile()
    for document in documents:
        pile.add(document, blanks)
    return pile.pdf()


def drawn(draw, size=A4, pages: int = 1, **options) -> bytes:
    """A PDF whose pages are drawn by ``draw(canvas)``; origin at the bottom left."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=True, **options)
    for _ in range(pages):
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def text_at(canvas, left: float, top: float, text: str, size: float = 9) -> None:
    """Write in Helvetica with the baseline ``top`` mm below the edge of an A4 page."""
    canvas.setFont("Helvetica", size)
    canvas.drawString(left * mm, (297 - top) * mm, text)


def invoice(top: float = 45, extra=(), address=ADDRESS, left: float = 25) -> bytes:
    """One A4 page with return line and address; ``extra``: (left, top, text) in mm."""

    def draw(canvas):
        text_at(canvas, left, top + 4, RETURN_LINE.replace("·", "|"), 6)
        for row, line in enumerate(address):
            text_at(canvas, left, top + 12 + 4 * row, line)
        for item in extra:
            text_at(canvas, *item)
        text_at(canvas, 25, 110, "Rechnung RE/0001", 14)

    return drawn(draw)


def stream_page(
    content: bytes,
    resources: str = "",
    media: str = "0 0 595 842",
    more=(),
    annots: str = "",
) -> bytes:
    """A hand-made PDF of one page with this content stream and Helvetica as F1.

    ``more`` are further objects, the first with the number 6; ``annots`` refers to
    those that are notes on the page.
    """
    head = f"/MediaBox [{media}] /Resources << /Font << /F1 4 0 R >> {resources} >>"
    if annots:
        head += f" /Annots [{annots}]"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {head} /Contents 5 0 R >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    return pdf_of([*objects, *more])


def pdf_of(objects: list[bytes]) -> bytes:
    """A PDF of these objects, the first being the catalogue."""
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    return bytes(out) + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (count, table, count, len(out))
    )


def reframed(pdf: bytes, rotate: int = 0, offset=(0.0, 0.0), crop=0.0) -> bytes:
    """The same sheet with its origin elsewhere, a crop margin (pt), turned for /Rotate.

    ``offset`` (pt) moves boxes and content alike; with ``rotate`` the content is turned
    back, so that people see the sheet as before.
    """
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        width, height = (float(v) for v in page.mediabox[2:])
        turn = Transformation().rotate(rotate)
        shift = {
            0: (0, 0),
            90: (height, 0),
            180: (width, height),
            270: (0, width),
        }[rotate]
        if rotate in (90, 270):
            width, height = height, width
        x, y = offset
        page.add_transformation(turn.translate(shift[0] + x, shift[1] + y))
        page.cropbox = page.trimbox = RectangleObject((x, y, x + width, y + height))
        page.mediabox = RectangleObject(
            (x - crop, y - crop, x + width + crop, y + height + crop)
        )
        if rotate:
            page[NameObject("/Rotate")] = NumberObject(rotate)
        writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def rendered(pdf: bytes, page: int = 1):
    """The page as people see it: a greyscale image at 300 dpi."""
    document = pypdfium2.PdfDocument(pdf)
    return document[page - 1].render(scale=DPI / 72, grayscale=True).to_pil()


def read_codes(image):
    """The DataMatrix codes on an image; a number in bars is no code of a stamp."""
    wanted = zxingcpp.BarcodeFormat.DataMatrix
    return zxingcpp.read_barcodes(image, formats=wanted)


def ink(image, within: Box | None = None) -> Box:
    """The extent in mm of what is not white, on the whole image or within a box."""
    left = top = 0
    if within:
        left, top = round(within.left * DPI / 25.4), round(within.top * DPI / 25.4)
        right, bottom = (v * DPI / 25.4 for v in (within.right, within.bottom))
        image = image.crop((left, top, round(right), round(bottom)))
    # A pixel that is covered by less than a third is only the smoothing of an edge.
    dark = image.point(lambda v: 255 if v < 170 else 0).getbbox()
    return Box(
        (dark[0] + left) * 25.4 / DPI,
        (dark[1] + top) * 25.4 / DPI,
        (dark[2] - dark[0]) * 25.4 / DPI,
        (dark[3] - dark[1]) * 25.4 / DPI,
    )


def differs(one, other, besides: Box | None = None):
    """Where two images differ (pixels), apart from a box in mm grown by one pixel."""
    images = [one.copy(), other.copy()]
    if besides:
        grown = besides.grown(25.4 / DPI)
        place = (grown.left, grown.top, grown.right, grown.bottom)
        for image in images:
            image.paste(255, tuple(round(v * DPI / 25.4) for v in place))
    return ImageChops.difference(*images).getbbox()


def visible_text(pdf: bytes, within: Box, page: int = 1) -> list[str]:
    """The lines of text that another library (pdfium) finds in a box."""
    sheet = pypdfium2.PdfDocument(pdf)[page - 1]
    height = sheet.get_height()
    found = sheet.get_textpage().get_text_bounded(
        within.left * mm, height - within.bottom * mm, within.right * mm,
        height - within.top * mm,
    )  # fmt: skip
    return [line.strip() for line in found.splitlines() if line.strip()]


def only(pdf):
    """The one stamp of a file that shows ``WHOLE`` or the first bought ID."""
    [stamp] = read_any(pdf, WHOLE, bought_id(1))
    return stamp
