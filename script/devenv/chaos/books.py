"""The two ledgers compared: what Odoo knows, and what the Post has booked."""

from __future__ import annotations

from collections import Counter

from . import bookkeeping, patience, runs
from .office import Office


def compare(office: Office) -> dict[str, int]:
    """Count every difference; all of them must be 0."""
    post = office.ledger()
    paid = {o["shop_order_id"]: o for o in post["orders"] if o["paid"]}
    at_post = {s["voucher_id"]: s for o in paid.values() for s in o["stamps"]}
    stamps = office.query("SELECT voucher_id, state FROM internetmarke_stamp")
    known = Counter(voucher for voucher, _state in stamps)
    refunded = {voucher for voucher, state in stamps if state == "refunded"}
    orders = column(
        office, "shop_order_id FROM internetmarke_order WHERE state = 'done'"
    )
    charged = cents(office, "amount FROM internetmarke_charge WHERE state = 'done'")
    spent = cents(office, "amount_total FROM internetmarke_order WHERE state = 'done'")
    credited = cents(office, "amount_refunded FROM internetmarke_retoure")
    balance = post["initial_balance"] + sum(charged) - sum(spent) + sum(credited)
    return {
        "cents unexplained": abs(post["balance"] - balance),
        "stamps missing": len(at_post.keys() - known.keys()),
        "stamps doubled": doubled(office) + known.total() - len(known),
        "stamps unknown to the Post": len(known.keys() - at_post.keys()),
        "orders not agreed": len(paid.keys() ^ set(orders)),
        "top-ups not agreed": abs(len(post["charges"]) - len(charged)),
        "refunds not agreed": len(
            refunded ^ {v for v, stamp in at_post.items() if stamp["refunded"]}
        ),
        "letters without their stamp": letters_without_stamp(office),
        "orders still in doubt": patience.count_open(office),
        **runs.contradictions(office),
        **bookkeeping.contradictions(office, post["balance"]),
    }


def purchases(office: Office) -> int:
    return sum(order["paid"] for order in office.ledger()["orders"])


def column(office: Office, selected: str) -> list:
    return [value for (value,) in office.query(f"SELECT {selected}")]


def cents(office: Office, selected: str) -> list[int]:
    return [round((amount or 0) * 100) for amount in column(office, selected)]


def doubled(office: Office) -> int:
    """Stamps on more than one letter that counts."""
    return office.query(
        "SELECT count(*) - count(DISTINCT stamp_id) FROM internetmarke_letter"
        " WHERE state <> 'released'"
    )[0][0]


def letters_without_stamp(office: Office) -> int:
    """Where journal, stock and invoices say different things about a stamp."""
    live = "internetmarke_letter WHERE state <> 'released'"
    contradictions = (
        f"{live} AND stamp_id NOT IN"
        " (SELECT id FROM internetmarke_stamp WHERE state = 'used')",
        "internetmarke_stamp WHERE state = 'used'"
        f" AND id NOT IN (SELECT stamp_id FROM {live})",
        "account_move WHERE internetmarke_letter_id IS NOT NULL"
        f" AND internetmarke_letter_id NOT IN (SELECT id FROM {live})",
        f"{live} AND id NOT IN (SELECT internetmarke_letter_id FROM account_move"
        " WHERE internetmarke_letter_id IS NOT NULL)",
    )
    return sum(map(office.count, contradictions))
