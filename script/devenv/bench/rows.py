"""The goals, and the line that each of them gets at the end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """`limit`: the value must stay below it, or be no more than it with `reaches`."""

    what: str
    limit: float
    unit: str = ""
    reaches: bool = False

    def met_by(self, value: float) -> bool:
        return value <= self.limit if self.reaches else value < self.limit


PDF = "making an invoice PDF with 29 others"
SMALL = "the same at 1,000 letters"
GOALS = {
    "compose": Goal(f"stamp and address on a checked page / {PDF}", 0.05),
    "check": Goal(f"looking through the window / {PDF}", 0.10),
    "window": Goal(
        "opening the frank window for five invoices / making their PDFs in one go",
        1.3,
    ),
    "frank": Goal(f"franking one letter / {SMALL}", 1.2),
    "journal": Goal(f"the journal / {SMALL}", 3),
    "overview": Goal(f"the overview / {SMALL}", 3),
    "find": Goal(f"finding a Frankier-ID / {SMALL}", 3),
    "customer": Goal(f"one customer's letters / {SMALL}", 3),
    "slowest": Goal("the slowest of journal, overview, find and customer", 0.5, "s"),
    "insert": Goal(
        "franking in a run without composing / bare SQL that writes the same rows", 10
    ),
    "run": Goal("a mailing run / making its PDFs alone", 1.25),
    "memory": Goal("the most that the run's process took", 600, "MB"),
    "growth": Goal("memory of the last letters / that of the ones before", 1.1),
    "calls": Goal(
        "calls to the Post for each 100 stamps, besides logins", 3, reaches=True
    ),
}


def lines(values: dict[str, float]) -> list[str]:
    """A line for each goal: its name, the value, the goal, and whether it is met. A
    value that was not measured is missed."""
    return [_line(name, goal, values.get(name)) for name, goal in GOALS.items()]


def missed(values: dict[str, float]) -> list[str]:
    """The names of the goals that are not met."""
    return [name for name in GOALS if not _met(name, values.get(name))]


def _met(name: str, value: float | None) -> bool:
    return value is not None and GOALS[name].met_by(value)


def _line(name: str, goal: Goal, value: float | None) -> str:
    told = "none" if value is None else f"{value:.3f}".rstrip("0").rstrip(".")
    sign = "<=" if goal.reaches else "<"
    limit = f"{sign}{goal.limit:g}{goal.unit}"
    how = "ok" if _met(name, value) else "missed"
    return f"{name:9} {told + goal.unit:>9} {limit:>7} {how:6}  {goal.what}"
