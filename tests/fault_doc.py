"""Writes doc/faults.rst: python3 tests/fault_doc.py > doc/faults.rst"""

import sys
from itertools import chain

from fault_table import FAULTS, KINDS, TABLE, cells, money


def rst():
    """Return doc/faults.rst."""
    return "\n".join(chain(_head(), _calls(), _kinds()))


def _head():
    yield from (
        "What each fault of the Post leads to",
        "====================================",
        "",
        "Written from ``tests/fault_table.py``; ``tests/test_faults.py`` brings about",
        f"each of the {len(list(cells()))} cells over real HTTP, and checks states,",
        "stamps, both balances and the three parts of the message. *Money* is what is",
        "certain then. *End* is the state when the fault is over and the jobs have",
        "run, to the cent as the Post booked it. What the messages say stands below,",
        "by kind; what the states mean and what to do, in ``states.rst``.",
        "",
    )


def _calls():
    for call, (title, _) in TABLE.items():
        yield from (title, "-" * len(title), "", ".. list-table::")
        yield from ("   :header-rows: 1", "   :widths: 34 14 16 20 16", "")
        yield from _row("Fault", "State", "Money", "Message", "End")
        known = list(FAULTS)
        mine = [(name, outcome) for where, name, outcome in cells() if where == call]
        for name, outcome in sorted(mine, key=lambda cell: known.index(cell[0])):
            yield from _row(
                FAULTS[name].text,
                outcome.state,
                money(call, outcome),
                outcome.kind,
                outcome.end,
            )
        yield ""


def _kinds():
    title = "The kinds of messages"
    yield from (title, "-" * len(title), "", ".. list-table::")
    yield from ("   :header-rows: 1", "   :widths: 16 28 28 28", "")
    yield from _row("Kind", "What happened", "Money", "What to do next")
    for name, kind in KINDS.items():
        if name:
            yield from _row(name, kind.what, kind.money, kind.next)
    yield ""


def _row(*columns):
    for place, column in enumerate(columns):
        yield f"   {' ' if place else '*'} - {column}".rstrip()


if __name__ == "__main__":
    sys.stdout.write(rst())
