"""What a database holds of ours, to compare it before and after an upgrade."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from psycopg2 import sql

from .databases import connected
from .runtime import ADDON


def three_years_after(moment: datetime) -> date:
    """The day on which a stamp ends that was bought at this moment (UTC)."""
    day = moment.replace(tzinfo=timezone.utc).astimezone(ZoneInfo("Europe/Berlin"))
    return day.date() + relativedelta(years=3)


# "table.column" of an earlier version: what the column is called now.
RENAMED: dict[str, str] = {
    "internetmarke_letter.carrier": "medium",
    "res_company.internetmarke_carrier": "internetmarke_medium",
}
# "table.column" of an earlier version: what its value is now, from the row then.
CHANGED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "internetmarke_letter.state": lambda row: (
        "came_back" if row["came_back_on"] else row["state"]
    ),
    "internetmarke_stamp.valid_until": lambda row: three_years_after(row["bought_on"]),
}
# An upgrade writes itself, brings the Post's products up to date, and forgets calls
# that are older than two hours.
LEFT_OUT_COLUMNS = {"write_date", "write_uid"}
LEFT_OUT_TABLES = {"internetmarke_product", "internetmarke_product_price"}
LEFT_OUT_TABLES |= {"internetmarke_call"}

Rows = dict[str, dict[tuple, dict[str, Any]]]


def rows(database: str) -> Rows:
    """All rows of our tables, and our columns of other tables, by the row's key."""
    found: Rows = {}
    with connected(database) as cursor:
        for table, columns, key in _parts(cursor):
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            place = sql.Identifier(table)
            cursor.execute(sql.SQL("SELECT {} FROM {}").format(names, place))
            table_rows = [dict(zip(columns, row, strict=True)) for row in cursor]
            found[table] = {tuple(row[k] for k in key): row for row in table_rows}
        cursor.execute(
            "SELECT id, model, res_id, body, author_id, date FROM mail_message"
            " WHERE model LIKE 'internetmarke.%' OR model IN"
            " ('account.move', 'res.partner')"
        )
        found["mail_message"] = {row[:1]: {"all": row} for row in cursor}
        cursor.execute(
            "SELECT res_model, res_field, res_id, checksum FROM ir_attachment"
            " WHERE res_model LIKE 'internetmarke.%'"
        )
        found["ir_attachment"] = {row[:3]: {"checksum": row[3]} for row in cursor}
    return found


def _parts(cursor: Any) -> list[tuple[str, list[str], list[str]]]:
    """Table, columns and key columns of all that is ours and lasts."""
    cursor.execute("SELECT model FROM ir_model WHERE transient")
    transient = {model.replace(".", "_") for (model,) in cursor.fetchall()}
    cursor.execute(
        "SELECT r.name, m.transient FROM ir_model_relation r"
        " JOIN ir_model m ON m.id = r.model"
        " JOIN ir_module_module module ON module.id = r.module"
        " WHERE module.name = %s",
        [ADDON],
    )
    relations = {name for name, passing in cursor.fetchall() if not passing}
    cursor.execute(
        "SELECT table_name, array_agg(column_name::text ORDER BY column_name)"
        " FROM information_schema.columns WHERE table_schema = 'public'"
        " GROUP BY table_name HAVING table_name LIKE 'internetmarke%'"
        " OR bool_or(column_name LIKE 'internetmarke%')"
    )
    parts = []
    for table, columns in cursor.fetchall():
        if table in relations:
            parts.append((table, columns, columns))
        elif "id" in columns and table not in transient | LEFT_OUT_TABLES:
            own = table.startswith(ADDON)
            kept = {c for c in columns if own or c == "id" or c.startswith(ADDON)}
            parts.append((table, sorted(kept - LEFT_OUT_COLUMNS), ["id"]))
    return parts


def lost(before: Rows, after: Rows) -> list[str]:
    """What was there before and is not there, or is otherwise, after."""
    problems = []
    for table, old_rows in before.items():
        new_rows = after.get(table)
        if new_rows is None:
            problems.append(f"the table {table} is gone")
            continue
        for key, old in old_rows.items():
            new = new_rows.get(key)
            if new is None:
                problems.append(f"{table}: the row {key} is gone")
                continue
            for column, value in old.items():
                place = f"{table}.{column}"
                if place in CHANGED:
                    value = CHANGED[place](old)
                now = RENAMED.get(place, column)
                if now not in new:
                    problems.append(f"the column {table}.{now} is gone")
                elif new[now] != value:
                    told = f"{value!r:.60} is now {new[now]!r:.60}"
                    problems.append(f"{table}.{now} of {key}: {told}")
    return sorted(set(problems))


def schema(database: str) -> set[str]:
    """Our columns, constraints and indexes, each as a line of text."""
    with connected(database) as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name || ' ' || data_type ||"
            " CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END"
            " FROM information_schema.columns WHERE table_schema = 'public'"
            " AND (table_name || ' ' || column_name) LIKE '%internetmarke%'"
            # The database numbers the indexes whose names it has to cut.
            " UNION SELECT replace(indexdef, indexname, '...') FROM pg_indexes"
            " WHERE indexdef LIKE '%internetmarke%' AND schemaname = 'public'"
            " UNION SELECT conrelid::regclass || ': ' || pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE conrelid::regclass::text LIKE '%internetmarke%'"
            " OR pg_get_constraintdef(oid) LIKE '%internetmarke%'"
        )
        return {line for (line,) in cursor.fetchall()}
