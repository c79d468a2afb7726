"""Sheets, weight and the cheapest product; prices and limits of the 2026 tariff."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postage import (
    C4,
    C5,
    DL,
    Envelope,
    Letter,
    Product,
    choose,
    destination,
    letter_weight,
    obstacle,
    sheets,
)

SMALL = {"min_length": 140, "max_length": 235, "min_width": 90, "max_width": 125}
COMPACT = {"min_length": 100, "max_length": 235, "min_width": 70, "max_width": 125}
LARGE = {"min_length": 100, "max_length": 353, "min_width": 70, "max_width": 250}
STANDARD = Product(1, "Standardbrief", 95, 20, **SMALL, max_height=5)
KOMPAKT = Product(11, "Kompaktbrief", 110, 50, **COMPACT, max_height=10)
GROSS = Product(21, "Großbrief", 180, 500, **LARGE, max_height=20)
MAXI = Product(31, "Maxibrief", 290, 1000, **LARGE, max_height=50)
POSTKARTE = Product(51, "Postkarte", 90, 15, category="postkarte")
DIALOG = Product(348, "Dialogpost", 38, 20, category="dialogpost")
EINWURF = replace(STANDARD, code=1002, price=330, service="einwurf")
ABROAD = replace(STANDARD, code=10001, price=125, destination="international")
KILOTARIF = replace(ABROAD, code=10166, price=88, max_weight=2000, category="kilotarif")
CATALOGUE = [
    MAXI, GROSS, KOMPAKT, STANDARD, POSTKARTE, DIALOG, EINWURF, ABROAD, KILOTARIF,
]  # fmt: skip


def chosen(products, pages, **options):
    return choose(products, Letter([pages], **options))


def test_three_sheets_stay_a_hair_below_20_g():
    assert letter_weight(3) == Fraction(199688, 10000)
    assert letter_weight(3) < 20 < letter_weight(3, enclosures=Decimal("0.0313"))


@pytest.mark.parametrize(
    ("pages", "options", "code"),
    [
        (1, {}, 1),
        (3, {}, 1),
        (4, {}, 11),
        (6, {"duplex": True}, 1),
        (7, {"duplex": True}, 11),
        (3, {"paper": 90}, 11),
        (2, {"paper": 100}, 1),
        (9, {}, 11),
        (10, {}, 21),
        (95, {}, 21),
        (100, {}, 31),
        (1, {"envelope": C4}, 21),
        (1, {"envelope": C5}, 21),
        (1, {"envelope": Envelope(160, 125)}, 21),
        (1, {"envelope": replace(DL, height=6)}, 11),
        (1, {"service": "einwurf"}, 1002),
    ],
)
def test_cheapest_product(pages, options, code):
    assert chosen(CATALOGUE, pages, **options).product.code == code


def test_proposal_explains_itself_in_numbers():
    proposal = chosen(CATALOGUE, 4)
    letter = proposal.letter
    assert (letter.sheets, letter.weight) == (4, Fraction(249584, 10000))
    [(product, obstacle)] = proposal.too_small
    assert (product.code, obstacle.measure, obstacle.limit) == (1, "weight", 20)
    assert obstacle.actual == letter.weight


def test_limit_itself_is_allowed_and_a_gram_more_is_not():
    assert obstacle(STANDARD, 20) is None
    assert obstacle(STANDARD, Fraction(20001, 1000)).measure == "weight"


def test_only_letters_unless_asked_for():
    light = Letter([1])
    assert choose(CATALOGUE, light).product is STANDARD
    assert choose(CATALOGUE, light, ["postkarte"]).product is POSTKARTE


def test_nothing_fits():
    assert chosen(CATALOGUE, 300) is None
    abroad = {"destination": "international", "service": "einwurf"}
    assert chosen(CATALOGUE, 1, **abroad) is None


def test_destination_by_country():
    assert [destination(c) for c in ("DE", "de", "", None)] == ["national"] * 4
    assert [destination(c) for c in ("AT", "CH", "US")] == ["international"] * 3
    assert chosen(CATALOGUE, 1, destination=destination("AT")).product is ABROAD


def test_floats_are_refused():
    with pytest.raises(TypeError):
        letter_weight(3, paper=80.0)


@given(st.integers(1, 400), st.booleans())
def test_duplex_never_costs_more_and_holds_all_pages(pages, duplex):
    assert sheets(pages, duplex) * (2 if duplex else 1) >= pages
    single = chosen(CATALOGUE, pages)
    double = chosen(CATALOGUE, pages, duplex=True)
    if single:
        assert double.product.price <= single.product.price


def test_at_one_price_the_lighter_class_then_the_lower_code():
    heavy, light = replace(GROSS, code=1), replace(KOMPAKT, price=GROSS.price)
    unlimited = replace(GROSS, code=0, max_weight=None)
    twin = replace(light, code=12)
    left = [unlimited, heavy, twin, light]
    for cheapest in (light, twin, heavy, unlimited):
        assert chosen(left, 1, envelope=DL).product is cheapest
        left.remove(cheapest)


def test_oblong_enough_at_exactly_1_4():
    assert not obstacle(STANDARD, 1, Envelope(175, 125))
    assert obstacle(STANDARD, 1, Envelope(174, 125)).measure == "ratio"
    assert not obstacle(STANDARD, 1, Envelope(140, 90))


@given(st.permutations(CATALOGUE), st.integers(1, 120))
def test_order_of_the_catalogue_does_not_matter(shuffled, pages):
    assert chosen(shuffled, pages) == chosen(CATALOGUE, pages)
