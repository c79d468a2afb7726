"""Carts: reserving a number, buying, and what was bought."""

import json
from dataclasses import dataclass
from sqlite3 import Connection, Row
from typing import Any

from .catalogue import Product, agreed_prices, page_formats, products
from .errors import documented, refused
from .frankier_id import voucher_id
from .settings import Settings
from .state import next_number, next_shop_order_id
from .wallets import credit

MOTIFS = (1282, 1283)
"""IDs of the invented motifs; 0 is "none" for some clients and was accepted."""


@dataclass(frozen=True)
class Booking:
    """A purchase as booked; `wallet_balance` in cents after it."""

    shop_order_id: str
    wallet_balance: int


def reserve(connection: Connection, wallet: Row, now: float) -> str:
    """A new order number; nothing is charged."""
    shop_order_id = next_shop_order_id(connection)
    connection.execute(
        "INSERT INTO cart (shop_order_id, username, created) VALUES (?, ?, ?)",
        (shop_order_id, wallet["username"], now),
    )
    return shop_order_id


def check_product(connection: Connection, code: int) -> tuple[Product, int]:
    """The product on sale and its price in cents. Raises Refusal."""
    try:
        return products(connection)[code]
    except KeyError:
        raise refused(
            "invalidProductcode",
            "The productcode is invalid! Reason:"
            f" No product with productcode: {code} found!",
        ) from None


def check_page_format(page_format_id: int) -> None:
    """Raises Refusal for an unknown format (text of the SOAP predecessor)."""
    if page_format_id not in page_formats():
        raise refused(
            "invalidPageFormat", f"No page format with id: {page_format_id} found!"
        )


def check_motif(image_id: int | None) -> None:
    """Raises Refusal for an unknown motif."""
    if image_id and image_id not in MOTIFS:
        raise refused("invalidMotive", f"No motive with id: {image_id} found!")


def book(
    connection: Connection,
    wallet: Row,
    request: dict[str, Any],
    direct: bool,
    settings: Settings,
    now: float,
) -> Booking:
    """Buy: every check and the booking, inside the caller's one transaction.

    Raises Refusal. The order of the checks is ours, except that the total is checked
    before the balance. A refused purchase does not use up its order number; what the
    real service does then is not known.
    """
    shop_order_id = _open_cart(connection, wallet, request["shopOrderId"], direct, now)
    check_page_format(request["pageFormatId"])
    positions = request["positions"]
    if len(positions) > settings.max_positions:
        raise refused(
            "invalidOrderPositionCount",
            f"At most {settings.max_positions} positions are allowed.",
        )
    agreed = agreed_prices(connection, wallet["username"])
    sold = []
    for position in positions:
        product, price = check_product(connection, position["productCode"])
        sold.append((product, agreed.get(product.code, price)))
        check_motif(position["imageID"])
    total = sum(price for _, price in sold)
    if request["total"] != total:
        raise refused(
            "invalidTotalAmount",
            "The total amount of the order is invalid! Reason: The total cost of the"
            f" shopping cart is invalid! PPL-total: {total}, Cart: {request['total']}",
        )
    if wallet["balance"] < total:
        raise refused("walletBalanceNotEnough", wallet["serial"])
    connection.execute(
        "UPDATE cart SET paid = ?, total = ?, page_format_id = ?"
        " WHERE shop_order_id = ?",
        (now, total, request["pageFormatId"], shop_order_id),
    )
    for index, (position, (product, price)) in enumerate(
        zip(positions, sold, strict=True)
    ):
        _add_stamp(connection, wallet, shop_order_id, index, position, product, price)
    return Booking(shop_order_id, credit(connection, wallet["username"], -total))


def _open_cart(
    connection: Connection,
    wallet: Row,
    shop_order_id: str | None,
    direct: bool,
    now: float,
) -> str:
    if shop_order_id is None:
        if not direct:
            raise refused("Bad Request", "shopOrderId: must not be null")
        return reserve(connection, wallet, now)
    cart = _cart(connection, wallet, shop_order_id)
    if cart is None:
        raise refused(
            "invalidShopOrderID", f"No order reserved as shopOrderId '{shop_order_id}'"
        )
    if cart["paid"] is not None:
        raise refused(
            "invalidShopOrderID",
            f"Queued order duplicated for the shopOrderId '{shop_order_id}'",
        )
    return shop_order_id


def _cart(connection: Connection, wallet: Row, shop_order_id: str) -> Row | None:
    return connection.execute(
        "SELECT * FROM cart WHERE shop_order_id = ? AND username = ?",
        (shop_order_id, wallet["username"]),
    ).fetchone()


def _add_stamp(
    connection: Connection,
    wallet: Row,
    shop_order_id: str,
    index: int,
    position: dict[str, Any],
    product: Product,
    price: int,
) -> None:
    username = wallet["username"]
    connection.execute(
        "UPDATE wallet SET stamps = stamps + 1 WHERE username = ?", (username,)
    )
    number = connection.execute(
        "SELECT stamps FROM wallet WHERE username = ?", (username,)
    ).fetchone()["stamps"]
    label = position["position"]
    address = position["address"]
    connection.execute(
        "INSERT INTO stamp (voucher_id, shop_order_id, username, position, track_id,"
        " product_code, price, page, label_x, label_y, voucher_layout, address)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            voucher_id(wallet["serial"], number),
            shop_order_id,
            username,
            index,
            _track_id(connection, product),
            product.code,
            price,
            label["page"],
            label["labelX"],
            label["labelY"],
            position["voucherLayout"],
            json.dumps(address) if address else None,
        ),
    )


def _track_id(connection: Connection, product: Product) -> str | None:
    """A number for registered mail, else None (seen 2025).

    The real form is not known: twenty digits at home, S10 (two letters, eight digits,
    check digit, country) abroad.
    """
    if not product.registered:
        return None
    number = next_number(connection, "track", 1)
    if not product.international:
        return f"0034099999{number:010d}"
    serial = f"{number:08d}"
    weights = (8, 6, 4, 2, 3, 5, 9, 7)
    rest = sum(int(d) * w for d, w in zip(serial, weights, strict=True)) % 11
    check = {0: 5, 1: 0}.get(rest, 11 - rest)
    return f"RX{serial}{check}DE"


def paid_cart(connection: Connection, wallet: Row, shop_order_id: str) -> Row:
    """The paid order of that wallet. Raises Refusal: 404 (OpenAPI 1.30)."""
    cart = _cart(connection, wallet, shop_order_id)
    if cart is None or cart["paid"] is None:
        raise documented(404, "Not Found", f"Order not found: {shop_order_id}")
    return cart


def stamps_of(connection: Connection, shop_order_id: str) -> list[Row]:
    """The stamps of an order in the order of its positions."""
    return connection.execute(
        "SELECT * FROM stamp WHERE shop_order_id = ? ORDER BY position",
        (shop_order_id,),
    ).fetchall()
