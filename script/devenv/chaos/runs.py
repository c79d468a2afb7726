"""What people do with mailing runs: each step, stopped and killed in the middle.

A step of a run is long work that a scheduled job does in chunks, or else the screen
that shows the progress. The request of the screen is what is killed at its points. What
it leaves undone, a scheduled job goes on with, and may be killed, too.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from .browser import Told
from .office import COMPACT, STANDARD, Office
from .work import Click, return_all

RUN = "internetmarke.run"
LETTERS = 3  # of a run
STEPS = 40  # of a run until its end, at most
# Grams of enclosures that a COMPACT stamp is needed for.
HEAVY = 30


def check(office: Office) -> Click:
    return work(office, collected(office), "check")


def buy(office: Office) -> Click:
    """Buy and frank with one confirmation; nothing of it is in stock."""
    return_all(office, COMPACT)
    run = checked(office, enclosures=HEAVY)
    wizard = office.person.create("internetmarke.run.buy", {}, default_run_id=run)
    return Click("internetmarke.run.buy", "action_buy_and_frank", [wizard])


def frank(office: Office) -> Click:
    return work(office, checked(office), "frank")


def print_files(office: Office) -> Click:
    return work(office, franked(office), "print")


def stop(office: Office) -> Click:
    run = franked(office)
    begin(office, run, "print")
    return Click(RUN, "action_stop", [run])


def cancel(office: Office) -> Click:
    return Click(RUN, "action_cancel", [franked(office)])


def begin_franking(office: Office) -> Click:
    """The button; a scheduled job does the work."""
    return Click(RUN, "action_frank", [checked(office)])


def collected(office: Office, **values) -> int:
    """A run with letters that were not looked into."""
    stock_up(office)
    moves = office.copy_invoices(LETTERS)
    values |= {"combine": False, "collect_move_ids": [(6, 0, moves)]}
    run = office.person.create(RUN, values)
    office.person.call(RUN, "action_collect", [run])
    return run


def checked(office: Office, **values) -> int:
    return done(office, collected(office, **values), "check")


def franked(office: Office) -> int:
    return done(office, checked(office), "frank")


def done(office: Office, run: int, job: str) -> int:
    """Have the work of a run done at once, and nobody killed."""
    click = work(office, run, job)
    while click.press(office.person)["job"]:
        pass
    return run


def work(office: Office, run: int, job: str) -> Click:
    """What the screen asks for while it shows the progress: a chunk of the work."""
    begin(office, run, job)
    return Click(RUN, "work", [run])


def begin(office: Office, run: int, job: str) -> None:
    """Begin the work so that no scheduled job knows of it, only the screen."""
    office.query(
        "UPDATE internetmarke_run SET job = %s, job_total = %s, job_left = %s,"
        " job_user_id = (SELECT id FROM res_users WHERE login = 'admin'),"
        " job_on = (now() at time zone 'UTC') - interval '1 hour'"
        " WHERE id = %s RETURNING id",
        job,
        LETTERS,
        LETTERS,
        run,
    )


def stock_up(office: Office) -> None:
    if office.in_stock() < 10 * LETTERS:
        office.buy(STANDARD, 100)


def finish(office: Office) -> int:
    """Have a person go on with every run; returns how many cannot be closed."""
    person = office.person
    for run in person.search(RUN, [("closed", "=", False)]):
        for step in range(STEPS):
            [now] = person.call(RUN, "read", [run], ["job", "next_step", "closed"])
            if now["closed"]:
                break
            if now["job"]:
                begin(office, run, now["job"])
                person.call(RUN, "work", [run])
                # A scheduled job that has begun with it needs time, too.
                time.sleep(0.05 * step)
            elif now["next_step"] in ("check", "frank", "print", "done"):
                person.call(RUN, "action_next", [run])
            else:
                cancel_or_leave_out(office, run)
    return len(person.search(RUN, [("closed", "=", False)]))


def cancel_or_leave_out(office: Office, run: int) -> None:
    """End a run that lacks stamps, or has nothing but letters in the way."""
    try:
        office.person.call(RUN, "action_cancel", [run])
    except Told:
        lines = office.person.search(
            f"{RUN}.line", [("run_id", "=", run), ("letter_id", "=", False)]
        )
        office.person.call(f"{RUN}.line", "action_leave_out", lines)
        office.person.call(RUN, "action_done", [run])


def contradictions(office: Office) -> dict[str, int]:
    """Count what must not be: in the journal, the files and the runs themselves."""
    count = office.count
    line, live = "internetmarke_run_line", "letter.state <> 'released'"
    filed = f"(SELECT letter_id FROM {line} WHERE file_id IS NOT NULL)"
    files = "internetmarke_run_file"
    in_letters = (
        "account_move_internetmarke_letter_rel AS inside JOIN internetmarke_letter"
        f" AS letter ON letter.id = inside.internetmarke_letter_id WHERE {live}"
    )
    letters = f"internetmarke_letter AS letter WHERE run_id IS NOT NULL AND {live}"
    return {
        "documents franked twice": count(
            "(SELECT account_move_id FROM "
            f"{in_letters} GROUP BY account_move_id HAVING count(*) > 1) AS twice"
        ),
        "documents held by what is over": count(
            "internetmarke_run_document AS claim"
            f" JOIN {line} AS line ON line.id = claim.line_id"
            " JOIN internetmarke_run AS run ON run.id = line.run_id"
            " WHERE run.closed IS NOT NULL OR line.state = 'left_out'"
        ),
        "letters lost to their run": count(
            f"{letters} AND id NOT IN (SELECT letter_id FROM {line}"
            " WHERE letter_id IS NOT NULL AND run_id = letter.run_id)"
        ),
        # A letter is printed in the transaction that stores its file, and once.
        "letters not in one file": count(
            f"{letters} AND ((state = 'printed') <> (id IN {filed}) OR print_count > 1)"
        )
        + count(
            f"{files} AS file WHERE letter_count <>"
            f" (SELECT count(*) FROM {line} WHERE file_id = file.id)"
            f" OR letter_count <> (SELECT count(DISTINCT number) FROM {line}"
            " WHERE run_id = file.run_id AND file_id IS NOT NULL"
            " AND number BETWEEN first_number AND last_number)"
        ),
    }


RUNS: dict[str, Callable[[Office], Click]] = {
    "checking a run": check,
    "buying for a run": buy,
    "franking a run": frank,
    "beginning to frank a run": begin_franking,
    "printing a run": print_files,
    "stopping a run": stop,
    "cancelling a run": cancel,
}
