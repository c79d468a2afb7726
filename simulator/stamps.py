"""What a stamp looks like, drawn on a reportlab canvas.

The layout is that of the Post's own test prints of 2019 (franking zone) and 2020
(address zone), measured element by element. Parts that were not seen are our own: the
right side of wide stamps, and the part below on the largest ones. The code says TEST,
the price is struck through as on the Post's test prints, and MUSTER stands where a real
stamp is empty. So nobody can take it for postage.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .catalogue import Product
from .frankier_id import grouped, halves
from .pen import Pen, width

ADDRESS_ZONE = (85.0, 43.0)
CODE = 11.01  # mm: 26 modules of 0.4233
# Above the code, and right of it.
ABOVE = 8.54
COLUMN = 13.5
RIGHT = 35.5
SERVICES = {
    # Two blanks as in the extracted text of a real stamp (seen 2025).
    "einwurf": "EINSCHREIBEN  EINWURF",
    "einschreiben": "EINSCHREIBEN",
    "rueckschein": "EINSCHREIBEN  RÜCKSCHEIN",
}


@dataclass(frozen=True)
class Stamp:
    """A stamp to draw: `price` in cents, `bought` in Unix seconds.

    `show_id` False leaves the printed ID away.
    """

    product: Product
    price: int
    bought: float
    voucher_layout: str
    voucher_id: str
    track_id: str | None = None
    page: int = 1
    label_x: int = 1
    label_y: int = 1
    address: dict[str, Any] | None = None
    show_id: bool = True

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in mm."""
        if self.voucher_layout == "ADDRESS_ZONE":
            return ADDRESS_ZONE
        return franking_size(self.product)

    @property
    def day(self) -> str:
        """The date of the purchase."""
        return datetime.fromtimestamp(self.bought).strftime("%d.%m.%y")

    @property
    def printed_price(self) -> str:
        """In German notation."""
        return f"{self.price // 100},{self.price % 100:02d}"


def franking_size(product: Product) -> tuple[float, float]:
    """Width and height in mm of a stamp in the franking zone.

    The narrow one is measured on test prints, which show less white than the picture of
    37 x 20 mm that the service gives as PNG. The others are as large as their PNG.
    """
    if product.international and product.registered:
        return 62.0, 32.5
    if product.international or product.registered:
        return 62.0, 20.0
    return 35.5, 20.0


def draw_stamp(pen: Pen, stamp: Stamp) -> None:
    """Draw with the stamp's left top corner at the pen's."""
    if stamp.voucher_layout == "FRANKING_ZONE":
        _draw_franking(pen, stamp)
    else:
        _draw_address(pen, stamp)


def _draw_franking(pen: Pen, stamp: Stamp) -> None:
    beside = pen.moved(0, ABOVE)
    beside.code(0, 0, CODE, _content(stamp))
    beside.emblem(COLUMN, -ABOVE, RIGHT - COLUMN, 3.57)
    _draw_price_line(beside, stamp, COLUMN, -1.75, RIGHT)
    beside.text(COLUMN, 4.6, "MUSTER", 14, bold=True, grey=0.5)
    if stamp.show_id:
        for baseline, half in zip((8.61, 10.91), halves(stamp.voucher_id), strict=True):
            beside.words(COLUMN, baseline, half, 7, mono=True)
    if stamp.product.international:
        _draw_priority(pen.moved(40, 0))
    if stamp.product.registered:
        if stamp.product.international:
            _draw_registered(pen.moved(0, 21), stamp, 62, 11.5)
        else:
            _draw_registered(pen.moved(36.8, 0), stamp, 25.2, 8)


def _draw_address(pen: Pen, stamp: Stamp) -> None:
    """Sender, ID and price line at the left of the code, the receiver below."""
    if stamp.address:
        pen.words(0, 2.5, _sender_line(stamp.address["sender"]), 7)
    beside = pen.moved(46.2, 7)
    if stamp.show_id:
        beside.words(-41.7, -1.6, grouped(stamp.voucher_id), 7)
    _draw_price_line(beside, stamp, -46.2, 1.3, -25.5)
    beside.emblem(-24.5, 0.06, 22, 3.54)
    beside.code(0, 0, CODE, _content(stamp))
    beside.text(-46.2, 9, "MUSTER", 14, bold=True, grey=0.5)
    if stamp.product.registered:
        _draw_registered(pen.moved(59, 20), stamp, 25.2, 8)
    if stamp.address:
        for row, line in enumerate(_receiver_lines(stamp.address["receiver"])):
            pen.words(0, 23 + 3.3 * row, line, 8)


def _content(stamp: Stamp) -> str:
    return f"TEST {stamp.voucher_id}"


def _draw_price_line(
    pen: Pen, stamp: Stamp, left: float, baseline: float, right: float
) -> None:
    """`IM 23.11.26 0,95`, three operations without blanks, the price struck through."""
    pen.text(left, baseline, "IM", 8, bold=True)
    pen.text(left + 4.5, baseline - 0.17, stamp.day, 7)
    wide = width(stamp.printed_price, 7)
    pen.text(right - wide, baseline - 0.17, stamp.printed_price, 7)
    pen.fill(right - wide, baseline - 1.1, wide, 0.06)


def _draw_priority(pen: Pen) -> None:
    pen.frame(0, 0, 22, 6)
    pen.text(1.5, 4.3, "PRIORITY", 9, bold=True)
    pen.text(1.5, 9, "P.P.", 8, bold=True)


def _draw_registered(pen: Pen, stamp: Stamp, wide: float, high: float) -> None:
    """A box of this size (mm) with R, service and number, and bars if there is room."""
    pen.frame(0, 0, wide, high)
    pen.text(0.8, 3.8, "R", 10, bold=True)
    abroad = stamp.product.international
    name = "RECOMMANDE" if abroad else SERVICES[stamp.product.service]
    pen.words(4, 3.5, name, 4.5)
    if stamp.track_id:
        pen.text(1.8, high - 1, stamp.track_id, 5.5)
        if high > 8:
            pen.bars(5, 4.5, wide - 10, high - 8, stamp.track_id)


def _city_line(address: dict[str, Any]) -> str:
    return f"{address['postalCode']} {address['city']}"


def _sender_line(sender: dict[str, Any]) -> str:
    return ", ".join((sender["name"], sender["addressLine1"], _city_line(sender)))


def _receiver_lines(receiver: dict[str, Any]) -> list[str]:
    """additionalName stands above the name; the country only on letters abroad."""
    country = receiver["country"] if receiver["country"] != "DEU" else None
    lines = (
        receiver["additionalName"],
        receiver["name"],
        receiver["addressLine1"],
        receiver["addressLine2"],
        _city_line(receiver),
        country,
    )
    return [line for line in lines if line]
