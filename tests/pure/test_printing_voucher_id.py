"""The Frankier-ID: its groups, and finding the wanted ones in extracted text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing import grouped, normalise
from printing.voucher_id import shown_in

# Real or documented IDs, collected in the project's notes on the service.
REAL = [
    "A005C715E20000000018",
    "A005C2ADD500000041EE",
    "A0011B1B9D0000008C71",
    "A0029B780B000000045F",
    "A00123C0390000000138",
]


def test_groups_for_people():
    assert grouped(REAL[0]) == "A0 05C7 15E2 00 0000 0018"
    assert normalise("a0 05c7\u00a015e2\n00-0000-0018") == REAL[0]
    assert grouped("a0 05") == "A005"


@pytest.mark.parametrize(
    "text",
    [
        "IM 12.05.25 0,95\nA0 05C7 15E2 00 0000 0018\nDeutsche Post",
        "A005C715E20000000018",
        "95 A005C715E20000000018 AB",
        "EINSCHREIBEN\nA0 05C7 15E2\n00 0000 0018\nR",
        "a0\u00a005c7\u200915e2\t00 0000 0018",
        "\n".join("A005C715E20000000018"),
        "A005C715E20000000018\nA0 05C7 15E2 00 0000 0018",
        # Seen to be lost: glued to a label, hyphens, backwards, beside other digits.
        "IDA005C715E20000000018",
        "Frankier-ID:A0-05C7-15E2-00-0000-0018",
        "A005C715E20000000018"[::-1],
        "8100 0000 00 2E51 7C50 0A",
        "00340434161094042557 A0 05C7 15E2 00 0000 0018 00340434161094042557",
    ],
)
def test_found_in_text(text):
    for wanted in (REAL[0], REAL[0].lower(), grouped(REAL[0])):
        assert shown_in([text], [wanted, REAL[1]]) == {REAL[0]}


@pytest.mark.parametrize(
    "wanted", ["A1-23456-78", "0123456789ABCDEF01234567", "ZX81/Q*77W"]
)
def test_ids_of_another_form(wanted):
    assert shown_in([f"Nr. {wanted} EUR"], [wanted]) == {normalise(wanted)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A0 05C7 15E2 00 0000 0019",
        "A0 05C7 15E2 00 0000 | X 0018",
        grouped(REAL[1]),
    ],
)
def test_nothing_is_guessed(text):
    assert shown_in([text], [REAL[0]]) == set()
    assert shown_in([text], ["", "A005"]) == set()


def test_an_id_that_may_stand_there_by_chance_is_not_found():
    assert shown_in(["A005C71"], ["A005C71"]) == set()
    assert shown_in(["A005C715"], ["A005C715"]) == {"A005C715"}


def test_all_wanted_ones_of_several_readings():
    both = [f"{REAL[0]} x", f"x {grouped(REAL[1])}"]
    assert shown_in(both, REAL) == set(REAL[:2])
    assert shown_in(["\n".join(both)], REAL) == set(REAL[:2])


def test_a_longer_one_does_not_show_the_shorter_one_in_it():
    shorter, longer = REAL[0], f"{REAL[0]}77"
    assert shown_in([longer], [shorter, longer]) == {longer}
    assert shown_in([f"{longer} {shorter}"], [shorter, longer]) == {longer, shorter}


@given(st.sampled_from(REAL), st.lists(st.integers(1, 19), max_size=8), st.data())
def test_any_grouping_is_read(voucher_id, cuts, data):
    marks = sorted({0, *cuts, 20})
    groups = [voucher_id[a:b] for a, b in zip(marks, marks[1:], strict=False)]
    space = data.draw(st.sampled_from([" ", "  ", "\n", "\u00a0", "-"]))
    text = f"Preis 0,95 €\n{space.join(groups)}\nPost!"
    assert shown_in([text], REAL) == {voucher_id}
