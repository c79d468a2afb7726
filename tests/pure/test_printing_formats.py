"""The facts about paper agree with the service's own list."""

import pytest

from printing import label_formats, page_formats
from printing.envelope import FORMAT_IDS
from simulator.catalogue import page_formats as service_formats


def test_formats_are_those_of_the_service():
    answered = service_formats()
    for number, ours in page_formats().items():
        theirs = answered[number]
        assert (ours.width, ours.height) == (theirs.width, theirs.height)
        assert ours.page_type == theirs.page_type
        assert ours.name == theirs.answer["name"].strip()
        assert ours.label_count == theirs.labels[0] * theirs.labels[1]
        for at in range(ours.label_count):
            box = ours.label(at + 1)
            column, row = at % theirs.labels[0] + 1, at // theirs.labels[0] + 1
            assert (box.left, box.top, box.width, box.height) == pytest.approx(
                theirs.label_box(column, row)
            )


def test_what_is_left_out_takes_no_stamp():
    used = {number for pair in FORMAT_IDS.values() for number in pair}
    for number, theirs in service_formats().items():
        _, _, width, height = theirs.label_box(1, 1)
        if theirs.page_type == "ENVELOPE":
            assert (number in page_formats()) == (number in used)
        else:
            assert (number in page_formats()) == (width >= 37 and height >= 20)
    assert set(label_formats()) == set(page_formats()) - used


def test_numbers_stay_stable():
    assert page_formats()[6].label_size == (97, 67.75)
    assert page_formats()[29].label_size == (94, 52)
    assert page_formats()[59].label_size == (60, 35)
