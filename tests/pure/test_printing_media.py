"""Cover sheet, envelopes and labels: in place, at 1:1, readable, or refused."""

import io
from bisect import bisect_left

import pypdfium2
import pytest
from printing_samples import (
    DPI,
    RETURN_LINE,
    SIZES,
    WHITE,
    bought,
    bought_id,
    drawn,
    ink,
    read,
    read_codes,
    rendered,
    visible_text,
)

from printing import (
    ENVELOPES,
    FORMS,
    AddressMissing,
    Box,
    DoesNotFit,
    LabelTooSmall,
    MissingGlyph,
    NoSuchLabel,
    OffsetTooLarge,
    WrongStamp,
    compose_cover_sheet,
    compose_envelope,
    compose_labels,
    label_formats,
    layout_window,
    nominal_size,
    page_formats,
)
from printing.labels import arranged
from printing.pdf import PdfReader
from printing.typeface import SANS

ADDRESS = ["Frau Erika Mustermann", "Beispiel GmbH", "Lange Straße 17", "12345 Ort"]
ABROAD = [*ADDRESS[:3], "75001 PARIS", "FRANCE"]
SENDER = ["Muster GmbH", "Hauptstraße 5", "12345 Berlin"]
PAPER = {
    "dl": (220, 110),
    "c6_5": (229, 114),
    "c6": (162, 114),
    "c5": (229, 162),
    "c4": (324, 229),
}


def codes(pdf, page=1):
    """Text and place (mm) of the middle of each code on a page."""
    found = []
    for code in read_codes(rendered(pdf, page)):
        corners = code.position
        x = (corners.top_left.x + corners.bottom_right.x) / 2
        y = (corners.top_left.y + corners.bottom_right.y) / 2
        found.append((code.text, x * 25.4 / DPI, y * 25.4 / DPI))
    return sorted(found)


def paper(pdf):
    return [
        tuple(round(float(v) * 25.4 / 72, 1) for v in page.mediabox[2:])
        for page in PdfReader(io.BytesIO(pdf)).pages
    ]


def cover(stamps, form="b", **options):
    options = {"address_lines": ADDRESS, "return_line": RETURN_LINE, **options}
    return compose_cover_sheet(stamps, 1, form=FORMS[form], **options)


@pytest.mark.parametrize("form", ["a", "b"])
@pytest.mark.parametrize("code", [1, 10001])
@pytest.mark.parametrize("offset", [(0, 0), (-1.5, 2)])
def test_cover_sheet_has_the_franked_window_and_marks(form, code, offset):
    stamps = bought([code])
    made = cover(stamps, form, lines=["Rechnung RE/0001", ""], offset=offset)
    assert paper(made) == [(210.0, 297.0)]
    box = read(stamps, [code])[0].box
    size = box.width, box.height
    layout = layout_window(size, RETURN_LINE, ADDRESS, FORMS[form]).moved(*offset)
    image = rendered(made)
    printed = ink(image, layout.stamp.grown(0.9))
    assert (printed.left, printed.top) == pytest.approx(
        (layout.stamp.left, layout.stamp.top), abs=0.15
    )
    assert (printed.width, printed.height) == pytest.approx(SIZES[code], abs=WHITE)
    assert codes(made)[0][0] == codes(stamps)[0][0]
    assert [
        line for line in ADDRESS if line not in visible_text(made, layout.window)
    ] == []
    assert "Rechnung RE/0001" in visible_text(made, Box(20, 95, 180, 60))
    for mark in {"a": (87, 192, 148.5), "b": (105, 210, 148.5)}[form]:
        seen = ink(image, Box(0, mark + offset[1] - 1, 18, 2))
        assert seen.top + seen.height / 2 == pytest.approx(mark + offset[1], abs=0.1)
        assert seen.left == pytest.approx(5 + offset[0], abs=0.1)


