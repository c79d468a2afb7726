"""The simulator's stamps as a scanner, a ruler and a text extractor see them."""

import csv
import ctypes
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from printing_samples import read_codes
from PyPDF2 import PdfReader
from pypdfium2 import raw

from simulator.catalogue import list_products, page_formats
from simulator.catalogue import product as find_product
from simulator.datamatrix import module_rows
from simulator.frankier_id import check_digit, grouped, voucher_id
from simulator.pen import width as text_width
from simulator.sheet import draw_order, draw_spoiled_order
from simulator.stamps import Stamp, franking_size

REFERENCE = Path(__file__).resolve().parents[3] / "shared/reference"
BOUGHT = 1795428000.0  # 2026-11-23, noon
MM = 72 / 25.4
DPI = (300, 203)
# One product for each kind of stamp, with its size in mm.
KINDS = {
    "domestic": (1, (35.5, 20.0)),
    "domestic registered": (1022, (62.0, 20.0)),
    "international": (10001, (62.0, 20.0)),
    "international registered": (11006, (62.0, 32.5)),
}
ADDRESS = {
    "sender": {
        "name": "Muster GmbH",
        "addressLine1": "Am Platz 1",
        "postalCode": "12345",
        "city": "Musterstadt",
        "country": "DEU",
    },
    "receiver": {
        "name": "Jürgen Groß",
        "additionalName": "Bäckerei Groß",
        "addressLine1": "Nußhäherstraße 5",
        "addressLine2": None,
        "postalCode": "80331",
        "city": "München",
        "country": "DEU",
    },
}


def stamp(code=1, number=1, **more):
    item = find_product(code)
    details = {
        "voucher_layout": "FRANKING_ZONE",
        "track_id": "00340999990000000001" if item.registered else None,
    } | more
    return Stamp(
        item, item.price, BOUGHT, voucher_id=voucher_id("A0FE000001", number), **details
    )


def rendered(pdf, dpi, page=0):
    page = pdfium.PdfDocument(pdf)[page]
    return page.render(scale=dpi / 72, grayscale=True).to_pil()


def decoded(pdf, dpi, page=0):
    """What the DataMatrix codes of a page say."""
    return [code.text for code in read_codes(rendered(pdf, dpi, page))]


def texts(pdf):
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def painted_box(pdf, dpi=300, page=0):
    """left, top, width, height in mm of everything that is not white."""
    image = rendered(pdf, dpi, page).point(lambda v: 255 * (v < 250))
    left, top, right, bottom = (pixel / dpi * 25.4 for pixel in image.getbbox())
    return left, top, right - left, bottom - top


@pytest.mark.parametrize("dpi", DPI)
@pytest.mark.parametrize("kind", KINDS)
def test_every_size_of_stamp_is_read_by_a_scanner(kind, dpi):
    code, size = KINDS[kind]
    drawn = stamp(code, number=0xABCDEF)
    pdf = draw_order([drawn], page_formats()[66])
    assert decoded(pdf, dpi) == [f"TEST {drawn.voucher_id}"]
    # Digits do not go below the line, so the space below the last one stays white.
    assert painted_box(pdf)[2:] == pytest.approx(size, abs=0.5)


@pytest.mark.parametrize("dpi", DPI)
@pytest.mark.parametrize("kind", KINDS)
def test_labels_with_address_are_read_by_a_scanner(kind, dpi):
    drawn = stamp(KINDS[kind][0], voucher_layout="ADDRESS_ZONE", address=ADDRESS)
    pdf = draw_order([drawn], page_formats()[26])
    assert decoded(pdf, dpi)[0] == f"TEST {drawn.voucher_id}"
    _, _, width, height = painted_box(pdf)
    assert width <= 85 and height <= 43


def test_many_codes_in_a_row_are_readable():
    stamps = [stamp(number=17**n, page=n + 1) for n in range(8)]
    pdf = draw_order(stamps, page_formats()[216])
    for number, drawn in enumerate(stamps):
        assert decoded(pdf, 300, number)[0] == f"TEST {drawn.voucher_id}"


def test_a_code_has_26_modules_and_its_finder_pattern():
    rows = module_rows("TEST A0FE0000010000000016")
    assert [len(row) for row in rows] == [26] * 26
    assert rows[-1] == [1] * 26
    assert [row[0] for row in rows] == [1] * 26
    assert rows[0] == [1, 0] * 13
    assert [row[-1] for row in rows] == [0, 1] * 13
    with pytest.raises(ValueError):
        module_rows("X" * 45)


def test_the_code_is_the_only_picture_and_as_the_post_embeds_it():
    (page,) = PdfReader(io.BytesIO(draw_order([stamp()], page_formats()[216]))).pages
    (image,) = (o.get_object() for o in page["/Resources"]["/XObject"].values())
    assert image["/Subtype"] == "/Image"
    assert (image["/Width"], image["/Height"], image["/BitsPerComponent"]) == (
        130,
        130,
        1,
    )
    assert image["/ColorSpace"][:2] == ["/Indexed", "/DeviceGray"]
    assert len(image.get_data()) == 130 * 17


