"""The product for a letter, why others will not do, and what would cost less."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .envelopes import Envelope
from .letter import Letter
from .products import Obstacle, Product, broken_limits, obstacle, offered

LETTERS = ("brief",)


@dataclass(frozen=True)
class Proposal:
    """A product and why: the letter, each cheaper product with its obstacle."""

    product: Product
    letter: Letter
    too_small: tuple[tuple[Product, Obstacle], ...]


@dataclass(frozen=True)
class Hint:
    """A way that would cost less.

    ``kind``: print ``duplex``, take this ``envelope``, or ``both``. ``saving`` in
    cents; None if no product fits without the hint.
    """

    kind: str
    product: Product
    saving: int | None
    envelope: Envelope


def choose(
    products: Iterable[Product], letter: Letter, categories: Iterable[str] = LETTERS
) -> Proposal | None:
    """Return the cheapest product for ``letter``, None if none fits."""
    too_small = []
    weight, envelope = letter.weight, letter.packed
    for product in offered(products, letter.destination, letter.service, categories):
        found = obstacle(product, weight, envelope)
        if found is None:
            return Proposal(product, letter, tuple(too_small))
        too_small.append((product, found))
    return None


def obstacles(product: Product, letter: Letter) -> list[Obstacle]:
    """Return all reasons against a product that a person chose for ``letter``."""
    found = [
        Obstacle(measure, getattr(letter, measure), getattr(product, measure))
        for measure in ("destination", "service")
        if getattr(letter, measure) != getattr(product, measure)
    ]
    return found + list(broken_limits(product, letter.weight, letter.packed))


def hints(
    products: Iterable[Product], letter: Letter, categories: Iterable[str] = LETTERS
) -> list[Hint]:
    """Return where duplex or another of the letter's envelopes would cost less.

    Both together are a hint only if that costs less than each alone. Of several
    envelopes with the same price, the first one counts. An envelope that the paper
    hardly fits into is no hint. There is no envelope as a hint at all if the
    thickness was measured, since nobody knows it in another envelope.
    """
    products, categories = list(products), list(categories)
    best = choose(products, letter, categories)
    double = replace(letter, duplex=True)
    found = []

    def consider(kind: str, letters: Iterable[Letter], than: Proposal | None):
        proposals = [choose(products, other, categories) for other in letters]
        cheapest = min(filter(None, proposals), key=_price, default=None)
        if not cheapest or (than and _price(cheapest) >= _price(than)):
            return than
        saving = best and _price(best) - _price(cheapest)
        envelope = cheapest.letter.envelope or cheapest.letter.smallest()
        found.append(Hint(kind, cheapest.product, saving, envelope))
        return cheapest

    one = consider("duplex", [double], best)
    other = consider("envelope", _repacked(letter), best)
    cheaper = min(filter(None, (one, other)), key=_price, default=None)
    consider("both", _repacked(double), cheaper)
    return found


def _price(proposal: Proposal) -> int:
    return proposal.product.price


def _repacked(letter: Letter) -> list[Letter]:
    if letter.envelope and letter.envelope.height is not None:
        return []
    others = (replace(letter, envelope=envelope) for envelope in letter.envelopes)
    return [other for other in others if not other.crowded]
