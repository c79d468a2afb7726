"""Time passes: scheduled jobs run, and a person looks into the Portokasse."""

from __future__ import annotations

import time

from .. import databases
from .office import OURS, Office

OPEN = {
    "internetmarke_order": ("draft", "requested", "paid"),
    "internetmarke_charge": ("draft", "requested"),
    "internetmarke_retoure": ("draft", "requested", "pending"),
}
# All but what is done once a day.
OFTEN = f"SELECT id FROM ir_cron WHERE id IN ({OURS}) AND interval_type <> 'days'"
ROUNDS = 6
JOBS_TAKE = 60  # seconds at most
NOTICE = 0.5


def count_open(office: Office) -> int:
    """How many purchases, top-ups and refunds are not finished."""
    counts = " + ".join(
        f"(SELECT count(*) FROM {table} WHERE state IN {states})"
        for table, states in OPEN.items()
    )
    return office.query(f"SELECT {counts}")[0][0]


def let_time_pass(office: Office) -> int:
    """Wait as long as it helps; returns how many top-ups a person had to settle."""
    settled = 0
    for _round in range(ROUNDS):
        if not count_open(office):
            break
        age(office)
        wake_jobs(office)
        wait_for_jobs(office)
        settled += settle_by_hand(office)
    return settled


def age(office: Office) -> None:
    """Let an hour pass: no call to the Post is under way any more."""
    # A job at work has locked itself, so this waits for its end.
    jobs = f"DO $$ BEGIN PERFORM FROM ir_cron WHERE id IN ({OURS}) FOR UPDATE;"
    hour = "interval '1 hour'"
    for table in OPEN:
        jobs += (
            f" UPDATE {table} SET write_date = write_date - {hour},"
            f" claimed_on = claimed_on - {hour},"
            f" taken_up_on = taken_up_on - {hour};"
        )
    with office.database() as cursor:
        cursor.execute(f"{jobs} END $$")


def wake_jobs(office: Office) -> None:
    """Let the jobs be due, and tell Odoo's cron workers."""
    with office.database() as cursor:
        cursor.execute(
            f"UPDATE ir_cron SET nextcall = now() at time zone 'UTC'"
            f" WHERE id IN ({OFTEN})"
        )
        cursor.execute("DELETE FROM ir_cron_progress")
    notify(office)


def notify(office: Office) -> None:
    """Wake the cron workers as Odoo itself does."""
    with databases.connected() as cursor:
        cursor.execute(
            "SELECT pg_notify('cron_trigger', %s)", [office.victims.database]
        )


def wait_for_jobs(office: Office) -> None:
    due = (
        "SELECT count(*) FROM ir_cron"
        f" WHERE nextcall <= now() at time zone 'UTC' AND id IN ({OFTEN})"
    )
    deadline = time.monotonic() + JOBS_TAKE
    asked = time.monotonic()
    while office.query(due)[0][0] and time.monotonic() < deadline:
        time.sleep(0.05)
        # A cron worker leaves out a job that another one has just touched.
        if time.monotonic() - asked > NOTICE:
            asked = time.monotonic()
            notify(office)


def settle_by_hand(office: Office) -> int:
    """Look into the Portokasse, as a person would who is asked to."""
    charges = office.person.search(
        "internetmarke.charge", [("settle_by_hand", "=", True)]
    )
    for charge in charges:
        known = office.count("internetmarke_charge WHERE state = 'done'")
        credited = len(office.ledger()["charges"]) > known
        method = "action_credited" if credited else "action_not_credited"
        office.person.call("internetmarke.charge", method, [charge])
    return len(charges)
