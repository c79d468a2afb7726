"""The Frankier-ID: check digit, and finding it in extracted text."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from printing import check_digit, grouped, is_valid, normalise
from printing.voucher_id import find

# Real or documented ids, collected in the project's notes on the service.
REAL = [
    "A005C715E20000000018",
    "A005C2ADD500000041EE",
    "A0011B1B9D0000008C71",
    "A0029B780B000000045F",
    "A00123C0390000000138",
]
INVENTED = ["A00123C0390000000139", "A005C715E2000000001", "A005C715E200000000188"]
OTHER = "0123456789ABCDEF"


@pytest.mark.parametrize("voucher_id", REAL)
def test_real_ids_have_the_right_check_digit(voucher_id):
    assert check_digit(voucher_id[:19]) == voucher_id[19]
    assert is_valid(voucher_id)
    assert is_valid(f" {grouped(voucher_id).lower()}\n")


@pytest.mark.parametrize("voucher_id", [*INVENTED, "", "G" * 20, "Ⅷ" * 20])
def test_invented_ids_are_not_valid(voucher_id):
    assert not is_valid(voucher_id)


def test_groups_for_people():
    assert grouped(REAL[0]) == "A0 05C7 15E2 00 0000 0018"
    assert normalise("a0 05c7\u00a015e2\n00 0000 0018") == REAL[0]
    assert grouped("a0 05") == "A005"


@pytest.mark.parametrize("text", ["A005C715E2", "X" * 19])
def test_check_digit_wants_19_digits(text):
    with pytest.raises(ValueError):
        check_digit(text)


@given(st.sampled_from(REAL), st.integers(0, 19), st.sampled_from(OTHER))
def test_a_wrong_digit_is_noticed(voucher_id, at, digit):
    # The CRC is taken over ASCII, so a letter for a digit may slip through.
    assume(digit.isdigit() == voucher_id[at].isdigit() or at == 19)
    changed = voucher_id[:at] + digit + voucher_id[at + 1 :]
    assert is_valid(changed) == (changed == voucher_id)


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
    ],
)
def test_found_in_text(text):
    assert find(text) == [REAL[0]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A0 05C7 15E2 00 0000 0019",
        "XA005C715E20000000018",
        "A005C715E20000000018B",
        "A0 05C7 15E2 00 0000 | 0018",
    ],
)
def test_nothing_is_guessed(text):
    assert find(text) == []


def test_two_different_ids():
    assert find(f"{REAL[0]}\n{grouped(REAL[1])}") == REAL[:2]
    assert find(f"{grouped(REAL[0])} {grouped(REAL[1])}") == REAL[:2]


@given(st.sampled_from(REAL), st.lists(st.integers(1, 19), max_size=8), st.data())
def test_any_grouping_is_read(voucher_id, cuts, data):
    marks = sorted({0, *cuts, 20})
    groups = [voucher_id[a:b] for a, b in zip(marks, marks[1:], strict=False)]
    space = data.draw(st.sampled_from([" ", "  ", "\n", "\u00a0"]))
    assert find(f"Preis 0,95 €\n{space.join(groups)}\nPost!") == [voucher_id]
