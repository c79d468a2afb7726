"""Where the ink of a stamp is, whatever else its page shows."""

import io

import pytest
from PIL import Image
from printing_samples import (
    SIZES,
    bought,
    drawn,
    only,
    read,
    reframed,
    stream_page,
)
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader

from printing import nominal_size
from printing.pdf import PdfReader, PdfWriter

POINT = 25.4 / 72


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


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_measured_as_seen_whatever_the_page_boxes_say(rotate):
    plain = only(bought())
    framed = only(reframed(bought(), rotate, (-71, 93), crop=30))
    assert framed.voucher_id == plain.voucher_id
    for side in ("left", "top", "width", "height"):
        assert getattr(framed.box, side) == pytest.approx(
            getattr(plain.box, side), abs=0.01
        )


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
