"""What the Post sells, and what it carries."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .envelopes import Envelope

NATIONAL = "national"
INTERNATIONAL = "international"

# Standard- and Kompaktbrief must be oblong, larger letters may be square. The Products
# API does not say so; these are the products with at most 235 mm of length.
OBLONG = Fraction(14, 10)
OBLONG_MAX_LENGTH = 235

# Groß- and Maxibrief international: no side over 600 mm, and length, width and height
# together at most 900 mm (seen in ProdWS, which came before the Products API).
SUM_LENGTH = 600
MAX_SUM = 900

# Words in the Post's product names that mean nothing to people are left out. The rest
# is written as people say it.
FOR_ITSELF = re.compile(r" (?:Integral|GK|Internetmarke|ohne USt\.?)(?= |$)")
ABROAD = re.compile(r" (?:Intern\.|international)(?= |$)")
GRAMS = re.compile(r"(\d[\d.]*) ?g\b")
RANGE = re.compile(r"(\d) - (\d)")
# A product with one of these surcharges is the letter of up to 2,000 g.
SURCHARGES = {"Zusatzentgelt MBf", "Gewichtszuschlag"}
SURCHARGED = "bis 2.000 g"
REGISTERED = {
    "EINSCHREIBEN": " + Einschreiben",
    "EINSCHREIBEN EINWURF": " + Einschreiben Einwurf",
    "RÜCKSCHEIN": " Rückschein",
}

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

    @property
    def max_sum(self) -> int | None:
        """How much (mm) length, width and height may be together."""
        return MAX_SUM if self.max_length == SUM_LENGTH else None


@dataclass(frozen=True)
class Obstacle:
    """Why a product cannot carry a letter.

    ``measure``: ``weight`` (g), ``length``, ``width``, ``height`` (thickness), ``sum``
    of the three (mm) or ``ratio`` (length by width); ``destination`` or ``service``.
    ``actual`` is the letter's, ``limit`` the product's: exact numbers, for destination
    and service their names.
    """

    measure: str
    actual: Fraction | str
    limit: Fraction | str


def destination(country_code: str | None) -> str:
    """Return ``national`` for DE (or no country), else ``international``.

    The country code alone decides. The islands and Büsingen have the code DE, and no
    place abroad has national postage.
    """
    return NATIONAL if (country_code or "DE").upper() == "DE" else INTERNATIONAL


def friendly_name(name: str) -> str:
    """Return a product's name as people say it, from the Post's own name.

    "Maxibrief Integral + Zusatzentgelt MBf + EINSCHREIBEN" is "Maxibrief bis 2.000 g +
    Einschreiben". A name that is friendly already stays as it is.
    """
    kind, *extras = name.split(" + ")
    kind = ABROAD.sub(" International", FOR_ITSELF.sub("", kind))
    kind = GRAMS.sub(_as_grams, RANGE.sub(r"\1 bis \2", kind))
    if SURCHARGES & {*extras}:
        kind = f"{kind.split()[0]} {SURCHARGED}"
    return kind + "".join(
        REGISTERED.get(extra, f" + {extra}")
        for extra in extras
        if extra not in SURCHARGES
    )


def _as_grams(found: re.Match) -> str:
    return f"{int(found[1].replace('.', '')):,} g".replace(",", ".")


def obstacle(
    product: Product, weight: Weight, envelope: Envelope | None = None
) -> Obstacle | None:
    """Return the first limit that a letter of ``weight`` g breaks, None if it fits."""
    return next(broken_limits(product, weight, envelope), None)


def broken_limits(
    product: Product, weight: Weight, envelope: Envelope | None = None
) -> Iterator[Obstacle]:
    """Yield every limit that a letter of ``weight`` g breaks.

    The limit itself is allowed. The Post also takes a light letter in a larger class,
    so that there is no least weight. Sizes are only looked at with ``envelope``, and
    its height only if it has one.
    """
    if product.max_weight is not None and weight > product.max_weight:
        yield _broken("weight", weight, product.max_weight)
    if envelope is None:
        return
    length, width, height = envelope.length, envelope.width, envelope.height
    sides = [
        ("length", length, product.min_length, product.max_length),
        ("width", width, product.min_width, product.max_width),
    ]
    if height is not None:
        sides.append(("height", height, product.min_height, product.max_height))
    sides.append(("sum", length + width + (height or 0), None, product.max_sum))
    for measure, side, least, most in sides:
        if least is not None and side < least:
            yield _broken(measure, side, least)
        if most is not None and side > most:
            yield _broken(measure, side, most)
    ratio = Fraction(length, width)
    if product.oblong and ratio < OBLONG:
        yield _broken("ratio", ratio, OBLONG)


def _broken(measure: str, actual: Weight, limit: Weight) -> Obstacle:
    return Obstacle(measure, Fraction(actual), Fraction(limit))


def offered(
    products: Iterable[Product],
    destination: str,
    service: str,
    categories: Iterable[str],
) -> list[Product]:
    """Return the products offered for a letter, the cheapest first.

    At one price the lighter class comes first, then the lower code.
    """
    wanted = set(categories)
    return sorted(
        (
            product
            for product in products
            if product.destination == destination
            and product.service == service
            and product.category in wanted
        ),
        key=lambda p: (p.price, p.max_weight is None, p.max_weight, p.code),
    )
