"""Retoure: unused stamps given back for credit (OpenAPI 1.30, /app/retoure).

Usually a refund is decided at once; with `refund_seconds` it stays open for a while
and is decided by the first request after that time.
"""

import re
from datetime import datetime
from sqlite3 import Connection, Row
from typing import Any

from .errors import invalid, refused
from .fields import is_number
from .orders import stamps_of
from .settings import Settings
from .state import next_number
from .wallets import credit

DAY = 86400
DATE = re.compile(
    r"(?P<second>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(?P<zone>Z|[+-]\d\d:\d\d)?",
    re.ASCII,
)


def request_refund(
    connection: Connection,
    wallet: Row,
    shop_order_id: str | None,
    voucher_ids: list[str] | None,
    settings: Settings,
    now: float,
) -> tuple[str, int]:
    """Open a refund for the order's stamps or the named ones; return both numbers.

    Raises Refusal for an unknown order or stamp. A stamp that is used, too old or
    already refunded is no error: it is listed among the ones not refunded.
    """
    stamps = _stamps(connection, wallet, shop_order_id, voucher_ids)
    number = next_number(connection, "retoure", 23_000_001)
    shop_retoure_id = str(next_number(connection, "shop_retoure", 170_000_001))
    connection.execute(
        "INSERT INTO retoure (retoure_transaction_id, shop_retoure_id, username,"
        " created, decides) VALUES (?, ?, ?, ?, ?)",
        (
            number,
            shop_retoure_id,
            wallet["username"],
            now,
            now + settings.refund_seconds,
        ),
    )
    connection.executemany(
        "INSERT INTO retoure_stamp (retoure_transaction_id, voucher_id) VALUES (?, ?)",
        [(number, voucher) for voucher in stamps],
    )
    decide_refunds(connection, settings, now)
    return shop_retoure_id, number


def _stamps(
    connection: Connection,
    wallet: Row,
    shop_order_id: str | None,
    voucher_ids: list[str] | None,
) -> list[str]:
    order = None
    if shop_order_id is not None:
        order = [
            row["voucher_id"]
            for row in stamps_of(connection, shop_order_id)
            if row["username"] == wallet["username"]
        ]
        if not order:
            raise refused(
                "unknownShopOrderId", f"Order with ID '{shop_order_id}' not found."
            )
    if voucher_ids is None:
        return order or []
    for voucher in voucher_ids:
        known = connection.execute(
            "SELECT 1 FROM stamp WHERE voucher_id = ? AND username = ?",
            (voucher, wallet["username"]),
        ).fetchone()
        if known is None or (order is not None and voucher not in order):
            raise refused("unknownVoucherNo", f"Voucher '{voucher}' not found.")
    return list(dict.fromkeys(voucher_ids))


def decide_refunds(connection: Connection, settings: Settings, now: float) -> None:
    """Decide every refund whose time has come and credit the wallets."""
    rows = connection.execute(
        "SELECT retoure_stamp.*, retoure.username, retoure.created, stamp.price,"
        " stamp.used, stamp.refunded, cart.paid"
        " FROM retoure_stamp JOIN retoure USING (retoure_transaction_id)"
        " JOIN stamp USING (voucher_id) JOIN cart USING (shop_order_id)"
        " WHERE outcome = 'open' AND decides <= ?"
        " ORDER BY retoure_transaction_id, voucher_id",
        (now,),
    ).fetchall()
    refunded = set()
    for row in rows:
        voucher = row["voucher_id"]
        given_back = row["refunded"] or voucher in refunded
        too_old = row["created"] - row["paid"] > settings.refund_days * DAY
        outcome = "refused" if row["used"] or given_back or too_old else "refunded"
        if outcome == "refunded":
            refunded.add(voucher)
            connection.execute(
                "UPDATE stamp SET refunded = 1 WHERE voucher_id = ?", (voucher,)
            )
            credit(connection, row["username"], row["price"])
        connection.execute(
            "UPDATE retoure_stamp SET outcome = ?"
            " WHERE retoure_transaction_id = ? AND voucher_id = ?",
            (outcome, row["retoure_transaction_id"], voucher),
        )


def refund_states(
    connection: Connection, wallet: Row, filters: dict[str, str], settings: Settings
) -> list[dict[str, Any]]:
    """The wallet's refunds, newest first, as the service shows them.

    `filters`: shopRetoureId, retoureTransactionId, startDate, endDate, each optional.
    Raises Refusal for unknown numbers and unreadable dates.
    """
    since, until = (_moment(filters.get(name)) for name in ("startDate", "endDate"))
    rows = connection.execute(
        "SELECT * FROM retoure WHERE username = ? ORDER BY retoure_transaction_id DESC",
        (wallet["username"],),
    ).fetchall()
    shop_retoure_id = filters.get("shopRetoureId")
    if shop_retoure_id is not None:
        rows = [row for row in rows if row["shop_retoure_id"] == shop_retoure_id]
        if not rows:
            raise refused(
                "unknownShopRetoureId", f"Retoure '{shop_retoure_id}' not found."
            )
    number = filters.get("retoureTransactionId")
    if number is not None:
        if not is_number(number):
            raise invalid("retoureTransactionId: must be an int32")
        rows = [row for row in rows if row["retoure_transaction_id"] == int(number)]
        if not rows:
            raise refused("invalidRetoureId", f"Retoure '{number}' not found.")
    return [
        _state(connection, wallet, row, settings)
        for row in rows
        if (since is None or row["created"] >= since)
        and (until is None or row["created"] <= until)
    ]


def _moment(text: str | None) -> float | None:
    """Milliseconds and zone may be missing (seen 2025)."""
    if text is None:
        return None
    match = DATE.fullmatch(text)
    try:
        # Python 3.10 knows neither Z nor fractions of other than 3 or 6 digits.
        zone = (match["zone"] or "").replace("Z", "+00:00")
        return datetime.fromisoformat(match["second"] + zone).timestamp()
    except (TypeError, ValueError, OverflowError):
        raise refused(
            "wrongDateFormat", "The date must be yyyy-MM-dd'T'HH:mm:ss.SSSXXX."
        ) from None


def _state(
    connection: Connection, wallet: Row, retoure: Row, settings: Settings
) -> dict[str, Any]:
    stamps = connection.execute(
        "SELECT * FROM retoure_stamp JOIN stamp USING (voucher_id)"
        " WHERE retoure_transaction_id = ? ORDER BY voucher_id",
        (retoure["retoure_transaction_id"],),
    ).fetchall()
    created = datetime.fromtimestamp(retoure["created"]).strftime("%d%m%Y-%H%M%S")
    if not settings.retoure_leading_zero:
        created = created.removeprefix("0")

    def vouchers(outcome: str) -> list[dict[str, str | None]]:
        return [
            {"voucherId": stamp["voucher_id"], "trackId": stamp["track_id"]}
            for stamp in stamps
            if stamp["outcome"] == outcome
        ]

    return {
        "retoureTransactionId": retoure["retoure_transaction_id"],
        "shopRetoureId": retoure["shop_retoure_id"],
        "totalCount": len(stamps),
        "countStillOpen": len(vouchers("open")),
        "retourePrice": sum(
            stamp["price"] for stamp in stamps if stamp["outcome"] == "refunded"
        ),
        "creationDate": created,
        "serialnumber": wallet["serial"],
        "refundedVouchers": vouchers("refunded"),
        "notRefundedVouchers": vouchers("refused"),
    }
