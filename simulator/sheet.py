"""PDFs of an order: its stamps on the labels of a page format; its receipt."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from .catalogue import PageFormat
from .frankier_id import voucher_id
from .pen import Pen
from .stamps import Stamp, draw_stamp

FOREIGN_SERIAL = "A0FE00FFFF"
CROP_MARK = 4.85  # mm, as measured
INSET = 2.5  # mm; ours


def draw_order(
    stamps: Sequence[Stamp],
    page_format: PageFormat | None,
    *,
    pages: int | None = None,
) -> bytes:
    """One PDF with every stamp on its page and label; pages in between stay blank.

    Without a page format the page is as large as its stamp. `pages` is the number of
    pages, by default as many as the stamps need. The same stamps give the same bytes.
    """
    file = BytesIO()
    canvas = Canvas(file, invariant=True, pageCompression=1)
    canvas.setTitle("Internetmarke MUSTER")
    for page in range(1, (pages or max(stamp.page for stamp in stamps)) + 1):
        here = [stamp for stamp in stamps if stamp.page == page]
        if page_format:
            width, height = page_format.width, page_format.height
        else:
            width, height = here[0].size
        canvas.setPageSize((width * mm, height * mm))
        if page_format and _has_cells(page_format):
            _draw_crop_marks(Pen(canvas, height, 0, 0), page_format)
        for stamp in here:
            left, top = _place(stamp, page_format) if page_format else (0.0, 0.0)
            draw_stamp(Pen(canvas, height, left, top), stamp)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _has_cells(page_format: PageFormat) -> bool:
    """Whether ordinary paper is cut into stamps."""
    return page_format.page_type == "REGULARPAGE" and page_format.labels != (1, 1)


def _place(stamp: Stamp, page_format: PageFormat) -> tuple[float, float]:
    """Left and top in mm of the stamp on its page.

    At the label's left top corner, away from crop marks; in the franking zone of an
    envelope at its right.
    """
    left, top, width, _ = page_format.label_box(stamp.label_x, stamp.label_y)
    franking = stamp.voucher_layout == "FRANKING_ZONE"
    if page_format.page_type == "ENVELOPE" and franking:
        left += width - stamp.size[0]
    if _has_cells(page_format):
        left, top = left + INSET, top + INSET
    return left, top


def _draw_crop_marks(pen: Pen, page_format: PageFormat) -> None:
    """Dashed lines at the corners of each cell, as on the Post's test prints."""
    columns, rows = page_format.labels
    for label_x in range(1, columns + 1):
        for label_y in range(1, rows + 1):
            left, top, width, height = page_format.label_box(label_x, label_y)
            for x, inward in ((left, 1), (left + width, -1)):
                for y, downward in ((top, 1), (top + height, -1)):
                    pen.dashes(x, y, inward * CROP_MARK, 0)
                    pen.dashes(x, y, 0, downward * CROP_MARK)


def draw_spoiled_order(
    stamps: Sequence[Stamp], page_format: PageFormat, fault: str | None
) -> bytes:
    """As `draw_order`, but with a fault of the pages (see `faults.OPTIONS`)."""
    last_page = max(stamp.page for stamp in stamps)
    first, *others = stamps
    pages = last_page
    if fault == "too_few_pages":
        # A PDF needs a page, so a single one becomes blank.
        pages = max(last_page - 1, 1)
        stamps = [stamp for stamp in stamps if stamp.page < last_page]
    elif fault == "thousands_of_pages":
        pages = 5001
    elif fault == "too_many_pages":
        pages = last_page + 1
    elif fault == "no_id":
        stamps = [replace(first, show_id=False), *others]
    elif fault == "foreign_id":
        stamps = [replace(first, voucher_id=voucher_id(FOREIGN_SERIAL, 1)), *others]
    elif fault == "wrong_check_digit":
        digit = f"{int(first.voucher_id[-1], 16) ^ 1:X}"
        stamps = [replace(first, voucher_id=first.voucher_id[:-1] + digit), *others]
    elif fault == "duplicate_id":
        if not others:
            pages = last_page + 1
            others = [replace(first, page=pages)]
        others[-1] = replace(others[-1], voucher_id=first.voucher_id)
        stamps = [first, *others]
    return draw_order(stamps, page_format, pages=pages)


def draw_manifest(shop_order_id: str, voucher_ids: Sequence[str]) -> bytes:
    """The posting receipt of an order, on A4."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(210 * mm, 297 * mm), invariant=True)
    pen = Pen(canvas, 297, 20, 20)
    pen.text(0, 0, f"MUSTER Einlieferungsliste zu {shop_order_id}", 12, bold=True)
    for row, voucher in enumerate(voucher_ids):
        if row and row % 45 == 0:
            canvas.showPage()
        pen.text(0, 10 + 5 * (row % 45), voucher, 10)
    canvas.showPage()
    canvas.save()
    return file.getvalue()
