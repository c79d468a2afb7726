"""The Post's books, for tests that compare every cent."""

from sqlite3 import Connection, Row
from typing import Any


def ledger(connection: Connection) -> dict[str, Any]:
    """All wallets with their money and stamps, and how often each call came.

    Every amount in cents. For each wallet: initial_balance + charges + refunds -
    paid orders = balance.
    """
    wallets = connection.execute("SELECT * FROM wallet ORDER BY serial").fetchall()
    calls = connection.execute("SELECT name, count FROM call ORDER BY name")
    return {
        "wallets": [_wallet(connection, wallet) for wallet in wallets],
        "calls": {row["name"]: row["count"] for row in calls},
    }


def _wallet(connection: Connection, wallet: Row) -> dict[str, Any]:
    username = wallet["username"]

    def rows(query: str) -> list[Row]:
        return connection.execute(query, (username,)).fetchall()

    stamps: dict[str, list[dict[str, Any]]] = {}
    for row in rows("SELECT * FROM stamp WHERE username = ? ORDER BY rowid"):
        stamps.setdefault(row["shop_order_id"], []).append(
            {
                "voucher_id": row["voucher_id"],
                "track_id": row["track_id"],
                "product_code": row["product_code"],
                "price": row["price"],
                "page": row["page"],
                "used": bool(row["used"]),
                "refunded": bool(row["refunded"]),
            }
        )
    charges = rows("SELECT * FROM charge WHERE username = ? ORDER BY rowid")
    carts = rows("SELECT * FROM cart WHERE username = ? ORDER BY rowid")
    refunds = rows(
        "SELECT retoure_transaction_id, shop_retoure_id, voucher_id, outcome, price"
        " FROM retoure JOIN retoure_stamp USING (retoure_transaction_id)"
        " JOIN stamp USING (voucher_id) WHERE retoure.username = ?"
        " ORDER BY retoure_transaction_id, voucher_id"
    )
    return {
        "username": username,
        "serial": wallet["serial"],
        "state": wallet["state"],
        "release_requested": bool(wallet["release_requested"]),
        "initial_balance": wallet["initial_balance"],
        "balance": wallet["balance"],
        "charges": [
            {"shop_order_id": row["shop_order_id"], "amount": row["amount"]}
            for row in charges
        ],
        "orders": [
            {
                "shop_order_id": row["shop_order_id"],
                "paid": row["paid"] is not None,
                "total": row["total"],
                "stamps": stamps.get(row["shop_order_id"], []),
            }
            for row in carts
        ],
        "refunds": [dict(row) for row in refunds],
    }
