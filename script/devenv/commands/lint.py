"""script/lint: ruff, pylint-odoo, the OCA checks, and well-formed XML."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from ..home import CHECKOUT, Home
from ..runtime import ADDON, addon_folder
from ..say import clean_environment, say, step


def main(home: Home, arguments: list[str]) -> int:
    # The checks take the addon's name from its folder, so they get the link.
    addon = addon_folder(home) / ADDON
    module = [sys.executable, "-m"]
    checks = {
        "ruff check": [*module, "ruff", "check", "--no-cache", "."],
        "ruff format": [*module, "ruff", "format", "--no-cache", "--check", "."],
        "pylint-odoo": [
            *module,
            "pylint",
            f"--rcfile={CHECKOUT / '.pylintrc'}",
            str(addon),
        ],
        "oca-checks-odoo-module": console("oca_pre_commit_hooks.cli", str(addon)),
    }
    if translations := sorted(map(str, addon.glob("i18n/*.po*"))):
        checks["oca-checks-po"] = console("oca_pre_commit_hooks.cli_po", *translations)
    failed = [what for what, command in checks.items() if not passes(what, command)]
    failed += malformed(CHECKOUT)
    for what in failed:
        say(f"FAILED: {what}")
    return 1 if failed else 0


def console(module: str, *arguments: str) -> list[str]:
    """The console script whose function is `main` of that module."""
    code = f"import sys; from {module} import main; sys.exit(main())"
    return [sys.executable, "-c", code, *arguments]


def passes(what: str, command: list[str]) -> bool:
    with step(what):
        environment = clean_environment()
        return not subprocess.run(command, cwd=CHECKOUT, env=environment).returncode


def malformed(folder: Path) -> list[str]:
    problems = []
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.endswith((".xml", ".svg")):
                path = Path(place) / name
                try:
                    ElementTree.parse(path)
                except ElementTree.ParseError as error:
                    problems.append(f"{path.relative_to(folder)} is no XML: {error}")
    return problems
