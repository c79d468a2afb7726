"""The Frankier-ID (the Post's ``voucherId``) that is printed on each stamp.

The Post decides about its form: the answer to a purchase names the IDs, and a page is
searched for those. All that were seen have 20 hexadecimal digits, printed in groups of
2, 4, 4, 2, 4 and 4, in one line or in two (the Post's test prints of 2019 and 2020).
"""

import unicodedata
from collections.abc import Iterable

_CUTS = (0, 2, 6, 10, 12, 16, 20)
# A shorter text may be on a page by chance.
SHORTEST = 8


def normalise(text: str) -> str:
    """Return the letters and digits of ``text`` alone, in capitals."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if c.isalnum()).upper()


def grouped(voucher_id: str) -> str:
    """Return the ID in groups as it stands on the stamp: ``A0 05C7 15E2 00 0000 0018``.

    Text that is not 20 characters long comes back only normalised.
    """
    digits = normalise(voucher_id)
    if len(digits) != _CUTS[-1]:
        return digits
    return " ".join(digits[a:b] for a, b in zip(_CUTS, _CUTS[1:], strict=False))


def shown_in(texts: Iterable[str], wanted: Iterable[str]) -> set[str]:
    """Return which of the ``wanted`` IDs, normalised, stand in a page's text.

    Blanks, hyphens, case and line breaks do not count, nor what is written before or
    after; text that runs backwards is read, too. ``texts``: readings of one page, of
    which one may show what another does not. An ID of less than SHORTEST characters is
    never found.
    """
    # A longer ID may contain a shorter one, which is not on the page then.
    ids = sorted({normalise(one) for one in wanted}, key=len, reverse=True)
    found = set()
    for text in texts:
        rest = normalise(text)
        for one in ids:
            for written in (one, one[::-1]):
                if len(one) >= SHORTEST and written in rest:
                    found.add(one)
                    rest = rest.replace(written, " ")
    return found
