"""The servers behind the demo: the Post of our own, and Odoo's web server."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import databases
from .home import CHECKOUT
from .runtime import Runtime, free_port
from .say import CommandFailed, Failure, clean_environment, start, step

PATIENCE = 180  # seconds
NO_JOBS = ("--max-cron-threads", "0")
"""Odoo's option for a web server without scheduled jobs."""


@contextmanager
def post(runtime: Runtime, state: Path, *arguments: str) -> Iterator[dict[str, str]]:
    """Our Post on a free port; gives what it prints of itself: url, products_url,
    client_id, client_secret, username, password."""
    process, printed = start_post(runtime, state, free_port(), *arguments)
    try:
        yield printed
    finally:
        stop(process)


@contextmanager
def odoo(runtime: Runtime, database: str, *arguments: str) -> Iterator[None]:
    """Odoo's web server on one database, once it answers."""
    databases.set_base_url(database, runtime.url)
    process = start_odoo(runtime, runtime.command(*for_one(database), *arguments))
    try:
        with step("Starting Odoo's web server", "some seconds"):
            wait_for(f"{runtime.url}/web/login", process, runtime.home.log("server"))
        yield
    finally:
        stop(process)


def start_post(
    runtime: Runtime, state: Path, port: int, *arguments: str
) -> tuple[subprocess.Popen, dict[str, str]]:
    """The process of our Post, once it serves, and what it prints of itself."""
    log = runtime.home.log("post")
    options = ["--port", str(port), "--state", str(state), *arguments]
    command = [sys.executable, "-m", "simulator", *options]
    process = start(command, cwd=CHECKOUT, env=clean_environment(PYTHONUNBUFFERED="1"))
    printed: dict[str, str] = {}
    with open(log, "w") as out:
        while "password" not in printed:
            line = process.stdout.readline()
            if not line:
                break
            out.write(line)
            name, _colon, value = line.partition(":")
            printed[name.strip()] = value.strip()
    if "password" not in printed:
        raise CommandFailed("The simulator (script/post)", process.wait(), log)
    drain(process, log)
    return process, printed


def start_odoo(runtime: Runtime, command: list[str]) -> subprocess.Popen:
    log = runtime.home.log("server")
    log.write_text("")
    process = start(command, env=runtime.environment)
    drain(process, log)
    return process


def for_one(database: str) -> list[str]:
    """The options with which Odoo serves one database only."""
    return ["-d", database, "--db-filter", f"^{database}$"]


def wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise CommandFailed("Odoo's web server", process.returncode, log)
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE):
                return
        except OSError:
            time.sleep(0.2)
    raise Failure(f"Odoo's web server does not answer at {url}.", f"Its log: {log}")


def drain(process: subprocess.Popen, log: Path) -> None:
    """Go on writing a server's output into its log."""

    def write() -> None:
        with open(log, "a") as out:
            for line in process.stdout:
                out.write(line)
                out.flush()

    threading.Thread(target=write, daemon=True).start()


def stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
