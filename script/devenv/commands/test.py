"""script/test [--keep] [FILE|TAG ...]: the tests, all or some.

Without arguments: the tests of the rooms that know no Odoo, with pytest, then the
addon's in a fresh database. An argument is a test file or an Odoo test tag, as in
tests/pure/test_x.py, tests/test_x.py or /internetmarke:TestX.test_y. `--keep` leaves
the test database behind.

`--upgrade`: what an upgrade and an uninstall do to a database of an earlier version.
`--core`: Odoo's own tests, as far as the addon could break them, or a `--sample`.

Closes on `N passed, N failed`. Fails also when no test ran, and when a test was
skipped because a program is missing.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from .. import core_tests, databases, upgrade
from ..home import CHECKOUT, Home
from ..odoo_tests import Reader, Tally
from ..runtime import ADDON, Runtime, ready
from ..say import Failure, Heartbeat, clean_environment, say, start, step

PURE = Path("tests/pure")


def main(home: Home, arguments: list[str]) -> int:
    if "--upgrade" in arguments:
        with ready(home) as runtime:
            return closed(upgrade.run(runtime))
    if "--core" in arguments:
        with ready(home, browser=True) as runtime:
            return closed(core_tests.run(runtime, "--sample" in arguments))
    keep = "--keep" in arguments
    pure, tags = sort_out([a for a in arguments if a != "--keep"])
    tally = Tally()
    if pure:
        tally += run_pure(pure)
    if tags:
        with ready(home, browser=True) as runtime:
            tally += run_odoo(runtime, tags, keep)
    if not tally.ran:
        say("FAILED: no test ran.")
        tally += Tally(failed=1)
    return closed(tally)


def closed(tally: Tally) -> int:
    """Say how it went, and return the exit code."""
    print(tally, flush=True)
    return 1 if tally.failed else 0


def sort_out(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Paths for pytest, and test tags for Odoo."""
    if not arguments:
        return [str(PURE)], [f"/{ADDON}"]
    pure, tags = [], []
    for argument in arguments:
        # An Odoo tag may begin with a slash and hold a path below the addon.
        file = Path(argument)
        if file.exists() and not argument.startswith(f"/{ADDON}"):
            file = file.absolute()
        else:
            file = CHECKOUT / argument.partition("::")[0]
        if argument.startswith(f"/{ADDON}"):
            tags.append(argument)
        elif not file.exists() and ".py" in argument:
            raise Failure(f"There is no test file {argument}.", "Name another one.")
        elif not file.exists():
            tags.append(argument)
        elif file.is_relative_to(CHECKOUT / PURE):
            pure.append(argument)
        elif file == CHECKOUT / "tests":
            pure.append(str(PURE))
            tags.append(f"/{ADDON}")
        else:
            tags.append(f"/{ADDON}/{file.relative_to(CHECKOUT)}")
    return pure, tags


def run_pure(paths: list[str]) -> Tally:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        process = start(
            [*command, f"--junitxml={report}", *paths],
            cwd=CHECKOUT,
            env=clean_environment(),
        )
        with step("Tests of the rooms without Odoo"):
            for line in process.stdout:
                print(line, end="", flush=True)
            returncode = process.wait()
        return read_report(report, returncode)


def read_report(report: Path, returncode: int) -> Tally:
    if not report.is_file():
        return Tally(failed=1)
    suite = ElementTree.parse(report).getroot().find("testsuite")
    total = int(suite.get("tests"))
    failed = int(suite.get("failures")) + int(suite.get("errors"))
    skipped = int(suite.get("skipped"))
    if returncode and not failed:
        failed = 1
    return Tally(max(total - failed - skipped, 0), failed, skipped)


def run_odoo(runtime: Runtime, tags: list[str], keep: bool) -> Tally:
    template = databases.base_template(runtime)
    prefix = f"{ADDON}_test_"
    for leftover in databases.names_beginning_with(prefix):
        if not Path(f"/proc/{leftover.removeprefix(prefix)}").is_dir():
            databases.drop(runtime, leftover)
    database = f"{prefix}{os.getpid()}"
    databases.copy(runtime, template, database)
    databases.set_base_url(database, runtime.url)
    try:
        with step(f"Odoo's tests {' '.join(tags)}", "some minutes"):
            return run_tagged(runtime, database, tags)
    finally:
        if keep:
            say(f"    The test database {database} stays.")
        else:
            databases.drop(runtime, database)


def run_tagged(runtime: Runtime, database: str, tags: list[str]) -> Tally:
    """Install the addon, which runs its tests; shows warnings, errors and failures."""
    arguments = ["-d", database, "-i", ADDON, "--stop-after-init"]
    command = runtime.command(*arguments, "--test-tags", ",".join(tags))
    log = runtime.home.log("test")
    reader = Reader()
    with open(log, "w") as out, Heartbeat() as heartbeat:
        process = start(command, env=runtime.environment)
        for line in process.stdout:
            out.write(line)
            if reader.read(line):
                print(line, end="", flush=True)
            heartbeat.news = reader.news
        returncode = process.wait()
    say(f"    Odoo's whole log: {log}")
    tally = reader.tally
    for test, reason in reader.unfit:
        say(f"FAILED: {test} was skipped for want of a program: {reason}")
    if not tally.ran:
        say(f"FAILED: Odoo ran no test for {' '.join(tags)}.")
        tally += Tally(failed=1)
    elif returncode and not tally.failed:
        say(f"FAILED: Odoo ended with exit code {returncode}.")
        tally += Tally(failed=1)
    return tally
