"""The virtual environment with the pinned packages.

It is made without the system's venv and pip packages, which a bare Debian lacks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from .apt import own_apt
from .home import Home, building, short_hash
from .say import clean_environment, first_match, run, step

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
DEBIAN_WHEELS = "usr/share/python-wheels"
PINS = [REQUIREMENTS / f"{name}.txt" for name in ("setup", "odoo", "tools")]
SYSTEM = Path("/usr/bin/python3")


def ensure(home: Home) -> Path:
    """The Python of the virtual environment. Its programs are run with `python -m`:
    the environment is made under another name and moved when it is complete."""
    if home / "venv" in Path(sys.prefix).parents:
        return Path(sys.executable)
    base = base_python()
    version = "{}.{}".format(*sys.version_info)
    key = short_hash(str(base), *(pins.read_bytes() for pins in PINS))
    target = home / "venv" / f"python{version}-{key}"
    python = target / "bin" / "python"

    def build(folder: Path) -> None:
        with step("Installing Python packages into the cache", "1 to 3 minutes"):
            install(home, base, folder)

    if target.is_dir() and not works(python):
        shutil.rmtree(target)
    home.make(target, build)
    return python


def base_python() -> Path:
    """The system's Python, where it is of the same version as the one in PATH.

    Distributions build theirs with all optimizations, which takes hours; one that
    somebody built for himself often has none, and takes a fifth longer for the tests.
    """
    version = "{}.{}".format(*sys.version_info)
    asked = "import sys; print('{}.{}'.format(*sys.version_info))"
    with suppress(OSError):
        answer = subprocess.run(
            [SYSTEM, "-c", asked], capture_output=True, encoding="ascii"
        )
        if answer.stdout.strip() == version:
            return Path(os.path.realpath(SYSTEM))
    return Path(os.path.realpath(sys.executable))


def works(python: Path) -> bool:
    """False also where the system's Python that it points to has gone."""
    try:
        return subprocess.run([python, "-c", ""], capture_output=True).returncode == 0
    except OSError:
        return False


def install(home: Home, base: Path, folder: Path) -> None:
    log = home.log("venv")
    environment = clean_environment()
    run(
        "python3 -m venv",
        [base, "-m", "venv", "--without-pip", folder],
        log,
        env=environment,
    )
    python = folder / "bin" / "python"
    run(
        "Installing pip",
        [python, pip_wheel(home, base) / "pip", *pip_install(PINS[0])],
        log,
        env=environment,
    )
    news = first_match(r"Downloading (\S+)", r"(Installing collected packages)")
    wheels_only = ("--only-binary=:all:", "--no-binary=docopt", "--no-build-isolation")
    arguments = pip_install(*PINS[1:])
    run(
        "Installing the Python packages",
        [python, "-m", "pip", *arguments, *wheels_only],
        log,
        news,
        env=environment,
    )


def pip_install(*pins: Path) -> list[str]:
    files = [argument for path in pins for argument in ("--requirement", str(path))]
    return [
        "install",
        "--require-hashes",
        "--no-compile",
        "--disable-pip-version-check",
        "--progress-bar=off",
        *files,
    ]


def pip_wheel(home: Home, base: Path) -> Path:
    """A wheel of any pip, to install the pinned one with: Python's own, where Debian
    has not taken it out, else the one in Debian's package."""
    bundled = subprocess.run(
        [base, "-c", "import ensurepip; print(*ensurepip.__path__)"],
        capture_output=True,
        encoding="utf-8",
    ).stdout.strip()
    package = home / "pip"
    unpacked = package / DEBIAN_WHEELS
    for folder in (Path(bundled, "_bundled"), Path("/", DEBIAN_WHEELS), unpacked):
        if found := sorted(folder.glob("pip-*.whl")):
            return found[-1]
    apt = own_apt(home)
    apt.update()
    with building(package) as folder:
        apt.unpack(["python3-pip-whl"], folder)
    return next(unpacked.glob("pip-*.whl"))
