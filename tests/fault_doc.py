"""Writes doc/faults.rst: python3 tests/fault_doc.py > doc/faults.rst"""

import sys
import textwrap
from itertools import chain

from faults.answers import FAULTS, TITLES
from faults.messages import KINDS
from faults.table import LOST, TABLE, cells, money

WIDTH = 88
MOST_TITLES = 8  # a row with so many stands for those that no other row names

HEAD = """\
What each fault of the Post leads to
====================================

Written from ``tests/faults/``. ``tests/test_faults.py`` brings faults about over real
HTTP, and checks states, stamps, both balances and the three parts of the
message: each row once in every run of the tests, all {cells} pairs of call and fault
with ``script/test every_fault``.

*Money* is what is certain then. *End* is the state when the fault is over and the jobs
have run, to the cent as the Post booked it. What the messages say stands below, by
kind; what the states mean and what to do, in ``states.rst``.

*Any lost answer* is each of these:
{lost}.
*Any other 400* is each known title that no other row of the same table names.
"""


def rst():
    """Return doc/faults.rst."""
    return "\n".join(chain(_head(), _calls(), _kinds()))


def _head():
    lost = "; ".join(FAULTS[name].text for name in LOST)
    yield HEAD.format(cells=len(list(cells())), lost=textwrap.fill(lost, WIDTH))


def _calls():
    for call, (title, _) in TABLE.items():
        yield from (title, "-" * len(title), "")
        rows = {}
        for where, name, outcome in cells():
            if where == call:
                rows.setdefault(outcome, []).append(name)
        yield from _table(
            ("State", "Money", "Message", "End", "Faults"),
            [
                (o.state, money(call, o), o.kind or "none", o.end, _faults(names))
                for o, names in rows.items()
            ],
        )


def _faults(names):
    """Return the faults of a row in words."""
    titles = [name for name in names if name in TITLES]
    known = list(FAULTS)
    texts = []
    if set(LOST) <= set(names):
        names = [name for name in names if name not in LOST]
        texts.append("any lost answer")
    many = len(titles) >= MOST_TITLES
    if many:
        names = [name for name in names if name not in titles]
    texts += [FAULTS[name].text for name in sorted(names, key=known.index)]
    return "; ".join([*texts, "any other 400"] if many else texts)


def _kinds():
    title = "The kinds of messages"
    yield from (title, "-" * len(title), "", ".. list-table::")
    yield from ("   :header-rows: 1", "   :widths: 16 28 28 28", "")
    kinds = [(name, *kind) for name, kind in KINDS.items() if name]
    for row in [("Kind", "What happened", "Money", "What to do next"), *kinds]:
        for mark, text in zip("*   ", row, strict=True):
            yield f"   {mark} - {text}"
    yield ""


def _table(head, rows):
    """Yield a simple table, whose last column is as wide as the page leaves."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)][:-1]
    room = WIDTH - sum(widths) - 2 * len(widths)
    border = "  ".join("=" * width for width in [*widths, room])
    yield from (border, _line(head, widths), border)
    for row in rows:
        first, *more = textwrap.wrap(row[-1], room, break_on_hyphens=False)
        yield _line((*row[:-1], first), widths)
        yield from (" " * (WIDTH - room) + line for line in more)
    yield from (border, "")


def _line(cells, widths):
    padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=False)]
    return "  ".join([*padded, cells[-1]])


if __name__ == "__main__":
    sys.stdout.write(rst())
