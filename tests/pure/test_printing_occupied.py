"""Drawings, images and notes in the window: which are noticed, which may be there."""

import io

import pytest
from PIL import Image, ImageDraw
from printing_samples import (
    ADDRESS,
    drawn,
    invoice,
    recorded_invoice,
    reframed,
    rendered,
    stream_page,
    text_at,
)
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader

from printing import FORM_B, check_window


def with_drawing(draw, first=False):
    """An invoice on which something is drawn, after or before its text."""

    def page(canvas):
        steps = [write, draw] if not first else [draw, write]
        for step in steps:
            canvas.saveState()
            step(canvas)
            canvas.restoreState()

    def write(canvas):
        text_at(canvas, 25, 49, "Muster GmbH | Weg 5 | 12345 Berlin", 6)
        for row, line in enumerate(ADDRESS):
            text_at(canvas, 25, 57 + 4 * row, line)

    return drawn(page)


def codes(pdf):
    return check_window(pdf, FORM_B, ADDRESS).codes


def rect(left, top, width, height, fill=1, stroke=0, grey=0.0):
    def draw(canvas):
        canvas.setFillGray(grey)
        canvas.rect(
            left * mm, (297 - top - height) * mm, width * mm, height * mm, stroke, fill
        )

    return draw


def image(picture, left, top, width, height, mask=None):
    def draw(canvas):
        place = (left * mm, (297 - top - height) * mm, width * mm, height * mm)
        canvas.drawImage(ImageReader(picture), *place, mask=mask)

    return draw


def letterhead(*inked, mode="L", size=(840, 1188), grey=0):
    """A picture of A4, 4 pixels a mm, with dark boxes (left, top, right, bottom)."""
    picture = Image.new(mode, size, "white" if mode != "1" else 1)
    for box in inked:
        dark = grey if mode in ("1", "L") else (grey, grey, grey)
        ImageDraw.Draw(picture).rectangle([v * 4 for v in box], fill=dark)
    return picture


LOGO = Image.new("RGB", (60, 60), (30, 60, 140))


@pytest.mark.parametrize(
    "draw",
    [
        rect(80, 70, 10, 10),
        rect(10, 70, 14, 10),
        rect(80, 85, 40, 40),
        rect(80, 70, 10, 10, fill=0, stroke=1),
        lambda c: c.circle(90 * mm, 220 * mm, 5 * mm, fill=1),
        lambda c: c.line(70 * mm, 225 * mm, 100 * mm, 212 * mm),
        image(LOGO, 80, 70, 10, 10),
        image(LOGO, 98, 80, 30, 30),
    ],
)
def test_drawings_and_images_are_noticed(draw):
    report = check_window(with_drawing(draw), FORM_B, ADDRESS)
    assert report.codes == ("window_occupied",)
    assert len(report.others) == 1 and report.address


@pytest.mark.parametrize(
    "draw",
    [
        lambda c: c.line(25 * mm, 245 * mm, 105 * mm, 245 * mm),
        rect(25, 51, 80, 0.5),
        rect(60, 46, 0.8, 40),
        rect(80, 70, 10, 10, grey=1),
        rect(80, 70, 10, 10, grey=0.98),
        rect(80, 80, 40, 40, grey=0.85),
        lambda c: (c.setFillGray(0.9), text_at(c, 60, 84, "ENTWURF", 40)),
        rect(106, 60, 50, 20),
        rect(20, 20, 100, 25.5),
        rect(20.5, 45.5, 84, 44, fill=0, stroke=1),
        rect(18, 43, 90, 50, fill=0, stroke=1),
        image(Image.new("L", (40, 40), 255), 80, 70, 10, 10),
        image(Image.new("L", (40, 40), 225), 60, 60, 30, 20),
        image(LOGO, 106, 20, 30, 60),
    ],
)
def test_rules_frames_and_what_is_white_may_stand_there(draw):
    assert codes(with_drawing(draw)) == ()


