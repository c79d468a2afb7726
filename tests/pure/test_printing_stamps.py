"""Which stamp is on which page, and where its ink is."""

import io

import pytest
from PIL import Image
from printing_samples import (
    SIZES,
    bought,
    bought_id,
    drawn,
    ink,
    read,
    read_any,
    reframed,
    rendered,
    stream_page,
    text_at,
)
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader

from printing import nominal_size, page_count, read_stamps
from printing.pdf import PdfReader, PdfWriter

POINT = 25.4 / 72
ID = b"A0 05C7 15E2 00 0000 0018"
WHOLE = ID.decode().replace(" ", "")
TEXT = b"BT /F1 8 Tf 100 700 Td (%s) Tj ET"


def only(pdf):
    [stamp] = read_any(pdf, WHOLE, bought_id(1))
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
    stamps = read(pdf, list(SIZES))
    assert page_count(pdf) == 3
    assert [stamp.voucher_id for stamp in stamps] == [bought_id(p) for p in (1, 2, 3)]
    for stamp, size in zip(stamps, SIZES.values(), strict=True):
        assert stamp.problem is None
        assert (stamp.box.width, stamp.box.height) == pytest.approx(size, abs=0.05)
        assert stamp.position == stamp.page and stamp.is_read and stamp.code
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
    two = TEXT % ID + b" " + TEXT % bought_id(1).encode()
    assert only(stream_page(two)).problem == "several_voucher_ids"
    other = TEXT % b"A0 05C7 15E2 00 0000 0019"
    assert only(stream_page(other)).problem == "no_voucher_id"
    assert only(stream_page(b"1 g 0 0 595 842 re f")).problem == "empty_page"
    same = drawn(lambda c: c.drawString(99, 99, WHOLE), pages=2)
    assert [(s.voucher_id, s.problem) for s in read_any(same, WHOLE)] == [
        (None, "repeated_voucher_id")
    ] * 2


def test_only_the_ids_of_the_order_are_looked_for():
    """A tracking number may look like a Frankier-ID."""
    tracked = TEXT % ID + b" " + TEXT % b"00340434161094042557"
    [page] = read(stream_page(tracked), ids=[WHOLE])
    assert (page.voucher_id, page.problem) == (WHOLE, None)


def test_the_only_stamp_on_the_only_page_needs_no_reading():
    for pdf in (bought(show_id=False), drawn(picture_of_a_stamp)):
        [page] = read(pdf)
        assert (page.voucher_id, page.problem) == (bought_id(1), None)
        assert not page.is_read and page.position == 1
    [page] = read(bought())
    assert page.is_read
    [page] = read(stream_page(b"1 g 0 0 9 9 re f"))
    assert page.problem == "empty_page"
    [page] = read(bought((11,), show_id=False))
    assert page.problem == "other_price"


def picture_of_a_stamp(canvas):
    picture = ImageReader(Image.new("L", (370, 200), 90))
    canvas.drawImage(picture, 20 * mm, 200 * mm, 37 * mm, 20 * mm)


def joined(*pdfs):
    writer, out = PdfWriter(), io.BytesIO()
    for pdf in pdfs:
        for page in PdfReader(io.BytesIO(pdf)).pages:
            writer.add_page(page)
    writer.write(out)
    return out.getvalue()


def of(pages):
    return [
        (page.page, page.voucher_id, page.position) for page in pages if page.voucher_id
    ]


def test_pages_that_are_no_stamps_are_ignored():
    codes = (1, 11, 10001)
    cover = drawn(lambda c: text_at(c, 20, 50, "Ihre Bestellung"))
    for before, after in ((0, 1), (1, 0), (2, 1)):
        pdf = joined(*[cover] * before, bought(codes), *[cover] * after)
        assert of(read(pdf, codes)) == [
            (before + n, bought_id(n), n) for n in (1, 2, 3)
        ]


def test_a_cover_that_lists_all_ids_is_no_stamp():
    for codes in ((1,), (1, 1)):
        ids = [bought_id(n) for n in range(1, len(codes) + 1)]

        def cover(canvas, ids=ids):
            for row, one in enumerate(ids):
                text_at(canvas, 20, 50 + 5 * row, one)

        pages = read(joined(drawn(cover), bought(codes)), codes)
        assert of(pages)[0][:2] == (2, bought_id(1))
        assert len(of(pages)) == len(codes)


