"""The sheet that measures a printer, read as a person reads it."""

import io

import pytest
from printing_samples import DPI, ink, rendered, visible_text

from printing import (
    FORMS,
    Box,
    CalibrationTexts,
    DoesNotFit,
    MissingGlyph,
    calibration_sheet,
)
from printing.pdf import PdfReader

TEXTS = CalibrationTexts(
    "Drucker einmessen",
    ["1. Auf 100 % drucken.", "2. Am Lineal falten.", "3. Zahl ablesen."],
    "Nach rechts (dx) in mm",
    "Nach unten (dy) in mm",
)
PAGE = Box(0, 0, 210, 297)


def dark(image, x, y):
    """Whether there is ink around a place in mm."""
    return ink_at(image, Box(x - 0.15, y - 0.15, 0.3, 0.3))


def ink_at(image, box):
    edges = (box.left, box.top, box.right, box.bottom)
    part = image.crop(tuple(round(v * DPI / 25.4) for v in edges))
    return part.getextrema()[0] < 200


@pytest.mark.parametrize("form", ["a", "b"])
def test_page_frame_and_texts(form):
    pdf = calibration_sheet(FORMS[form], TEXTS)
    [page] = PdfReader(io.BytesIO(pdf)).pages
    assert [float(v) * 25.4 / 72 for v in page.mediabox[2:]] == pytest.approx(
        [210, 297], abs=0.01
    )
    image, window = rendered(pdf), FORMS[form]
    # The frame's corners, and nothing between them and the page's middle.
    assert ink_at(image, Box(window.right - 0.2, window.bottom - 3, 0.4, 1))
    assert ink_at(image, Box(window.right - 3, window.bottom - 0.2, 1, 0.4))
    found = visible_text(pdf, PAGE)
    for text in (TEXTS.title, *TEXTS.steps, TEXTS.across, TEXTS.down):
        assert any(text in line for line in found)
    # Nothing where office printers do not print.
    inked = ink(image)
    assert PAGE.grown(-4.5).contains(inked)


@pytest.mark.parametrize("form", ["a", "b"])
def test_rulers_show_mm_from_the_papers_edge(form):
    image, window = rendered(calibration_sheet(FORMS[form], TEXTS)), FORMS[form]
    for mm in (10, 115, 127, 183):
        assert dark(image, mm, window.top - 1)
        assert not dark(image, mm + 0.5, window.top - 1)
    for mm in (150, 201, 280):
        assert dark(image, window.left - 1, mm)
        assert not dark(image, window.left - 1, mm + 0.5)


@pytest.mark.parametrize("form", ["a", "b"])
@pytest.mark.parametrize("misfeed", [(0, 0), (5, -5), (-10, 10)])
def test_folded_edge_points_at_the_correction(form, misfeed):
    # What a printer with this error prints: the same sheet, moved.
    window = FORMS[form]
    pdf = calibration_sheet(window, TEXTS, offset=misfeed)
    # Fold at the printed rulers: that is where the paper's edge comes to lie.
    x, y = 2 * (window.left + misfeed[0]), 2 * (window.top + misfeed[1])
    base_across, base_down = window.bottom + 30 + misfeed[1], 150 + misfeed[0]
    image = rendered(pdf)
    assert dark(image, x, base_across - 2) and dark(image, base_down - 2, y)
    across = visible_text(pdf, Box(x - 2, base_across - 9, 4, 4.7))
    down = visible_text(pdf, Box(base_down - 12, y - 1.5, 8, 3))
    assert list(map(int, across + down)) == [-misfeed[0], -misfeed[1]]


def test_texts_are_refused_rather_than_cut():
    with pytest.raises(DoesNotFit) as caught:
        calibration_sheet(FORMS["b"], CalibrationTexts("x" * 99, (), "dx", "dy"))
    assert caught.value.code == "text_too_long"
    with pytest.raises(MissingGlyph):
        calibration_sheet(FORMS["b"], CalibrationTexts("山", (), "dx", "dy"))
