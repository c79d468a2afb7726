"""Which stamp is on which page, and where its ink is."""

import pytest
from PIL import Image
from printing_samples import (
    SIZES,
    bought,
    bought_id,
    drawn,
    ink,
    reframed,
    rendered,
    stream_page,
    text_at,
)
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader

from printing import is_valid, nominal_size, page_count, read_stamps

POINT = 25.4 / 72
ID = b"A0 05C7 15E2 00 0000 0018"
TEXT = b"BT /F1 8 Tf 100 700 Td (%s) Tj ET"


def only(pdf):
    [stamp] = read_stamps(pdf)
    return stamp


def points(box, page_height=842):
    """The box as left, bottom, right, top in points on an unrotated page."""
    return [
        round(v, 2)
        for v in (
            box.left / POINT,
            page_height - box.bottom / POINT,
            box.right / POINT,
            page_height - box.top / POINT,
        )
    ]


@pytest.mark.parametrize("page_format", [59, 26, 176, 216, None])
def test_bought_pages(page_format):
    pdf = bought(list(SIZES), page_format)
    stamps = read_stamps(pdf)
    assert page_count(pdf) == 3
    assert [stamp.voucher_id for stamp in stamps] == [bought_id(p) for p in (1, 2, 3)]
    for stamp, size in zip(stamps, SIZES.values(), strict=True):
        assert stamp.problem is None
        assert (stamp.box.width, stamp.box.height) == pytest.approx(size, abs=0.05)
        seen = ink(rendered(pdf, stamp.page))
        assert (stamp.box.left, stamp.box.top) == pytest.approx(
            (seen.left, seen.top), abs=0.15
        )


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_measured_as_seen_whatever_the_page_boxes_say(rotate):
    plain = only(bought())
    framed = only(reframed(bought(), rotate, (-71, 93), crop=30))
    assert framed.voucher_id == plain.voucher_id
    for side in ("left", "top", "width", "height"):
        assert getattr(framed.box, side) == pytest.approx(
            getattr(plain.box, side), abs=0.01
        )


def test_pages_without_a_sure_id_have_a_problem():
    assert only(bought(show_id=False)).problem == "no_voucher_id"
    two = TEXT % ID + b" " + TEXT % b"A0 05C2 ADD5 00 0000 41EE"
    assert only(stream_page(two)).problem == "several_voucher_ids"
    wrong = TEXT % b"A0 05C7 15E2 00 0000 0019"
    assert only(stream_page(wrong)).problem == "no_voucher_id"
    assert only(stream_page(b"1 g 0 0 595 842 re f")).problem == "empty_page"
    same = drawn(lambda c: c.drawString(99, 99, ID.decode()), pages=2)
    assert [(s.voucher_id, s.problem) for s in read_stamps(same)] == [
        (None, "repeated_voucher_id")
    ] * 2


@pytest.mark.parametrize(
    "content",
    [
        TEXT % ID,
        b"BT /F1 8 Tf 9 TL 100 700 Td (A0 05C7) Tj T* (15E2 00) Tj (0000 0018) ' ET",
        b"BT /F1 8 Tf 100 700 Td [(A0)-300(05C7)-300(15E2)-300(00)(0000)(0018)] TJ ET",
        # The groups from the right to the left, as some producers write.
        b"BT /F1 8 Tf 1 0 0 1 200 700 Tm (0000 0018) Tj 1 0 0 1 100 700 Tm "
        b"(A0 05C7 15E2 00) Tj ET",
        b"BT /F1 8 Tf 0 1 -1 0 100 300 Tm (A005C715E20000000018) Tj ET",
        b"BT /F1 8 Tf 100 700 Td <41303035433731354532303030303030303031> Tj (8) Tj ET",
    ],
)
def test_id_is_found_however_it_is_written(content):
    assert only(stream_page(content)).voucher_id == ID.decode().replace(" ", "")


