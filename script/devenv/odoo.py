"""Odoo 19: a checkout or package that somebody names, else Debian's package."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from .apt import Apt, own_apt, sid_apt
from .home import Home, building, short_hash, system_key
from .say import Failure, say, step

VARIABLE = "ODOO_PATH"
SERIES = "19.0"
PACKAGE = "odoo-19"
TESTED_VERSION = "19.0.0+dfsg-1"
# Files of the package are links into these.
LINKED_PACKAGES = (
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
# Linked too, but sid's has moved on from the 4.7 that Odoo asks for.
OLDER_LINKED_PACKAGE = "fonts-font-awesome"
# Left out of Debian's package; without the file, the web client logs an error and
# every browser test fails.
LEFT_OUT = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class Odoo:
    """`root` holds the package `odoo`; `key` changes with Odoo's version."""

    root: Path
    key: str

    @property
    def addons_paths(self) -> list[Path]:
        return [
            path
            for path in (self.root / "odoo" / "addons", self.root / "addons")
            if any(path.glob("*/__manifest__.py"))
        ]


def ensure(home: Home) -> Odoo:
    named = os.environ.get(VARIABLE)
    if named:
        root = Path(named).expanduser().absolute()
        if root.name == "odoo" and not (root / "odoo").is_dir():
            root = root.parent
        version = read_version(root)
        if version is None:
            raise Failure(
                f"{VARIABLE}={named} holds no Odoo.",
                "It must name a checkout of Odoo 19, or the folder that holds the "
                "Python package odoo.",
            )
        if not version.startswith(SERIES):
            raise Failure(f"{VARIABLE}={named} is Odoo {version}, not {SERIES}.")
        return Odoo(root, short_hash(str(root), version))
    target = unpacked(home) or fetch(home)
    return Odoo(target / "usr" / "lib" / "python3" / "dist-packages", target.name)


def read_version(root: Path) -> str | None:
    """The version of the Odoo in that folder, as in 19.0."""
    release = root / "odoo" / "release.py"
    if not release.is_file():
        return None
    numbers = re.search(
        r"^version_info\s*=\s*\(\D*(\d+)\D+(\d+)", release.read_text(), re.MULTILINE
    )
    return ".".join(numbers.groups()) if numbers else None


def unpacked(home: Home) -> Path | None:
    """The newest of Debian's packages that were unpacked for this system."""
    folders = (home / "odoo").glob(f"{PACKAGE}-*-{system_key()}")
    return max(folders, key=os.path.getmtime, default=None)


def fetch(home: Home) -> Path:
    """Fetch and unpack Debian's package."""
    # Two runs that begin at once would rewrite the package lists while the other one
    # reads them, and that one would find no Odoo.
    with home.lock("set-up"):
        return unpacked(home) or fetch_now(home)


def fetch_now(home: Home) -> Path:
    own = own_apt(home)
    with step("Looking for Odoo 19 in the machine's package sources"):
        own.update()
        apt: Apt | None = own
        version = own.version(PACKAGE)
        if not version:
            apt = sid_apt(home)
            if apt:
                apt.update()
                version = apt.version(PACKAGE)
    if not apt or not version:
        raise Failure(
            "No package source of this machine has Odoo 19 (Debian has it in sid).",
            f"Set {VARIABLE} to a checkout of Odoo {SERIES} and run this again.",
        )
    if version != TESTED_VERSION:
        say(f"    This is Odoo {version}; tested was {TESTED_VERSION}.")

    target = home / "odoo" / f"{PACKAGE}-{version}-{system_key()}"
    with (
        step(f"Fetching Odoo {version}", "about 120 MB, 1.2 GB unpacked"),
        building(target) as folder,
    ):
        apt.unpack([f"{PACKAGE}={version}", *LINKED_PACKAGES], folder)
        own.unpack([OLDER_LINKED_PACKAGE], folder)
        left_out = folder / "usr/lib/python3/dist-packages/odoo" / LEFT_OUT
        left_out.parent.mkdir(parents=True, exist_ok=True)
        left_out.touch()
    return target
