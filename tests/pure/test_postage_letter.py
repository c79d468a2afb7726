"""What goes into an envelope: documents, duplex, thickness, the sum, the hints."""

from dataclasses import astuple, replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_postage_catalogue import PRODUCTS

from postage import (
    C4,
    C5,
    C6,
    C6_5,
    COMMON,
    DL,
    Envelope,
    Letter,
    Sum,
    choose,
    hints,
    obstacles,
    sheets,
)

BY_CODE = {product.code: product for product in PRODUCTS}
MAXI, GROSS, KOMPAKT, STANDARD = (BY_CODE[code] for code in (31, 21, 11, 1))


def product(letter):
    return choose(PRODUCTS, letter).product


@pytest.mark.parametrize(
    ("documents", "single", "double"),
    [
        ([], 0, 0),
        ([1], 1, 1),
        ([3], 3, 2),
        ([1, 1], 2, 2),
        ([1, 3], 4, 3),
        ((2, 2, 2), 6, 3),
        ([0, 5], 5, 3),
    ],
)
def test_each_document_begins_on_its_own_sheet(documents, single, double):
    assert Letter(documents).sheets == single
    assert Letter(documents, duplex=True).sheets == double


def test_pages_of_several_documents():
    several = choose(PRODUCTS, Letter([1, 1, 2], duplex=True))
    assert (several.letter.sheets, several.product) == (3, STANDARD)
    assert product(Letter([1, 1, 2])) is KOMPAKT


@pytest.mark.parametrize(
    ("letter", "rounded"),
    [
        (Letter([4]), "4 × 5 + 5 + 0 = 25"),
        (Letter([3]), "3 × 5 + 5 + 0 = 20"),
        (Letter([9], envelope=DL), "9 × 5 + 5 + 0 = 50"),
        (Letter([3], enclosures=Decimal("0.04")), "3 × 4.99 + 5 + 0.04 = 20.01"),
        (Letter([3], paper=90), "3 × 5.6 + 5 + 0 = 21.8"),
        (Letter([2], paper=100, enclosures=7), "2 × 6.2 + 5 + 7 = 24.5"),
        (Letter([95], envelope=C4), "95 × 4.99 + 25 + 0 = 499.01"),
        (Letter([96], envelope=C4), "96 × 4.99 + 25 + 0 = 504.01"),
        (Letter([], enclosures=495, envelope=DL), "0 × 5 + 5 + 495 = 500"),
    ],
)
def test_the_sum_in_short_numbers(letter, rounded):
    count, sheet, envelope, enclosures, total = astuple(letter.sum.rounded())
    text = f"{count} × {sheet} + {envelope} + {enclosures} = {total}"
    assert text == rounded


weights = st.fractions(0, 600, max_denominator=10**6)


@given(st.integers(0, 400), st.integers(1, 300), weights, weights)
def test_the_sum_is_exact_and_its_short_form_true(count, paper, envelope, enclosures):
    letter = Letter(
        [count],
        paper=paper,
        enclosures=enclosures,
        envelope=Envelope(1, 1, 1, envelope),
    )
    exact, short = letter.sum, letter.sum.rounded()
    parts = exact.sheets * exact.sheet + exact.envelope + exact.enclosures
    assert parts == exact.total == letter.weight
    added = short.sheets * short.sheet + short.envelope + short.enclosures
    assert abs(Fraction(added) - exact.total) <= Fraction(1, 2)
    assert abs(Fraction(short.total) - exact.total) <= Fraction(1, 2)
    for limit in (20, 50, 500, 1000, 2000):
        assert (short.total <= limit) is (exact.total <= limit)


@pytest.mark.parametrize(
    ("envelope", "layers", "sheets"),
    [(DL, 3, 8), (C6_5, 3, 15), (C6, 4, 11), (C5, 2, 33), (C4, 1, 95)],
    ids=lambda value: getattr(value, "name", None),
)
def test_how_paper_lies_in_an_envelope(envelope, layers, sheets):
    letter = Letter([sheets], envelope=envelope)
    assert envelope.layers == layers
    thickness = 1 + Fraction(sheets * layers, 10)
    assert letter.packed == replace(envelope, height=thickness)
    assert not letter.crowded
    assert replace(letter, documents=[sheets + 1]).crowded


