"""Documents for duplex printers end with their sheet."""

import io

import pypdfium2
import pytest
from printing_samples import merge_documents
from reportlab.pdfgen.canvas import Canvas

from printing import UnreadablePdf, each_page, end_of_sheet


def document(pages, size=(595, 842), rotation=0):
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size)
    for page in range(pages):
        canvas.setPageRotation(rotation)
        canvas.drawString(72, 72, f"page {page + 1}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def texts(pdf):
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


@pytest.mark.parametrize("pages", [2, 4])
def test_an_even_number_of_pages_stays_byte_for_byte(pages):
    pdf = document(pages)
    assert merge_documents([pdf], end_of_sheet) is pdf


@pytest.mark.parametrize("pages", [1, 3])
def test_an_odd_number_gets_a_blank_page(pages):
    found = texts(merge_documents([document(pages)], end_of_sheet))
    assert found == [f"page {page + 1}" for page in range(pages)] + [""]


def test_each_page_on_a_sheet_of_its_own():
    assert texts(merge_documents([document(2)], each_page)) == [
        "page 1",
        "",
        "page 2",
        "",
    ]


@pytest.mark.parametrize("rotation", [0, 90])
def test_the_blank_page_is_like_the_last_one(rotation):
    odd = document(1, size=(420, 595), rotation=rotation)
    sheet = merge_documents([odd], end_of_sheet)
    sizes = [page.get_size() for page in pypdfium2.PdfDocument(sheet)]
    assert sizes[0] == sizes[1]


def test_what_is_no_pdf_is_refused():
    with pytest.raises(UnreadablePdf):
        merge_documents([b"nothing"], end_of_sheet)
