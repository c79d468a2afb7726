"""The bodies that the service takes (OpenAPI 1.30), as declared fields."""

from dataclasses import replace
from typing import Any

from .errors import TYPE_ID, invalid, refused
from .fields import (
    INT32,
    Field,
    check,
    choice,
    flag,
    many,
    nested,
    text,
    whole,
    wrong_type,
)

SHOP_ORDER_ID = text(1, 18, "<&")
LAYOUT = Field("voucherLayout", choice("ADDRESS_ZONE", "FRANKING_ZONE"), required=True)
DPI = Field("dpi", choice("DPI300", "DPI203"))
PAGE_FORMAT = Field("pageFormatId", whole(1))
LABEL = nested(
    Field("labelX", whole(1), required=True),
    Field("labelY", whole(1), required=True),
    # The upper limit is ours. It keeps a document from growing without limit.
    Field("page", whole(1, 1000), required=True),
)
RETOURE = (
    Field(
        "shoppingCart",
        nested(
            Field("shopOrderId", SHOP_ORDER_ID),
            Field(
                "voucherList",
                many(
                    Field("voucherId", text(1, INT32), required=True),
                    Field("trackId", text(0, INT32)),
                ),
            ),
        ),
        required=True,
    ),
)


def read_purchase(body: Any, strict_postcodes: bool) -> dict[str, Any]:
    """The values of a purchase as PDF. Raises Refusal."""
    _expect_type(body, "type", "AppShoppingCartPDFRequest")
    positions = body.get("positions")
    if positions is not None and not isinstance(positions, list):
        raise wrong_type("positions", "an array")
    # The position type of a PNG order is refused here (seen 2026).
    for position in positions or ():
        _expect_type(position, "positionType", "AppShoppingCartPDFPosition")
    return check(body, _purchase_fields(strict_postcodes))


def read_retoure(body: Any) -> tuple[str | None, list[str] | None]:
    """shopOrderId and voucher IDs of a refund; one of them at least. Raises Refusal."""
    cart = check(body, RETOURE)["shoppingCart"]
    vouchers = cart["voucherList"]
    if cart["shopOrderId"] is None and vouchers is None:
        raise invalid("shoppingCart: must name an order or vouchers")
    if vouchers is not None:
        vouchers = [voucher["voucherId"] for voucher in vouchers]
    return cart["shopOrderId"], vouchers


def _expect_type(body: Any, name: str, expected: str) -> None:
    if not isinstance(body, dict):
        raise wrong_type("", "an object")
    if body.get(name) != expected:
        raise refused("InvalidTypeId", f"{name}: {expected} was expected", TYPE_ID)


def _purchase_fields(strict_postcodes: bool) -> tuple[Field, ...]:
    address = nested(*_address(strict_postcodes))
    return (
        Field("shopOrderId", SHOP_ORDER_ID),
        Field("total", whole(0), required=True),
        Field("createManifest", flag),
        Field("createShippingList", choice("0", "1", "2", numbers=True)),
        DPI,
        # Optional in OpenAPI 1.30, but no client was seen to succeed without it.
        replace(PAGE_FORMAT, required=True),
        Field(
            "positions",
            many(
                Field("productCode", whole(1, digits=True), required=True),
                Field("imageID", whole()),
                LAYOUT,
                Field(
                    "address",
                    nested(
                        Field("sender", address, required=True),
                        Field("receiver", address, required=True),
                    ),
                ),
                Field("position", LABEL, required=True),
            ),
            required=True,
        ),
    )


def _address(strict_postcodes: bool) -> tuple[Field, ...]:
    postcode = text(5, 5) if strict_postcodes else text(3, 10)
    return (
        Field("name", text(1, 50), required=True),
        Field("additionalName", text(0, 40)),
        Field("addressLine1", text(1, 50), required=True),
        Field("addressLine2", text(1, 60)),
        Field("postalCode", postcode, required=True),
        Field("city", text(1, 40), required=True),
        Field("country", text(3, 3), required=True),
    )