def test_a_drawing_of_many_strokes_is_one_thing():
    def logo(canvas):
        for at in range(12):
            canvas.circle((75 + at) * mm, 220 * mm, 4 * mm)
        canvas.rect(60 * mm, 240 * mm, 3 * mm, 3 * mm, fill=1)

    report = check_window(with_drawing(logo), FORM_B, ADDRESS)
    wide, small = sorted(report.others, key=lambda box: -box.width)
    assert wide.width == pytest.approx(19, abs=0.5)
    assert small.width == pytest.approx(3, abs=0.5)


def test_a_tint_behind_the_address_is_a_background_and_over_it_a_cover():
    tint = rect(15, 40, 110, 55, grey=0.9)
    assert codes(with_drawing(tint, first=True)) == ()
    assert codes(with_drawing(tint)) == ("window_occupied",)


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P"])
def test_letterhead_as_an_image_of_the_whole_page(mode):
    page = (0, 0, 210, 297)
    outside = [(120, 10, 190, 30), (20, 280, 190, 290)]
    base = "RGB" if mode == "P" else mode
    white = letterhead(*outside, (20, 45.4, 105, 45.6), mode=base)
    spoiled = letterhead(*outside, (70, 70, 80, 85), mode=base)
    if mode == "P":
        white, spoiled = white.quantize(16), spoiled.quantize(16)
    assert codes(with_drawing(image(white, *page), first=True)) == ()
    report = check_window(
        with_drawing(image(spoiled, *page), first=True), FORM_B, ADDRESS
    )
    assert report.codes == ("window_occupied",)
    [dark] = report.others
    assert (dark.left, dark.top) == pytest.approx((70, 70), abs=0.4)
    assert (dark.width, dark.height) == pytest.approx((10, 15), abs=0.5)


@pytest.mark.parametrize("spoiled", [False, True])
def test_letterhead_as_jpeg(spoiled):
    dark = [(70, 70, 80, 85)] if spoiled else [(120, 10, 190, 30)]
    file = io.BytesIO()
    letterhead(*dark, mode="RGB").save(file, "JPEG", quality=60)
    pdf = with_drawing(image(file, 0, 0, 210, 297), first=True)
    assert codes(pdf) == (("window_occupied",) if spoiled else ())


def test_transparent_image_is_dark_where_it_covers():
    picture = Image.new("RGBA", (400, 200), (0, 0, 0, 0))
    assert codes(with_drawing(image(picture, 60, 60, 40, 20, "auto"))) == ()
    picture.paste((0, 0, 0, 255), (200, 100, 300, 180))
    report = check_window(
        with_drawing(image(picture, 60, 60, 40, 20, "auto")), FORM_B, ADDRESS
    )
    [dark] = report.others
    assert (dark.left, dark.top) == pytest.approx((80, 70), abs=0.3)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_images_are_looked_at_on_turned_pages(rotate):
    spoiled = letterhead((70, 70, 80, 85))
    pdf = with_drawing(image(spoiled, 0, 0, 210, 297), first=True)
    report = check_window(reframed(pdf, rotate, (40, -30)), FORM_B, ADDRESS)
    [dark] = report.others
    assert (dark.left, dark.top) == pytest.approx((70, 70), abs=0.4)


def test_an_image_that_cannot_be_opened_counts_as_dark():
    stream = (
        b"<< /Type /XObject /Subtype /Image /Width 9 /Height 9 /BitsPerComponent 8 "
        b"/ColorSpace /DeviceGray /Filter /JPXDecode /Length 4 >>\n"
        b"stream\nabcd\nendstream"
    )
    page = stream_page(
        b"q 60 0 0 60 200 620 cm /X1 Do Q", "/XObject << /X1 6 0 R >>", more=[stream]
    )
    assert len(check_window(page, FORM_B, ADDRESS).others) == 1


def test_a_scanned_invoice_has_no_address():
    scan = rendered(recorded_invoice("b"))
    pdf = drawn(image(scan, 0, 0, 210, 297))
    assert codes(pdf) == ("address_missing", "window_occupied")


