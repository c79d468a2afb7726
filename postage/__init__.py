"""Which product fits a letter: sheets, weight, size, country, service.

    letter = Letter([3, 1], duplex=True, destination=destination("AT"))
    proposal = choose(products, letter)
    proposal.product, proposal.sum.rounded(), proposal.too_small
    obstacles(another_product, letter)  # why it will not do; empty: it does
    hints(products, letter)  # duplex or another envelope, where that costs less

Plain Python, no Odoo. Weights are exact, in g: a sheet is a fraction of a square metre,
and whether three of them in an envelope stay at 20 g decides the price. Sides are in
mm, money in euro cents.
"""

from .envelopes import C4, C5, C6, C6_5, COMMON, DL, Envelope
from .letter import Letter, Sum, letter_weight, sheets
from .products import (
    INTERNATIONAL,
    NATIONAL,
    Obstacle,
    Product,
    Weight,
    destination,
    fitting,
    obstacle,
)
from .proposal import Hint, Proposal, choose, hints, obstacles, propose

__all__ = [
    "C4",
    "C5",
    "C6",
    "C6_5",
    "COMMON",
    "DL",
    "INTERNATIONAL",
    "NATIONAL",
    "Envelope",
    "Hint",
    "Letter",
    "Obstacle",
    "Product",
    "Proposal",
    "Sum",
    "Weight",
    "choose",
    "destination",
    "fitting",
    "hints",
    "letter_weight",
    "obstacle",
    "obstacles",
    "propose",
    "sheets",
]
