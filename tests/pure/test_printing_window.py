"""The arithmetic of the window: everything inside, nothing on top of another."""

from pathlib import Path

import pytest
import reportlab
from hypothesis import assume, given
from hypothesis import strategies as st

from printing import (
    FORM_A,
    FORM_B,
    AddressMissing,
    Box,
    DoesNotFit,
    MissingGlyph,
    layout_window,
)
from printing.typesetting import words
from printing.window import EDGE, QUIET

SENDER = "Muster GmbH · Hauptstraße 5 · 12345 Berlin"
ADDRESS = [
    "Frau Erika Mustermann",
    "Beispiel Handelsgesellschaft mbH",
    "Hinterhaus",
    "Lange Straße 17",
    "12345 Musterstadt",
    "FRANCE",
]
WORDS = st.text("abcdefghijklmnoÄÖÜßg", min_size=1, max_size=14)
LINES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)


def texts(lines):
    return [line.text for line in lines]


def test_forms_of_din_5008():
    assert (FORM_A, FORM_B) == (Box(20, 27, 85, 45), Box(20, 45, 85, 45))


@pytest.mark.parametrize(
    ("size", "lines", "arrangement", "points"),
    [
        ((37, 20), 2, "above", 10),
        ((37, 20), 3, "beside", 10),
        ((37, 20), 4, "beside", 9.75),
        ((62, 20), 3, "above", 10),
        ((62, 20), 4, "above", 8),
        ((37, 20), 5, "beside", 8),
        ((62, 20), 5, "column", 8),
        ((37, 20), 6, "beside", 8),
        ((62, 20), 6, "column", 8),
        ((62, 32.5), 1, "column", 8.75),
        ((62, 32.5), 2, "column", 8),
    ],
)
def test_arrangement_and_type_size_of_usual_stamps(size, lines, arrangement, points):
    layout = layout_window(size, SENDER, ADDRESS[-lines:], FORM_B)
    sender = {
        "above": [SENDER],
        "beside": ["Muster GmbH · Hauptstraße 5", "12345 Berlin"],
        "column": SENDER.split(" · "),
    }[arrangement]
    assert texts(layout.return_lines) == sender
    assert layout.arrangement == ("above" if arrangement == "above" else "beside")
    assert layout.address_lines[0].size == points
    assert (layout.stamp.width, layout.stamp.height) == size
    assert texts(layout.address_lines) == ADDRESS[-lines:]


@pytest.mark.parametrize("lines", [1, 2, 3])
def test_3_mm_are_free_below_the_address_where_it_fits(lines):
    layout = layout_window((37, 20), SENDER, ADDRESS[-lines:], FORM_B)
    assert FORM_B.bottom - layout.address_lines[-1].box.bottom >= 3
    assert layout.safe and layout.address_lines[0].size == 10


def test_the_return_line_never_has_a_word_a_line():
    sender = "Musterbüro Lindner GmbH · Lindenallee 12 · 20259 Hamburg"
    for size in ((37, 20), (62, 20), (62, 32.5)):
        for lines in range(1, 7):
            try:
                layout = layout_window(size, sender, ADDRESS[-lines:], FORM_B)
            except DoesNotFit:
                continue
            assert 2 * len(layout.return_lines) <= len(sender.split())
            assert "12" not in texts(layout.return_lines)
    # Many words beside a small stamp are fine.
    long = "Beispielhafte Muster- und Handelsgesellschaft mbH & Co. KG · Weg 5 · 1 Ort"
    layout = layout_window((37, 20), long, ADDRESS[-5:], FORM_B)
    assert layout.safe and len(layout.return_lines) > 2


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Lange Straße 17", ["Lange", "Straße 17"]),
        ("Lange Straße 17 b", ["Lange", "Straße 17 b"]),
        ("Am Weg 3 - 5", ["Am", "Weg 3 - 5"]),
        ("88348 Bad Saulgau", ["88348 Bad", "Saulgau"]),
        ("12 bis Rue de Lille", ["12 bis", "Rue", "de", "Lille"]),
    ],
)
def test_numbers_stay_with_what_they_belong_to(line, kept):
    assert words(line) == kept


@pytest.mark.parametrize("lines", [3, 4])
def test_a_long_return_line_does_not_make_the_address_small(lines):
    sender = (
        "Ingenieurbüro Dr. Schmidt-Wasserfall & Partner mbB, "
        "Friedrich-Wilhelm-Straße 123 a, 10117 Berlin"
    )
    layout = layout_window((37, 20), sender, ADDRESS[-lines:], FORM_B)
    assert layout.safe and layout.arrangement == "beside"
    assert layout.address_lines[0].size >= 9.75
    assert len(layout.return_lines) <= 4


def test_text_starts_25_mm_from_the_edge_as_din_asks():
    layout = layout_window((62, 20), SENDER, ADDRESS[:4], FORM_B)
    assert {line.left for line in layout.address_lines + layout.return_lines} == {25}
    layout = layout_window((37, 20), SENDER, ADDRESS[:4], FORM_B)
    assert {line.left for line in layout.address_lines} == {25}
    assert layout.stamp.left == 25


def test_form_a_is_form_b_18_mm_higher():
    a, b = (layout_window((37, 20), SENDER, ADDRESS, f) for f in (FORM_A, FORM_B))
    assert b.stamp.top - a.stamp.top == pytest.approx(18)
    assert texts(a.address_lines) == texts(b.address_lines)