def test_a_scan_with_invisible_text_has_no_address():
    scan = rendered(recorded_invoice("b"))

    def draw(canvas):
        image(scan, 0, 0, 210, 297)(canvas)
        text = canvas.beginText()
        text.setTextRenderMode(3)
        text.setFont("Helvetica", 9)
        for row, line in enumerate(ADDRESS):
            text.setTextOrigin(25 * mm, (297 - 57 - 4 * row) * mm)
            text.textLine(line)
        canvas.drawText(text)

    assert "address_missing" in codes(drawn(draw))


def note(rect, more="/AP << /N 7 0 R >> /F 4", kind="/FreeText"):
    """An invoice's page with a note; places are those of an A4 page in points."""
    lines = [b"BT /F1 9 Tf 1 0 0 1 71 680 Tm (%s) Tj ET" % b"Weg GmbH"]
    lines += [b"BT /F1 9 Tf 1 0 0 1 71 668 Tm (12345 Ort) Tj ET"]
    objects = [
        f"<< /Type /Annot /Subtype {kind} /Rect [{rect}] {more} >>".encode(),
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0 >>\n"
        b"stream\n\nendstream",
    ]
    return stream_page(b"\n".join(lines), more=objects, annots="6 0 R")


@pytest.mark.parametrize("kind", ["/FreeText", "/Stamp", "/Widget", "/Highlight"])
def test_notes_and_form_fields_over_the_window_are_noticed(kind):
    report = check_window(
        note("150 620 250 650", kind=kind), FORM_B, ["Weg GmbH12345Ort"]
    )
    assert report.codes == ("window_occupied",)
    [place] = report.others
    assert place.width == pytest.approx(100 * 25.4 / 72)


@pytest.mark.parametrize(
    "page",
    [
        note("350 620 450 650"),
        note("150 620 250 650", "/AP << /N 7 0 R >> /F 2"),
        note("150 620 250 650", "/Border [0 0 0]"),
        note("150 620 250 650", "/AP << /N 7 0 R >>", "/Link"),
    ],
)
def test_notes_that_are_not_seen_there_do_not_count(page):
    assert check_window(page, FORM_B, ["Weg GmbH", "12345 Ort"]).ok


def test_odoos_layout_is_as_fine_as_before():
    assert codes(recorded_invoice("b")) == () and codes(invoice()) == ()


def on_layer(state, more="", policy=""):
    """An invoice's page with a drawing and a form in the window, on a layer."""
    content = b"""BT /F1 9 Tf 71 680 Td (Weg GmbH) Tj 0 -12 Td (12345 Ort) Tj ET
        /OC /L1 BDC /Inner BMC 230 630 40 40 re f EMC EMC /X1 Do"""
    resources = "/Properties << /L1 6 0 R >> /XObject << /X1 7 0 R >>"
    objects = [
        f"<< /Type /OCG /Name (Logo) {more} >>".encode(),
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 600 850] /OC 8 0 R /Length 21 >>"
        b"\nstream\n230 600 40 20 re f    \nendstream",
        f"<< /Type /OCMD /OCGs [6 0 R] {policy} >>".encode(),
    ]
    layers = f"/Type /Catalog /OCProperties << /OCGs [6 0 R] /D << {state} >> >>"
    # The table of contents is wrong then, which every reader mends.
    page = stream_page(content, resources, more=objects)
    return page.replace(b"/Type /Catalog", layers.encode())


PRINTED = "/Usage << /Print << /PrintState /ON >> >>"


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        (on_layer("/OFF [6 0 R]"), 0),
        (on_layer("/BaseState /OFF"), 0),
        (on_layer("/BaseState /OFF /ON [6 0 R]"), 2),
        (on_layer(""), 2),
        (on_layer("/OFF [6 0 R]", policy="/P /AllOff"), 1),
        (on_layer("/OFF [6 0 R] /AS [<< /Event /Print /OCGs [6 0 R] >>]", PRINTED), 2),
        (on_layer("/OFF [6 0 R] /AS [<< /Event /View /OCGs [6 0 R] >>]", PRINTED), 0),
    ],
)
def test_layers_that_are_off_are_not_in_the_way(page, seen):
    report = check_window(page, FORM_B, ["Weg GmbH", "12345 Ort"])
    assert report.address and len(report.others) == seen
