"""Envelopes, and how A4 paper lies in them."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

# ISO 216: A4 is 210 x 297 mm, so a sheet of 80 g/m2 weighs 4.9896 g, and three of them
# in an envelope of 5 g come to 19.9688 g: just a Standardbrief.
A4_SQUARE_METRES = Fraction(210 * 297, 1_000_000)

# Office paper of 80 g/m2 is about 0.1 mm thick; other papers in proportion ("volume"
# 1.25 in paper makers' words: thickness in mm = volume x g/m2 / 1000).
SHEET_THICKNESS = Fraction(1, 10) / 80

# Two walls, the flap and some air. This is our estimate, and rather too high.
EMPTY_THICKNESS = 1

# Length, width (mm) and layers of A4 paper: flat, folded once, folded in three at the
# marks of DIN 5008 (105 mm high, not 99), folded crosswise.
FOLDS = (
    (297, 210, 1),
    (210, Fraction(297, 2), 2),
    (210, 105, 3),
    (Fraction(297, 2), 105, 4),
)


@dataclass(frozen=True)
class Envelope:
    """An envelope; sides in mm (``length`` the longer), weight in g.

    ``height`` is the thickness in mm as measured with the letter inside; None: it is
    estimated from the paper.
    """

    length: int
    width: int
    height: int | Decimal | Fraction | None = None
    weight: int | Decimal | Fraction = 5
    name: str = ""

    @property
    def layers(self) -> int:
        """How many layers an A4 sheet makes, with as few folds as possible."""
        return self._fold[2]

    @property
    def room(self) -> Fraction:
        """How thick (mm) the folded paper may be and still go in easily.

        Paper t mm thick takes t mm of the envelope's length and of its width; machines
        keep much more free (manual of Pitney Bowes DI880: "Spielraum"). Half of what
        is left beside the paper is our estimate for filling by hand: 8 sheets of
        80 g/m2 in DL, 15 in C6/5, 33 in C5, 95 in C4.
        """
        length, width, _ = self._fold
        return Fraction(min(self.length - length, self.width - width)) / 2

    @property
    def _fold(self):
        for fold in FOLDS:
            if fold[0] <= self.length and fold[1] <= self.width:
                return fold
        return FOLDS[-1]

    def thickness(self, paper: Fraction) -> Fraction:
        """Return the thickness in mm of ``paper`` g of folded paper, without envelope.

        Enclosures count as paper of their weight if their thickness is not known.
        """
        return self.layers * paper / A4_SQUARE_METRES * SHEET_THICKNESS


# Sizes of DIN 678-1. Weights as usual in offices, about: weigh your own for certainty.
# DL and C4 as brief-wechsel.de has them (about 5 and 25 g); C6 and C5 in proportion.
DL = Envelope(220, 110, name="DL")
C6_5 = Envelope(229, 114, name="C6/5")
C6 = Envelope(162, 114, weight=4, name="C6")
C5 = Envelope(229, 162, weight=9, name="C5")
C4 = Envelope(324, 229, weight=25, name="C4")

# Envelopes that show the window of a letter after DIN 5008, the smallest first. C6 is
# left out: in a sheet that is folded crosswise to A6, the address stands upright.
COMMON = (DL, C6_5, C5, C4)
