"""The finished letter, measured on its picture and read back by other programs."""

import io
from pathlib import Path

import pypdfium2
import pytest
import reportlab
from printing_samples import (
    ADDRESS,
    RETURN_LINE,
    SIZES,
    WHITE,
    bought,
    bought_id,
    differs,
    drawn,
    ink,
    invoice,
    read_any,
    read_codes,
    recorded_invoice,
    reframed,
    rendered,
    stream_page,
    visible_text,
)

from printing import (
    FORM_B,
    FORMS,
    AddressMissing,
    DoesNotFit,
    MissingGlyph,
    UnreadablePdf,
    WindowOccupied,
    WrongStamp,
    compose_letter,
    grouped,
    layout_window,
    measure_stamp,
)
from printing.pdf import NameObject, PdfReader, PdfWriter

TENTH = 0.1  # mm; one pixel at 300 dpi is 0.085 mm
PRINTED = ["MÜLLER & SÖHNE KG", "Lange Straße 17", "80331 München", "ÖSTERREICH"]


def letter(invoice_pdf, stamp_pdf, form, lines=4, page=1, **options):
    """The letter and the layout that it must show."""
    wanted = (PRINTED[:lines], RETURN_LINE)
    made = compose_letter(
        invoice_pdf,
        stamp_pdf,
        page,
        return_line=wanted[1],
        address_lines=wanted[0],
        form=form,
        printed_address_lines=ADDRESS,
        **options,
    )
    box = read_any(stamp_pdf)[page - 1].box
    return made, layout_window((box.width, box.height), wanted[1], wanted[0], form)


def assert_near(one, other, tolerance=TENTH):
    assert (one.left, one.top, one.width, one.height) == pytest.approx(
        (other.left, other.top, other.width, other.height), abs=tolerance
    )


def decoded(image):
    """Text and the code's corners in pixels."""
    [code] = read_codes(image)
    return code.text, code.position


@pytest.mark.parametrize("form", ["a", "b"])
@pytest.mark.parametrize("code", SIZES)
def test_stamp_is_where_it_should_be_and_as_large_as_bought(form, code):
    stamps = bought([1, code])
    lines = 2 if code == 11006 else 4
    made, layout = letter(
        recorded_invoice(form), stamps, FORMS[form], lines=lines, page=2
    )
    before, after = rendered(stamps, 2), rendered(made)
    original = ink(before)
    printed = ink(after, layout.stamp.grown(1))
    assert (original.width, original.height) == pytest.approx(SIZES[code], abs=WHITE)
    assert printed.width == pytest.approx(original.width, abs=TENTH)
    assert printed.height == pytest.approx(original.height, abs=TENTH)
    assert_near(printed, layout.stamp, WHITE)
    text, corners = decoded(before)
    printed_text, printed_corners = decoded(after)
    assert printed_text == text
    side = corners.top_right.x - corners.top_left.x
    printed_side = printed_corners.top_right.x - printed_corners.top_left.x
    assert abs(side - printed_side) <= 2


@pytest.mark.parametrize("form", ["a", "b"])
def test_nothing_outside_the_window_changes(form):
    before = recorded_invoice(form)
    made, layout = letter(before, bought(), FORMS[form])
    assert differs(rendered(before), rendered(made)), "the window was redrawn"
    assert differs(rendered(before), rendered(made), besides=layout.window) is None
    assert differs(rendered(before, 2), rendered(made, 2)) is None
    pages = [PdfReader(io.BytesIO(pdf)).pages for pdf in (before, made)]
    assert len(pages[0]) == len(pages[1]) == 2
    contents = [b"".join(map(_data, as_list(page[1]["/Contents"]))) for page in pages]
    assert contents[0] == contents[1]


def as_list(contents):
    return contents if isinstance(contents, list) else [contents]


def _data(stream):
    return stream.get_object().get_data()


