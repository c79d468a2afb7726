"""The books of the Portokasse: kept while everything is killed, and looked through.

Postage is an expense at use, so that purchases, letters and refunds all move the stock.
"""

from __future__ import annotations

from .browser import Told
from .office import Office

ENTRY = "internetmarke.entry"
ROUNDS = 60
# What each request has moved in the Portokasse.
MOVED = {
    "order": "CASE WHEN state IN ('paid', 'done') THEN -amount_total ELSE 0 END",
    "charge": "CASE WHEN state = 'done' THEN amount ELSE 0 END",
    "retoure": "COALESCE(amount_refunded, 0)",
}
CASH = (
    "SELECT default_account_id FROM account_journal"
    " JOIN res_company ON internetmarke_books_journal_id = account_journal.id"
)
STOCK = (
    "SELECT internetmarke_stock_account_id FROM res_company WHERE internetmarke_books"
)


def end_day(office: Office) -> None:
    """Let the letters of today be those of yesterday: only a day that is over is
    booked."""
    with office.database() as cursor:
        for moment in ("franked_on", "released_on"):
            cursor.execute(
                f"UPDATE internetmarke_letter SET {moment} ="
                f" {moment} - interval '1 day' WHERE {is_today(moment)}"
            )


def is_today(moment: str) -> str:
    berlin = "AT TIME ZONE 'Europe/Berlin'"
    return f"({moment} AT TIME ZONE 'UTC' {berlin})::date >= (now() {berlin})::date"


def finish(office: Office) -> None:
    """Have a person click until nothing is left to be booked."""
    end_day(office)
    for _round in range(ROUNDS):
        try:
            office.person.call(ENTRY, "action_update", [])
        except Told:
            # A job was at it. What stays so is found by `contradictions`.
            continue
        if not unbooked(office) and posted(office, STOCK) == in_stock(office):
            return


def unbooked(office: Office) -> int:
    """Entries that are not booked, and requests that the entries do not add up to."""
    unlike = (
        f"internetmarke_{name} AS request WHERE round({moved}, 2) <>"
        f" (SELECT COALESCE(sum(amount), 0) FROM internetmarke_entry"
        f" WHERE {name}_id = request.id)"
        for name, moved in MOVED.items()
    )
    waiting = "internetmarke_entry WHERE state <> 'booked'"
    return sum(map(office.count, (waiting, *unlike)))


def contradictions(office: Office, balance: int) -> dict[str, int]:
    """Count what must not be. `balance`: the Post's, in cents."""
    entries = "SELECT move_id FROM internetmarke_entry WHERE move_id IS NOT NULL"
    return {
        "cents not in the books": abs(posted(office, CASH) - balance),
        "cents of stock not in the books": abs(
            posted(office, STOCK) - in_stock(office)
        ),
        "movements not booked": unbooked(office),
        "movements booked twice": office.count(
            "(SELECT DISTINCT move_id FROM account_move_line"
            f" WHERE account_id IN ({CASH}) OR account_id IN ({STOCK})) AS booked"
            f" WHERE move_id NOT IN ({entries})"
        ),
        "entries without a journal entry": office.count(
            "internetmarke_entry WHERE state = 'booked' AND move_id IS NULL"
        ),
    }


def in_stock(office: Office) -> int:
    """What the stamps in stock have cost, in cents. Those of today's letters, which a
    job may have franked just now, count: they are booked when the day is over."""
    return int(
        office.query(
            "SELECT round(100 * (SELECT COALESCE(sum(price), 0)"
            " FROM internetmarke_stamp WHERE state NOT IN ('used', 'refunded'))"
            " + 100 * (SELECT COALESCE(sum("
            f" CASE WHEN {is_today('franked_on')} THEN price ELSE 0 END"
            f" - CASE WHEN {is_today('released_on')} THEN price ELSE 0 END"
            "), 0) FROM internetmarke_letter))"
        )[0][0]
    )


def posted(office: Office, account: str) -> int:
    """What stands on an account, in cents."""
    return int(
        office.query(
            "SELECT COALESCE(round(sum(balance) * 100), 0) FROM account_move_line"
            f" WHERE parent_state = 'posted' AND account_id IN ({account})"
        )[0][0]
    )
