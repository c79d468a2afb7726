"""Every product the addon ships, against arithmetic done another way."""

import csv
from dataclasses import replace
from fractions import Fraction

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from postage import (
    C4,
    C5,
    C6,
    C6_5,
    COMMON,
    DL,
    Envelope,
    Letter,
    Product,
    choose,
    friendly_name,
    hints,
    obstacle,
    obstacles,
)

TEXT = {"destination", "service", "category"}
LIMITS = {
    f"{end}_{side}" for end in ("min", "max") for side in ("length", "width", "height")
} | {"max_weight"}


def catalogue():
    """The rows of the data file: text, whole numbers, price in cents."""
    with (ROOT / "data" / "products.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {
                "code": int(row["code"]),
                "price": int(row["price"].replace(".", "")),
                "name": friendly_name(row["post_name"]),
                **{name: row[name] for name in TEXT},
                **{name: int(row[name]) if row[name] else None for name in LIMITS},
            }


ROWS = list(catalogue())
PRODUCTS = [Product(**row) for row in ROWS]
LETTERS = [p for p in PRODUCTS if p.category == "brief"]

# Layers of paper, and room for them in hundredths of a mm.
PLAIN = {DL: (3, 250), C6_5: (3, 450), C6: (4, 450), C5: (2, 675), C4: (1, 950)}
A4 = 6237  # cm2 are 62370: a sheet weighs so many hundred-thousandths of its g/m2


def stack(documents, duplex, paper, enclosures):
    """The paper's weight in units of 1/100000 g, counted sheet by sheet."""
    pieces = 0
    for pages in documents:
        while pages > 0:
            pages -= 2 if duplex else 1
            pieces += 1
    return pieces * A4 * paper + 100_000 * enclosures


def takes(envelope, content):
    layers, room = PLAIN[envelope]
    return 100 * layers * content <= room * 800 * A4


def carries(row, envelope, content, destination, service):
    """Whether the product of this row may carry it, in whole numbers only."""
    layers, _ = PLAIN[envelope]
    length, width = envelope.length, envelope.width
    thickness = 800 * A4 + layers * content  # in units of 1/(800 A4) mm
    checks = [row["destination"] == destination, row["service"] == service]
    if row["max_weight"] is not None:
        checks.append(content + envelope.weight * 100_000 <= row["max_weight"] * 10**5)
    for side, value, unit in [
        ("length", length, 1),
        ("width", width, 1),
        ("height", thickness, 800 * A4),
    ]:
        if row[f"min_{side}"] is not None:
            checks.append(row[f"min_{side}"] * unit <= value)
        if row[f"max_{side}"] is not None:
            checks.append(value <= row[f"max_{side}"] * unit)
    if row["max_length"] == 235:
        checks.append(10 * length >= 14 * width)
    if row["max_length"] == 600:
        checks.append((length + width) * 800 * A4 + thickness <= 900 * 800 * A4)
    return all(checks)


def least(envelope, content, destination, service):
    """The lowest price of a letter, None if there is none."""
    prices = [
        row["price"]
        for row in ROWS
        if row["category"] == "brief"
        and carries(row, envelope, content, destination, service)
    ]
    return min(prices, default=None)


letters = st.builds(
    Letter,
    documents=st.lists(st.integers(0, 30), max_size=4)
    | st.lists(st.integers(0, 450), max_size=1),
    duplex=st.booleans(),
    paper=st.sampled_from([60, 75, 80, 90, 100, 120, 160]),
    enclosures=st.integers(0, 30) | st.integers(0, 900),
    envelope=st.sampled_from([None, *PLAIN]),
    destination=st.sampled_from(["national", "international"]),
    service=st.sampled_from(["none", "einwurf", "einschreiben", "rueckschein"]),
)


def contents(letter, duplex):
    return stack(letter.documents, duplex, letter.paper, letter.enclosures)


def envelope_of(letter, content):
    if letter.envelope:
        return letter.envelope
    return next((e for e in COMMON if takes(e, content)), C4)


@given(letters)
def test_the_cheapest_product_of_all(letter):
    content = contents(letter, letter.duplex)
    envelope = envelope_of(letter, content)
    assert letter.packed == replace(envelope, height=letter.packed.height)
    assert letter.crowded is not takes(envelope, content)
    proposal = choose(PRODUCTS, letter)
    price = least(envelope, content, letter.destination, letter.service)
    assert (proposal and proposal.product.price) == price
    if proposal:
        assert proposal.letter.weight * 10**5 == content + envelope.weight * 10**5
        assert all(product.price <= price for product, _ in proposal.too_small)


