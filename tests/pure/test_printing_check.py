"""What stands in the window of an invoice."""

import pytest
from printing_samples import (
    ADDRESS,
    RETURN_LINE,
    drawn,
    invoice,
    recorded_invoice,
    reframed,
    stream_page,
    text_at,
)
from reportlab.lib.pagesizes import A3, A4, A5, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth

from printing import FORM_A, FORM_B, AddressMissing, check_window, open_pdf
from printing.pdf import get_page
from printing.pdf.lines import lines_on


@pytest.mark.parametrize(("form", "window"), [("a", FORM_A), ("b", FORM_B)])
def test_invoice_as_wkhtmltopdf_makes_it(form, window):
    report = check_window(recorded_invoice(form), window, ADDRESS)
    assert report.ok and report.codes == ()
    assert window.contains(report.address) and window.contains(report.return_line)
    assert report.address.left == pytest.approx(24.7, abs=0.3)
    assert report.return_line.bottom < report.address.top


@pytest.mark.parametrize(
    "address",
    [
        [line.upper() for line in ADDRESS],
        [
            " Müller  &\u00a0Söhne KG ",
            "LangeStraße 17",
            "80331 München",
            "",
            "DEUTSCHLAND",
        ],
        ["Mu\u0308ller & So\u0308hne KG", *ADDRESS[1:]],
    ],
)
def test_case_and_blanks_do_not_matter(address):
    assert check_window(recorded_invoice("b"), FORM_B, address).ok


@pytest.mark.parametrize(
    "address",
    [ADDRESS[:2], ADDRESS[1:], ["Müller & Söhne AG", *ADDRESS[1:]], ADDRESS[::-1]],
)
def test_another_address_is_noticed(address):
    assert not check_window(recorded_invoice("b"), FORM_B, address).ok


def test_first_line_of_an_address_is_no_return_line():
    def draw(canvas):
        for row, line in enumerate(ADDRESS):
            text_at(canvas, 25, 57 + 4 * row, line)

    alone = drawn(draw)
    assert check_window(alone, FORM_B, ADDRESS).ok
    assert check_window(alone, FORM_B, ADDRESS[1:]).codes == ("window_occupied",)


def test_an_invoice_of_the_other_form_is_noticed():
    # Form A's return line stands above the window of form B, its address on the border.
    report = check_window(recorded_invoice("a"), FORM_B, ADDRESS)
    assert "address_missing" in report.codes


def test_an_address_beside_the_window_is_found():
    report = check_window(invoice(left=121), FORM_B, ADDRESS)
    assert report.codes == ("address_missing", "address_elsewhere")
    assert report.elsewhere.left == pytest.approx(121, abs=0.2)
    assert report.address is None


def test_into_an_empty_window_the_address_is_added():
    empty = drawn(lambda canvas: text_at(canvas, 25, 110, "Kündigung", 14))
    report = check_window(empty, FORM_B, ADDRESS)
    assert report.ok and report.address is None and not report.warnings
    anything = drawn(lambda canvas: text_at(canvas, 25, 70, "Sehr geehrte"))
    codes = check_window(anything, FORM_B, ADDRESS).codes
    assert codes == ("address_missing", "window_occupied")


@pytest.mark.parametrize(
    "extra",
    [
        (25, 84, "Kundennummer 4711"),
        (80, 60, "Rechnung vom 1. März"),
        (10, 75, "Text, der von links hereinragt"),
        (90, 75, "Text, der nach rechts hinausragt"),
        (25, 91.5, "Betreff auf der unteren Kante", 14),
        (80, 49, "Noch etwas neben der Rücksendeangabe"),
    ],
)
def test_other_text_in_the_window_is_noticed(extra):
    report = check_window(invoice(extra=[extra]), FORM_B, ADDRESS)
    assert report.codes == ("window_occupied",)
    assert len(report.others) == 1
    assert report.address


@pytest.mark.parametrize(
    "extra",
    [
        (106, 60, "Informationsblock"),
        (25, 44.5, "Briefkopf"),
        (25, 93.5, "Betreff"),
        (104.5, 60, "Informationsblock"),
    ],
)
def test_text_on_the_border_is_tolerated(extra):
    assert check_window(invoice(extra=[extra]), FORM_B, ADDRESS).ok


@pytest.mark.parametrize(
    ("left", "top", "size", "seen"),
    [
        (104.7, 60, 9, False),
        (104.3, 60, 9, True),  # an i is 0.7 mm wide
        (25, 90.5, 4, False),
        (25, 90.2, 4, True),  # and 1.3 mm high in 4 pt
    ],
)
def test_short_text_is_in_the_window_as_soon_as_half_of_it_is(left, top, size, seen):
    report = check_window(invoice(extra=[(left, top, "i", size)]), FORM_B, ADDRESS)
    assert bool(report.others) == seen


