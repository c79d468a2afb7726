"""What is said to the Post and what it answers, as typed values.

Money is in euro cents, lengths in mm, weights in g. What must not be seen in a log
(credentials, document links, personal data) is left out of every repr.
"""

from __future__ import annotations

from dataclasses import dataclass, field

VOUCHER_LAYOUTS = ("FRANKING_ZONE", "ADDRESS_ZONE")


def _hidden(default=""):
    return field(default=default, repr=False)


@dataclass(frozen=True)
class Timeouts:
    """Seconds: for the connection, for an ordinary answer, for a checkout (the Post
    draws the stamps meanwhile), for a document as a whole."""

    connect: float = 5
    read: float = 30
    checkout: float = 90
    document: float = 120


@dataclass(frozen=True, repr=False)
class Credentials:
    """Key and secret of the application (DHL developer portal), e-mail and password
    of the Portokasse."""

    client_id: str
    client_secret: str
    username: str
    password: str

    def __repr__(self) -> str:
        return "Credentials(***)"


@dataclass(frozen=True)
class Login:
    """`wallet_balance` in cents, None when the Post did not name it."""

    wallet_balance: int | None


@dataclass(frozen=True)
class Profile:
    """The owner of the Portokasse; empty text where the Post has nothing."""

    company: str = _hidden()
    firstname: str = _hidden()
    lastname: str = _hidden()


@dataclass(frozen=True)
class Charge:
    """A top-up: its own order number and the new balance in cents, None if unnamed."""

    shop_order_id: str
    wallet_balance: int | None


@dataclass(frozen=True)
class Position:
    """One stamp to buy, and its place on the sheet; everything counts from 1.

    The service takes a label beyond the sheet without a word (seen 2025), so the
    caller minds the page format. There is no way to send an address.

    :raises ValueError: a number below 1, or an unknown layout
    """

    product_code: int
    page: int
    label_x: int = 1
    label_y: int = 1
    voucher_layout: str = "FRANKING_ZONE"

    def __post_init__(self) -> None:
        for name in ("product_code", "page", "label_x", "label_y"):
            check_count(name, getattr(self, name))
        if self.voucher_layout not in VOUCHER_LAYOUTS:
            raise ValueError(f"voucher_layout: one of {VOUCHER_LAYOUTS}")


@dataclass(frozen=True)
class Voucher:
    """A bought stamp: its Frankier-ID and, for registered mail, its tracking number."""

    voucher_id: str
    track_id: str | None = None


@dataclass(frozen=True)
class Order:
    """A paid order. Whoever has a link can print the stamps.

    The order of `vouchers` is not the order of the positions (seen 2025: reversed).
    `find_order` gives what the Post tells of a paid order: `vouchers` may be empty, or
    `link` None, but not both. `wallet_balance` (cents) is None when the Post did not
    name it, as in `find_order`.
    """

    shop_order_id: str
    link: str | None = field(repr=False)
    vouchers: tuple[Voucher, ...]
    manifest_link: str | None = _hidden(None)
    wallet_balance: int | None = None

    def as_pairs(self) -> list[list[str | None]]:
        """The vouchers as JSON keeps them: ``[[voucher_id, track_id], ...]``."""
        return [[voucher.voucher_id, voucher.track_id] for voucher in self.vouchers]


@dataclass(frozen=True)
class RefundReceipt:
    shop_retoure_id: str
    retoure_transaction_id: int


@dataclass(frozen=True)
class RefundState:
    """How far a refund is.

    `retoure_price`: cents given back so far. `count_still_open`: stamps the Post has
    not decided on.
    """

    shop_retoure_id: str
    retoure_transaction_id: int | None
    total_count: int | None
    count_still_open: int | None
    retoure_price: int | None
    refunded: tuple[Voucher, ...]
    not_refunded: tuple[Voucher, ...]


@dataclass(frozen=True)
class PageFormat:
    """Paper the Post prints on; mm. `columns` x `rows` labels on each page.

    `orientation` does not follow from width and height: envelopes of 220 x 110 are
    called PORTRAIT (seen 2025).
    """

    id: int
    name: str
    orientation: str
    width: float
    height: float
    columns: int
    rows: int
    margin_top: float
    margin_bottom: float
    margin_left: float
    margin_right: float
    is_image_possible: bool


@dataclass(frozen=True)
class Product:
    """A product of the Post. `price` in cents, weights in g, sizes in mm; None where
    the Post names no limit."""

    code: int
    name: str
    price: int
    destination: str
    min_weight: int | None = None
    max_weight: int | None = None
    min_length: float | None = None
    max_length: float | None = None
    min_width: float | None = None
    max_width: float | None = None
    min_height: float | None = None
    max_height: float | None = None


def check_count(name: str, value: int) -> None:
    """:raises ValueError: `value` is no whole number from 1 on"""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{name}: a whole number from 1 on")
