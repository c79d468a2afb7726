"""Takes a database of each earlier version to this one, goes on in it, uninstalls.

The database is filled by that version's own code (script/upgrade_fill.py) and kept as
a template, with the state of the Post that sold its stamps.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from . import databases, releases, servers, snapshot
from .home import CHECKOUT, short_hash
from .odoo_tests import LINE, Tally
from .office import post_parameters
from .runtime import ADDON, Runtime, addon_folder
from .say import say, step

FILL = CHECKOUT / "script" / "upgrade_fill.py"
GO_ON = CHECKOUT / "script" / "upgrade_go_on.py"
SIMULATOR = CHECKOUT / "simulator"
# Said by uninstall_hook, since the database holds unused stamps and open requests.
EXPECTED = re.compile(r"Odoo forgets")


class Checks:
    """Counts, and says what failed and why."""

    def __init__(self):
        self.tally = Tally()

    def check(self, name: str, problems: list[str]) -> None:
        for problem in problems:
            say(f"FAILED: {name}: {problem}")
        self.tally += Tally(failed=1) if problems else Tally(passed=1)


def run(runtime: Runtime) -> Tally:
    checks = Checks()
    for version in releases.COMMITS:
        folder = releases.addons_folder(runtime.home, version)
        if folder is None:
            say(
                f"SKIPPED: the history of this repository is not here, so there is no"
                f" {version} to upgrade from. Use a full clone."
            )
            checks.tally += Tally(skipped=1)
            continue
        from_version(runtime, version, folder, checks)
    return checks.tally


def from_version(runtime: Runtime, version: str, folder: Path, checks: Checks) -> None:
    template = filled_template(runtime, version, folder)
    database = f"{ADDON}_upgrade_{os.getpid()}"
    state = runtime.home / "run" / f"{database}.sqlite"
    try:
        databases.copy(runtime, template, database)
        shutil.copy(post_state(runtime, template), state)
        before = snapshot.rows(database)
        with step(f"Upgrading from {version}", "about half a minute"):
            update = ("-d", database, "-u", ADDON, "--stop-after-init")
            runtime.run("The upgrade", "upgrade", *update)
        complaints = complained(runtime.home.log("upgrade"))
        checks.check("the upgrade is silent", complaints)
        checks.check("nothing is lost", snapshot.lost(before, snapshot.rows(database)))
        fresh = snapshot.schema(databases.office_template(runtime))
        checks.check("the schema is a new database's", differences(database, fresh))
        with step("Going on after the upgrade", "about half a minute"):
            go_on(runtime, database, state, checks)
        with step("Uninstalling", "about half a minute"):
            uninstall(runtime, database, checks)
    finally:
        databases.drop(runtime, database)
        state.unlink(missing_ok=True)
        for ledger in demo_ledgers(runtime, database):
            ledger.unlink()


def filled_template(runtime: Runtime, version: str, folder: Path) -> str:
    parts = [path.read_bytes() for path in sorted(SIMULATOR.glob("**/*.py"))]
    parts += [FILL.read_bytes(), databases.OFFICE.read_bytes()]
    parts += [folder.name.encode(), runtime.odoo.key.encode()]
    family = f"{ADDON}_released_{version.replace('.', '_')}"
    name = f"{family}_{short_hash(*parts)}"

    def fill(database: str) -> None:
        state = post_state(runtime, name)
        state.parent.mkdir(exist_ok=True)
        state.unlink(missing_ok=True)
        databases.copy(runtime, databases.base_template(runtime), database)
        with (
            step(f"Installing and filling {version}", "about two minutes"),
            older(runtime, folder) as then,
        ):
            install = ("-d", database, "-i", ADDON, "--stop-after-init")
            then.run(f"Installing {version}", "upgrade", *install)
            then.run_script("The demo company", "upgrade", database, databases.OFFICE)
            with (
                servers.post(then, state) as printed,
                servers.odoo(then, database, *servers.NO_JOBS),
            ):
                variables = passed_on(then, printed)
                then.run_script("Filling it", "upgrade", database, FILL, variables)
        for ledger in demo_ledgers(runtime, database):
            ledger.unlink()

    return databases.make_template(runtime, name, fill)


@contextmanager
def older(runtime: Runtime, folder: Path) -> Iterator[Runtime]:
    """What it takes to run Odoo with the addon in that folder instead of this one."""
    configuration = Path(runtime.environment["ODOO_RC"])
    text = configuration.read_text()
    path = configuration.with_suffix(".older.conf")
    path.write_text(text.replace(str(addon_folder(runtime.home)), str(folder)))
    try:
        environment = runtime.environment | {"ODOO_RC": str(path)}
        yield replace(runtime, environment=environment)
    finally:
        path.unlink()


def post_state(runtime: Runtime, template: str) -> Path:
    return runtime.home / "released" / f"{template}.sqlite"


def demo_ledgers(runtime: Runtime, database: str) -> list[Path]:
    """Where demo mode keeps its play money."""
    return list((runtime.home / "data" / ADDON).glob(f"{database}-*"))


def passed_on(runtime: Runtime, printed: dict[str, str]) -> dict[str, str]:
    """The variables from which the two scripts know the Post and the web server."""
    values = {**printed, "base_url": runtime.url}
    return {f"INTERNETMARKE_UPGRADE_{k.upper()}": v for k, v in values.items()}


def go_on(runtime: Runtime, database: str, state: Path, checks: Checks) -> None:
    log = runtime.home.log("upgrade-go-on")
    command = runtime.command("shell", "-d", database, "--no-http")
    with (
        servers.post(runtime, state) as printed,
        servers.odoo(runtime, database, *servers.NO_JOBS),
        open(GO_ON, "rb") as script,
        open(log, "wb") as noise,
    ):
        databases.set_parameters(database, **post_parameters(printed))
        result = subprocess.run(
            command,
            stdin=script,
            stdout=subprocess.PIPE,
            stderr=noise,
            env=runtime.environment | passed_on(runtime, printed),
            encoding="utf-8",
        )
    for line in result.stdout.splitlines():
        outcome, _blank, told = line.partition(" ")
        if outcome in ("passed", "FAILED"):
            name, _colon, problem = told.partition(": ")
            checks.check(name, [f"{problem} (see {log})"] * (outcome == "FAILED"))
    problems = [f"it ended with {result.returncode}, see {log}"]
    checks.check("going on comes to its end", problems * bool(result.returncode))


def uninstall(runtime: Runtime, database: str, checks: Checks) -> None:
    trail = "SELECT count(*) FROM mail_tracking_value v JOIN mail_message m"
    trail += " ON m.id = v.mail_message_id WHERE m.model = 'account.move'"
    moves = "SELECT count(*) FROM account_move"
    kept = [count(database, query) for query in (trail, moves)]
    runtime.run(
        "The uninstall", "uninstall", "module", "uninstall", "-d", database, ADDON
    )
    complaints = complained(runtime.home.log("uninstall"))
    checks.check("the uninstall is silent", complaints)
    left = [
        f"{what} is left in the database"
        for what, query in {
            "a module that is not uninstalled": "SELECT 1 FROM ir_module_module"
            " WHERE name = 'internetmarke' AND state != 'uninstalled'",
            "a table": "SELECT 1 FROM pg_tables WHERE tablename LIKE 'internetmarke%'",
            "a column": "SELECT 1 FROM information_schema.columns"
            " WHERE column_name LIKE 'internetmarke%'",
            "a field": "SELECT 1 FROM ir_model_fields WHERE name LIKE 'internetmarke%'"
            " OR model LIKE 'internetmarke.%'",
            "an external id": "SELECT 1 FROM ir_model_data"
            " WHERE module = 'internetmarke' OR model LIKE 'internetmarke.%'",
            "a system parameter": "SELECT 1 FROM ir_config_parameter"
            " WHERE key LIKE 'internetmarke.%'",
            "an attachment": "SELECT 1 FROM ir_attachment"
            " WHERE res_model LIKE 'internetmarke.%'",
        }.items()
        if count(database, query.replace("SELECT 1", "SELECT count(*)", 1))
    ]
    left += [f"{path} is left" for path in demo_ledgers(runtime, database)]
    checks.check("nothing is left", left)
    now = [count(database, query) for query in (trail, moves)]
    checks.check("invoices and audit trail stay", [f"{kept}: {now}"] * (kept != now))
    unnamed = f"{trail} AND v.field_id IS NULL AND v.field_info IS NULL"
    lost = count(database, unnamed)
    problems = [f"{lost} changes do not say of which field"] * bool(lost)
    checks.check("the audit trail names its fields", problems)


def count(database: str, query: str) -> int:
    with databases.connected(database) as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def differences(database: str, fresh: set[str]) -> list[str]:
    found = snapshot.schema(database)
    missing = [f"missing: {line}" for line in sorted(fresh - found)]
    return missing + [f"left over: {line}" for line in sorted(found - fresh)]


def complained(log: Path) -> list[str]:
    """The warnings and errors in Odoo's log, and statements that failed."""
    found = []
    for line in log.read_text().splitlines():
        match = LINE.match(line)
        worth = match and match[1] not in ("DEBUG", "INFO")
        if (worth or "bad query" in line) and not EXPECTED.search(line):
            found.append(line)
    return found
