"""What a stamp looks like, drawn on a reportlab canvas.

Sizes as measured from real output (reference section 10.3). The lettering is our own,
the code says TEST and MUSTER stands across: nobody can take it for postage.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from . import datamatrix
from .catalogue import Product
from .frankier_id import grouped

ADDRESS_ZONE = (85.0, 43.0)
MODULE = 0.55  # mm
CODE = MODULE * (datamatrix.MODULES + 2 * datamatrix.QUIET_ZONE)
TEXT_LEFT = 17.2  # mm, right of the code
HAIRLINE = 0.1  # mm
SERVICES = {
    # Two blanks as in the extracted text of a real stamp (seen 2025).
    "einwurf": "EINSCHREIBEN  EINWURF",
    "einschreiben": "EINSCHREIBEN",
    "rueckschein": "EINSCHREIBEN  RÜCKSCHEIN",
}


@dataclass(frozen=True)
class Stamp:
    """A stamp to draw: `price` in cents, `bought` in Unix seconds.

    Without `voucher_id` it is a preview. `show_id` False leaves the printed ID away.
    """

    product: Product
    price: int
    bought: float
    voucher_layout: str
    voucher_id: str | None = None
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
    def price_line(self) -> str:
        """`IM 23.11.26 0,95`: date of purchase and price in German notation."""
        day = datetime.fromtimestamp(self.bought).strftime("%d.%m.%y")
        return f"IM {day} {self.price // 100},{self.price % 100:02d}"


def franking_size(product: Product) -> tuple[float, float]:
    """Width and height in mm of a stamp in the franking zone."""
    if product.international and product.registered:
        return 62.0, 32.5
    if product.international or product.registered:
        return 62.0, 20.0
    return 37.0, 20.0


class Pen:
    """Draws in mm from a left top corner on a page of the given height."""

    def __init__(self, canvas: Canvas, page_height: float, left: float, top: float):
        self.canvas = canvas
        self.page_height = page_height
        self.left = left
        self.top = top

    def moved(self, right: float, down: float) -> "Pen":
        """A pen with its corner further right and down."""
        return Pen(self.canvas, self.page_height, self.left + right, self.top + down)

    def point(self, x: float, y: float) -> tuple[float, float]:
        return (self.left + x) * mm, (self.page_height - self.top - y) * mm

    def text(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False
    ) -> None:
        """One line with its baseline at `y`; `size` in pt."""
        self.canvas.setFillGray(0)
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        # The built-in fonts know Western European letters only.
        known = text.encode("cp1252", "replace").decode("cp1252")
        self.canvas.drawString(*self.point(x, y), known)

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """A hairline whose outer edge is the given box."""
        self.canvas.setLineWidth(HAIRLINE * mm)
        self.canvas.setStrokeGray(0.3)
        left, bottom = self.point(x + HAIRLINE / 2, y + height - HAIRLINE / 2)
        self.canvas.rect(
            left, bottom, (width - HAIRLINE) * mm, (height - HAIRLINE) * mm
        )

    def code(self, x: float, y: float, side: float, content: str) -> None:
        """A DataMatrix picture with its quiet zone, Flate-compressed."""
        picture = ImageReader(datamatrix.image(content))
        left, bottom = self.point(x, y + side)
        self.canvas.drawImage(picture, left, bottom, side * mm, side * mm)

    def across(self, x: float, y: float, text: str, size: float, angle: float) -> None:
        """Large pale letters, rising by `angle` degrees from (x, y)."""
        self.canvas.saveState()
        self.canvas.translate(*self.point(x, y))
        self.canvas.rotate(angle)
        self.canvas.setFillGray(0.8)
        self.canvas.setFont("Helvetica-Bold", size)
        self.canvas.drawString(0, 0, text)
        self.canvas.restoreState()


def draw_stamp(pen: Pen, stamp: Stamp) -> None:
    """Draw with the stamp's left top corner at the pen's."""
    if stamp.voucher_layout == "FRANKING_ZONE":
        _draw_franking(pen, stamp, *franking_size(stamp.product))
        return
    width = 62.0 if franking_size(stamp.product)[0] > 37 else 37.0
    if stamp.address:
        pen.text(0, 2.5, _sender_line(stamp.address["sender"]), 6)
    _draw_franking(pen.moved(0, 3.5), stamp, width, 20.0)
    if stamp.address:
        for row, line in enumerate(_receiver_lines(stamp.address["receiver"])):
            pen.text(0, 27 + 3.1 * row, line, 8)


def _draw_franking(pen: Pen, stamp: Stamp, width: float, height: float) -> None:
    pen.frame(0, 0, width, height)
    # The code must stay free: MUSTER runs across everything beside it, below the text.
    wide = width > 40
    pen.across(TEXT_LEFT, 16, "MUSTER", 26 if wide else 12, 14 if wide else 24)
    pen.code(0.8, 0.8, CODE, f"TEST {stamp.voucher_id or 'VORSCHAU'}")
    pen.text(TEXT_LEFT, 4, "MUSTER", 8, bold=True)
    pen.text(TEXT_LEFT, 7, "Internetmarke", 6)
    pen.text(TEXT_LEFT, 10, stamp.price_line, 6)
    if stamp.product.registered:
        corner = (1.0, 21.0) if height > 20 else (TEXT_LEFT, 10.9)
        _draw_registered(pen.moved(*corner), stamp)
    if stamp.voucher_id and stamp.show_id:
        pen.text(1.3, 18.6, grouped(stamp.voucher_id), 6.5)


def _draw_registered(pen: Pen, stamp: Stamp) -> None:
    pen.frame(0, 0, 43, 5.7)
    pen.text(0.8, 3, "R", 9, bold=True)
    pen.text(4, 3, SERVICES[stamp.product.service], 6)
    if stamp.track_id:
        pen.text(4, 5.2, stamp.track_id, 6)


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
