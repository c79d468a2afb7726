"""Databases of an office that has franked for five years: many letters, or few.

They are made from one that has a printed letter, and kept in the cache until a file of
the addon changes. Nothing is ever committed to them.
"""

from __future__ import annotations

from typing import Any

from .. import databases
from ..copies import (
    copy_customers,
    copy_rows,
    insert_copies,
    next_numbers,
    sent_to,
    unhindered,
)
from ..home import short_hash
from ..runtime import ADDON, Runtime
from ..say import step

FEW, SAMPLE, MANY = 1_000, 100_000, 1_000_000
# Letters to each customer, and stamps of each order.
EACH = 100
YEARS = 5
# Every so many-th letter was released, and its stamp used for the next one.
RELEASED = 100


def name(office: str, count: int) -> str:
    """The name of the database with so many letters, made from that office."""
    return f"{ADDON}_past_{count}_{short_hash(office)}"


def make(runtime: Runtime, office: str, pattern: str, count: int) -> None:
    """Make the database with so many letters from `pattern`, if it is missing."""

    def fill(database: str) -> None:
        databases.copy(runtime, pattern, database)
        with step(f"Writing {count:,} letters into a database"):
            with databases.connected(database) as cursor:
                write(cursor, count)

    # A million letters take nearly two gigabytes.
    databases.make_template(runtime, name(office, count), fill, kept=1)


def write(cursor: Any, count: int) -> None:
    """Fill up a database with so many letters like its only one."""
    cursor.execute(
        "SELECT letter.id, letter.stamp_id, stamp.order_id, move.id, move.partner_id"
        " FROM internetmarke_letter letter"
        " JOIN internetmarke_stamp stamp ON stamp.id = stamp_id"
        " JOIN account_move move ON move.internetmarke_letter_id = letter.id"
    )
    [(letter, stamp, order, move, partner)] = cursor.fetchall()
    tables = ("account_move", "internetmarke_letter", "internetmarke_stamp")
    with unhindered(cursor, *tables):
        groups = count // EACH
        customers = copy_customers(cursor, partner, groups)
        orders = copy_rows(
            cursor,
            "internetmarke_order",
            f"id = {order}",
            groups,
            name="'PAST/' || n",
            shop_order_id="(900000000 + n)::text",
            confirmation_token="NULL",
            vouchers="NULL",
            document_check="NULL",
        )
        share = f"({count} - n)::float / {count}"
        moment = f"now() AT TIME ZONE 'UTC' - interval '{YEARS} years' * ({share})"
        released = f"n % {RELEASED} = 0"
        stamps = copy_rows(
            cursor,
            "internetmarke_stamp",
            f"id = {stamp}",
            count + 1,
            voucher_id="upper(substr(md5(n::text), 1, 20))",
            order_id=orders.of(number=f"((n - 1) / {EACH} % {groups} + 1)"),
            bought_on=moment,
            valid_until=f"({moment})::date + 1095",
        )
        customer = customers.of(number=f"(n % {groups} + 1)")
        letters = copy_rows(
            cursor,
            "internetmarke_letter",
            f"id = {letter}",
            count,
            name="'PAST/' || n",
            partner_id=customer,
            stamp_id=f"CASE WHEN {released} THEN {stamps.of(number='(n + 1)')}"
            f" ELSE {stamps.of()} END",
            state=f"CASE WHEN {released} THEN 'released' ELSE 'printed' END",
            cost=f"CASE WHEN {released} THEN 0 ELSE price END",
            franked_on=moment,
            printed_on=moment,
            confirmation_token="NULL",
        )
        moves = copy_rows(
            cursor,
            "account_move",
            f"id = {move}",
            count,
            **next_numbers(cursor, move),
            **sent_to(customer),
            invoice_date=f"({moment})::date",
            date=f"({moment})::date",
            access_token="NULL",
            internetmarke_letter_id=f"CASE WHEN {released} THEN NULL"
            f" ELSE {letters.of()} END",
        )
        insert_copies(
            cursor,
            "account_move_internetmarke_letter_rel",
            f"internetmarke_letter_id = {letter}",
            count,
            internetmarke_letter_id=letters.of(),
            account_move_id=moves.of(),
        )
    cursor.execute("VACUUM ANALYZE")
