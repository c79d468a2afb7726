"""Odoo's tests in one process for each core, each with its own database.

Test files are shared out so that all processes take about the same time. The times come
from earlier runs. A new file's time is guessed from its size.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from . import databases, test_templates
from .home import CHECKOUT, Home
from .odoo_tests import Reader, Tally
from .runtime import ADDON, Runtime, free_port
from .say import Heartbeat, say, start, step

PREFIX = f"{ADDON}_tests_"
BYTES_A_SECOND = 600  # of a test file, about


def run(runtime: Runtime, tags: list[str], keep: bool) -> Tally:
    """Run the tests of these tags; all of the addon's, when only it is named, are
    shared out."""
    whole = tags == [f"/{ADDON}"]
    template = test_templates.template(runtime, whole)
    for leftover in databases.names_beginning_with(PREFIX):
        pid = leftover.removeprefix(PREFIX).partition("_")[0]
        if not Path(f"/proc/{pid}").is_dir():
            databases.drop(runtime, leftover)
    times = Times(runtime.home)
    parts = times.shared_out(cores()) if whole else [tags]
    with (
        step(f"Odoo's tests {' '.join(tags)}", "some minutes" if whole else ""),
        Heartbeat() as heartbeat,
        ThreadPoolExecutor(len(parts)) as pool,
    ):
        runs = [
            Part(runtime, number, part, heartbeat) for number, part in enumerate(parts)
        ]
        tallies = list(pool.map(lambda part: part.run(template, keep), runs))
    if whole:
        times.keep(*(part.reader.seconds for part in runs))
    return sum(tallies, Tally())


class Part:
    """One process of Odoo, which runs some tests, after it has installed `modules`."""

    def __init__(
        self,
        runtime: Runtime,
        number: int,
        tags: list[str],
        heartbeat: Heartbeat,
        modules: str = "",
    ):
        self.database = f"{PREFIX}{os.getpid()}_{number}"
        self.port = free_port()
        self.runtime = replace(runtime, url=f"http://127.0.0.1:{self.port}")
        self.log = runtime.home.log(f"test-{number + 1}" if number else "test")
        self.tags = tags
        self.modules = modules
        self.heartbeat = heartbeat
        self.reader = Reader()

    def run(self, template: str, keep: bool) -> Tally:
        databases.copy(self.runtime, template, self.database)
        try:
            return self._tested()
        finally:
            if keep:
                say(f"    The test database {self.database} stays.")
            else:
                databases.drop(self.runtime, self.database)

    def _tested(self) -> Tally:
        """Shows warnings, errors and failures."""
        arguments = ["-d", self.database, "--stop-after-init"]
        arguments += ["--http-port", str(self.port)]
        if self.modules:
            arguments += ["-i", self.modules]
        command = self.runtime.command(*arguments, "--test-tags", ",".join(self.tags))
        reader = self.reader
        with open(self.log, "w") as out:
            process = start(command, env=self.runtime.environment)
            for line in process.stdout:
                out.write(line)
                if reader.read(line):
                    print(line, end="", flush=True)
                self.heartbeat.news = reader.news
            returncode = process.wait()
        say(f"    Odoo's whole log: {self.log}")
        for test, reason in reader.unfit:
            say(f"FAILED: {test} was skipped for want of a program: {reason}")
        tally = reader.tally
        if not tally.ran:
            say(f"FAILED: Odoo ran no test for {' '.join(self.tags)}.")
            tally += Tally(failed=1)
        elif returncode and not tally.failed:
            say(f"FAILED: Odoo ended with exit code {returncode}.")
            tally += Tally(failed=1)
        return tally


class Times:
    """How many seconds each test file takes: half of it is what the last whole run
    took, the other half what was known before. One run alone tells little, since other
    work of the machine slows some files down and not others."""

    def __init__(self, home: Home):
        self.path = home / "test-times.json"
        self.seconds: dict[str, float] = {}
        with suppress(OSError, ValueError):
            self.seconds = json.loads(self.path.read_text())

    def shared_out(self, count: int) -> list[list[str]]:
        """Return the tags of each process. Each file, the longest first, goes to the
        process with the least work so far."""
        files = {
            path.name: self.seconds.get(path.name, path.stat().st_size / BYTES_A_SECOND)
            for path in (CHECKOUT / "tests").glob("test_*.py")
        }
        parts = [(0.0, []) for _ in range(count)]
        for name, seconds in sorted(files.items(), key=lambda item: -item[1]):
            taken, tags = parts.pop(parts.index(min(parts, key=lambda part: part[0])))
            parts.append((taken + seconds, [*tags, f"/{ADDON}/tests/{name}"]))
        return [tags for _taken, tags in parts if tags]

    def keep(self, *parts: Counter[str]) -> None:
        seconds = {
            name: (last + self.seconds.get(name, last)) / 2
            for name, last in sum(parts, Counter()).items()
        }
        self.path.write_text(json.dumps(seconds, indent=1, sort_keys=True))


def cores() -> int:
    return len(os.sched_getaffinity(0))
