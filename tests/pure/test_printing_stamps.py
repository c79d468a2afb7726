"""Which stamp is on which page, and what it cost."""

import io

import pytest
from PIL import Image
from printing_samples import (
    ID,
    SIZES,
    WHOLE,
    bought,
    bought_id,
    drawn,
    ink,
    only,
    read,
    read_any,
    rendered,
    stream_page,
    text_at,
)
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader

from printing import page_count, read_stamps
from printing.pdf import PdfReader, PdfWriter

TEXT = b"BT /F1 8 Tf 100 700 Td (%s) Tj ET"


@pytest.mark.parametrize("page_format", [59, 26, 176, 216, None])
def test_bought_pages_are_read_in_every_format(page_format):
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

    second = joined(without_price(bought_id(1)), bought(codes))
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


def without_price(voucher_id):
    return drawn(lambda canvas: text_at(canvas, 20, 50, voucher_id))


def test_in_another_order_a_page_without_a_price_is_known_by_the_others():
    known = joined(pages_of(bought((1, 11)), 2, 1), without_price(bought_id(3)))
    assert of(read(known, (1, 11, 10001))) == [
        (1, bought_id(2), 2),
        (2, bought_id(1), 1),
        (3, bought_id(3), 3),
    ]
    unread = [without_price(bought_id(n)) for n in (3, 4)]
    pages = read(joined(pages_of(bought((1, 11)), 2, 1), *unread), (1, 11, 10001, 1002))
    assert of(pages) == [(1, bought_id(2), 2), (2, bought_id(1), 1)]
    assert [page.problem for page in pages[2:]] == ["unknown_position"] * 2


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