def test_fonts_are_composite_subsets_with_the_letters_they_stand_for():
    (page,) = PdfReader(io.BytesIO(draw_order([stamp()], page_formats()[216]))).pages
    fonts = [o.get_object() for o in page["/Resources"]["/Font"].values()]
    used = [font for font in fonts if font["/Subtype"] == "/Type0"]
    assert len(used) == 2
    for font in used:
        assert font["/Encoding"] == "/Identity-H" and "/ToUnicode" in font
        assert re.match("/[A-Z]{5,6}[+]", font["/BaseFont"])
        described = font["/DescendantFonts"][0].get_object()
        embedded = described["/FontDescriptor"]["/FontFile2"].get_data()
        assert 1000 < len(embedded) < 40_000


def test_the_words_of_a_line_are_separate_operations():
    drawn = stamp(1022)
    written = [word for word, _, _ in words(order_of(drawn))]
    groups = grouped(drawn.voucher_id).split()
    assert written == [
        *("IM", "23.11.26", drawn.printed_price, "MUSTER", *groups),
        *("R", "EINSCHREIBEN", "EINWURF", "00340999990000000001"),
    ]


def words(pdf, page=0):
    """Each text operation with its left and right edge, in mm from the code's left
    top corner."""
    sheet = pdfium.PdfDocument(pdf)[page]
    text = sheet.get_textpage()
    left, top = code_corner(sheet)
    found = []
    for item in sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        size = raw.FPDFTextObj_GetText(item.raw, text.raw, None, 0)
        buffer = (ctypes.c_ushort * size)()
        raw.FPDFTextObj_GetText(item.raw, text.raw, buffer, size)
        x0, y0, x1, y1 = item.get_bounds()
        # pdfium adds a blank where the next word is far.
        word = bytes(buffer).decode("utf-16-le").rstrip("\0 ")
        found.append((word, (x0 / MM - left, x1 / MM - left), top - y0 / MM))
    return found


def code_corner(sheet):
    (image,) = sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])
    x0, y0, x1, y1 = (v / MM for v in image.get_bounds())
    assert (x1 - x0, y1 - y0) == pytest.approx((11.01, 11.01), abs=0.01)
    return x0, y1


def test_everything_stands_where_the_post_prints_it():
    """Places as measured on a test print of 2019, in mm from the code."""
    drawn = stamp()
    found = {word: (x, bottom) for word, x, bottom in words(order_of(drawn))}
    id_ = drawn.voucher_id
    for word, (x0, x1), bottom in (
        ("IM", (13.5, 16.6), -1.75),
        ("23.11.26", (18.0, 27.6), -1.92),
        ("0,95", (35.5 - text_width("0,95", 7), 35.5), -1.92),
        (id_[:2], (13.5, 13.5 + 2.96), 8.61),
        (id_[6:10], (13.5 + 8 * 1.483, 31.3), 8.61),
        (id_[16:], (13.5 + 8 * 1.483, 31.3), 10.91),
    ):
        (left, right), base = found[word]
        # A letter has some white at its sides; a comma goes below the line.
        assert (left, right) == pytest.approx((x0, x1), abs=0.4), word
        assert base == pytest.approx(bottom, abs=0.45), word


def test_a_label_with_address_has_its_id_in_one_line_above_the_price():
    drawn = stamp(voucher_layout="ADDRESS_ZONE", address=ADDRESS)
    found = words(draw_order([drawn], page_formats()[26]))
    shown = drawn.voucher_id
    id_ = [w for w in found if w[0] in shown and w[2] < 0]
    assert "".join(word for word, _, _ in id_) == shown
    assert {round(bottom, 1) for _, _, bottom in id_} == {-1.6}
    assert id_[0][1][0] == pytest.approx(-41.7, abs=0.2)
    (price_line,) = (w for w in found if w[0] == "IM")
    assert price_line[1][0] == pytest.approx(-46.2, abs=0.3)


def order_of(drawn, format_id=216):
    return draw_order([drawn], page_formats()[format_id])


def test_cells_of_ordinary_paper_have_crop_marks_and_labels_have_none():
    def strokes(format_id):
        sheet = pdfium.PdfDocument(order_of(stamp(), format_id))[0]
        bounds = (
            p.get_bounds() for p in sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])
        )
        return [b for b in bounds if min(b[2] - b[0], b[3] - b[1]) < 1]

    columns, rows = page_formats()[1].labels
    marks = strokes(1)
    assert len(marks) - len(strokes(216)) == 8 * columns * rows
    longest = max(max(b[2] - b[0], b[3] - b[1]) for b in marks) / MM
    assert longest == pytest.approx(4.85, abs=0.5)


def test_a_stamp_says_what_it_is_not():
    (text,) = texts(order_of(stamp()))
    assert "MUSTER" in text
    assert "Deutsche Post" not in text