def test_id_in_an_embedded_subset_font():
    from printing import typeface

    def draw(canvas):
        canvas.setFont(typeface.SANS.name, 7)
        canvas.drawString(50, 50, ID.decode())

    assert is_valid(only(drawn(draw)).voucher_id)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"10 20 30 40 re f", [10, 20, 40, 60]),
        (b"1 g 0 0 595 842 re f 0 g 10 20 30 40 re f", [10, 20, 40, 60]),
        (b"1 1 1 rg 0 0 595 842 re f 0 g 10 20 30 40 re f", [10, 20, 40, 60]),
        (b"0 0 0 0 k 0 0 595 842 re f 0 g 10 20 30 40 re f", [10, 20, 40, 60]),
        (b"/DeviceCMYK cs 0 0 0 0 sc 0 0 99 99 re f 0 g 5 5 1 1 re f", [5, 5, 6, 6]),
        (b"4 w 10 20 30 40 re S", [8, 18, 42, 62]),
        (b"q 2 0 0 2 5 5 cm 4 w 10 20 30 40 re S Q", [21, 41, 89, 129]),
        (b"q 10 10 20 20 re W n 0 0 500 500 re f Q", [10, 10, 30, 30]),
        (b"q 10 10 20 20 re W n 0 0 9 9 re f Q 50 50 1 1 re f", [50, 50, 51, 51]),
        (b"q n 90 90 9 9 re W n q Q Q 5 5 1 1 re f", [5, 5, 6, 6]),
        (b"0 0 m 0 100 100 100 100 0 c f", [0, 0, 100, 75]),
        (b"0 0 m 100 100 l 0 100 l f 300 300 m", [0, 0, 100, 100]),
        (b"q 0 1 -1 0 100 0 cm 10 20 30 40 re f Q", [40, 10, 80, 40]),
        (b"-50 -50 100 100 re f", [0, 0, 50, 50]),
        (b"3 Tr BT /F1 9 Tf 9 9 Td (x) Tj ET 5 5 1 1 re f", [5, 5, 6, 6]),
        (b"q 20 0 0 10 100 200 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q",
         [100, 200, 120, 210]),
        (b"/X1 Do", [110, 220, 120, 230]),
        (b"q 2 0 0 2 0 0 cm /X1 Do Q", [220, 440, 240, 460]),
        (b"/Clear gs 0 0 99 99 re f /Solid gs 5 5 1 1 re f", [5, 5, 6, 6]),
    ],
)  # fmt: skip
def test_extent_of_what_is_painted(content, expected):
    # The form is moved by its matrix and cut to its box of 10 x 10.
    states = "<< /Clear << /ca 0 >> /Solid << /ca 1 >> >>"
    resources = f"/XObject << /X1 6 0 R >> /ExtGState {states}"
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [10 20 20 30] "
        b"/Matrix [1 0 0 1 100 200] /Length 14 >>\nstream\n0 0 99 99 re f\nendstream"
    )
    pdf = stream_page(content, resources, more=[form])
    assert points(only(pdf).box) == pytest.approx(expected, abs=0.02)


def test_text_is_measured_by_the_width_of_its_letters():
    content = b"BT /F1 10 Tf 50 Tz 5 Ts 100 700 Td (  Hamburg  ) Tj ET"
    left, bottom, right, top = points(only(stream_page(content)).box)
    # Helvetica: Hamburg is 4.169 em wide, a blank 0.278 em; all at half width.
    assert (left, right) == pytest.approx((102.78, 102.78 + 20.84), abs=0.5)
    assert 700 < bottom + 3 < 706 < top < 713


def test_images_count_as_a_whole():
    picture = ImageReader(Image.new("L", (10, 10), 0))
    pdf = drawn(lambda c: c.drawImage(picture, 20 * mm, 30 * mm, 37 * mm, 20 * mm))
    box = only(pdf).box
    assert (box.left, box.width, box.height) == pytest.approx((20, 37, 20), abs=0.01)


def test_price_is_read_from_the_stamp():
    pages = read_stamps(bought((1, 10001, 11006, 1002)))
    assert [page.price for page in pages] == [95, 125, 495, 330]


@pytest.mark.parametrize(
    ("lines", "price"),
    [
        ([], None),
        (["IM 01.01.26 0,95"], 95),
        (["  IM   01.01.26\u00a0 1.020,70 "], 102070),
        (["Deutsche Post", "IM 01.01.26 0,95", "Wert 7,00"], 95),
        (["IM 01.01.26 0,95", "IM 01.01.26 1,10"], None),
        (["IM 01.01.26 0,95", "IM 01.01.26 0,95"], None),
        (["IM 01.01.26 0,95 IM 01.01.26 1,10"], None),
        (["IM 01.01.26"], None),
        (["IM 01.01.26,95"], None),
        (["IM 01.01.26 1.2.3,45"], None),
        (["IM 01.01.26 0.95"], None),
        (["IM 01.01.26 0,95 EUR"], None),
        (["IMMER 01.01.26 0,95"], None),
        (["MIM 01.01.26 0,95"], None),
    ],
)
def test_price_only_when_there_is_exactly_one(lines, price):
    def draw(canvas):
        text_at(canvas, 20, 20, bought_id(1))
        for row, line in enumerate(lines):
            text_at(canvas, 20, 30 + 10 * row, line)

    stamp = only(drawn(draw))
    assert (stamp.voucher_id, stamp.price) == (bought_id(1), price)


@pytest.mark.parametrize(
    ("parts", "price"),
    [
        ([(20, "IM"), (26, "01.01.26"), (41, "12,00")], 1200),
        ([(20, "IM 01.01.26 0,95"), (80, "IM 01.01.26 1,10")], None),
        ([(20, "IM 01.01.26 0,95"), (49, "IM 01.01.26 1,10")], None),
    ],
)
def test_price_line_that_is_written_in_parts(parts, price):
    def draw(canvas):
        for left, part in parts:
            text_at(canvas, left, 30, part)

    assert only(drawn(draw)).price == price


@pytest.mark.parametrize(
    ("code", "destination", "service"),
    [
        (1, "national", "none"),
        (1002, "national", "einwurf"),
        (10001, "international", "none"),
        (11006, "international", "einschreiben"),
    ],
)
def test_nominal_size_is_the_bought_one(code, destination, service):
    [page] = read_stamps(bought((code,)))
    width, height = nominal_size(destination, service)
    assert (page.box.width, page.box.height) == pytest.approx((width, height), abs=0.01)
