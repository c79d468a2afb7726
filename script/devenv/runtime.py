"""All components joined: what it takes to run Odoo with this checkout as an addon."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import chromium, odoo, postgres, wkhtmltopdf
from .home import CHECKOUT, Home, short_hash
from .say import clean_environment, first_match, run

ADDON = "internetmarke"
USUAL_PORT = 8069

loading = first_match(
    r"(Loading module \w+ \(\d+/\d+\))", r"loading translation file .*/(\w+/i18n/\S+)"
)


@dataclass(frozen=True)
class Runtime:
    """`environment`: the variables for Odoo and everything it starts. `url`: where
    Odoo's web server will be."""

    home: Home
    odoo: odoo.Odoo
    environment: dict[str, str]
    url: str

    @property
    def filestore(self) -> Path:
        return self.home / "data" / "filestore"

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "odoo", *arguments]

    def run(self, what: str, log_name: str, *arguments: str, **options) -> None:
        """Run Odoo to its end, its log in a file. Raises CommandFailed."""
        options["env"] = self.environment | options.pop("env", {})
        log = self.home.log(log_name)
        run(what, self.command(*arguments), log, loading, **options)

    def run_script(
        self, what: str, log_name: str, database: str, script: Path, env=None
    ) -> None:
        """As `run`, with a script that `odoo shell` reads; `env`: more variables."""
        shell = ("shell", "-d", database, "--no-http")
        self.run(what, log_name, *shell, stdin=str(script), env=env or {})

    def attached(self, *arguments: str) -> int:
        """Run Odoo with this terminal; returns its exit code."""
        return attached(self.command(*arguments), self.environment)


@contextmanager
def ready(
    home: Home, browser: bool = False, usual_port: bool = False
) -> Iterator[Runtime]:
    """Set up what is missing, and start the database server while this lasts.

    `usual_port`: Odoo's web server takes 8069 if that is free, else any free port.
    """
    port = USUAL_PORT if usual_port and is_free(USUAL_PORT) else free_port()
    found = odoo.ensure(home)
    programs = [wkhtmltopdf.ensure(home)]
    if browser:
        programs.append(chromium.ensure(home))
    with postgres.running(home) as database_variables:
        configuration = write_configuration(home, found, port)
        path = [str(program.parent) for program in programs]
        environment = clean_environment(
            ODOO_RC=str(configuration),
            PYTHONPATH=str(found.root),
            PATH=os.pathsep.join([*path, os.environ.get("PATH", os.defpath)]),
            **database_variables,
        )
        # Our own connections go to the same server.
        os.environ.update(database_variables)
        try:
            yield Runtime(home, found, environment, f"http://127.0.0.1:{port}")
        finally:
            configuration.unlink()


def write_configuration(home: Home, found: odoo.Odoo, port: int) -> Path:
    addons_path = ",".join(map(str, [*found.addons_paths, addon_folder(home)]))
    path = home / "run" / f"odoo-{os.getpid()}.conf"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        "[options]\n"
        f"addons_path = {addons_path}\n"
        f"data_dir = {home / 'data'}\n"
        f"screenshots = {home / 'screenshots'}\n"
        "http_interface = 127.0.0.1\n"
        f"http_port = {port}\n"
        # A first rendering may compile all assets.
        "limit_time_real = 1200\n"
    )
    return path


def addon_folder(home: Home) -> Path:
    """A folder in which the checkout, whatever its name, is called internetmarke."""
    folder = home / f"addons-{short_hash(str(CHECKOUT))}"
    folder.mkdir(exist_ok=True)
    link = folder / ADDON
    if not link.is_symlink():
        link.symlink_to(CHECKOUT)
    return folder


def attached(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run a program with this terminal; it alone reacts to Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process = subprocess.Popen(
            command,
            env=environment,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        return process.wait()
    finally:
        signal.signal(signal.SIGINT, before)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
