"""Chromium for browser tests: the one on PATH, else Debian's, unpacked."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from .home import Home, os_release, system_key
from .libraries import unpacked, write_wrapper
from .say import CommandFailed, Failure

# Those that Odoo looks for.
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
BY_HAND = "Install it with: apt-get install chromium"


def ensure(home: Home) -> Path:
    """The program."""
    for name in NAMES:
        found = shutil.which(name)
        if found and runs(found):
            return Path(found)
    if os_release().get("ID") == "ubuntu":
        raise Failure(
            "Browser tests need Chromium, which Ubuntu ships as a snap only.",
            "Install it with: snap install chromium",
        )
    program = home / "chromium" / system_key() / "chromium"
    if not program.is_file():
        try:
            packages = unpacked(
                home, "chromium", ["chromium"], always=["fonts-dejavu-core"]
            )
        except CommandFailed as failure:
            raise Failure(failure.what, BY_HAND) from failure
        binary = packages / "usr" / "lib" / "chromium" / "chromium"
        home.make(
            program.parent,
            lambda folder: write_wrapper(folder / "chromium", binary, packages),
        )
        if not runs(str(program)):
            shutil.rmtree(program.parent)
            raise Failure("The unpacked Chromium does not run here.", BY_HAND)
    return program


def runs(program: str) -> bool:
    try:
        command = [program, "--version"]
        return not subprocess.run(command, capture_output=True, timeout=60).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False
