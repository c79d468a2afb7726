"""The bodies and queries of the requests, exactly as OpenAPI 1.30 has them.

:raises ValueError: arguments that the document does not allow
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

from .values import Position, check_count


def checkout(
    shop_order_id: str,
    positions: Sequence[Position],
    total: int,
    page_format_id: int,
    manifest: bool,
) -> dict[str, Any]:
    """The purchase of `positions` as PDF; `total` in cents."""
    check_order_id(shop_order_id)
    check_count("page_format_id", page_format_id)
    if not isinstance(total, int) or isinstance(total, bool) or total < 0:
        raise ValueError("total: whole cents, not negative")
    labels = {(each.page, each.label_x, each.label_y) for each in positions}
    if not positions or len(labels) != len(positions):
        raise ValueError("positions: at least one, each on a label of its own")
    return {
        "type": "AppShoppingCartPDFRequest",
        "shopOrderId": shop_order_id,
        "total": total,
        "createManifest": bool(manifest),
        "createShippingList": "0",
        "dpi": "DPI300",
        "pageFormatId": page_format_id,
        "positions": [_position(each) for each in positions],
    }


def _position(position: Position) -> dict[str, Any]:
    return {
        "positionType": "AppShoppingCartPDFPosition",
        "productCode": position.product_code,
        "voucherLayout": position.voucher_layout,
        "position": {
            "labelX": position.label_x,
            "labelY": position.label_y,
            "page": position.page,
        },
    }


def refund(shop_order_id: str, voucher_ids: Sequence[str]) -> dict[str, Any]:
    """Return the body of a refund. An empty list is not allowed, so it is left out."""
    check_order_id(shop_order_id)
    if isinstance(voucher_ids, str) or not all(voucher_ids):
        raise ValueError("voucher_ids: a list of Frankier-IDs")
    cart: dict[str, Any] = {"shopOrderId": shop_order_id}
    if voucher_ids:
        cart["voucherList"] = [{"voucherId": each} for each in voucher_ids]
    return {"shoppingCart": cart}


def refund_states(
    shop_retoure_id: str | None,
    retoure_transaction_id: int | None,
    start: datetime.datetime | None,
    end: datetime.datetime | None,
) -> dict[str, Any]:
    query = {
        "shopRetoureId": shop_retoure_id,
        "retoureTransactionId": retoure_transaction_id,
        "startDate": start and _timestamp(start),
        "endDate": end and _timestamp(end),
    }
    return {name: value for name, value in query.items() if value is not None}


def check_order_id(shop_order_id: str) -> None:
    """1 to 18 characters, no < and no &; nor may it change the path it stands in."""
    if not isinstance(shop_order_id, str) or not re.fullmatch(
        r"(?!\.{1,2}$)[^<&\x00-\x1f]{1,18}", shop_order_id
    ):
        raise ValueError("shop_order_id: 1 to 18 characters, no < and no &")


def _timestamp(moment: datetime.datetime) -> str:
    """yyyy-MM-dd'T'HH:mm:ss.SSSXXX; without zone it is UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
