"""Which product fits a letter, and whether its address could do.

    letter = Letter([3, 1], duplex=True, destination=destination("AT"))
    proposal = choose(products, letter)
    proposal.product, proposal.letter.sum.rounded(), proposal.too_small
    obstacles(another_product, letter)  # why it will not do; empty: it does
    hints(products, letter)  # duplex or another envelope, where that costs less
    address = Address(("Erika Muster",), "Weg 1", zip="123", city="Ulm", country="DE")
    address_faults(address)
    friendly_name("Standardbrief Integral + EINSCHREIBEN")  # as people say it

Plain Python, no Odoo. Weights are exact, in g: a sheet is a fraction of a square metre,
and whether three of them in an envelope stay at 20 g decides the price. Sides are in
mm, money in euro cents.
"""

from .address import Address, AddressFault, address_faults, streets
from .envelopes import C4, C5, C6, C6_5, COMMON, DL, Envelope
from .letter import Letter, Sum, letter_weight, sheets
from .postcodes import BEFORE_TOWN
from .products import (
    INTERNATIONAL,
    NATIONAL,
    Obstacle,
    Product,
    Weight,
    destination,
    friendly_name,
    obstacle,
)
from .proposal import Hint, Proposal, choose, hints, obstacles

__all__ = [
    "BEFORE_TOWN",
    "C4",
    "C5",
    "C6",
    "C6_5",
    "COMMON",
    "DL",
    "INTERNATIONAL",
    "NATIONAL",
    "Address",
    "AddressFault",
    "Envelope",
    "Hint",
    "Letter",
    "Obstacle",
    "Product",
    "Proposal",
    "Sum",
    "Weight",
    "address_faults",
    "choose",
    "destination",
    "friendly_name",
    "hints",
    "letter_weight",
    "obstacle",
    "obstacles",
    "sheets",
    "streets",
]
