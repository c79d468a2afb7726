"""What a person sees before paying: a sample stamp, a preview, marks on a bad page."""

import io

import pypdfium2
import pytest
from printing_samples import (
    ADDRESS,
    RETURN_LINE,
    SIZES,
    bought_id,
    differs,
    ink,
    invoice,
    read_any,
    read_codes,
    recorded_invoice,
    rendered,
    visible_text,
)

from printing import (
    FORM_B,
    FORMS,
    AddressMissing,
    DoesNotFit,
    UnreadablePdf,
    check_window,
    layout_window,
    mark_window,
    preview_letter,
    sample_stamp,
)
from printing.pdf import PdfReader

RED, BLUE = (217, 26, 26), (26, 89, 204)


def preview(document, size=(37, 20), form=FORM_B, **options):
    return preview_letter(
        document,
        size,
        return_line=RETURN_LINE,
        address_lines=ADDRESS,
        form=form,
        **options,
    )


def coloured(pdf, colour):
    """The extent (mm) of pixels of about this colour, or None."""
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72).to_pil().convert("RGB")
    bands = [
        band.point(lambda v, wanted=wanted: 255 * (abs(v - wanted) < 12))
        for band, wanted in zip(image.split(), colour, strict=True)
    ]
    from PIL import ImageChops

    box = ImageChops.darker(ImageChops.darker(*bands[:2]), bands[2]).getbbox()
    return box and tuple(v * 25.4 / 150 for v in box)


@pytest.mark.parametrize("size", SIZES.values())
def test_sample_is_as_large_as_a_stamp_and_is_none(size):
    pdf = sample_stamp(*size)
    [page] = read_any(pdf, bought_id(1), bought_id(2))
    assert (page.voucher_id, page.problem) == (None, "no_voucher_id")
    assert (page.box.width, page.box.height) == pytest.approx(size, abs=0.01)
    assert read_codes(rendered(pdf)) == []
    assert visible_text(pdf, page.box) == ["MUSTER"]


@pytest.mark.parametrize("form", ["a", "b"])
@pytest.mark.parametrize("offset", [(0, 0), (2, -1)])
def test_preview_is_page_one_with_the_sample_in_its_place(form, offset):
    before = recorded_invoice(form)
    made = preview(before, form=FORMS[form], offset=offset)
    assert len(PdfReader(io.BytesIO(made)).pages) == 1
    assert differs(rendered(before), rendered(made), besides=FORMS[form]) is None
    layout = layout_window((37, 20), RETURN_LINE, ADDRESS, FORMS[form]).moved(*offset)
    stamp = ink(rendered(made), layout.stamp.grown(1))
    assert (stamp.left, stamp.top) == pytest.approx(
        (layout.stamp.left, layout.stamp.top), abs=0.15
    )
    found = visible_text(made, layout.window)
    assert "MUSTER" in found and set(ADDRESS) <= set(found)
    assert read_codes(rendered(made)) == []
    assert coloured(made, RED) is coloured(made, BLUE) is None


def test_preview_shows_what_redrawing_would_leave():
    elsewhere = preview(invoice(left=120))
    left, top, right, bottom = coloured(elsewhere, RED)
    assert (left, right) == (pytest.approx(119, abs=0.7), pytest.approx(151, abs=3))
    assert (top, bottom) == (pytest.approx(53.4, abs=1), pytest.approx(70, abs=2))
    # Text that is wiped out wholly leaves nothing to frame.
    wiped = preview(invoice(extra=[(30, 85, "Einschreiben")]))
    assert coloured(wiped, RED) is None and coloured(wiped, BLUE)


def test_preview_refuses_what_has_no_layout():
    with pytest.raises(DoesNotFit):
        preview(recorded_invoice("b"), (62, 32.5))
    with pytest.raises(UnreadablePdf):
        preview(b"no")
    with pytest.raises(AddressMissing):
        preview_letter(
            invoice(), (37, 20), return_line="", address_lines=[" "], form=FORM_B
        )


def test_preview_knows_the_address_as_it_was_printed():
    other = ["MÜLLER", "BERLIN"]
    made = preview_letter(
        invoice(),
        (37, 20),
        return_line=RETURN_LINE,
        address_lines=other,
        printed_address_lines=ADDRESS,
        form=FORM_B,
    )
    assert coloured(made, BLUE) is None
    assert set(other) <= set(visible_text(made, FORM_B))


def test_marks_frame_the_window_and_what_is_wrong():
    before = invoice(extra=[(30, 85, "Einschreiben")])
    report = check_window(before, FORM_B, ADDRESS)
    made = mark_window(before, FORM_B, report)
    left, top, right, bottom = coloured(made, BLUE)
    assert (left, top, right, bottom) == pytest.approx((20, 45, 105, 90), abs=0.5)
    [box] = report.others
    left, top, right, bottom = coloured(made, RED)
    assert left < box.left and top < box.top
    assert right > box.right and bottom > box.bottom
    # Nothing is covered: the page's own text is all there.
    assert "Einschreiben" in visible_text(made, FORM_B)
    good = invoice()
    marked = mark_window(good, FORM_B, check_window(good, FORM_B, ADDRESS))
    assert coloured(marked, RED) is None and coloured(marked, BLUE)


def test_only_page_one_and_no_embedded_files():
    made = mark_window(
        recorded_invoice("b"),
        FORM_B,
        check_window(recorded_invoice("b"), FORM_B, ADDRESS),
    )
    assert len(PdfReader(io.BytesIO(made)).pages) == 1