def test_paper_may_fill_an_envelope_to_its_edges():
    assert [Envelope(*size).layers for size in ((297, 210), (210, 105))] == [1, 3]


def test_other_sizes_are_folded_as_little_as_they_must():
    sizes = {(353, 250): 1, (250, 176): 2, (235, 120): 3, (155, 155): 4, (140, 90): 4}
    assert {size: Envelope(*size).layers for size in sizes} == sizes
    assert Letter([1], envelope=Envelope(140, 90)).crowded


@pytest.mark.parametrize(
    ("pages", "envelope"),
    [(1, DL), (8, DL), (9, C6_5), (15, C6_5), (16, C5), (34, C4), (95, C4), (300, C4)],
)
def test_smallest_envelope_that_takes_the_paper(pages, envelope):
    letter = Letter([pages])
    assert letter.packed.name == envelope.name
    assert letter.crowded is (pages > 95)
    assert Letter([1], envelopes=(C4, DL)).smallest() is C4


def test_thick_paper_and_enclosures_fill_an_envelope_too():
    assert Letter([4], paper=160).packed.name == "DL"
    assert Letter([5], paper=160).packed.name == "C6/5"
    enclosed = Letter([1], enclosures=Fraction(49896, 10000) * 7).packed
    assert enclosed == Letter([8]).packed
    assert Letter([1], enclosures=40).packed.name == "C6/5"


@pytest.mark.parametrize(
    ("documents", "envelope", "expected"),
    [
        ([63], DL, GROSS),  # 319 g, 19.9 mm
        ([64], DL, MAXI),  # 324 g, 20.2 mm
        ([95], C5, GROSS),  # 483 g, exactly 20 mm
        ([96], C5, MAXI),  # 488 g, 20.2 mm
        ([95], C4, GROSS),  # 499.01 g, 10.5 mm
        ([96], C4, MAXI),  # 504.0 g
        ([17], DL, GROSS),  # by weight; 6.1 mm thick
    ],
)
def test_thickness_decides_before_weight_only_in_full_envelopes(
    documents, envelope, expected
):
    assert product(Letter(documents, envelope=envelope)) is expected


@pytest.mark.parametrize(
    ("height", "expected"),
    [
        (5, STANDARD),
        (Decimal("5.1"), KOMPAKT),
        (10, KOMPAKT),
        (Decimal("10.1"), GROSS),
        (20, GROSS),
        (Decimal("20.1"), MAXI),
        (50, MAXI),
        (51, BY_CODE[41]),
    ],
)
def test_measured_thickness_counts(height, expected):
    letter = Letter([1], envelope=replace(DL, height=height))
    assert letter.packed.height == height
    assert product(letter) is expected


@pytest.mark.parametrize("limit", [20, 50, 500, 1000])
def test_a_letter_exactly_at_a_limit(limit):
    letter = Letter([2], envelope=DL)
    letter = replace(letter, enclosures=limit - letter.weight)
    heavier = replace(letter, enclosures=letter.enclosures + Fraction(1, 10**6))
    measured = [
        replace(each, envelope=replace(DL, height=5)) for each in (letter, heavier)
    ]
    limits = [product(each).max_weight for each in measured]
    assert limits == [limit, {20: 50, 50: 500, 500: 1000, 1000: 2000}[limit]]


def said(letter):
    return [
        (hint.kind, hint.product.code, hint.saving, hint.envelope.name)
        for hint in hints(PRODUCTS, letter)
    ]


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        (Letter([3]), []),
        (Letter([4]), [("duplex", 1, 15, "DL")]),
        (Letter([7]), []),
        (Letter([1, 1, 1, 1]), []),
        (Letter([3], envelope=C5), [("envelope", 1, 85, "DL")]),
        (
            Letter([4], envelope=C4),
            [("envelope", 11, 70, "DL"), ("both", 1, 85, "DL")],
        ),
        (Letter([18], envelope=C4), [("both", 11, 70, "C6/5")]),
        (Letter([100]), [("duplex", 21, 110, "C4")]),
        (Letter([20]), []),
        (
            Letter([64], envelope=DL),
            [("duplex", 21, 110, "DL"), ("envelope", 21, 110, "C4")],
        ),
        (Letter([4], envelope=replace(C4, height=3)), []),
        (Letter([400]), [("duplex", 41, None, "C4")]),
        (Letter([4], service="einwurf"), [("duplex", 1002, 15, "DL")]),
        (Letter([4], destination="international"), [("duplex", 10001, 55, "DL")]),
    ],
)
def test_what_would_cost_less(letter, expected):
    assert said(letter) == expected