def test_one_page_that_cannot_be_read_leaves_the_others():
    unread = bought((11,), show_id=False)
    for codes in ((1, 11, 10001), (1, 1, 1)):
        whole = PdfReader(io.BytesIO(bought(codes))).pages
        writer, out = PdfWriter(), io.BytesIO()
        for page in (whole[0], PdfReader(io.BytesIO(unread)).pages[0], whole[2]):
            writer.add_page(page)
        writer.write(out)
        pages = read(out.getvalue(), codes)
        assert of(pages) == [(1, bought_id(1), 1), (3, bought_id(3), 3)]
        assert pages[1].problem == "no_voucher_id"


def test_without_a_page_for_each_position_only_equal_products_are_sure():
    cover = drawn(lambda c: text_at(c, 20, 50, "Ihre Bestellung"))
    assert of(read(joined(cover, bought((1, 1))), (1, 1, 1))) == [
        (1 + n, bought_id(n), 1 + n) for n in (1, 2)
    ]
    pages = read(joined(cover, cover, bought((1, 11))), (1, 11, 10001))
    assert [page.problem for page in pages[2:]] == ["unknown_position"] * 2


def test_another_price_contradicts_and_an_unread_one_does_not():
    codes = (1, 11)
    pages = read(bought((11, 11)), codes)
    assert [page.problem for page in pages] == ["other_price", None]

    def without_price(canvas):
        text_at(canvas, 20, 50, bought_id(1))

    second = joined(drawn(without_price), bought(codes))
    whole = PdfReader(io.BytesIO(second)).pages
    writer, out = PdfWriter(), io.BytesIO()
    for page in (whole[0], whole[2]):
        writer.add_page(page)
    writer.write(out)
    assert of(read(out.getvalue(), codes)) == [
        (1, bought_id(1), 1),
        (2, bought_id(2), 2),
    ]


def pages_of(pdf, *numbers):
    whole, writer, out = PdfReader(io.BytesIO(pdf)).pages, PdfWriter(), io.BytesIO()
    for number in numbers:
        writer.add_page(whole[number - 1])
    writer.write(out)
    return out.getvalue()


def test_pages_in_another_order_are_known_by_their_prices():
    codes = (1, 1, 11, 10001)
    turned = pages_of(bought(codes), 4, 3, 2, 1)
    assert of(read(turned, codes)) == [
        (1, bought_id(4), 4),
        (2, bought_id(3), 3),
        (3, bought_id(2), 1),
        (4, bought_id(1), 2),
    ]
    # Two products of one price cannot be told apart so.
    [pages] = [
        read_stamps(turned, [bought_id(n) for n in (1, 2, 3, 4)], ordered)
        for ordered in [[(1, 95), (2, 95), (11, 110), (10001, 125)]]
    ]
    assert all(page.problem for page in pages)


def test_in_another_order_a_page_without_a_price_tells_nothing():
    def without_price(canvas):
        text_at(canvas, 20, 50, bought_id(3))

    pdf = joined(pages_of(bought((1, 11)), 2, 1), drawn(without_price))
    pages = read(pdf, (1, 11, 10001))
    assert [page.problem for page in pages] == [
        "other_price",
        "other_price",
        "unknown_position",
    ]


# On a label of 66 x 38 mm whose stamp begins 2 mm from its corner.
AROUND = {
    "frame": b"0.5 w 1 1 185 105.7 re S",
    "footer": b"BT /F1 6 Tf 6 3 Td (www.example.com Seite 1 von 1) Tj ET",
    "crop marks": b"0.4 w 0 107 m 14 107 l S 0 107 m 0 93 l S 187 0 m 173 0 l S",
    "crop marks as boxes": b"0 107 14 0.4 re f 0 93 0.4 14 re f 173 0 14 0.4 re f",
    "tinted label": b"0.93 g 0 0 187.1 107.8 re f",
}


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("code", SIZES)
def test_what_does_not_belong_to_the_stamp_is_not_measured(around, code):
    label = PdfReader(io.BytesIO(bought((code,), 216))).pages[0]
    more = stream_page(AROUND[around], media="0 0 187.1 107.8")
    label.merge_page(PdfReader(io.BytesIO(more)).pages[0])
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_page(label)
    writer.write(out)
    for ids in (None, ["X" * 20]):
        [page] = read(out.getvalue(), (code,), ids)
        size = page.box.width, page.box.height
        assert size == pytest.approx(SIZES[code], abs=0.05)
        assert (page.box.left, page.box.top) == pytest.approx((2, 2), abs=0.05)