@given(letters)
def test_obstacles_of_every_product(letter):
    content = contents(letter, letter.duplex)
    envelope = envelope_of(letter, content)
    for row, product in zip(ROWS, PRODUCTS, strict=True):
        free = carries(row, envelope, content, letter.destination, letter.service)
        assert (obstacles(product, letter) == []) is free
        if (product.destination, product.service) == (
            letter.destination,
            letter.service,
        ):
            first = [obstacle(product, letter.weight, letter.packed)]
            assert (obstacles(product, letter) or [None])[:1] == first


@given(letters)
def test_hints_are_true_and_miss_nothing(letter):
    found = hints(PRODUCTS, letter)
    target = letter.destination, letter.service
    now = contents(letter, letter.duplex)
    price = least(envelope_of(letter, now), now, *target)
    prices = {}
    for duplex in {letter.duplex, True}:
        content = contents(letter, duplex)
        own = envelope_of(letter, content)
        for envelope in {own, *COMMON}:
            if envelope == own or takes(envelope, content):
                prices[duplex, envelope] = least(envelope, content, *target)
    best = min((p for p in prices.values() if p), default=None)
    if best is None or best == price:
        assert not found
        return
    assert min(hint.product.price for hint in found) == best
    for hint in found:
        duplex = letter.duplex or hint.kind != "envelope"
        assert prices[duplex, hint.envelope] == hint.product.price
        assert hint.saving == (price and price - hint.product.price)
        assert hint.saving is None or hint.saving > 0
        if hint.kind == "duplex" and letter.envelope:
            assert hint.envelope == letter.envelope
    if letter.envelope is None:
        assert all(hint.kind == "duplex" for hint in found)


@given(letters, st.integers(0, 40), st.integers(0, 40))
def test_more_in_the_envelope_never_costs_less(letter, pages, enclosures):
    more = replace(
        letter,
        documents=[*letter.documents, pages],
        enclosures=letter.enclosures + enclosures,
    )
    before, after = choose(PRODUCTS, letter), choose(PRODUCTS, more)
    assert not after or before.product.price <= after.product.price


def least_or_most(product, end):
    """The smallest or the largest envelope of the right shape."""
    length = getattr(product, f"{end}_length") or 300
    width = getattr(product, f"{end}_width") or 200
    if product.max_length == 235:
        length = max(length, -(-14 * width // 10))
    if product.max_length == 600:
        width = min(width, 300)
    return Envelope(length, width, 0)


@pytest.mark.parametrize("product", LETTERS, ids=lambda p: str(p.code))
def test_each_limit_of_each_product(product):
    inside = {
        side: getattr(product, f"max_{side}") or 300
        for side in ("length", "width", "height")
    }
    assert product.max_sum == (900 if product.max_length == 600 else None)
    if product.max_sum:
        inside = {"length": 600, "width": 200, "height": 100}
    envelope = Envelope(**inside)
    hair = Fraction(1, 10**9)
    assert obstacle(product, product.max_weight, envelope) is None
    broken = obstacle(product, product.max_weight + hair, envelope)
    assert (broken.measure, broken.limit) == ("weight", product.max_weight)
    for side in ("length", "width", "height"):
        for end, off in (("max", 1), ("min", -1)):
            limit = getattr(product, f"{end}_{side}")
            if limit is None:
                continue
            assert obstacle(product, 0, least_or_most(product, end)) is None
            step = off * hair if side == "height" else off
            broken = obstacle(product, 0, replace(envelope, **{side: limit + step}))
            assert (broken.measure, broken.limit) == (side, limit)
    if product.max_sum:
        broken = obstacle(product, 0, replace(envelope, height=100 + hair))
        assert (broken.measure, broken.limit) == ("sum", 900)


@pytest.mark.parametrize("service", ["none", "einwurf", "einschreiben", "rueckschein"])
@pytest.mark.parametrize("limit", [20, 50, 500, 1000, 2000])
@pytest.mark.parametrize("destination", ["national", "international"])
def test_weight_exactly_at_a_limit(destination, limit, service):
    here = [p for p in LETTERS if (p.destination, p.service) == (destination, service)]
    at = [p for p in here if not obstacle(p, limit, DL)]
    above = [p for p in here if not obstacle(p, limit + Fraction(1, 10**9), DL)]
    assert [p.max_weight for p in at if p not in above] == [limit] * bool(here)
    assert len(here) in (0, 5)
