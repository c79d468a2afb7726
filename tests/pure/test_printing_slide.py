"""A folded sheet slides in its envelope; what must be seen stays in the window."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from printing import (
    C5,
    C6_5,
    DL,
    FORM_A,
    FORM_B,
    Box,
    DoesNotFit,
    layout_window,
    safe_area,
    shown_area,
    visible_area,
)
from printing.window_layout import SHOWN_QUIET

SENDER = "Muster GmbH · Hauptstraße 5 · 12345 Berlin"
ADDRESS = ["Beispiel GmbH", "Frau Muster", "Hinterhaus", "Weg 17", "12345 Ort", "PERU"]
FIRST_FOLD = {FORM_A: 87.0, FORM_B: 105.0}
WORDS = st.text("abcdefghijklmnoÄÖÜßg", min_size=1, max_size=14)
LINES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


def seen_everywhere(box, form, envelope, fold_error=0.0, slide=99.0):
    """Push the sheet into each corner of the envelope and look through the window.

    ``slide``: no further than so many mm from where it is at rest.

    Written without the code under test: places are carried from the page to the
    envelope, on which the fold (the sheet's lower edge) is at the bottom at rest.
    """
    fold, height = (FIRST_FOLD[form], 105) if envelope is not C5 else (148.5, 148.5)
    furthest = min(slide, envelope.width - 210), min(slide, envelope.height - height)
    for right in (0, furthest[0] / 2, furthest[0]):
        for up in (0, furthest[1] / 2, furthest[1]):
            moved = Box(
                box.left + right,
                envelope.height - (fold + fold_error - box.top) - up,
                box.width,
                box.height,
            )
            if not envelope.window.contains(moved, 1e-6):
                return False
    return True


@pytest.mark.parametrize("form", [FORM_A, FORM_B])
def test_at_rest_the_field_is_exactly_behind_the_window(form):
    for envelope in (DL, C6_5):
        in_the_corner = form.moved(0, envelope.height - FIRST_FOLD[form])
        assert envelope.window.left == in_the_corner.left
        assert envelope.window.top == in_the_corner.top


@pytest.mark.parametrize("form", [FORM_A, FORM_B])
@pytest.mark.parametrize("envelope", [DL, C6_5, C5])
def test_visible_area_is_the_largest_that_is_always_seen(form, envelope):
    area = visible_area(form, envelope)
    assert seen_everywhere(area, form, envelope)
    for grown in (
        Box(area.left - 0.1, area.top, area.width, area.height),
        Box(area.left, area.top - 0.1, area.width, area.height),
        Box(area.left, area.top, area.width + 0.1, area.height),
        Box(area.left, area.top, area.width, area.height + 0.1),
    ):
        assert not seen_everywhere(grown, form, envelope)


@pytest.mark.parametrize("form", [FORM_A, FORM_B])
@pytest.mark.parametrize("envelope", [DL, C6_5])
def test_shown_area_is_all_that_is_ever_seen(form, envelope):
    area = shown_area(form, envelope)
    fold, window = FIRST_FOLD[form], envelope.window
    for right in (0, envelope.width - 210):
        for up in (0, envelope.height - 105):
            top = fold - envelope.height + window.top + up
            seen = Box(window.left - right, top, window.width, window.height)
            assert area.contains(seen, 1e-6)
    assert area.width == window.width + envelope.width - 210
    assert area.height == window.height + envelope.height - 105


def test_measures_of_the_model():
    assert shown_area(FORM_B, DL) == Box(10, 45, 100, 50)
    assert visible_area(FORM_B, DL) == Box(20, 50, 80, 40)
    assert visible_area(FORM_B, C6_5) == Box(20, 54, 71, 36)
    assert visible_area(FORM_B, C5) == Box(20, 57, 71, 31.5)
    assert safe_area(FORM_B) == Box(21, 50, 79, 38.5)
    assert safe_area(FORM_A) == Box(21, 32, 79, 38.5)
    # Folded once, a letter of form A does not go with the window of a C5.
    assert visible_area(FORM_A, C5).overlap(FORM_A)[1] == 15


@pytest.mark.parametrize("form", [FORM_A, FORM_B])
@pytest.mark.parametrize("size", [(37, 20), (62, 20)])
@pytest.mark.parametrize("lines", [1, 2, 3, 4, 5])
def test_usual_letters_are_wholly_seen_in_dl(form, size, lines):
    layout = layout_window(size, SENDER, ADDRESS[-lines:], form)
    assert layout.safe and layout.always_visible(DL)
    assert seen_everywhere(layout.stamp.grown(SHOWN_QUIET), form, DL)
    for line in layout.lines:
        assert seen_everywhere(line.box, form, DL)
        assert seen_everywhere(line.box, form, DL, fold_error=-1.0)


@pytest.mark.parametrize("envelope", [DL, C6_5, C5])
@pytest.mark.parametrize("size", [(37, 20), (62, 20)])
@pytest.mark.parametrize("lines", [1, 2, 3, 4, 5])
def test_usual_letters_are_wholly_seen_when_the_sheet_slides_by_5_mm(
    envelope, size, lines
):
    layout = layout_window(size, SENDER, ADDRESS[-lines:], FORM_B)
    assert layout.always_visible(envelope, 5.0)
    assert seen_everywhere(layout.extent, FORM_B, envelope, slide=5.0)


def test_c5_takes_form_b_only():
    assert all(envelope.takes(FORM_B) for envelope in (DL, C6_5, C5))
    assert DL.takes(FORM_A) and C6_5.takes(FORM_A) and not C5.takes(FORM_A)


@pytest.mark.parametrize(
    ("size", "lines"), [((37, 20), 6), ((62, 20), 6), ((62, 32.5), 2)]
)
def test_what_cannot_be_safe_says_so_and_hides_little(size, lines):
    layout = layout_window(size, SENDER, ADDRESS[-lines:], FORM_B)
    assert not layout.safe
    # In a DL the sheet may slide up by 5 mm: in the lower half of that all is seen.
    assert layout.always_visible(DL, 2.5)
    assert FORM_B.contains(layout.extent, 0.1)
    # At rest everything is seen; pushed up by 1 mm the stamp itself still is.
    assert layout.stamp.top - FORM_B.top >= 1.0
    assert {line.size for line in layout.address_lines} == {8}


def test_one_line_is_safe_in_c6_5_as_well():
    assert layout_window((37, 20), SENDER, ADDRESS[-1:], FORM_B).always_visible(C6_5)


@given(
    st.sampled_from([(37, 20), (62, 20), (62, 32.5), (33.4, 18.7)]),
    st.lists(LINES, min_size=1, max_size=6),
    st.lists(LINES, max_size=3).map(" · ".join),
    st.sampled_from([FORM_A, FORM_B]),
)
def test_safe_is_what_the_envelope_shows(size, address, sender, form):
    try:
        layout = layout_window(size, sender, address, form)
    except DoesNotFit:
        assume(False)
    for envelope in (DL, C6_5, C5):
        seen = seen_everywhere(layout.extent, form, envelope)
        assert layout.always_visible(envelope) == seen
        if layout.safe and (envelope, form) != (C5, FORM_A):
            assert seen_everywhere(layout.extent, form, envelope, slide=5.0)
