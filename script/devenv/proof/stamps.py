"""Stamps of the Post of our own, and what a scanner reads of each before it is used."""

from __future__ import annotations

from dataclasses import dataclass

from printing import read_stamps
from simulator.catalogue import page_formats, product
from simulator.frankier_id import voucher_id
from simulator.sheet import draw_order
from simulator.stamps import Stamp

from .eyes import Sheet, code_places

# A product of each size: domestic, domestic registered, registered abroad.
CODES = {"35.5 x 20": 1, "62 x 20": 10001, "62 x 32.5": 11006}
PAGES = 20
BOUGHT_ON = 1_750_000_000
ENVELOPE_DL = 59


@dataclass(frozen=True)
class Bought:
    """One stamp: its page of the bought file and what is on it.

    ``code``: the text of its DataMatrix; ``corners`` of the code and ``size`` of the
    stamp in mm, the corners from the stamp's top left.
    """

    pdf: bytes
    page: int
    voucher_id: str
    size: tuple[float, float]
    code: str
    corners: tuple[tuple[float, float], ...]


def bought() -> dict[str, list[Bought]]:
    """Return some stamps of each size, no two alike."""
    return {name: _bought(code) for name, code in CODES.items()}


def _bought(code: int) -> list[Bought]:
    stamps = [
        Stamp(
            product(code),
            product(code).price,
            BOUGHT_ON,
            "FRANKING_ZONE",
            voucher_id=voucher_id(f"A0{code:08X}", page),
            page=page,
        )
        for page in range(1, PAGES + 1)
    ]
    pdf = draw_order(stamps, page_formats()[ENVELOPE_DL])
    found = []
    ids = [stamp.voucher_id for stamp in stamps]
    for stamp in read_stamps(pdf, ids, [(code, product(code).price)] * PAGES):
        sheet = Sheet(pdf, stamp.page)
        [(text, corners)] = code_places(sheet.picture(), sheet.box)
        left, top = stamp.box.left, stamp.box.top
        found.append(
            Bought(
                pdf,
                stamp.page,
                stamp.voucher_id,
                (stamp.box.width, stamp.box.height),
                text,
                tuple((x - left, y - top) for x, y in corners),
            )
        )
    if len({stamp.code for stamp in found}) != PAGES:
        raise RuntimeError("stamps that should differ say the same")
    return found
