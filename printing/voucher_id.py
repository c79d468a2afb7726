"""The Frankier-ID (the Post's ``voucherId``) that is printed on each stamp.

20 hexadecimal digits: 10 of the wallet's serial number, 9 of a running number and a
check digit, a CRC-4 over the first 19. Source: collected from philatelists' notes and
samples of the service, checked on five real ids (see the tests).
"""

import re

LENGTH = 20
_POLYNOMIAL = 0b0011  # x^4 + x + 1 without its leading bit
_ID = re.compile(r"[0-9A-F]{20}")
# Printed in groups; where the blanks fall is not documented, so any group will do.
_TOKEN = re.compile(r"[^\s\u200b\ufeff]+")
_HEX = re.compile(r"[0-9A-Fa-f]+")


def normalise(text: str) -> str:
    """Return ``text`` without any white space and in capitals."""
    return "".join(text.split()).replace("\u200b", "").replace("\ufeff", "").upper()


def check_digit(first19: str) -> str:
    """Return the CRC-4 (polynomial x^4+x+1, start 0) of the ASCII characters.

    Raises ValueError unless ``first19`` are 19 hexadecimal digits.
    """
    digits = normalise(first19)
    if len(digits) != LENGTH - 1 or not _HEX.fullmatch(digits):
        raise ValueError("a Frankier-ID has 19 hexadecimal digits and a check digit")
    register = 0
    for byte in digits.encode("ascii"):
        for shift in range(7, -1, -1):
            carry = (register >> 3) ^ (byte >> shift & 1)
            register = (register << 1) & 0xF
            if carry:
                register ^= _POLYNOMIAL
    return f"{register:X}"


def is_valid(voucher_id: str) -> bool:
    """Tell whether this is a Frankier-ID with a right check digit, blanks allowed."""
    digits = normalise(voucher_id)
    return bool(_ID.fullmatch(digits)) and check_digit(digits[:-1]) == digits[-1]


def grouped(voucher_id: str) -> str:
    """Return the ID in groups as it stands on the stamp: ``A0 05C7 15E2 00 0000 0018``.

    Text that is not 20 characters long comes back only normalised.
    """
    digits = normalise(voucher_id)
    if len(digits) != LENGTH:
        return digits
    cuts = (0, 2, 6, 10, 12, 16, 20)
    return " ".join(digits[a:b] for a, b in zip(cuts, cuts[1:], strict=False))


def find(text: str) -> list[str]:
    """Return the valid Frankier-IDs in a page's text, each once, in order.

    An ID may be written in groups and may run over line breaks. IDs that stand on one
    line win, since joining lines lets unrelated digits meet by chance (the check digit
    accepts one in sixteen).
    """
    one_line = [found for line in text.splitlines() for found in _find_in(line)]
    return list(dict.fromkeys(one_line or _find_in(text)))


def _find_in(text: str) -> list[str]:
    tokens = _TOKEN.findall(text)
    found: list[tuple[int, int, str]] = []
    for start in range(len(tokens)):
        digits = ""
        for end in range(start, len(tokens)):
            if not _HEX.fullmatch(tokens[end]):
                break
            digits += tokens[end].upper()
            if len(digits) >= LENGTH:
                if is_valid(digits):
                    found.append((start, end, digits))
                break
    # Where readings overlap, the one with the prefix of all known wallets is right.
    known = {
        at
        for start, end, digits in found
        if digits.startswith("A0")
        for at in range(start, end + 1)
    }
    return [
        digits
        for start, end, digits in found
        if digits.startswith("A0") or known.isdisjoint(range(start, end + 1))
    ]