@pytest.mark.parametrize(
    ("left", "top", "tolerated"),
    [
        (25, 52, True),  # 3 mm below the first part, 6 mm above the address
        (25, 55.5, False),  # as far from the first part as from the address
        (26.4, 52, True),  # hardly further right
        (26.7, 52, False),  # another column
    ],
)
def test_a_return_line_may_be_broken_once(left, top, tolerated):
    def page(*more):
        def draw(canvas):
            for row, line in enumerate(ADDRESS):
                text_at(canvas, 25, 62 + 4 * row, line)
            for across, down, text in ((25, 49, RETURN_LINE), *more):
                text_at(canvas, across, down, text, 6)

        return drawn(draw)

    second = (left, top, "12345 Berlin")
    assert check_window(page(), FORM_B, ADDRESS).ok
    assert check_window(page(second), FORM_B, ADDRESS).ok == tolerated
    third = (25, 54.5, "Postfach")
    report = check_window(page(second, third), FORM_B, ADDRESS)
    assert report.codes == ("window_occupied",)


@pytest.mark.parametrize(("size", "told_apart"), [(8.4, True), (8.8, False)])
def test_a_return_line_close_to_the_address_is_told_by_its_size(size, told_apart):
    def draw(canvas):
        for row, line in enumerate(ADDRESS):
            text_at(canvas, 25, 57 + 4 * row, line, 9)
        text_at(canvas, 25, 53, RETURN_LINE, size)

    report = check_window(drawn(draw), FORM_B, ADDRESS)
    assert report.codes == (() if told_apart else ("window_occupied",))


@pytest.mark.parametrize(
    ("extra", "seen"),
    [
        ((106, 60, "Informationsblock"), True),
        ((25, 94, "Leistungsempfänger:"), True),
        ((11, 70, "Rand"), True),
        ((25, 98.5, "Betreff"), False),
        ((111, 60, "Informationsblock"), False),
        ((25, 44.5, "Briefkopf"), False),
    ],
)
def test_text_that_an_envelope_dl_shows_beside_the_window_is_told(extra, seen):
    report = check_window(invoice(extra=[extra]), FORM_B, ADDRESS)
    assert report.ok
    assert report.warnings == (("text_seen",) if seen else ())
    assert len(report.seen) == seen


def test_a_watermark_across_the_page_is_only_where_its_letters_are():
    def watermark(canvas, left, top, grey):
        canvas.saveState()
        canvas.translate(left * mm, (297 - top) * mm)
        canvas.rotate(45)
        canvas.setFillGray(grey)
        canvas.setFont("Helvetica", 70)
        canvas.drawString(0, 0, "ENTWURF")
        canvas.restoreState()

    def page(canvas, left, top, grey=0):
        watermark(canvas, left, top, grey)
        text_at(canvas, 25, 50, RETURN_LINE, 6)
        for row, line in enumerate(ADDRESS):
            text_at(canvas, 25, 57 + 4 * row, line)

    beside = drawn(lambda canvas: page(canvas, 60, 220))
    assert check_window(beside, FORM_B, ADDRESS).codes == ()
    across = drawn(lambda canvas: page(canvas, 20, 120))
    assert "window_occupied" in check_window(across, FORM_B, ADDRESS).codes
    pale = drawn(lambda canvas: page(canvas, 20, 120, 0.9))
    report = check_window(pale, FORM_B, ADDRESS)
    assert report.ok and report.return_line


@pytest.mark.parametrize("shift", [0, 0.1])
@pytest.mark.parametrize("glue", [" ", None])
def test_an_address_drawn_twice_is_one(shift, glue):
    """Bold or with a shadow; line by line or word by word."""

    def draw(canvas):
        for row, line in enumerate(ADDRESS):
            left = 25
            for part in line.split(" ") if glue else [line]:
                text_at(canvas, left, 57 + 4 * row, part)
                text_at(canvas, left + shift, 57 + 4 * row + shift, part)
                left += canvas.stringWidth(part + " ", "Helvetica", 9) / mm

    assert check_window(drawn(draw), FORM_B, ADDRESS).ok
    # Twice the same word is another address.
    twice = ["Müller & Söhne KG KG", *ADDRESS[1:]]
    assert not check_window(invoice(address=twice), FORM_B, ADDRESS).ok