def test_address_reads_as_wanted_and_the_old_one_is_painted_over():
    made, layout = letter(recorded_invoice("b"), bought(), FORM_B)
    block = layout.address_lines[0].box
    for line in layout.address_lines[1:]:
        block = block.union(line.box)
    assert [line for line in PRINTED if line not in visible_text(made, block)] == []
    # Only the new lines leave ink: the gaps between stamp, lines and edge are white.
    image = rendered(made)
    below = ink(image, layout.window.grown(-0.2))
    assert below.bottom == pytest.approx(layout.address_lines[-1].baseline, abs=0.3)
    gap = layout.window.top + 0.5, layout.stamp.top - 0.2
    assert _is_white(image, 20.5, gap[0], 104.5, gap[1])
    sender = layout.return_lines[-1].box
    assert _is_white(image, layout.stamp.right + 0.2, gap[1], sender.left, gap[1] + 19)
    assert _is_white(image, sender.left, sender.bottom, 104.5, layout.stamp.bottom)
    gap = layout.stamp.bottom + 0.2, layout.address_lines[0].box.top
    assert _is_white(image, 20.5, gap[0], 104.5, gap[1])


def _is_white(image, left, top, right, bottom):
    place = tuple(round(v * 300 / 25.4) for v in (left, top, right, bottom))
    return image.crop(place).getextrema()[0] == 255


def test_capitals_of_four_lines_are_as_high_as_the_post_asks():
    made = compose_letter(
        recorded_invoice("b"),
        bought(),
        1,
        return_line=RETURN_LINE,
        address_lines=["HEINEMANN", "HH", "HHH", "HHHH"],
        form=FORM_B,
        printed_address_lines=ADDRESS,
    )
    box = measure_stamp(bought(), 1)
    layout = layout_window(
        (box.width, box.height), RETURN_LINE, ["HEINEMANN", "HH", "HHH", "HHHH"], FORM_B
    )
    image = rendered(made)
    heights = [ink(image, line.box).height for line in layout.address_lines]
    assert min(heights) >= 2.3 and max(heights) <= 4.7


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("which", ["invoice", "stamp"])
def test_page_boxes_and_rotation_do_not_move_anything(rotate, which):
    invoice_pdf, stamps = recorded_invoice("b"), bought()
    plain, _ = letter(invoice_pdf, stamps, FORM_B)
    if which == "invoice":
        invoice_pdf = reframed(invoice_pdf, rotate, (120, -40), crop=17)
    else:
        stamps = reframed(stamps, rotate, (33.3, 250), crop=20)
    made, layout = letter(invoice_pdf, stamps, FORM_B)
    image, expected = rendered(made), rendered(plain)
    assert image.size == expected.size
    assert_near(ink(image, layout.stamp.grown(1)), ink(expected, layout.stamp.grown(1)))
    assert decoded(image)[0] == decoded(expected)[0]
    if which == "invoice":
        unframed = rendered(invoice_pdf)
        assert differs(unframed, image, besides=layout.window) is None


def test_contents_that_leave_the_state_changed():
    # An inline image, a state never restored, a matrix and a clip left behind.
    inline = b"q 90 0 0 60 80 80 cm BI /W 3 /H 2 /CS /G /BPC 8 ID \x00EI\xff Q EI Q "
    text = b"BT /F1 9 Tf 1 0 0 1 71 600 Tm (%s) Tj ET "
    lines = [b"A", b"12345 Ort"]
    address = b"".join(
        (text % line).replace(b"600", b"%d" % (680 - 12 * row))
        for row, line in enumerate(lines)
    )
    leftover = b"q q 9 w 1 0 0 rg 0.5 0 0 0.5 100.123456 50 cm 0 0 500 500 re W n "
    before = stream_page(inline + address + leftover + b"10 10 90 90 re S")
    made = compose(before, address=["A", "12345 Ort"])
    assert differs(rendered(before), rendered(made), besides=FORM_B) is None
    assert decoded(rendered(made))[0].startswith("TEST ")


