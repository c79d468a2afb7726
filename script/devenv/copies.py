"""Rows copied by SQL: a million of them in a minute or two."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Copies:
    """Copies of rows whose IDs begin at `low`; `n` is the number of a copy, from 1."""

    top: int
    low: int
    span: int

    def of(self, column: str | int = "", number: str = "n") -> str:
        """Return SQL for the ID of a copy: copy `number` of the row with ID `column`.

        `column` is a column or a number; by default the first row.
        """
        column = column or self.low
        return f"({self.top} + ({number} - 1) * {self.span} + {column} - {self.low})"


def copy_rows(
    cursor: Any, table: str, where: str, count: int, alias: str = "t", **own: str
) -> Copies:
    """Copy the rows of a table `count` times. `own`: expressions for the columns that
    differ, in which `n` is the number of the copy."""
    cursor.execute(f"SELECT min(id), max(id) FROM {table} {alias} WHERE {where}")
    low, high = cursor.fetchone()
    cursor.execute(f"SELECT max(id) + 1 FROM {table}")
    copies = Copies(cursor.fetchone()[0], low, high - low + 1)
    own = {"id": copies.of(f"{alias}.id"), **own}
    insert_copies(cursor, table, where, count, alias, **own)
    cursor.execute(
        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
    )
    return copies


def insert_copies(
    cursor: Any, table: str, where: str, count: int, alias: str = "t", **own: str
) -> None:
    """As `copy_rows`, for a table without IDs."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
        [table],
    )
    names = [name for (name,) in cursor.fetchall()]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(own.get(name, f'{alias}."{name}"') for name in names)
    cursor.execute(
        f"INSERT INTO {table} ({columns}) SELECT {values}"
        f" FROM {table} {alias}, generate_series(1, {count}) AS n WHERE {where}"
    )


def copy_customers(cursor: Any, partner: int, count: int) -> Copies:
    """Copy a customer; each copy has a name and a town of its own."""
    customers = copy_rows(cursor, "res_partner", f"id = {partner}", count)
    cursor.execute(
        "UPDATE res_partner SET commercial_partner_id = id,"
        " name = name || ' ' || id, complete_name = name || ' ' || id,"
        " zip = (10115 + id % 800)::text"
        f" WHERE id >= {customers.top}"
    )
    return customers


def sent_to(customer: str) -> dict[str, str]:
    """Return the columns that name an invoice's customer, each set to this SQL."""
    names = ("partner_id", "commercial_partner_id", "partner_shipping_id")
    return dict.fromkeys(names, customer)


def next_numbers(cursor: Any, move: int) -> dict[str, str]:
    """Expressions for the numbers of an invoice's copies, after the journal's last."""
    cursor.execute(
        "SELECT max(other.sequence_number) FROM account_move AS move"
        " JOIN account_move AS other USING (journal_id) WHERE move.id = %s",
        [move],
    )
    (last,) = cursor.fetchone()
    number = f"sequence_prefix || lpad(({last} + n)::text, 7, '0')"
    return {
        "name": number,
        "payment_reference": number,
        "sequence_number": f"{last} + n",
    }


@contextmanager
def unhindered(cursor: Any, *tables: str) -> Iterator[None]:
    """Fill tables without looking at each row: indexes are made anew afterwards."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
        " AND indexname NOT LIKE '%%_pkey'",
        [list(tables)],
    )
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    cursor.execute("SHOW is_superuser")
    if cursor.fetchone() == ("on",):
        cursor.execute("SET session_replication_role = replica")
    yield
    for _name, definition in indexes:
        cursor.execute(definition)
