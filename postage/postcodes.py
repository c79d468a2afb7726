"""What postcodes look like, country by country.

The shapes are those of Google's Address Data Service (the data of libaddressinput). A
code without its hyphen or blank is accepted, because such a letter arrives. Countries
without postcodes, or with optional ones, are not listed.
"""

import re

# Germany: 01001 to 99998; no town begins with 00, 05, 43 or 62 (Deutsche Post, list of
# Leitregionen since 1993).
_GERMAN = r"(?!00|05|43|62|01000|99999)\d{5}"

# Countries are guessed in this order: Germany, its neighbours, others.
SHAPES = {
    "DE": _GERMAN,
    "AT": r"[1-9]\d{3}",
    "CH": r"[1-9]\d{3}",
    "FR": r"\d{2} ?\d{3}",
    "NL": r"[1-9]\d{3} ?[A-Z]{2}",
    "BE": r"[1-9]\d{3}",
    "LU": r"[1-9]\d{3}",
    "DK": r"\d{4}",
    "PL": r"\d{2}-?\d{3}",
    "CZ": r"\d{3} ?\d{2}",
    "LI": r"94(8[5-9]|9[0-8])",
    "IT": r"\d{5}",
    "ES": r"(0[1-9]|[1-4]\d|5[0-2])\d{3}",
    "GB": r"GIR ?0AA|BFPO ?\d{1,4}|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLN-UW-Z]{2}",
    "US": r"\d{5}([ -]\d{4})?",
    "SE": r"\d{3} ?\d{2}",
    "NO": r"\d{4}",
    "FI": r"\d{5}",
    "PT": r"\d{4}-?\d{3}",
    "HU": r"\d{4}",
    "SK": r"\d{3} ?\d{2}",
    "SI": r"\d{4}",
    "HR": r"\d{5}",
    "RO": r"\d{6}",
    "BG": r"\d{4}",
    "GR": r"\d{3} ?\d{2}",
    "EE": r"\d{5}",
    "LV": r"\d{4}",
    "LT": r"\d{5}",
    "CA": r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d",
}

# Countries that write the postcode before the town (Universal Postal Union, "Addressing
# systems"). Not all do: Britain, Hungary, Latvia and Malta write it below or behind.
BEFORE_TOWN = frozenset(
    "AD AL AM AT AZ BA BE BG BY CH CY CZ DE DK DZ EE ES FI FO FR GE GL GR HR IS IT LI "
    "LT LU MA MC MD ME MK NL NO PL PT RO RS SE SI SK SM TN TR VA XK".split()
)

# Letters before a postcode: the code of the country, or the one on its cars. They are
# usual in Luxembourg and Latvia, and out of use in Germany.
_OF_CARS = {
    "D": "DE", "A": "AT", "F": "FR", "B": "BE", "L": "LU", "FL": "LI", "I": "IT",
    "E": "ES", "S": "SE", "N": "NO", "FIN": "FI", "P": "PT", "H": "HU", "SLO": "SI",
    "EST": "EE",
}  # fmt: skip
PREFIXES = {code: code for code in SHAPES} | _OF_CARS
_PREFIX = re.compile(r"([A-Z]{1,3})(?: ?[-–] ?| )(?=\d)")


def split(zip_code: str) -> tuple[str, str]:
    """Return the country whose prefix a postcode has (``""``: none), and the rest."""
    text = " ".join(zip_code.upper().split())
    match = _PREFIX.match(text)
    country = match and PREFIXES.get(match[1])
    return (country, text[match.end() :]) if country else ("", text)


def possible(zip_code: str, country: str) -> bool:
    """Tell whether a postcode without prefix may exist in a country.

    In a country that is not in ``SHAPES``, everything may.
    """
    shape = SHAPES.get(country)
    return shape is None or re.fullmatch(shape, zip_code.upper(), re.ASCII) is not None


def countries(zip_code: str) -> tuple[str, ...]:
    """Return the countries where a postcode without prefix may exist."""
    return tuple(country for country in SHAPES if possible(zip_code, country))
