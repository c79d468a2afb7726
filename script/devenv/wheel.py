"""Has an Odoo that knows nothing of the checkout install the addon from its wheel."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from . import databases
from .home import CHECKOUT
from .odoo_tests import Tally
from .runtime import ADDON, Runtime, addon_folder
from .say import run as run_program
from .say import step
from .upgrade import Checks, complained, count

PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input")
HERE = ("--no-deps", "--no-index", "--no-build-isolation", "--no-compile")
NAME = f"{ADDON}_wheel"


def run(runtime: Runtime) -> Tally:
    checks = Checks()
    site = runtime.home / "run" / f"{NAME}-{os.getpid()}"
    database = f"{NAME}_{os.getpid()}"
    try:
        with step("Building and installing the wheel", "some seconds"):
            install(runtime, site)
        databases.copy(runtime, databases.base_template(runtime), database)
        with (
            step("Odoo installs the addon from it", "about half a minute"),
            elsewhere(runtime, site) as bare,
        ):
            arguments = ("-d", database, "-i", ADDON, "--stop-after-init")
            bare.run("The installation", "wheel", *arguments)
        log = runtime.home.log("wheel")
        checks.check("the installation is silent", complained(log))
        modules = "SELECT count(*) FROM ir_module_module WHERE state = 'installed'"
        missing = not count(database, f"{modules} AND name = '{ADDON}'")
        checks.check("Odoo finds the addon", [f"it did not, see {log}"] * missing)
    finally:
        databases.drop(runtime, database)
        shutil.rmtree(site, ignore_errors=True)
    return checks.tally


def install(runtime: Runtime, site: Path) -> None:
    program = [sys.executable, *PIP, "install", *HERE]
    log = runtime.home.log("wheel")
    run_program("pip", [*program, "--target", str(site), str(CHECKOUT)], log)


@contextmanager
def elsewhere(runtime: Runtime, site: Path) -> Iterator[Runtime]:
    """Odoo without the checkout, but with the packages in that folder."""
    configuration = Path(runtime.environment["ODOO_RC"])
    path = configuration.with_suffix(".wheel.conf")
    own = f",{addon_folder(runtime.home)}"
    path.write_text(configuration.read_text().replace(own, ""))
    packages = os.pathsep.join([runtime.environment["PYTHONPATH"], str(site)])
    variables = {"ODOO_RC": str(path), "PYTHONPATH": packages}
    try:
        yield replace(runtime, environment=runtime.environment | variables)
    finally:
        path.unlink()