@pytest.mark.parametrize(
    ("size", "warned"),
    [
        (A4, False),
        ((612, 792), False),
        (A5, True),
        (landscape(A4), True),
        (A3, True),
    ],
)
def test_other_paper_than_a4_is_told(size, warned):
    def draw(canvas):
        canvas.translate(0, size[1] - A4[1])
        for row, line in enumerate(ADDRESS):
            text_at(canvas, 25, 57 + 4 * row, line)

    report = check_window(drawn(draw, size), FORM_B, ADDRESS)
    assert report.ok and ("page_not_a4" in report.warnings) == warned


def test_one_wrong_entry_of_a_table_does_not_spoil_a_font():
    table = (
        b"2 beginbfchar <41> <0041> <42> <004> endbfchar 3 beginbfrange "
        b"<43> <> <0043> <44> <45> [<0044> <004>] <46> <5a> <0046> endbfrange"
    )
    content = b"BT /F2 9 Tf 71 680 Td (AFZ) Tj 0 -12 Td (ADG) Tj ET"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 7 0 R >>"
    stream = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(table), table)
    page = stream_page(content, more=[font, stream])
    page = page.replace(b"/F1 4 0 R", b"/F1 4 0 R /F2 6 0 R")
    assert check_window(page, FORM_B, ["AFZ", "ADG"]).address


def test_run_length_streams_are_read():
    text = b"BT /F1 9 Tf 71 680 Td (AAAAAAAA) Tj 0 -12 Td (12345 Ort) Tj ET"
    head, tail = text.split(b"AAAAAAAA")
    packed = bytes([len(head) - 1]) + head + bytes([257 - 8]) + b"A"
    packed += bytes([len(tail) - 1]) + tail + b"\x80"
    page = stream_page(packed).replace(
        b"/Length %d >>" % len(packed),
        b"/Length %d /Filter /RunLengthDecode >>" % len(packed),
    )
    assert check_window(page, FORM_B, ["AAAAAAAA", "12345 Ort"]).address


def test_address_line_that_the_invoice_breaks():
    lines = ["Verein zur Pflege langer", "Namen e. V.", "Weg 1", "12345 Ort"]
    wanted = ["Verein zur Pflege langer Namen e. V.", "Weg 1", "12345 Ort"]
    assert check_window(invoice(address=lines), FORM_B, wanted).ok


def test_hidden_text_does_not_count():
    white = drawn(lambda c: (c.setFillGray(1), text_at(c, 25, 84, "weiß")))
    assert check_window(white, FORM_B, ADDRESS).others == ()


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_turned_pages_are_read_as_seen(rotate):
    turned = reframed(recorded_invoice("b"), rotate, (50, -50))
    report = check_window(turned, FORM_B, ADDRESS)
    assert report.ok
    plain = check_window(recorded_invoice("b"), FORM_B, ADDRESS)
    assert report.address.left == pytest.approx(plain.address.left, abs=0.01)


def test_an_address_is_needed():
    with pytest.raises(AddressMissing):
        check_window(recorded_invoice("b"), FORM_B, ["", " "])


def test_report_holds_no_text():
    report = check_window(invoice(extra=[(25, 84, "Geheimes")]), FORM_B, ADDRESS)
    assert "Geheim" not in repr(report) and "Müller" not in repr(report)


def placed(text: str, gaps=()) -> bytes:
    """Operators that place each letter of a text by itself, as wkhtmltopdf does."""
    steps = [b"BT /F1 10 Tf 1 0 0 1 85 650 Tm"]
    x = 0.0
    for at, letter in enumerate(text):
        steps.append(b"%.4f 0 Td <%02X> Tj" % (x, ord(letter)))
        x = stringWidth(letter, "Helvetica", 10) + dict(gaps).get(at, 0.0)
    return b"\n".join([*steps, b"1 -20 Td (below) Tj ET"])


@pytest.mark.parametrize(
    ("text", "gaps", "seen"),
    [
        ("Weg GmbH", (), ["Weg GmbH", "below"]),
        ("WegGmbH", [(2, 3.0)], ["Weg GmbH", "below"]),
        ("WegGmbH", [(2, 200.0)], ["Weg", "GmbH", "below"]),
        ("WegGmbH", [(2, -60.0)], ["GmbH Weg", "below"]),
    ],
)
def test_letters_that_are_placed_one_by_one(text, gaps, seen):
    page = get_page(open_pdf(stream_page(placed(text, gaps))), 1)
    lines = lines_on(page, 1)
    assert [line.text for line in lines] == seen
    [below] = [line for line in lines if line.text == "below"]
    assert below.box.left == pytest.approx((85 + sum_of(text, gaps) + 1) * 25.4 / 72)


def sum_of(text: str, gaps) -> float:
    """How far the last letter begins from the first one, in points."""
    widths = (stringWidth(letter, "Helvetica", 10) for letter in text[:-1])
    return sum(widths) + sum(dict(gaps).values())
