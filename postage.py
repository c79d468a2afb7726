"""Which product fits a letter: sheets, weight, size, country, service.

Weights are exact: a sheet is a fraction of a square metre, and whether three of them in
an envelope stay at 20 g decides the price. Money is in euro cents.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

# ISO 216: A4 is 210 x 297 mm, so a sheet of 80 g/m2 weighs 4.9896 g, and three of them
# in an envelope of 5 g come to 19.9688 g: just a Standardbrief.
A4_SQUARE_METRES = Fraction(210 * 297, 1_000_000)

NATIONAL = "national"
INTERNATIONAL = "international"

# Standard- and Kompaktbrief must be oblong, larger letters may be square. The Products
# API does not say so; these are the products with at most 235 mm of length.
OBLONG = Fraction(14, 10)
OBLONG_MAX_LENGTH = 235

Weight = int | Decimal | Fraction


@dataclass(frozen=True)
class Product:
    """What the Post sells; ``price`` in cents, limits in g and mm (None: not known).

    ``length`` is the longer side of the envelope, ``width`` the shorter, ``height`` its
    thickness. ``service``: ``none``, ``einwurf``, ``einschreiben``, ``rueckschein``.
    """

    code: int
    name: str
    price: int
    max_weight: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_width: int | None = None
    max_width: int | None = None
    min_height: int | None = None
    max_height: int | None = None
    destination: str = NATIONAL
    service: str = "none"
    category: str = "brief"

    @property
    def oblong(self) -> bool:
        """Whether the length must be at least 1.4 times the width."""
        return self.max_length is not None and self.max_length <= OBLONG_MAX_LENGTH


@dataclass(frozen=True)
class Envelope:
    """An envelope; sides and thickness in mm (with the letter inside), weight in g."""

    length: int
    width: int
    height: int = 1
    weight: int = 5


# Weights as usual in offices, about: weigh your own for certainty.
DL = Envelope(220, 110)
C6_5 = Envelope(229, 114)
C5 = Envelope(229, 162, weight=9)
C4 = Envelope(324, 229, weight=25)


@dataclass(frozen=True)
class Obstacle:
    """Why a product cannot carry a letter.

    ``measure``: ``weight`` (g), ``length``, ``width``, ``height`` (mm) or ``ratio``
    (length by width); ``actual`` is the letter's, ``limit`` the product's.
    """

    measure: str
    actual: Fraction
    limit: Fraction


@dataclass(frozen=True)
class Proposal:
    """A product and why: ``weight`` in g, each cheaper product with its obstacle."""

    product: Product
    sheets: int
    weight: Fraction
    too_small: tuple[tuple[Product, Obstacle], ...]

    @property
    def spare(self) -> Fraction | None:
        """What the letter may still gain (g); None without a limit."""
        limit = self.product.max_weight
        return None if limit is None else limit - self.weight


def destination(country_code: str | None) -> str:
    """Return ``national`` for DE (or no country), else ``international``.

    The country code alone decides: the islands and Büsingen are DE like all of Germany,
    and there is no place abroad with inland postage to make an exception for.
    """
    return NATIONAL if (country_code or "DE").upper() == "DE" else INTERNATIONAL


def sheets(pages: int, duplex: bool = False) -> int:
    """Return how many sheets so many pages need."""
    return (pages + 1) // 2 if duplex else pages


def letter_weight(
    sheets: int, paper: Weight = 80, envelope: Weight = 5, enclosures: Weight = 0
) -> Fraction:
    """Return the weight in g of A4 sheets (``paper`` in g/m2) with envelope and more.

    Numbers must be exact: int, Decimal or Fraction.
    """
    for number in (paper, envelope, enclosures):
        if isinstance(number, float):
            raise TypeError("weights must be exact: use int, Decimal or Fraction")
    sheet = A4_SQUARE_METRES * Fraction(paper)
    return sheets * sheet + Fraction(envelope) + Fraction(enclosures)


def fitting(
    products: Iterable[Product],
    destination: str,
    service: str = "none",
    weight: Weight = 0,
    envelope: Envelope | None = None,
    categories: Iterable[str] = ("brief",),
) -> list[Product]:
    """Return the products that may carry this letter, the cheapest first.

    ``weight`` in g, the limit itself is allowed. A larger class than needed is always
    allowed by the Post (reference 9.2), so only upper limits of weight and size and the
    smallest size count. Without ``envelope`` sizes are not looked at.
    """
    offered = _offered(products, destination, service, categories)
    return [p for p in offered if not obstacle(p, weight, envelope)]


def obstacle(
    product: Product, weight: Weight, envelope: Envelope | None = None
) -> Obstacle | None:
    """Return the first limit that a letter of ``weight`` g breaks, None if it fits."""
    if product.max_weight is not None and weight > product.max_weight:
        return Obstacle("weight", Fraction(weight), Fraction(product.max_weight))
    if envelope is None:
        return None
    sides = (
        ("length", envelope.length, product.min_length, product.max_length),
        ("width", envelope.width, product.min_width, product.max_width),
        ("height", envelope.height, product.min_height, product.max_height),
    )
    for measure, side, least, most in sides:
        if least is not None and side < least:
            return Obstacle(measure, Fraction(side), Fraction(least))
        if most is not None and side > most:
            return Obstacle(measure, Fraction(side), Fraction(most))
    ratio = Fraction(envelope.length, envelope.width)
    if product.oblong and ratio < OBLONG:
        return Obstacle("ratio", ratio, OBLONG)
    return None


def propose(
    products: Iterable[Product],
    destination: str,
    pages: int,
    *,
    service: str = "none",
    duplex: bool = False,
    paper: Weight = 80,
    envelope: Envelope | None = None,
    envelope_weight: Weight | None = None,
    enclosures: Weight = 0,
    categories: Iterable[str] = ("brief",),
) -> Proposal | None:
    """Return the cheapest product for a letter of ``pages`` pages, None if none fits.

    The envelope weighs ``envelope_weight`` g if given, else what ``envelope`` says,
    else 5 g (DL).
    """
    if envelope_weight is None:
        envelope_weight = envelope.weight if envelope else DL.weight
    count = sheets(pages, duplex)
    weight = letter_weight(count, paper, envelope_weight, enclosures)
    too_small = []
    for product in _offered(products, destination, service, categories):
        found = obstacle(product, weight, envelope)
        if found is None:
            return Proposal(product, count, weight, tuple(too_small))
        too_small.append((product, found))
    return None


def _offered(products, destination: str, service: str, categories) -> list[Product]:
    """Cheapest first; at one price the lighter class, then the lower code."""
    wanted = set(categories)
    return sorted(
        (
            product
            for product in products
            if product.destination == destination
            and product.service == service
            and product.category in wanted
        ),
        key=lambda p: (p.price, p.max_weight is None, p.max_weight or 0, p.code),
    )