def test_cover_sheet_refuses_what_does_not_fit():
    with pytest.raises(DoesNotFit) as caught:
        cover(bought(), lines=["x y " * 40] * 40)
    assert caught.value.code == "text_too_long"
    with pytest.raises(DoesNotFit) as caught:
        cover(bought([11006]), address_lines=ABROAD)
    assert caught.value.media == ("label", "envelope")
    with pytest.raises(WrongStamp):
        cover(bought(), voucher_id=bought_id(2))
    with pytest.raises(OffsetTooLarge):
        cover(bought(), offset=(-40, 0))
    with pytest.raises(AddressMissing):
        cover(bought(), address_lines=[])


def envelope(stamps, kind, **options):
    options = {"sender_lines": SENDER, "address_lines": ABROAD, **options}
    return compose_envelope(stamps, 1, envelope=kind, **options)


def test_more_lines_than_a_window_takes_go_on_envelope_and_label():
    lines = ["Fortnum Ltd.", "Erika Mustermann", "181 Piccadilly", "Floor 28"]
    lines += ["London", "W1A 1ER", "VEREINIGTES KÖNIGREICH"]
    stamps = bought()
    with pytest.raises(DoesNotFit) as caught:
        cover(stamps, address_lines=lines)
    assert caught.value.media == ("label", "envelope")
    printed = envelope(stamps, "dl", address_lines=lines)
    assert visible_text(printed, Box(0, 40, 220, 70)) == lines
    printed = labels(stamps, 1, 6, lines)
    assert set(lines) <= set(visible_text(printed, Box(0, 0, 100, 70)))


@pytest.mark.parametrize("kind", ENVELOPES)
@pytest.mark.parametrize("code", SIZES)
def test_envelope_keeps_to_its_zones(kind, code):
    stamps = bought([code])
    made = envelope(stamps, kind, voucher_id=bought_id(1))
    width, height = PAPER[kind]
    assert paper(made) == [(float(width), float(height))]
    image = rendered(made)
    stamp = ink(image, Box(width - 74, 0, 74, 40))
    assert (stamp.width, stamp.height) == pytest.approx(SIZES[code], abs=WHITE)
    assert stamp.right == pytest.approx(width - 10, abs=0.2)
    assert stamp.top == pytest.approx(5, abs=0.2)
    assert [text for text, _, _ in codes(made)] == [codes(stamps)[0][0]]
    sender = ink(image, Box(0, 0, width - 74, 40))
    assert sender.left >= 9.8 and sender.top >= 9.8
    assert visible_text(made, Box(0, 0, width - 74, 40)) == SENDER
    address = ink(image, Box(0, 40, width, height - 40))
    assert address.top >= 40 and address.bottom <= height - 15
    assert 15 <= address.left and address.right <= width - 15
    assert visible_text(made, Box(0, 40, width, height - 40)) == ABROAD


@pytest.mark.parametrize("kind", ["c6", "c4"])
def test_a_large_address_fills_the_reading_zone_and_no_more(kind):
    """Machines read 15 mm from the edges on."""
    # In the smallest type, one letter more is 0.6 mm and one line more 3.4 mm.
    right, _lower = edges_of_the_longest(lambda n: ["l" * n, "12345 Ort"], kind)
    assert 15 <= PAPER[kind][0] - right < 15.9
    _right, lower = edges_of_the_longest(lambda n: ["Zeile"] * n, kind)
    assert 15 <= lower < 18.5


def edges_of_the_longest(lines, kind):
    """How far right and down (mm from left and below) the longest address reaches."""
    longest = bisect_left(range(1, 500), True, key=lambda n: refused(lines(n), kind))
    made = envelope(bought(), kind, address_lines=lines(longest))
    text = pypdfium2.PdfDocument(made)[0].get_textpage()
    boxes = [text.get_charbox(number) for number in range(text.count_chars())]
    address = [box for box in boxes if box[3] < (PAPER[kind][1] - 40) * 72 / 25.4]
    right, lower = max(box[2] for box in address), min(box[1] for box in address)
    return right * 25.4 / 72, lower * 25.4 / 72


def refused(lines, kind):
    try:
        envelope(bought(), kind, address_lines=lines)
    except DoesNotFit:
        return True
    return False


