"""The cache folder that everything lands in, and how a part of it comes to be."""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .say import Failure, say

VARIABLE = "INTERNETMARKE_DEV_HOME"
CHECKOUT = Path(__file__).resolve().parents[2]


class Home:
    """The cache folder: `$INTERNETMARKE_DEV_HOME`, else in the user's cache."""

    def __init__(self, path: Path | None = None):
        self.path = path or default_path()
        # Odoo's addons path is a list separated by commas.
        if "," in str(self.path):
            raise Failure(
                f"The cache folder {self.path} has a comma in its name.",
                f"Set {VARIABLE} to another folder.",
            )
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            (self.path / "logs").mkdir(exist_ok=True)
        except OSError as error:
            raise Failure(
                f"The cache folder {self.path} cannot be made: {error.strerror}.",
                f"Set {VARIABLE} to a folder that you may write to.",
            ) from error

    def __truediv__(self, name: str) -> Path:
        return self.path / name

    def log(self, name: str) -> Path:
        return self.path / "logs" / f"{name}.log"

    def make(self, target: Path, build: Callable[[Path], None]) -> None:
        """Have `build` fill the folder `target`, unless it is there."""
        if target.is_dir():
            return
        with self.lock("set-up"):
            if not target.is_dir():
                with building(target) as folder:
                    build(folder)

    @contextmanager
    def lock(self, name: str, busy: Failure | None = None) -> Iterator[None]:
        """Only one process at a time is inside a lock of that name; another one
        waits, or fails with `busy`."""
        with open(self.lock_file(name), "w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if busy:
                    raise busy from None
                say(f"    waiting for another run to leave {name} ...")
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def lock_file(self, name: str) -> Path:
        return self.path / f"{name}.lock"


def default_path() -> Path:
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(cache).expanduser().absolute() / "internetmarke-dev"


@contextmanager
def building(target: Path) -> Iterator[Path]:
    """A folder to fill; it takes the target's name only when it is complete.

    What a broken-off run left is thrown away. Call it inside the set-up lock.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.partial")
    for leftover in (partial, target):
        shutil.rmtree(leftover, ignore_errors=True)
    partial.mkdir()
    yield partial
    partial.rename(target)


def short_hash(*parts: str | bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:10]


def system_key() -> str:
    """Names the system that unpacked packages belong to, as in debian-12-x86_64."""
    release = os_release()
    name = f"{release.get('ID', 'linux')}-{release.get('VERSION_ID', '')}"
    return f"{name.rstrip('-')}-{platform.machine()}"


def os_release() -> dict[str, str]:
    try:
        return platform.freedesktop_os_release()
    except OSError:
        return {}
