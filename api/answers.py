"""From the JSON of each call to its typed answer (OpenAPI 1.30 and what was seen).

Every function takes the parsed JSON; unknown extra fields are ignored.
:raises Malformed: what the caller cannot do without is missing or unreadable
"""

from __future__ import annotations

import logging
import re
from typing import Any

from . import reading
from .reading import Malformed, first, mapping, required, sequence, text, whole
from .values import (
    Charge,
    Login,
    Order,
    PageFormat,
    Product,
    Profile,
    RefundReceipt,
    RefundState,
    Voucher,
)

_log = logging.getLogger(__name__)

# The document's own example; the service really says 86400 (seen 2025).
_DEFAULT_LIFETIME = 3000


def read_login(data: Any) -> tuple[Login, str, int]:
    """Return the login, its token, and the token's lifetime in seconds."""
    fields = mapping(data, "login")
    token = text(first(fields, "access_token", "userToken", "user_token"))
    if not re.fullmatch(r"[\x21-\x7e]{1,4000}", token):
        raise Malformed("access_token is missing or unreadable")
    lifetime = whole(fields.get("expires_in"))
    login = Login(wallet_balance=_balance(fields))
    return login, token, _DEFAULT_LIFETIME if lifetime is None else lifetime


def read_profile(data: Any) -> Profile:
    fields = mapping(data, "profile")
    values = {name: text(fields.get(name)) for name in Profile.__dataclass_fields__}
    if not any(values.values()):
        raise Malformed("the profile is empty")
    return Profile(**values)


def read_charge(data: Any) -> Charge:
    fields = mapping(data, "charge")
    return Charge(_order_id(fields), _balance(fields))


def read_order_id(data: Any) -> str:
    return _order_id(mapping(data, "shopping cart"))


def read_order(data: Any, shop_order_id: str, count: int | None = None) -> Order:
    """Return the paid order `shop_order_id` with `count` vouchers (None: any number).

    OpenAPI 1.30 requires the link in the answer, but not the cart. Each of them proves
    that the order is paid.
    """
    fields = mapping(data, "order")
    cart = mapping(fields.get("shoppingCart") or {}, "shoppingCart")
    if cart and _order_id(cart) != shop_order_id:
        raise Malformed("the answer is about another order")
    link = text(fields.get("link")) or None
    vouchers = _vouchers(cart.get("voucherList"), "voucherList")
    if count not in (None, len(vouchers)):
        raise Malformed(f"{len(vouchers)} vouchers instead of {count}")
    if not vouchers and not re.match(r"https?://", link or ""):
        raise Malformed("neither link nor vouchers")
    if len({voucher.voucher_id for voucher in vouchers}) != len(vouchers):
        raise Malformed("one voucher is listed twice")
    return Order(
        shop_order_id=shop_order_id,
        link=link,
        vouchers=vouchers,
        manifest_link=text(fields.get("manifestLink")) or None,
        wallet_balance=_balance(fields),
    )


def read_refund_receipt(data: Any) -> RefundReceipt:
    fields = mapping(data, "refund")
    return RefundReceipt(
        required(text(fields.get("shopRetoureId")), "shopRetoureId"),
        required(whole(fields.get("retoureTransactionId")), "retoureTransactionId"),
    )


def read_refund_states(data: Any) -> list[RefundState]:
    fields = mapping(data, "refund states")
    if fields and "RetrieveRetoureStateResponse" not in fields:
        raise Malformed("RetrieveRetoureStateResponse is missing")
    rows = sequence(fields.get("RetrieveRetoureStateResponse"), "refund states")
    return [_refund_state(mapping(row, "refund state")) for row in rows]


def _refund_state(fields: dict) -> RefundState:
    return RefundState(
        shop_retoure_id=required(text(fields.get("shopRetoureId")), "shopRetoureId"),
        retoure_transaction_id=whole(fields.get("retoureTransactionId")),
        total_count=_not_negative(fields, "totalCount"),
        count_still_open=_not_negative(fields, "countStillOpen"),
        retoure_price=_not_negative(fields, "retourePrice"),
        refunded=_vouchers(fields.get("refundedVouchers"), "refundedVouchers"),
        not_refunded=_vouchers(
            fields.get("notRefundedVouchers"), "notRefundedVouchers"
        ),
    )


