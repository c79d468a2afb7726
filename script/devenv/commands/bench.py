"""script/bench: how long the addon takes, beside what cannot be avoided.

Most values are ratios of processor time within one run, so that they are the same
while others use the machine. The others are the processor time of the slowest list,
the memory of a mailing run, how much that grows, and its calls to the Post.

The last lines are the goals, one a line: name, value, goal, ok or missed, and what was
compared. The exit status is 1 when one is missed.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from .. import databases, servers
from ..bench import history, rows
from ..home import CHECKOUT, Home
from ..runtime import ADDON, Runtime, ready
from ..say import Failure, say, step

SCRIPT = CHECKOUT / "script" / "bench_measure.py"
DATABASE = f"{ADDON}_bench"
BALANCE = "1000000"  # cents
PARTS = {
    "letters": "Making PDFs, looking through windows, composing letters",
    "month": "A mailing run",
    "past": "The journal of many letters, and of few",
}


def main(home: Home, arguments: list[str]) -> int:
    options = parse(arguments)
    busy = Failure("script/bench is at work already.", "Wait for its end.")
    folder = home / "bench"
    values: dict[str, float] = {}
    with home.lock("bench", busy), ready(home) as runtime:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        bench = Bench(runtime, folder, options.quick)
        for part, what in PARTS.items():
            if part in (options.only or PARTS):
                with step(what):
                    values |= getattr(bench, part)()
        databases.drop(runtime, DATABASE)
    print("\n".join(rows.lines(values)), flush=True)
    return int(bool(rows.missed(values)))


class Bench:
    """Each method measures a part and returns the values of its goals."""

    def __init__(self, runtime: Runtime, folder: Path, quick: bool):
        self.runtime = runtime
        self.folder = folder
        self.quick = quick
        self.office = databases.office_template(runtime)

    def letters(self) -> dict[str, float]:
        return self._served("letters")

    def month(self) -> dict[str, float]:
        return self._served("month")

    def past(self) -> dict[str, float]:
        sizes = (history.FEW, history.SAMPLE if self.quick else history.MANY)
        few, many = (history.name(self.office, count) for count in sizes)
        if not (databases.exists(few) and databases.exists(many)):
            self._served("pattern")
            for count in sizes:
                history.make(self.runtime, self.office, DATABASE, count)
        return self._inside("past", few, INTERNETMARKE_BENCH_MANY=many)

    def _served(self, part: str) -> dict[str, float]:
        """Measure a part that needs the Post, and the web server for its PDFs."""
        databases.copy(self.runtime, self.office, DATABASE)
        state = self.folder / f"{part}.sqlite"
        with (
            servers.post(self.runtime, state, "--balance", BALANCE) as printed,
            servers.odoo(self.runtime, DATABASE, *servers.NO_JOBS),
        ):
            post = json.dumps(printed)
            return self._inside(part, DATABASE, INTERNETMARKE_BENCH_POST=post)

    def _inside(self, part: str, database: str, **environment: str) -> dict[str, float]:
        log, found = f"bench-{part}", self.folder / f"{part}.json"
        variables = {
            "INTERNETMARKE_BENCH_FOLDER": str(self.folder),
            "INTERNETMARKE_BENCH_PART": part,
            "INTERNETMARKE_BENCH_QUICK": str(int(self.quick)),
            "INTERNETMARKE_BENCH_SCRIPTS": str(CHECKOUT / "script"),
        }
        self.runtime.run_script(
            "Measuring", log, database, SCRIPT, variables | environment
        )
        if not found.is_file():
            raise Failure("Nothing was measured.", f"See {self.runtime.home.log(log)}")
        say(f"    what was measured: {self.runtime.home.log(log)}")
        return json.loads(found.read_text())


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a sample, in less than ten minutes"
    )
    parser.add_argument(
        "--only", action="append", choices=PARTS, help="may be given several times"
    )
    return parser.parse_args(arguments)
