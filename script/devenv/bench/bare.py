"""What franking writes, written by bare SQL: one statement a row, nothing checked."""

from __future__ import annotations

from typing import Any

from .clock import undone

NOTES = "model = 'account.move' AND res_id IN (SELECT account_move_id FROM kept_rel)"
REL = "account_move_internetmarke_letter_rel"


def rewritten(env: Any, letters: Any) -> float:
    """The processor time (s) of writing once more what franking these letters wrote.

    Nothing of it stays.
    """
    cursor, ids = env.cr, tuple(letters.ids)
    env.flush_all()
    _keep(cursor, "rel", REL, "internetmarke_letter_id IN %s", [ids])
    _keep(cursor, "letter", "internetmarke_letter", "id IN %s", [ids])
    _keep(cursor, "note", "mail_message", NOTES, [])
    cursor.execute(
        "SELECT letter.id, letter.stamp_id, line.id FROM kept_letter letter"
        " JOIN internetmarke_run_line line ON line.letter_id = letter.id"
    )
    rows = cursor.fetchall()
    cursor.execute("SELECT id FROM kept_note ORDER BY id")
    notes = [note for (note,) in cursor.fetchall()]
    cursor.execute("SELECT account_move_id, internetmarke_letter_id FROM kept_rel")
    contents = cursor.fetchall()
    for statement in (
        "UPDATE internetmarke_run_line SET letter_id = NULL WHERE letter_id IN %s",
        "UPDATE account_move SET internetmarke_letter_id = NULL"
        " WHERE internetmarke_letter_id IN %s",
        f"DELETE FROM {REL} WHERE internetmarke_letter_id IN %s",
        "DELETE FROM internetmarke_letter WHERE id IN %s",
    ):
        cursor.execute(statement, [ids])
    cursor.execute("DELETE FROM mail_message WHERE id IN (SELECT id FROM kept_note)")

    def write() -> None:
        for letter, stamp, line in rows:
            cursor.execute(
                "UPDATE internetmarke_stamp SET state = 'used' WHERE id = %s", [stamp]
            )
            cursor.execute(
                "INSERT INTO internetmarke_letter"
                " SELECT * FROM kept_letter WHERE id = %s",
                [letter],
            )
            cursor.execute(
                "UPDATE internetmarke_run_line SET letter_id = %s,"
                " letter_state = 'franked' WHERE id = %s",
                [letter, line],
            )
        for move, letter in contents:
            cursor.execute(
                f"INSERT INTO {REL} (account_move_id, internetmarke_letter_id)"
                " VALUES (%s, %s)",
                [move, letter],
            )
            cursor.execute(
                "UPDATE account_move SET internetmarke_letter_id = %s WHERE id = %s",
                [letter, move],
            )
        for note in notes:
            cursor.execute(
                "INSERT INTO mail_message SELECT * FROM kept_note WHERE id = %s",
                [note],
            )

    return undone(env, write)


def _keep(cursor: Any, name: str, table: str, where: str, values: list) -> None:
    cursor.execute(
        f"CREATE TEMPORARY TABLE kept_{name} ON COMMIT DROP AS"
        f" SELECT * FROM {table} WHERE {where}",
        values,
    )
    cursor.execute(f"ANALYZE kept_{name}")