def test_long_lines_are_set_smaller_before_they_are_broken():
    long = "Verwaltungsgesellschaft für Wohneigentum Beispielstadt"
    layout = layout_window((37, 20), SENDER, [long, "12345 Ort"], FORM_B)
    assert texts(layout.address_lines) == [long, "12345 Ort"]
    assert 8 <= layout.address_lines[0].size < 10
    longer = long + " und Umgebung im Landkreis"
    layout = layout_window((37, 20), SENDER, [longer, "12345 Ort"], FORM_B)
    assert len(layout.address_lines) == 3
    assert " ".join(texts(layout.address_lines[:2])) == longer


def test_long_return_line_shrinks_then_breaks_between_its_parts():
    parts = ["Beispielhafte Muster- und Handelsgesellschaft mbH & Co. KG"]
    parts += ["Lange Hauptstraße 5", "12345 Berlin-Charlottenburg"]
    layout = layout_window((37, 20), " · ".join(parts), ADDRESS[-2:], FORM_B)
    assert texts(layout.return_lines) == [parts[0], " · ".join(parts[1:])]


def test_without_return_line():
    layout = layout_window((62, 20), "", ADDRESS[-4:], FORM_B)
    assert layout.return_lines == ()
    assert layout.address_lines[0].size == 9.75


@pytest.mark.parametrize(
    ("size", "address", "code"),
    [
        ((62, 32.5), ADDRESS[-4:], "address_too_long"),
        ((37, 20), ["x"] * 7, "too_many_lines"),
        ((37, 20), ["W" * 60], "address_too_long"),
        ((85, 43), ADDRESS[-1:], "stamp_too_large"),
        ((40, 44), ADDRESS[-1:], "stamp_too_large"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_way_out(size, address, code):
    with pytest.raises(DoesNotFit) as caught:
        layout_window(size, SENDER, address, FORM_B)
    assert (caught.value.code, caught.value.lines) == (code, len(address))
    # A cover sheet has the same window.
    assert caught.value.media == ("label", "envelope")
    assert caught.value.stamp == size


def test_empty_lines_do_not_count_and_an_address_is_needed():
    layout = layout_window((37, 20), SENDER, ["", " A ", "\n", "12345\tOrt"], FORM_B)
    assert texts(layout.address_lines) == ["A", "12345 Ort"]
    with pytest.raises(AddressMissing):
        layout_window((37, 20), SENDER, ["", " "], FORM_B)


def test_combining_accents_are_joined_or_refused():
    layout = layout_window((37, 20), SENDER, ["Mu\u0308ller", "a\u200bb"], FORM_B)
    assert texts(layout.address_lines) == ["Müller", "ab"]
    with pytest.raises(MissingGlyph) as caught:
        layout_window((37, 20), SENDER, ["q\u0308y"], FORM_B)
    assert caught.value.code_points == (0x308,)


def test_ligatures_are_taken_apart():
    layout = layout_window((37, 20), SENDER, ["Ste\ufb00i O\ufb03ce", "Weg"], FORM_B)
    assert texts(layout.address_lines) == ["Steffi Office", "Weg"]


VERA = str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")


def faces(layout):
    return {line.face.name.rpartition("/")[2] for line in layout.lines}


def test_an_offices_own_font_is_used_where_it_has_all_letters():
    own = layout_window((37, 20), SENDER, ADDRESS[-3:], FORM_B, VERA)
    assert faces(own) == {"Vera.ttf"} and own.safe and own.capitals >= 2.3
    for font, address in (
        (VERA, ["Żółć", "Weg", "12345 Ort"]),
        (VERA + ".gone", ADDRESS[-3:]),
        (__file__, ADDRESS[-3:]),
        (None, ADDRESS[-3:]),
    ):
        layout = layout_window((37, 20), SENDER, address, FORM_B, font)
        assert faces(layout) == {"LiberationSans-Regular.ttf"}


def test_an_own_font_never_makes_the_address_smaller_or_hides_it():
    # Vera is much wider.
    wide = "Verwaltungsgesellschaft für Wohneigentum Hamburg"
    plain = layout_window((37, 20), SENDER, [wide, "12345 Ort"], FORM_B)
    own = layout_window((37, 20), SENDER, [wide, "12345 Ort"], FORM_B, VERA)
    assert own == plain
    assert plain.capitals == pytest.approx(
        plain.address_lines[0].size * 0.688 * 25.4 / 72
    )


def test_reprs_hold_no_address():
    layout = layout_window((37, 20), SENDER, ADDRESS, FORM_B)
    assert "Mustermann" not in repr(layout) and "Muster GmbH" not in repr(layout)


@given(
    st.sampled_from([(37, 20), (62, 20), (62, 32.5), (33.4, 18.7), (50, 25)]),
    st.lists(LINES, min_size=1, max_size=6),
    st.lists(LINES, max_size=4).map(" · ".join),
    st.sampled_from([FORM_A, FORM_B]),
)
def test_never_cut_never_overlapping_always_inside(size, address, sender, form):
    try:
        layout = layout_window(size, sender, address, form)
    except DoesNotFit:
        assume(False)
    assert (layout.stamp.width, layout.stamp.height) == size
    assert " ".join(texts(layout.address_lines)) == " ".join(address)
    shown = " ".join(texts(layout.return_lines)).replace(" ·", "")
    assert shown.split() == sender.replace("·", " ").split()
    assert layout.address_lines[0].size >= 8
    assert all(6 <= line.size <= 8 for line in layout.return_lines)
    boxes = [line.box for line in layout.return_lines + layout.address_lines]
    inner = form.grown(-EDGE)
    for box in [*boxes, layout.stamp]:
        assert inner.contains(box, 1e-6)
    quiet = layout.stamp.grown(QUIET - 1e-6)
    assert not any(min(quiet.overlap(box)) > 0 for box in boxes)
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            assert min(one.overlap(other)) <= 1e-6
