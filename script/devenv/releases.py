"""Earlier versions of the addon, from this repository's history."""

from __future__ import annotations

import subprocess
from pathlib import Path

from .home import CHECKOUT, Home
from .runtime import ADDON

# The last commit of each version that people may have installed.
COMMITS = {"19.0.1.0.0": "ae4f27244e1a38e736d2180050e186229a39d5fe"}


def addons_folder(home: Home, version: str) -> Path | None:
    """A folder that holds the addon as it was then; None where there is no history,
    as in an archive of the files or a shallow clone."""
    commit = COMMITS[version]
    command = ["git", "-C", str(CHECKOUT), "archive", "--format=tar", commit]
    folder = home / "released" / commit

    def unpack(target: Path) -> None:
        # Python's own module wants a filter from 3.12 on, which Debian's 3.11 lacks.
        (target / ADDON).mkdir()
        program = ["tar", "--extract", "--directory", str(target / ADDON)]
        subprocess.run(program, input=archive.stdout, check=True)

    if not folder.is_dir():
        try:
            archive = subprocess.run(command, capture_output=True)
        except FileNotFoundError:
            return None
        if archive.returncode:
            return None
        home.make(folder, unpack)
    return folder
