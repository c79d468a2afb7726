"""The databases that the tests begin with, each a template of the next one."""

from __future__ import annotations

from datetime import date

from . import databases
from .home import CHECKOUT, short_hash
from .runtime import ADDON, Runtime
from .say import step

OFFICE = CHECKOUT / "tests" / "office.py"
SCRIPT = CHECKOUT / "script" / "test_office.py"


def template(runtime: Runtime, whole: bool) -> str:
    """A database with this addon, the office of its tests, and invoices of today.

    For a `whole` run, and after one, it has the scripts and styles of the web client:
    making them takes longer than many a test, and each process that goes to the browser
    needs them.
    """
    installed = _installed(runtime)
    compiled = f"{ADDON}_compiled_{short_hash(installed)}"
    if whole or databases.exists(compiled):
        return _make(runtime, installed, compiled, "compile_assets")
    return installed


def _today(runtime: Runtime) -> str:
    """A database with the office and invoices of today, without the addon: it stays the
    same when the addon is changed."""
    base = databases.base_template(runtime)
    state = short_hash(base, OFFICE.read_bytes(), SCRIPT.read_bytes())
    furnished = _make(runtime, base, f"{ADDON}_furnished_{state}", "furnish")
    state = short_hash(furnished, date.today().isoformat())
    return _make(runtime, furnished, f"{ADDON}_invoices_{state}", "post_invoices")


def _installed(runtime: Runtime) -> str:
    """That database with the addon as the checkout has it now."""
    template = _today(runtime)

    def fill(database: str) -> None:
        databases.copy(runtime, template, database)
        with step(f"Installing {ADDON} for its tests", "half a minute"):
            runtime.run(
                f"Installing {ADDON}",
                "tests-install",
                *("-d", database, "-i", ADDON, "--stop-after-init"),
            )

    state = short_hash(template, *databases.addon_state())
    return databases.make_template(runtime, f"{ADDON}_tested_{state}", fill)


def _make(runtime: Runtime, template: str, name: str, function: str) -> str:
    """Make a template of another one, with a function of tests/office.py."""

    def fill(database: str) -> None:
        databases.copy(runtime, template, database)
        variables = {
            "INTERNETMARKE_TESTS_OFFICE": str(OFFICE),
            "INTERNETMARKE_TESTS_STEP": function,
        }
        with step(f"Preparing the tests: {function}", "up to a minute"):
            runtime.run_script("Making it", "tests-office", database, SCRIPT, variables)

    return databases.make_template(runtime, name, fill)