def test_hints_from_the_envelopes_at_hand():
    letter = Letter([2], envelope=C4, envelopes=(C4, C5))
    assert hints(PRODUCTS, letter) == []
    own = replace(C6_5, weight=7, name="ours")
    [hint] = hints(PRODUCTS, replace(letter, envelopes=(own,)))
    assert (hint.envelope, hint.product) == (own, STANDARD)


def test_a_choice_that_is_too_small_is_told_in_full():
    letter = Letter([12], envelope=C4)
    found = obstacles(STANDARD, letter)
    measures = [obstacle.measure for obstacle in found]
    assert measures == ["weight", "length", "width"]
    assert obstacles(GROSS, letter) == obstacles(MAXI, letter) == []


def test_a_choice_for_another_country_or_service_is_told():
    abroad = Letter([1], destination="international", service="einschreiben")
    found = obstacles(STANDARD, abroad)
    assert [astuple(obstacle) for obstacle in found] == [
        ("destination", "international", "national"),
        ("service", "einschreiben", "none"),
    ]


def test_envelope_weight_alone():
    heavy = choose(PRODUCTS, Letter([3], envelope=replace(DL, weight=6)))
    assert (heavy.product, heavy.letter.sum.envelope) == (KOMPAKT, 6)


@pytest.mark.parametrize("wrong", [{"paper": -1}, {"enclosures": -1}])
def test_nothing_is_negative(wrong):
    with pytest.raises(ValueError):
        Letter([1], **wrong).weight  # noqa: B018
    with pytest.raises(ValueError):
        sheets(-1)


def test_floats_are_refused_everywhere():
    for letter in (Letter([1], paper=80.0), Letter([1], enclosures=0.5)):
        with pytest.raises(TypeError):
            choose(PRODUCTS, letter)
    with pytest.raises(TypeError):
        choose(PRODUCTS, Letter([1], envelope=replace(DL, weight=5.0)))


def test_common_envelopes_are_in_order_of_size():
    areas = [envelope.length * envelope.width for envelope in COMMON]
    assert areas == sorted(areas)
    weights = {each.name: each.weight for each in (*COMMON, C6)}
    assert weights == {"DL": 5, "C6/5": 5, "C5": 9, "C4": 25, "C6": 4}
    assert Sum(1, 5, 5, 0, 10).rounded() == Sum(1, 5, 5, 0, 10)


@pytest.mark.parametrize(
    ("thickness", "expected"),
    [
        (0, STANDARD),
        (Decimal("3.7"), STANDARD),
        (Decimal("3.8"), KOMPAKT),
        (Decimal("8.7"), KOMPAKT),
        (Decimal("8.8"), GROSS),
        (Decimal("18.7"), GROSS),
        (Decimal("18.8"), MAXI),
        (Decimal("48.7"), MAXI),
    ],
)
def test_thick_enclosures_count(thickness, expected):
    """One sheet folded in three is 0.3 mm thick, the envelope 1 mm."""
    letter = Letter([1], enclosures=2, thickness=thickness)
    assert product(letter) is expected
    assert letter.weight == Letter([1], enclosures=2).weight
    # A pen or a key does not fill the envelope's width.
    assert letter.packed.name == "DL" and not letter.crowded


def test_measured_enclosures_are_not_paper_as_well():
    heavy = Letter([1], enclosures=30)
    flat = replace(heavy, thickness=Decimal("0.5"))
    assert flat.packed.height < heavy.packed.height
    assert product(replace(flat, thickness=50)) not in (STANDARD, KOMPAKT, GROSS, MAXI)
    for wrong, error in ((0.5, TypeError), (-1, ValueError)):
        with pytest.raises(error):
            _ = replace(heavy, thickness=wrong).packed