@pytest.mark.parametrize("page_format", [1, 26])
def test_crop_marks_of_a_sheet_are_not_measured(page_format):
    for code, size in SIZES.items():
        [page] = read(bought((code,), page_format), (code,))
        assert (page.box.width, page.box.height) == pytest.approx(size, abs=0.05)


def test_an_unread_stamp_is_measured_from_its_code():
    for code, size in SIZES.items():
        [page] = read(bought((code,), 1, show_id=False), (code,))
        assert page.box.width == pytest.approx(size[0], abs=0.05)


def test_the_two_lines_of_an_id_may_have_other_text_beside_them():
    def draw(canvas):
        for row, texts in enumerate(((WHOLE[:10], "EIN"), (WHOLE[10:], "R 1"))):
            for column, text in enumerate(texts):
                text_at(canvas, 20 + 60 * column, 50 + 3 * row, text, 7)

    assert only(drawn(draw)).voucher_id == WHOLE


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
    assert only(stream_page(content)).voucher_id == WHOLE


def test_id_in_an_embedded_subset_font():
    from printing import typeface

    def draw(canvas):
        canvas.setFont(typeface.SANS.name, 7)
        canvas.drawString(50, 50, ID.decode())

    assert only(drawn(draw)).voucher_id == WHOLE


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
    codes = (1, 10001, 11006, 1002)
    pages = read(bought(codes), codes)
    assert [page.price for page in pages] == [95, 125, 495, 330]


@pytest.mark.parametrize(
    ("lines", "price"),
    [
        ([], None),
        (["IM 01.01.26 0,95"], 95),
        (["  IM   01.01.26\u00a0 1.020,70 "], 102070),
        (["Deutsche Post", "IM 01.01.26 0,95", "Wert 7,00"], 95),
        (["IM 01.01.26 0,95", "IM 01.01.26 1,10"], None),
        (["IM 01.01.26 0,95", "IM 01.01.26 0,95"], 95),
        (["IM01.01.260,95"], 95),
        (["IM 01.01.2026 0,95"], 95),
        (["IM 01.01.26 0,95 IM 01.01.26 1,10"], None),
        (["IM 01.01.26"], None),
        (["IM 01.01.26,95"], None),
        (["IM 01.01.26 1.2.3,45"], None),
        (["IM 01.01.26 0.95"], None),
        (["IM 01.01.26 0,95 EUR"], 95),
        (["IMMER 01.01.26 0,95"], None),
        (["MIM 01.01.26 0,95"], None),
    ],
)
def test_price_only_when_there_is_exactly_one(lines, price):
    def draw(canvas):
        text_at(canvas, 20, 20, bought_id(1))
        for row, line in enumerate(lines):
            text_at(canvas, 20, 30 + 10 * row, line)

    [stamp] = read_stamps(drawn(draw), [bought_id(1)], [(1, price)])
    assert (stamp.voucher_id, stamp.price) == (bought_id(1), price)


@pytest.mark.parametrize(
    ("parts", "price"),
    [
        ([(20, "IM"), (26, "01.01.26"), (41, "12,00")], 1200),
        ([(20, "IM 01.01.26 0,95"), (80, "IM 01.01.26 1,10")], None),
        ([(20, "IM 01.01.26 0,95"), (49, "IM 01.01.26 1,10")], None),
        ([(41, "12,00"), (26, "01.01.26"), (20, "IM")], 1200),
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
def test_what_is_bought_is_as_large_as_the_nominal_size_or_a_little_smaller(
    code, destination, service
):
    [page] = read(bought((code,)), (code,))
    width, height = nominal_size(destination, service)
    assert width - 2 < page.box.width < width + 0.1
    assert height - 0.1 < page.box.height < height + 0.1