def read_page_formats(data: Any) -> list[PageFormat]:
    fields = mapping(data, "catalog")
    if "pageFormats" not in fields:
        raise Malformed("pageFormats is missing")
    return _rows(fields["pageFormats"], _page_format, "page formats")


def _page_format(row: Any) -> PageFormat:
    fields = mapping(row, "page format")
    layout = mapping(fields.get("pageLayout"), "pageLayout")
    size = mapping(layout.get("size"), "size")
    labels = mapping(layout.get("labelCount") or {}, "labelCount")
    margin = mapping(layout.get("margin") or {}, "margin")

    def mm(value: Any) -> float:
        return reading.millimetres(value) or 0.0

    return PageFormat(
        id=required(whole(fields.get("id")), "id"),
        name=required(text(fields.get("name")), "name"),
        orientation=text(layout.get("orientation")),
        width=required(mm(size.get("x")) or None, "size.x"),
        height=required(mm(size.get("y")) or None, "size.y"),
        columns=whole(labels.get("labelX")) or 1,
        rows=whole(labels.get("labelY")) or 1,
        margin_top=mm(margin.get("top")),
        margin_bottom=mm(margin.get("bottom")),
        margin_left=mm(margin.get("left")),
        margin_right=mm(margin.get("right")),
        is_image_possible=fields.get("isImagePossible") is True,
    )


def read_products(data: Any) -> list[Product]:
    """Return the Products API's list, one row for each code. Names may have any case.

    Rows that cannot be sold are left out: no code, no price in euro, no destination.
    """
    fields = reading.lower_keys(mapping(data, "products"))
    names = ("shortsalesproducts", "salesproducts", "products")
    name = next((name for name in names if fields.get(name) is not None), None)
    rows = _rows(
        fields.get(required(name, "product list")),
        lambda row: _product(reading.lower_keys(mapping(row, "product"))),
        "products",
    )
    return list({product.code: product for product in reversed(rows)}.values())[::-1]


def _product(fields: dict) -> Product:
    currency = text(fields.get("currency")).upper()
    if currency not in ("", "EUR"):
        raise Malformed("currency is not EUR")
    code = whole(first(fields, "extproductid", "productid", "productcode"))
    destination = text(first(fields, "transport", "destination")).lower()
    # The whole word is compared, because "international" contains "national".
    if destination not in ("national", "international"):
        raise Malformed("transport is unknown")
    price = reading.cents_from_euro(first(fields, "grossprice", "price"))
    sizes = {
        f"{limit}_{side}": reading.millimetres(fields.get(limit + side))
        for limit in ("min", "max")
        for side in ("length", "width", "height")
    }
    return Product(
        code=required(code if code and code > 0 else None, "extProductid"),
        name=required(
            text(first(fields, "extproductname", "productname", "name")),
            "extProductname",
        ),
        price=required(price, "grossprice"),
        destination=destination,
        min_weight=reading.grams(fields.get("minweight")),
        max_weight=reading.grams(fields.get("maxweight")),
        **sizes,
    )


def _rows(value: Any, read, place: str) -> list:
    """Return all readable rows. One odd row must not cost the others."""
    given = sequence(value, place)
    rows = []
    for row in given:
        try:
            rows.append(read(row))
        except Malformed as error:
            _log.info("left out one row of %s: %s", place, error)
    if given and not rows:
        raise Malformed(f"no readable row among {len(given)} {place}")
    return rows


def _not_negative(fields: dict, name: str) -> int | None:
    found = whole(fields.get(name))
    if found is not None and found < 0:
        raise Malformed(f"{name} is negative")
    return found


def _order_id(fields: dict) -> str:
    found = text(fields.get("shopOrderId"))
    if not re.fullmatch(r"(?!\.{1,2}$)[^<&]{1,18}", found):
        raise Malformed("shopOrderId is missing or unreadable")
    return found


def _balance(fields: dict) -> int | None:
    # Orders spell it with a double l. Null or missing means "not named", not zero.
    return whole(first(fields, "walletBallance", "walletBalance"))


def _vouchers(value: Any, place: str) -> tuple[Voucher, ...]:
    vouchers = []
    for row in sequence(value, place):
        fields = mapping(row, place)
        voucher_id = required(text(fields.get("voucherId")), "voucherId")
        vouchers.append(Voucher(voucher_id, text(fields.get("trackId")) or None))
    return tuple(vouchers)