@pytest.mark.parametrize(
    ("cents", "printed"), [(95, "0,95"), (290, "2,90"), (1700, "17,00"), (5, "0,05")]
)
def test_prices_in_german_notation(cents, printed):
    drawn = replace(stamp(), price=cents)
    assert (drawn.day, drawn.printed_price) == ("23.11.26", printed)


def test_the_address_of_a_label():
    drawn = stamp(voucher_layout="ADDRESS_ZONE", address=ADDRESS)
    text = " ".join(
        word for word, _, _ in words(draw_order([drawn], page_formats()[26]))
    )
    assert text.startswith("Muster GmbH, Am Platz 1, 12345 Musterstadt")
    assert text.endswith("Bäckerei Groß Jürgen Groß Nußhäherstraße 5 80331 München")


def test_ids_known_from_real_stamps_have_our_check_digit():
    # From published stamps; the last one is the example of OpenAPI 1.30.
    for known in (
        "A005C715E20000000018",
        "A005C2ADD500000041EE",
        "A0011B1B9D0000008C71",
        "A0029B780B000000045F",
        "A00123C0390000000138",
    ):
        assert check_digit(known[:19]) == known[19]
        assert grouped(known).replace(" ", "") == known


@pytest.mark.parametrize("format_id", sorted(page_formats()))
def test_every_page_format_gives_its_page(format_id):
    page_format = page_formats()[format_id]
    pdf = draw_order([stamp()], page_format)
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    layout = page_format.answer["pageLayout"]
    size = [layout["size"]["x"], layout["size"]["y"]]
    if layout["orientation"] == "LANDSCAPE":
        size.reverse()
    measured = [float(page.mediabox.width) / MM, float(page.mediabox.height) / MM]
    assert measured == pytest.approx(size, abs=0.01)
    left, top, width, height = painted_box(pdf)
    if page_format.page_type != "REGULARPAGE":
        assert (width, height) == pytest.approx((35.5, 19.6), abs=0.2)
    assert 0 <= left <= size[0] - width and 0 <= top <= size[1] - height


@pytest.mark.parametrize(
    ("format_id", "code", "place"),
    [
        (216, 1, (2, 2)),
        (66, 1, (10, 2)),
        (26, 1, (20, 42)),
        # Envelope with a franking zone: 10 mm from the right edge.
        (59, 1, (220 - 10 - 35.5, 5)),
        (59, 10001, (220 - 10 - 62, 5)),
    ],
)
def test_the_place_of_the_first_label(format_id, code, place):
    pdf = draw_order([stamp(code)], page_formats()[format_id])
    assert painted_box(pdf)[:2] == pytest.approx(place, abs=0.1)


def test_the_grid_of_a_label_sheet():
    # Herma 5053: 3 x 8 labels, margins 15/11/6/6 mm, 2 mm between the rows.
    pdf = draw_order([stamp(label_x=3, label_y=8, page=2)], page_formats()[70])
    assert len(texts(pdf)) == 2 and texts(pdf)[0].strip() == ""
    left, top, _, _ = painted_box(pdf, page=1)
    assert left == pytest.approx(6 + 2 * (210 - 12) / 3, abs=0.1)
    height = (297 - 26 - 7 * 2) / 8
    assert top == pytest.approx(15 + 7 * (height + 2), abs=0.1)


def test_sizes_of_all_products_are_those_measured_on_real_stamps():
    sizes = {franking_size(product) for product in list_products()}
    assert sizes == {size for _, size in KINDS.values()}


def ids(pdf):
    """The Frankier-ID of each page: what stands below MUSTER, in two lines."""
    return [
        "".join(re.findall("MUSTER\\s*([0-9A-F\\s]*)", text)).replace(" ", "")
        for text in texts(pdf)
    ]


def test_faults_spoil_the_pages_they_name():
    stamps = [stamp(number=n, page=n) for n in (1, 2, 3)]
    first, second, third = (s.voucher_id for s in stamps)

    def spoiled(fault):
        return ids(draw_spoiled_order(stamps, page_formats()[216], fault))

    assert spoiled(None) == [first, second, third]
    assert spoiled("too_few_pages") == [first, second]
    assert spoiled("too_many_pages") == [first, second, third, ""]
    assert spoiled("no_id") == ["", second, third]
    assert spoiled("duplicate_id") == [first, second, first]
    foreign = spoiled("foreign_id")[0]
    assert foreign[:10] != first[:10] and check_digit(foreign[:19]) == foreign[19]
    wrong = spoiled("wrong_check_digit")[0]
    assert wrong[:19] == first[:19] and wrong != first


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="../shared is not beside us")
def test_the_data_files_are_those_of_the_reference():
    formats = json.loads((REFERENCE / "page-formats.json").read_text("utf-8"))
    assert [f.answer for f in page_formats().values()] == formats
    with (REFERENCE / "products.csv").open(encoding="utf-8", newline="") as file:
        known = {
            (int(row["code"]), row["name"], int(row["price_cents"]), row["service"])
            for row in csv.DictReader(file)
        }
    assert {(p.code, p.name, p.price, p.service) for p in list_products()} == known
