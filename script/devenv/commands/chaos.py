"""script/chaos: kills Odoo, the Post and PostgreSQL at work, and compares the ledgers.

First at each point of the protocol in turn, then at random moments; then, without
killing anybody, many people do the same things at once. The last line is the summary:
apart from purchases and kills everything counted in it must be 0. The same seed gives
the same operations, victims and delays.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from .. import databases
from ..chaos import bookkeeping, books, patience, runs, together, victims
from ..chaos.killing import WORKERS, Killing
from ..chaos.office import Office
from ..chaos.runs import RUNS
from ..chaos.work import DOUBTS, OPERATIONS
from ..home import Home
from ..postgres import SURVIVES_KILL, Server
from ..runtime import ADDON, Runtime, ready
from ..say import Failure, say

DATABASE = f"{ADDON}_chaos"
INVOICES = 4
EVERYTHING = [*OPERATIONS, *DOUBTS, *RUNS]
# One of each kind.
SAMPLE = [
    "purchase and franking",
    "refund",
    "booking",
    "resolving a paid order",
    "franking a run",
]


def main(home: Home, arguments: list[str]) -> int:
    options = parse(arguments)
    busy = Failure("script/chaos is at work already.", "Wait for its end.")
    with home.lock("chaos", busy), prepared(home) as (runtime, server):
        folder = home / "chaos"
        folder.mkdir(exist_ok=True)
        for path in folder.glob("post.sqlite*"):
            path.unlink()
        with victims.running(runtime, server, DATABASE) as running:
            return run(Office(running), options)


@contextmanager
def prepared(home: Home) -> Iterator[tuple[Runtime, Server | None]]:
    """A database on a PostgreSQL server of our own, which may be killed, and None on
    the one that PGHOST names."""
    foreign = os.environ.get("PGHOST")
    with ready(home) as runtime:
        template = databases.office_template(runtime)
        if foreign:
            say("    PostgreSQL is not ours (PGHOST names it), so it is not killed.")
            databases.copy(runtime, template, DATABASE)
            yield runtime, None
            return
        server = Server(home, "chaos", SURVIVES_KILL)
        with server.in_use():
            databases.copy_to(runtime, template, server, DATABASE)
            environment = runtime.environment | server.variables
            yield replace(runtime, environment=environment), server


def run(office: Office, options: argparse.Namespace) -> int:
    office.open(INVOICES)
    kills = 0
    if not options.together:
        if not options.sample:
            # A start, and new workers, take a fourth of what a sample takes.
            office.victims.restart_odoo(WORKERS)
        killing = Killing(office, options.seed)
        if options.stride:
            killing.at_each_point(options.stride, options.only or EVERYTHING)
            if (options.sample or not options.only) and not killing.kills["worker"]:
                raise Failure(
                    "No statement of the protocol was found to kill a worker at.",
                    "stoppable_odoo.py names the folders that it is in.",
                )
        killing.at_random(options.kills)
        kills = killing.kills.total()
        print(killing.account())
    errors = together.run(office, options.letters) if options.letters else {}
    still_open = runs.finish(office)
    patience.let_time_pass(office)
    bookkeeping.finish(office)
    found = books.compare(office) | {"runs still open": still_open} | errors
    facts = [f"seed {options.seed}", f"purchases {books.purchases(office)}"]
    facts += [f"kills {kills}", *(f"{name} {count}" for name, count in found.items())]
    print(", ".join(facts), flush=True)
    return int(any(found.values()))


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="at random moments")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--stride",
        type=int,
        default=1,
        help="kill at every so many-th point of the protocol; 0: at none",
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=EVERYTHING,
        help="kill at the points of this operation; may be given several times",
    )
    parser.add_argument(
        "--letters", type=int, default=4000, help="franked by all at once; 0: none"
    )
    parser.add_argument(
        "--together", action="store_true", help="only that, and kill nobody"
    )
    parser.add_argument(
        "--sample", action="store_true", help="a part of it, in two minutes"
    )
    options = parser.parse_args(arguments)
    if options.sample:
        options.only, options.stride = SAMPLE, 60
        options.kills, options.letters = 3, 0
    return options