def test_only_the_stamp_is_taken_from_its_page():
    # Stamps on a page as large as the window would cover it with their white page.
    def draw(canvas):
        canvas.setFillGray(1)
        canvas.rect(0, 0, 600, 900, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.rect(100, 600, 100, 50, stroke=0, fill=1)

    stamp = drawn(draw)
    made, layout = letter(recorded_invoice("b"), stamp, FORM_B)
    assert layout.stamp.width == pytest.approx(100 * 25.4 / 72, abs=0.01)
    assert differs(
        rendered(recorded_invoice("b")), rendered(made), besides=FORM_B
    ) is None  # fmt: skip


def test_embedded_files_stay_behind():
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(recorded_invoice("b"))).pages:
        writer.add_page(page)
    writer.add_attachment("factur-x.xml", b"<CrossIndustryInvoice/>")
    out = io.BytesIO()
    writer.write(out)
    assert pypdfium2.PdfDocument(out.getvalue()).count_attachments() == 1
    made, _ = letter(out.getvalue(), bought(), FORM_B)
    assert pypdfium2.PdfDocument(made).count_attachments() == 0
    assert b"factur-x" not in made and b"EmbeddedFile" not in made


def test_letters_of_one_invoice_do_not_influence_each_other():
    invoice_pdf, stamps = recorded_invoice("b"), bought([1, 1])
    kept = bytes(invoice_pdf), bytes(stamps)
    texts = {
        decoded(rendered(letter(invoice_pdf, stamps, FORM_B, page=page)[0]))[0]
        for page in (1, 2, 1)
    }
    assert len(texts) == 2
    assert (invoice_pdf, stamps) == kept


def test_other_letters_than_latin_are_set():
    address = ["Żółć Sp. z o.o.", "Příčná 3, Ğüneş", "Οδός Αθηνάς 5", "БОЛГАРИЯ"]
    made = compose_letter(
        recorded_invoice("b"),
        bought([10001]),
        1,
        return_line=RETURN_LINE,
        address_lines=address,
        form=FORM_B,
        printed_address_lines=ADDRESS,
    )
    found = visible_text(made, FORM_B)
    assert [line for line in address if line not in found] == []


def test_an_own_font_is_embedded_and_read():
    font = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    made, _ = letter(recorded_invoice("b"), bought(), FORM_B, font=str(font))
    # The stamp has a font of its own, which may be the one that is not used here.
    usual, _ = letter(recorded_invoice("b"), bought(), FORM_B)
    assert b"Vera" in made and b"Vera" not in usual
    assert made.count(b"LiberationSans") < usual.count(b"LiberationSans")
    assert [line for line in PRINTED if line not in visible_text(made, FORM_B)] == []


def test_what_the_typeface_cannot_set_is_refused():
    with pytest.raises(MissingGlyph) as caught:
        compose_letter(
            recorded_invoice("b"),
            bought(),
            1,
            return_line=RETURN_LINE,
            address_lines=["山田", "שלום", "12345 Ort"],
            form=FORM_B,
            printed_address_lines=ADDRESS,
        )
    assert caught.value.code_points == tuple(sorted(map(ord, set("山田שלום"))))
    assert "山" not in str(caught.value)


def compose(invoice_pdf, form=FORM_B, address=ADDRESS, stamps=None, page=1):
    return compose_letter(
        invoice_pdf,
        stamps or bought(),
        page,
        return_line=RETURN_LINE,
        address_lines=address,
        form=form,
    )


def test_window_is_looked_at_before_it_is_redrawn():
    with pytest.raises(WindowOccupied) as caught:
        compose(invoice(extra=[(30, 85, "Einschreiben")]))
    [box] = caught.value.boxes
    assert FORM_B.contains(box)
    with pytest.raises(AddressMissing):
        compose(invoice(), form=FORM_B, address=["Jemand anderes", "12345 Ort"])
    with pytest.raises(AddressMissing) as caught:
        compose(invoice(left=120))
    assert caught.value.elsewhere.left == pytest.approx(120, abs=0.5)


