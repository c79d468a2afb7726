"""A month's mail: a mailing run from its invoices to its files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import requests

from ..office import simulator
from . import office
from .bare import rewritten
from .clock import Clock, undone

MANY, FEW = 1000, 60
LOGIN = "login"
# Of a purchase.
MAX_STAMPS = 100


def measure(env: Any, quick: bool) -> dict[str, float]:
    count = FEW if quick else MANY
    patterns = office.make_patterns(env, *set(office.MIXED))
    moves = env["account.move"]
    for pages in sorted(set(office.MIXED)):
        share = office.MIXED.count(pages) * count // len(office.MIXED)
        moves |= office.copy_invoices(env, patterns[pages], share)
    env.cr.commit()
    run = env["internetmarke.run"].create({"company_id": env.company.id})
    run._arrange(moves)
    env.cr.commit()
    return Month(run).measure()


class Month:
    def __init__(self, run: Any):
        self.run = run
        self.env = run.env
        self.clock = Clock(self.env.cr)
        self.times: dict[str, list[float]] = {}
        self.peaks: dict[str, list[float]] = {}
        self.made: list[float] = []

    def measure(self) -> dict[str, float]:
        calls = _calls(self.env)
        self._do("begin", self.run.action_check)
        self._work("check")
        needed = self.run.missing_count
        self._buy()
        called = sum(_calls(self.env).values()) - sum(calls.values())
        self._do("begin", self.run.action_frank)
        with self._timed("_compose_pile") as composed:
            self._work("frank")
        franked = sum(self.times["frank"]) - sum(composed)
        bare = median(rewritten(self.env, self.run.letter_ids) for _ in range(3))
        self._do("begin", self.run.action_print)
        self._work("print")
        letters = self.run.letter_ids
        if len(letters) != needed or set(letters.mapped("state")) != {"printed"}:
            raise RuntimeError("not every letter of the run was printed")
        self.env.cr.commit()
        total = sum(map(sum, self.times.values()))
        for name, some in self.times.items():
            print(f"{name}: {sum(some) / needed * 1000:.1f} ms a letter")
        print(f"PDFs alone: {sum(self.made) / needed * 1000:.1f} ms a letter")
        print({name: [round(p) for p in some] for name, some in self.peaks.items()})
        return {
            "insert": franked / bare,
            "run": total / sum(self.made),
            "memory": max(map(max, self.peaks.values())),
            "growth": max(map(_growth, self.peaks.values())),
            "calls": called / ceil(needed / MAX_STAMPS),
        }

    @contextmanager
    def _timed(self, name: str) -> Iterator[list[float]]:
        """What each call of a method of letters takes meanwhile."""
        model, times = type(self.env["internetmarke.letter"]), []
        method = getattr(model, name)

        def timed(*arguments: Any) -> Any:
            before = self.clock.now()
            found = method(*arguments)
            times.append(self.clock.now() - before)
            return found

        with patch.object(model, name, timed):
            yield times

    def _do(self, name: str, act: Any) -> None:
        _forget_peak()
        before = self.clock.now()
        act()
        self.env.cr.commit()
        self.times.setdefault(name, []).append(self.clock.now() - before)
        self.peaks.setdefault(name, []).append(_peak())
        self.env.invalidate_all()

    def _work(self, job: str) -> None:
        """Do the chunks one by one, as the scheduled job does."""
        run = self.run.sudo()
        while run.job:
            if job == "check":
                self._make_alone()
            run._begin_chunk()
            self._do(job, run._work_once)
        if run.job_problem:
            raise RuntimeError(run.job_problem)

    def _make_alone(self) -> None:
        """Make the PDFs of the next letters, and do not keep them."""
        from odoo.addons.internetmarke.models.run.run_franking import CHECKED_AT_ONCE

        lines = self.run._waiting_lines("new", limit=CHECKED_AT_ONCE)
        moves = lines.move_ids
        self.made.append(undone(self.env, moves._internetmarke_make_documents))

    def _buy(self) -> None:
        context = self.run.action_buy()["context"]
        wizard = self.env["internetmarke.run.buy"].with_context(**context).create({})
        self.env.cr.commit()
        self._do("buy", wizard.action_buy)


def _calls(env: Any) -> dict[str, int]:
    """How often each call was made, besides the login, which is good for a day."""
    url = env["ir.config_parameter"].sudo().get_param("internetmarke.api_url")
    calls = requests.get(f"{simulator(url)}/ledger", timeout=60).json()["calls"]
    return {name: count for name, count in calls.items() if name != LOGIN}


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """The most memory (MB) since it was forgotten."""
    [line] = [
        line
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("VmHWM")
    ]
    return int(line.split()[1]) / 1024


def _growth(peaks: list[float]) -> float:
    """How many times as much memory the last third of the chunks takes as the second.

    The first third is left out, because it fills caches.
    """
    third = len(peaks) // 3
    if not third:
        return 1.0
    return median(peaks[-third:]) / median(peaks[third : 2 * third])
