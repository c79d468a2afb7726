"""The Frankier-ID of a stamp.

Twenty upper-case hex characters: ten of the wallet's serial, nine of a running number,
one check digit, which is a CRC-4 (x^4 + x + 1, start 0, most significant bit first)
over the ASCII bytes of the first nineteen (true for every ID seen).
"""

GROUPS = (2, 4, 4, 2, 4, 4)


def check_digit(first19: str) -> str:
    """The last character of the ID that begins with `first19`."""
    crc = 0
    for byte in first19.encode("ascii"):
        for shift in range(7, -1, -1):
            carry = (crc >> 3) ^ (byte >> shift & 1)
            crc = (crc << 1 & 0xF) ^ (0x3 if carry else 0)
    return f"{crc:X}"


def voucher_id(serial: str, number: int) -> str:
    """The ID of the stamp with the running `number` of the wallet `serial`."""
    first19 = f"{serial}{number:09X}"
    return first19 + check_digit(first19)


def grouped(voucher: str) -> str:
    """As printed on the stamp: `A0 0123 C039 00 0000 0138`."""
    parts, start = [], 0
    for width in GROUPS:
        parts.append(voucher[start : start + width])
        start += width
    return " ".join(parts)


def halves(voucher: str) -> tuple[str, str]:
    """The two lines in which a stamp of the franking zone shows it."""
    groups = grouped(voucher).split(" ")
    return " ".join(groups[:3]), " ".join(groups[3:])