def test_what_does_not_fit_is_refused_with_numbers():
    with pytest.raises(DoesNotFit) as caught:
        compose(recorded_invoice("b"), stamps=bought([11006]))
    assert (caught.value.code, caught.value.lines) == ("address_too_long", 4)
    assert caught.value.stamp == pytest.approx((62, 32.5), abs=0.2)


def test_stamp_page_must_exist_and_show_something():
    with pytest.raises(UnreadablePdf) as caught:
        compose(recorded_invoice("b"), page=2)
    assert (caught.value.code, caught.value.page) == ("no_such_page", 2)
    blank = drawn(lambda canvas: None)
    with pytest.raises(UnreadablePdf) as caught:
        compose(recorded_invoice("b"), stamps=blank)
    assert caught.value.code == "empty_page"


def test_files_associated_with_a_page_stay_behind():
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(recorded_invoice("b"))).pages:
        page[NameObject("/AF")] = page["/MediaBox"]
        writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    made, _ = letter(out.getvalue(), bought(), FORM_B)
    assert all("/AF" not in page for page in PdfReader(io.BytesIO(made)).pages)


def test_notes_with_files_pinned_to_a_page_stay_behind():
    # A pop-up and a reply point at the pinned note; only links and texts are kept.
    address = ["A", "12345 Ort"]
    text = b"".join(
        b"BT /F1 9 Tf 71 %d Td (%s) Tj ET " % (680 - 12 * row, line.encode())
        for row, line in enumerate(address)
    )
    content = b"<CrossIndustryInvoice/>"
    notes = [
        b"/Subtype /FileAttachment /FS 7 0 R /Popup 9 0 R",
        b"/Type /Filespec /F (factur-x.xml) /EF << /F 8 0 R >>",
        b"/Type /EmbeddedFile /Length %d" % len(content),
        b"/Subtype /Popup /Parent 6 0 R",
        b"/Subtype /Text /Contents (reply) /IRT 6 0 R",
        b"/Subtype /Link /A << /S /URI /URI (https://muster.example) >>",
    ]
    objects = [b"<< /Rect [9 9 29 29] %s >>" % note for note in notes]
    objects[2] += b"\nstream\n%s\nendstream" % content
    before = stream_page(text, annots="6 0 R 9 0 R 10 0 R 11 0 R", more=objects)
    assert pinned(before) == ["/FileAttachment", "/Popup", "/Text", "/Link"]
    made = compose(before, address=address)
    assert pinned(made) == ["/Text", "/Link"]
    assert b"factur-x" not in made and b"EmbeddedFile" not in made
    assert content not in made


def pinned(pdf):
    notes = PdfReader(io.BytesIO(pdf)).pages[0]["/Annots"]
    return [note.get_object()["/Subtype"] for note in notes]


@pytest.mark.parametrize("code", SIZES)
@pytest.mark.parametrize("page", [1, 2])
def test_only_the_stamp_that_is_meant_is_printed(code, page):
    stamps = bought((code, code))
    lines = 2 if code == 11006 else 4
    wanted = grouped(bought_id(page))
    made, _ = letter(
        recorded_invoice("b"), stamps, FORM_B, lines, page, voucher_id=wanted
    )
    assert wanted in " ".join(visible_text(made, FORM_B))
    for other in (bought_id(3 - page), bought_id(9), ""):
        with pytest.raises(WrongStamp) as raised:
            letter(recorded_invoice("b"), stamps, FORM_B, lines, page, voucher_id=other)
        assert (raised.value.code, raised.value.page) == ("wrong_stamp", page)
        assert str(raised.value) == "wrong_stamp"


def test_a_page_that_shows_no_stamp_is_not_printed():
    with pytest.raises(WrongStamp):
        letter(
            recorded_invoice("b"),
            bought(show_id=False),
            FORM_B,
            voucher_id=bought_id(1),
        )
