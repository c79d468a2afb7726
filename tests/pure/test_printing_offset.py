"""The offset that corrects a printer: what moves, what stays, what is refused."""

import pytest
from printing_samples import (
    ADDRESS,
    RETURN_LINE,
    bought,
    differs,
    drawn,
    ink,
    invoice,
    recorded_invoice,
    rendered,
    text_at,
    visible_text,
)

from printing import FORM_B, FORMS, OffsetTooLarge, compose_letter


def letter(invoice_pdf, offset=(0, 0), form=FORM_B, stamps=None):
    return compose_letter(
        invoice_pdf,
        stamps or bought(),
        1,
        return_line=RETURN_LINE,
        address_lines=ADDRESS,
        form=form,
        offset=offset,
    )


@pytest.mark.parametrize("form", ["a", "b"])
@pytest.mark.parametrize("offset", [(2, -1.5), (-3.2, 0.5), (0.1, 0.1), (0, 0)])
def test_all_that_is_drawn_moves_and_nothing_else(form, offset):
    before = recorded_invoice(form)
    plain, moved = (
        rendered(letter(before, by, FORMS[form])) for by in ((0, 0), offset)
    )
    inner = FORMS[form].grown(-0.3)
    one, other = ink(plain, inner), ink(moved, inner)
    assert other.left - one.left == pytest.approx(offset[0], abs=0.1)
    assert other.top - one.top == pytest.approx(offset[1], abs=0.1)
    assert (other.width, other.height) == pytest.approx(
        (one.width, one.height), abs=0.1
    )
    assert differs(rendered(before), moved, besides=FORMS[form]) is None


def test_the_old_text_stays_covered():
    # The old return line ends 1 mm below the window's edge, the old text at its left.
    before = invoice(top=42, left=21)
    text = visible_text(letter(before, (5, 4)), FORM_B)
    # Search finds old and new text; of the old, which is unmoved, no ink is left.
    assert text.count(ADDRESS[0]) == 2
    picture = rendered(letter(before, (5, 4)))
    assert ink(picture, FORM_B.grown(-0.3)).left > 29


@pytest.mark.parametrize(
    "offset", [(-60, 0), (0, -80), (200, 0), (0, 250), (float("nan"), 0)]
)
def test_nothing_leaves_the_page(offset):
    with pytest.raises(OffsetTooLarge) as caught:
        letter(invoice(), offset)
    assert caught.value.code == "off_page"


def test_other_text_must_not_come_into_the_moved_window():
    below = invoice(extra=[(30, 93.5, "Bankverbindung")])
    letter(below, (0, 1))
    with pytest.raises(OffsetTooLarge) as caught:
        letter(below, (0, 4))
    assert caught.value.code == "other_text"
    [box] = caught.value.boxes
    assert box.top == pytest.approx(91.2, abs=0.3)


def test_what_is_drawn_must_not_stand_on_a_drawing():
    def draw(canvas):
        text_at(canvas, 25, 49, RETURN_LINE.replace("·", "|"), 6)
        for row, line in enumerate(ADDRESS):
            text_at(canvas, 25, 57 + 4 * row, line)
        canvas.rect(5 * 72 / 25.4, 600, 14 * 72 / 25.4, 200, fill=1)

    logo = drawn(draw)
    letter(logo, (-4, 0))
    with pytest.raises(OffsetTooLarge) as caught:
        letter(logo, (-8, 0))
    assert caught.value.code == "other_text"


def test_white_outside_of_the_window_may_be_used():
    moved = rendered(letter(invoice(), (-8, 0)))
    assert ink(moved, FORM_B.grown(10)).left == pytest.approx(17, abs=0.2)