def test_envelope_takes_what_no_window_does():
    six = ["Société Anonyme des Établissements", *ABROAD]
    made = envelope(bought([11006]), "dl", address_lines=six, sender_lines=())
    assert visible_text(made, Box(0, 40, 220, 70)) == six


def test_envelope_moves_and_refuses():
    still, moved = (
        codes(envelope(bought(), "c6", offset=by))[0] for by in ((0, 0), (1.5, -2))
    )
    assert moved[1] - still[1] == pytest.approx(1.5, abs=0.1)
    assert moved[2] - still[2] == pytest.approx(-2, abs=0.1)
    for options, error, code in (
        ({"address_lines": ["W" * 90]}, DoesNotFit, "address_too_long"),
        ({"sender_lines": ["W" * 90]}, DoesNotFit, "sender_too_long"),
        ({"offset": (11, 0)}, OffsetTooLarge, "off_page"),
        ({"address_lines": ["山"]}, MissingGlyph, "missing_glyph"),
        ({"address_lines": [""]}, AddressMissing, "address_missing"),
        ({"voucher_id": bought_id(7)}, WrongStamp, "wrong_stamp"),
    ):
        with pytest.raises(error) as caught:
            envelope(bought(), "dl", **options)
        assert caught.value.code == code
    large = drawn(lambda canvas: canvas.rect(100, 100, 250, 60))
    with pytest.raises(DoesNotFit) as caught:
        envelope(large, "dl")
    assert (caught.value.code, caught.value.media) == ("stamp_too_large", ("label",))


def labels(stamps, count, sheet, address=None, **options):
    wanted = [(stamps, page, bought_id(page), address) for page in range(1, count + 1)]
    return compose_labels(wanted, sheet=page_formats()[sheet], **options)


@pytest.mark.parametrize("sheet", label_formats().values(), ids=lambda one: one.name)
def test_labels_shrink_the_type_before_they_break_a_line(sheet):
    street, town = "Lange Straße 17 b", "88348 Bad Saulgau"
    found = arranged((37, 20), ["Erika Muster", street, town], sheet.label(1))
    if not found:
        return
    texts = [line.text for line in found[1]]
    assert not {"17", "b", "17 b", "Saulgau 88348", "88348"} & set(texts)
    widest_line = max(SANS.width(text, 7) for text in (street, town))
    assert len(texts) == 3 or widest_line > sheet.label_size[0] - 37 - 9
    wide = arranged((37, 20), ["Weg 1", "12345 Ulm"], sheet.label(1))
    assert [line.text for line in wide[1]] == ["Weg 1", "12345 Ulm"]


def test_labels_begin_at_the_free_one_and_go_on():
    sheet = page_formats()[31]
    stamps = bought([1] * 7)
    made = labels(stamps, 7, 31, start=29)
    assert paper(made) == [(210.0, 297.0)] * 2
    wanted = [codes(stamps, page)[0][0] for page in range(1, 8)]
    first, second = codes(made, 1), codes(made, 2)
    assert [text for text, _, _ in first] == wanted[:4]
    assert [text for text, _, _ in second] == wanted[4:]
    for page, start, found in ((1, 29, first), (2, 1, second)):
        for at, (_, x, y) in enumerate(found):
            label = sheet.label(start + at)
            assert label.left < x < label.right and label.top < y < label.bottom
            stamp = ink(rendered(made, page), label.grown(-0.2))
            middle = stamp.left + stamp.width / 2, stamp.top + stamp.height / 2
            assert middle == pytest.approx(
                (label.left + label.width / 2, label.top + label.height / 2), abs=0.2
            )
            assert (stamp.width, stamp.height) == pytest.approx(SIZES[1], abs=WHITE)


def test_label_printer_prints_a_page_a_label():
    made = labels(bought([1, 1]), 2, 29, ADDRESS)
    assert paper(made) == [(100.0, 62.0)] * 2
    for page in (1, 2):
        assert set(ADDRESS) <= set(visible_text(made, Box(0, 0, 100, 62), page))
        assert len(codes(made, page)) == 1


