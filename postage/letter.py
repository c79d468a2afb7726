"""What goes into one envelope: its sheets, weight and thickness."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import count
from math import ceil

from .envelopes import A4_SQUARE_METRES, COMMON, DL, EMPTY_THICKNESS, Envelope
from .products import NATIONAL, Weight


@dataclass(frozen=True)
class Sum:
    """How a weight comes about, in g: ``sheets`` times ``sheet``, and the rest."""

    sheets: int
    sheet: Weight
    envelope: Weight
    enclosures: Weight
    total: Weight

    def rounded(self) -> "Sum":
        """Return the same as short decimals for people, true to every limit.

        It has enough decimals for two things. The parts come to the total within half a
        gram. And a weight above a whole gram is shown above it, because all limits are
        whole grams: 4 sheets x 5 g + 5 g = 25 g, but 3 x 4.99 g + 5 g + 0.04 g = 20.01
        g. The total has two decimals at most, as scales and people have.
        """
        for digits in count():
            sheet, envelope, enclosures = (
                round(Fraction(weight), digits)
                for weight in (self.sheet, self.envelope, self.enclosures)
            )
            total = round(Fraction(self.total), min(digits, 2))
            if digits >= 2 and ceil(total) != ceil(self.total):
                total = Fraction(ceil(self.total * 100), 100)
            added = self.sheets * sheet + envelope + enclosures
            adds_up = abs(added - Fraction(self.total)) <= Fraction(1, 2)
            if adds_up and ceil(total) == ceil(self.total):
                break
        weights = (sheet, envelope, enclosures, total)
        return Sum(
            self.sheets, *(Decimal(w.numerator) / w.denominator for w in weights)
        )


@dataclass(frozen=True)
class Letter:
    """What goes to one recipient in one envelope.

    ``documents`` are their numbers of pages: printed duplex, each begins on a sheet of
    its own. ``paper`` in g/m2, ``enclosures`` in g. ``thickness`` of the enclosures in
    mm; 0: not measured, so they count as paper of their weight. ``envelope`` None: the
    smallest of ``envelopes`` that takes it. Numbers must be exact (``letter_weight``).
    """

    documents: Sequence[int]
    duplex: bool = False
    paper: Weight = 80
    enclosures: Weight = 0
    envelope: Envelope | None = None
    destination: str = NATIONAL
    service: str = "none"
    envelopes: Sequence[Envelope] = COMMON
    thickness: Weight = 0

    @property
    def sheets(self) -> int:
        """How many sheets it has."""
        return sum(sheets(pages, self.duplex) for pages in self.documents)

    @property
    def weight(self) -> Fraction:
        """What it weighs in g, envelope included."""
        return letter_weight(
            self.sheets, self.paper, self._chosen.weight, self.enclosures
        )

    @property
    def sum(self) -> Sum:
        """How the weight comes about, exactly."""
        return Sum(
            self.sheets,
            letter_weight(1, self.paper, 0),
            Fraction(self._chosen.weight),
            Fraction(self.enclosures),
            self.weight,
        )

    @property
    def packed(self) -> Envelope:
        """The envelope when posted, with its thickness (measured or estimated)."""
        envelope = self._chosen
        if envelope.height is not None:
            return envelope
        folded = EMPTY_THICKNESS + envelope.thickness(self._content)
        return replace(envelope, height=folded + exact(self.thickness))

    @property
    def crowded(self) -> bool:
        """Whether the envelope is probably too small for so much paper."""
        paper = self.packed.height - EMPTY_THICKNESS - exact(self.thickness)
        return paper > self._chosen.room

    def smallest(self) -> Envelope:
        """Return the first of ``envelopes`` that takes the paper, else the last."""
        for envelope in self.envelopes:
            if envelope.thickness(self._content) <= envelope.room:
                break
        return envelope

    @property
    def _chosen(self) -> Envelope:
        return self.envelope or self.smallest()

    @property
    def _content(self) -> Fraction:
        """What counts as paper, in g."""
        enclosures = 0 if self.thickness else self.enclosures
        return letter_weight(self.sheets, self.paper, 0, enclosures)


def sheets(pages: int, duplex: bool = False) -> int:
    """Return how many sheets a document of so many pages needs.

    :raise ValueError: for a negative number of pages.
    """
    if pages < 0:
        raise ValueError("a document cannot have fewer than no pages")
    return (pages + 1) // 2 if duplex else pages


def letter_weight(
    sheets: int,
    paper: Weight = 80,
    envelope: Weight = DL.weight,
    enclosures: Weight = 0,
) -> Fraction:
    """Return the weight in g of A4 sheets (``paper`` in g/m2) with envelope and more.

    Numbers must be exact (int, Decimal or Fraction) and not negative.

    :raise TypeError: for a float.
    :raise ValueError: for a negative number.
    """
    sheet = A4_SQUARE_METRES * exact(paper)
    return sheets * sheet + exact(envelope) + exact(enclosures)


def exact(number: Weight) -> Fraction:
    """Return a weight (g) or thickness (mm) as a fraction.

    :raise TypeError: for a float.
    :raise ValueError: for a negative number.
    """
    if isinstance(number, float):
        raise TypeError("measures must be exact: use int, Decimal or Fraction")
    if number < 0:
        raise ValueError("measures cannot be negative")
    return Fraction(number)
