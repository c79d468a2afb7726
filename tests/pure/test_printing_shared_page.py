"""Each stamp is found, on pages that show several and on pages that are turned."""

import pytest
from printing_samples import (
    ADDRESS,
    RETURN_LINE,
    bought,
    bought_id,
    read,
    read_codes,
    recorded_invoice,
    rendered,
)

from printing import (
    FORM_B,
    UnreadablePdf,
    WrongStamp,
    compose_letter,
    measure_stamp,
    open_pdf,
    remember_stamp,
)
from simulator.catalogue import page_formats, product
from simulator.sheet import draw_order
from simulator.stamps import Stamp

SIZE = (35.5, 20.0)


def sheet(page_format: int, show_id: bool = True) -> bytes:
    """All labels of one page, with a stamp on each."""
    columns, rows = page_formats()[page_format].labels
    return draw_order(
        [
            Stamp(
                product(1),
                95,
                1_750_000_000,
                "FRANKING_ZONE",
                bought_id(1 + x + columns * y),
                label_x=1 + x,
                label_y=1 + y,
                show_id=show_id,
            )
            for x in range(columns)
            for y in range(rows)
        ],
        page_formats()[page_format],
    )


def letter(pdf: bytes, voucher_id: str | None):
    return compose_letter(
        recorded_invoice("b"),
        pdf,
        1,
        return_line=RETURN_LINE,
        address_lines=ADDRESS,
        form=FORM_B,
        voucher_id=voucher_id,
    )


# Sheets of 2 x 5 and 4 x 8 stamps. The ends of both are looked at, and of the small one
# also those beside them.
@pytest.mark.parametrize(("page_format", "looked_at"), [(1, 4), (35, 2)])
def test_each_of_several_stamps_is_found_by_its_id(page_format, looked_at):
    pdf = sheet(page_format)
    columns, rows = page_formats()[page_format].labels
    count = columns * rows
    [page] = read(pdf, (1,) * count)
    assert page.problem == "several_voucher_ids"
    places = set()
    for number in (1, count, 2, count - 1)[:looked_at]:
        box = measure_stamp(pdf, 1, bought_id(number))
        assert (box.width, box.height) == pytest.approx(SIZE, abs=0.05)
        places.add((round(box.left), round(box.top)))
        [code] = read_codes(rendered(letter(pdf, bought_id(number))))
        assert bought_id(number) in code.text
    assert len(places) == looked_at


def test_which_of_several_is_meant_is_never_guessed():
    for show_id in (True, False):
        with pytest.raises(UnreadablePdf) as caught:
            letter(sheet(1, show_id), None)
        assert caught.value.code == "several_stamps"
    with pytest.raises(WrongStamp):
        letter(sheet(1, show_id=False), bought_id(1))


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_stamp_on_a_page_that_is_turned_is_printed_upright(turn):
    pdf = bought()
    rotated = pdf.replace(b"/Rotate 0", b"/Rotate %d" % turn)
    assert rotated != pdf
    [page] = read(rotated)
    assert (page.voucher_id, page.problem) == (bought_id(1), None)
    assert (page.box.width, page.box.height) == pytest.approx(SIZE, abs=0.05)
    [plain] = read_codes(rendered(letter(pdf, bought_id(1))))
    known = open_pdf(rotated)
    remember_stamp(known, 1, page.voucher_id, page.box, page.turned)
    for stamps in (rotated, known):
        [code] = read_codes(rendered(letter(stamps, bought_id(1))))
        assert code.text == plain.text
        assert abs(code.orientation) <= 2