@pytest.mark.parametrize("number", label_formats())
def test_each_label_format_takes_a_stamp_in_the_middle(number):
    sheet = page_formats()[number]
    fitting = [
        size
        for size in {
            nominal_size(to, service)
            for to in ("national", "international")
            for service in ("none", "einwurf")
        }
        if sheet.takes(size)
    ]
    assert fitting
    for size in fitting:
        for position in (1, sheet.label_count):
            label = sheet.label(position)
            stamp, lines = arranged(size, (), label)
            assert lines == () and label.contains(stamp, 0.15)
            found = arranged(size, ADDRESS, label)
            if found:
                stamp, lines = found
                assert label.contains(stamp)
                edge = label.grown(-3.0)  # the Post asks for so much
                for line in lines:
                    assert edge.contains(line.box, 1e-6)
                    assert min(stamp.grown(1.49).overlap(line.box)) <= 0
    page = Box(0, 0, sheet.width, sheet.height)
    assert page.contains(sheet.label(sheet.label_count), 0.01)


def test_address_stands_beside_the_stamp_where_there_is_no_room_below():
    stamp, lines = arranged((37, 20), ADDRESS, Box(0, 0, 102.5, 42))
    assert lines[0].box.top > stamp.bottom
    stamp, lines = arranged((37, 20), ADDRESS, Box(0, 0, 102.5, 36))
    assert lines[0].left > stamp.right + 4
    assert stamp.top < lines[0].box.top and lines[-1].box.bottom < stamp.bottom
    assert arranged((37, 20), ADDRESS, Box(0, 0, 48, 34)) is None


def test_labels_refuse_what_does_not_fit():
    for made, error, code in (
        (lambda: labels(bought([10001]), 1, 31), LabelTooSmall, "stamp_too_large"),
        (lambda: labels(bought(), 1, 31, ADDRESS), LabelTooSmall, "address_too_long"),
        (lambda: labels(bought(), 1, 31, start=33), NoSuchLabel, "no_such_label"),
        (lambda: labels(bought(), 1, 31, start=0), NoSuchLabel, "no_such_label"),
        (lambda: labels(bought(), 1, 6, offset=(-60, 0)), OffsetTooLarge, "off_page"),
        (lambda: labels(bought(), 1, 6, ["שלום"]), MissingGlyph, "missing_glyph"),
    ):
        with pytest.raises(error) as caught:
            made()
        assert caught.value.code == code
    stamps = bought([1, 1])
    again = drawn(lambda canvas: canvas.drawString(9, 9, bought_id(1)))
    for wanted in (
        [(stamps, 1, bought_id(2), None)],
        [(stamps, 1, bought_id(1), None), (again, 1, bought_id(1), None)],
        [(stamps, 1, None, None), (stamps, 2, None, None), (stamps, 1, None, None)],
    ):
        with pytest.raises(WrongStamp):
            compose_labels(wanted, sheet=page_formats()[6])
    with pytest.raises(ValueError):
        compose_labels([], sheet=page_formats()[6])


def test_too_small_label_is_described_without_the_address():
    with pytest.raises(LabelTooSmall) as caught:
        labels(bought([1, 1]), 2, 31, ADDRESS)
    assert caught.value.position == 1
    assert caught.value.label == pytest.approx((48.5, 33.9), abs=0.1)
    assert caught.value.stamp == pytest.approx(SIZES[1], abs=0.1)
    assert "Mustermann" not in str(caught.value)


def test_fonts_of_many_stamps_do_not_get_mixed_up():
    # Stamps of two files that use the same resource names for different fonts.
    def other(canvas):
        canvas.setFont("Times-Roman", 12)
        canvas.drawString(100, 700, bought_id(3))

    wanted = [(bought([1, 1]), 1, None, ADDRESS), (drawn(other), 1, None, ADDRESS)]
    made = compose_labels(wanted, sheet=page_formats()[6])
    assert bought_id(3) in visible_text(made, Box(0, 0, 210, 80))
    text = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range()
    assert text.count(ADDRESS[0]) == 2
