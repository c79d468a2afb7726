"""script/test [--keep] [FILE|TAG ...]: the tests, all or some.

Without arguments: the addon's tests, in fresh databases, and beside them those of the
rooms that know no Odoo, with pytest; both on all cores. An argument is a test file or
an Odoo test tag, as in tests/pure/test_x.py, tests/test_x.py or
/internetmarke:TestX.test_y. Tags that are not in the usual run: `every_fault` (the
whole table), `every_tour` (in English, too), `every_call` (of every user), and
`busy_month`.
`--keep` leaves the test databases behind.

`--upgrade`: what an upgrade and an uninstall do to a database of an earlier version.
`--wheel`: what an Odoo without this checkout makes of the wheel that pip builds of it.
`--core`: Odoo's own tests, as far as the addon could break them, or a `--sample`.

Closes on `N passed, N failed`. Fails also when no test ran, and when a test was
skipped because a program is missing.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

from .. import core_tests, odoo_parts, upgrade, wheel
from ..home import CHECKOUT, Home
from ..odoo_tests import Tally
from ..processes import children
from ..runtime import ADDON, ready
from ..say import Failure, clean_environment, say, start, step

PURE = Path("tests/pure")


def main(home: Home, arguments: list[str]) -> int:
    if "--upgrade" in arguments:
        with ready(home) as runtime:
            return closed(upgrade.run(runtime))
    if "--wheel" in arguments:
        with ready(home) as runtime:
            return closed(wheel.run(runtime))
    if "--core" in arguments:
        with ready(home, browser=True) as runtime:
            return closed(core_tests.run(runtime, "--sample" in arguments))
    keep = "--keep" in arguments
    pure, tags = sort_out([a for a in arguments if a != "--keep"])
    tally = Tally()
    with ThreadPoolExecutor(1) as pool:
        try:
            beside = pool.submit(run_pure, pure, quiet=bool(tags))
            if tags:
                with ready(home, browser=True) as runtime:
                    tally += odoo_parts.run(runtime, tags, keep)
            tally += beside.result()
        except BaseException:
            for pid in children(os.getpid()):
                os.kill(pid, signal.SIGTERM)
            raise
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


def run_pure(paths: list[str], quiet: bool) -> Tally:
    """Run pytest on these paths. `quiet`: Odoo's tests go on beside it, so it takes
    the time that they leave, and shows what it has to say when it is done."""
    if not paths:
        return Tally()
    command = ["nice", "-n", "5"] if quiet else []
    command += [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    if str(PURE) in paths:
        command += ["-n", str(odoo_parts.cores())]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        process = start(
            [*command, f"--junitxml={report}", *paths],
            cwd=CHECKOUT,
            env=clean_environment(),
        )
        with step("Tests of the rooms without Odoo"):
            shown = []
            for line in process.stdout:
                if quiet:
                    shown.append(line)
                else:
                    print(line, end="", flush=True)
            returncode = process.wait()
        print("".join(shown), end="", flush=True)
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
