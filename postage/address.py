"""Whether a letter would arrive, as far as the address itself can tell."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from . import postcodes

GERMANY = "DE"
_BOX = re.compile(
    r"\b(postfach|p\. ?o\. ?box|po box|postbus|bo[iî]te postale|casella postale)\b",
    re.IGNORECASE,
)
_HOUSE_NUMBER = re.compile(r"\d+ ?[a-z]?$", re.IGNORECASE)
_PACKSTATION = re.compile(r"\bpack[ -]?station\b", re.IGNORECASE)
# Has a number as a street has, but is a part of a house.
_PART_OF_HOUSE = re.compile(
    r"(flat|apt|apartment|suite|unit|floor|room|etage|stock|gebäude|haus|halle|tor|"
    r"zimmer|raum|abteilung|abt|aufgang|eingang|scala|bât|bâtiment)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Address:
    """An address as it stands on a letter; ``country`` is ISO 3166-1 alpha-2.

    ``company``: a company or somebody in one. Post-office boxes are streets.
    """

    names: tuple[str, ...]
    street: str = ""
    street2: str = ""
    zip: str = ""
    city: str = ""
    country: str = ""
    company: bool = False


@dataclass(frozen=True)
class AddressFault:
    """What is wrong with an address.

    ``blocks``: the letter would come back. Else it may arrive, and a person decides.
    ``countries``: in which ones the postcode would be possible.
    """

    code: str
    blocks: bool = True
    countries: tuple[str, ...] = ()


def address_faults(address: Address) -> list[AddressFault]:
    """Return what is wrong with an address, in the order of its lines.

    Codes: ``name_missing``, ``street_missing``, ``street_and_box``, ``packstation``,
    ``zip_missing``, ``zip_impossible``, ``zip_prefix``, ``city_missing``,
    ``country_missing``, ``country_wrong``, ``not_latin``.
    """
    return [
        *_of_name(address),
        *_of_street(address),
        *_of_place(address),
        *_of_letters(address),
    ]


def streets(address: Address) -> list[str]:
    """Return the lines between names and postcode. The street itself is the last one.

    The Post's machines look for the street right above the postcode. Floor,
    department or "c/o" stand above it. A line with a house number or a post-office
    box is the street, but not "Flat 3" or "Gebäude 5".
    """
    lines = [line.strip() for line in (address.street2, address.street)]
    lines = [line for line in lines if line]
    if len(lines) == 2 and _is_street(lines[0]) and not _is_street(lines[1]):
        lines.reverse()
    return lines


def _is_street(line: str) -> bool:
    if _PART_OF_HOUSE.match(line):
        return False
    return bool(line[0].isdecimal() or _HOUSE_NUMBER.search(line) or _BOX.search(line))


def _of_name(address: Address) -> Iterator[AddressFault]:
    if not any(map(str.strip, address.names)):
        yield AddressFault("name_missing")


def _of_street(address: Address) -> Iterator[AddressFault]:
    lines = [line.strip() for line in (address.street, address.street2)]
    lines = [line for line in lines if line]
    home = address.country.upper() in ("", GERMANY)
    if not lines:
        # A recipient of very much mail has a postcode of its own and needs no street
        # ("Großempfänger"). The number does not tell which postcodes these are. Abroad,
        # small places have no streets.
        yield AddressFault("street_missing", blocks=home and not address.company)
    # Only Groß- and Maxibrief are delivered there, so it depends on the product.
    if home and any(map(_PACKSTATION.search, [*lines, *address.names])):
        yield AddressFault("packstation", blocks=False)
    boxes = [line for line in lines if _BOX.search(line)]
    streets = [line for line in lines if line not in boxes]
    # The postcode belongs either to the box or to the street (DIN 5008).
    if home and boxes and any(map(_HOUSE_NUMBER.search, streets)):
        yield AddressFault("street_and_box", blocks=False)


def _of_place(address: Address) -> Iterator[AddressFault]:
    country = address.country.upper()
    prefix, code = postcodes.split(address.zip)
    guesses = (prefix,) if prefix else postcodes.countries(code) if code else ()
    if not country:
        inland = prefix in ("", GERMANY) and bool(code) and GERMANY in guesses
        yield AddressFault("country_missing", not inland, guesses)
    elif not code:
        # Only where postcodes are known to exist.
        if country in postcodes.SHAPES:
            yield AddressFault("zip_missing")
    elif prefix and prefix != country:
        yield AddressFault("country_wrong", countries=(prefix,))
    elif not postcodes.possible(code, country):
        yield AddressFault("zip_impossible", countries=guesses if not prefix else ())
    elif prefix and country == GERMANY:
        yield AddressFault("zip_prefix", blocks=False)
    if not address.city.strip():
        yield AddressFault("city_missing")


def _of_letters(address: Address) -> Iterator[AddressFault]:
    """Tell whether the text has Latin letters only: the Post reads no others."""
    lines = (*address.names, address.street, address.street2, address.city)
    if not all(map(_is_latin, "".join(lines))):
        yield AddressFault("not_latin", blocks=False)


def _is_latin(character: str) -> bool:
    if unicodedata.category(character) not in ("Lu", "Ll", "Lt", "Lo"):
        return True
    # Ordinals, as in "1º andar", are no letters of an alphabet.
    return "LATIN" in unicodedata.name(character, "") or character in "ªº"
