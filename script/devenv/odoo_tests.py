"""Reads Odoo's log while it tests."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass

LINE = re.compile(r"\d{4}-\d\d-\d\d [\d:,]+ \d+ ([A-Z]+) \S+ ([\w.]+): (.*)")
LOADING = re.compile(r"Loading module \w+ \(\d+/\d+\)")
STARTING = re.compile(r"Starting (\S+) \.\.\.")
SKIPPED = re.compile(r"skipped (.*?) : (.*)")
CLOSING = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading")
LACKS_PROGRAM = re.compile(r"chrom|websocket|browser|wkhtmltopdf|patched qt", re.I)


@dataclass(frozen=True)
class Tally:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def ran(self) -> bool:
        return bool(self.passed or self.failed)

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
        )

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


class Reader:
    """Give it the log line by line; `news` is what Odoo is at, `unfit` the tests
    skipped because this machine lacks a program, with Odoo's reason, `seconds` how
    long each test file took."""

    def __init__(self):
        self.news = ""
        self.unfit: list[tuple[str, str]] = []
        self.seconds: Counter[str] = Counter()
        self._file, self._since = "", 0.0
        self._started: set[str] = set()
        self._skipped: list[str] = []
        self._failed = 0
        self._total = 0
        self._showing = False

    def read(self, line: str) -> bool:
        """Whether the line is worth showing: a warning, an error, or more of one."""
        match = LINE.match(line)
        if not match:
            return self._showing
        level, logger, message = match.groups()
        self._showing = level not in ("DEBUG", "INFO")
        if loading := LOADING.match(message):
            self.news = loading[0]
        elif starting := STARTING.match(message):
            self.news = starting[1]
            self._started.add(starting[1])
            self._time(f"{logger.rpartition('.')[2]}.py")
        elif skipped := SKIPPED.match(message):
            test, reason = skipped.groups()
            self._skipped.append(test)
            if LACKS_PROGRAM.search(reason):
                self.unfit.append((test, reason))
        elif closing := CLOSING.match(message):
            failures, errors, total = map(int, closing.groups())
            self._failed += failures + errors
            self._total += total
            self._time("")
        return self._showing

    def _time(self, file: str) -> None:
        """A test of this file starts; with it ends the one before."""
        now = time.monotonic()
        if self._file:
            self.seconds[self._file] += now - self._since
        self._file, self._since = file, now

    @property
    def tally(self) -> Tally:
        """A test that this machine cannot run counts as failed, not as skipped."""
        # A class that is skipped as a whole started no test.
        skipped_started = sum(test in self._started for test in self._skipped)
        passed = max(self._total - self._failed - skipped_started, 0)
        unfit = len(self.unfit)
        return Tally(passed, self._failed + unfit, len(self._skipped) - unfit)
