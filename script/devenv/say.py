"""What a person reads while something is set up or run. All of it goes to stderr,
so that the output of a command itself stays clean."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

QUIET_SECONDS = 10
TAIL_LINES = 15
UNWANTED_VARIABLES = {
    "PIP_TARGET",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
}


class Failure(Exception):
    """A step that did not work: `what` failed, and `how` to go on."""

    def __init__(self, what: str, how: str = ""):
        super().__init__(what)
        self.what = what
        self.how = how


class CommandFailed(Failure):
    """A program ended with an error; its output is in a log file."""

    def __init__(self, what: str, returncode: int, log: Path):
        lines = log.read_text(errors="replace").splitlines()
        # Odoo says what it does while it goes down after an error.
        telling = [line for line in lines if line.strip() and " INFO " not in line]
        tail = "\n".join(f"    {line}" for line in telling[-TAIL_LINES:])
        super().__init__(
            f"{what} ended with exit code {returncode}. Its last words:\n{tail}\n"
            f"    (all of it: {log})",
        )
        self.returncode = returncode
        self.log = log


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(what: str, duration: str = "") -> Iterator[None]:
    """Announce a step before it starts, and how long it took when it ends."""
    say(f"==> {what}" + (f" ({duration})" if duration else ""))
    started = time.monotonic()
    yield
    say(f"    done in {time.monotonic() - started:.0f} s")


class Heartbeat:
    """Shows that a long step is alive, and what it is at."""

    def __init__(self):
        self.news = ""
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(self, *exc_info) -> None:
        self._done.set()
        self._thread.join()

    def _beat(self) -> None:
        started = time.monotonic()
        while not self._done.wait(QUIET_SECONDS):
            say(f"    {time.monotonic() - started:4.0f} s  {self.news}".rstrip())


def run(
    what: str,
    command: Sequence[str | os.PathLike],
    log: Path,
    news: Callable[[str], str | None] = lambda line: None,
    stdin: str | None = None,
    **popen,
) -> None:
    """Run a program with its output in a log file.

    `news` turns a line of output into the words for the heartbeat, or None.
    Raises CommandFailed.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    source = open(stdin, "rb") if stdin else subprocess.DEVNULL  # noqa: SIM115
    try:
        with open(log, "w") as out, Heartbeat() as heartbeat:
            process = start(command, stdin=source, **popen)
            for line in process.stdout:
                out.write(line)
                heartbeat.news = news(line) or heartbeat.news
            returncode = process.wait()
    finally:
        if stdin:
            source.close()
    if returncode:
        raise CommandFailed(what, returncode, log)


def start(command: Sequence[str | os.PathLike], **popen) -> subprocess.Popen:
    """A process whose stdout and stderr are read as one stream of text."""
    try:
        return subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            **popen,
        )
    except FileNotFoundError as error:
        raise Failure(f"The program {command[0]} is missing.") from error


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without what would mislead the Python of the cache."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in UNWANTED_VARIABLES
    }
    fixed = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PIP_USER": "0"}
    return environment | fixed | more


def first_match(*patterns: str) -> Callable[[str], str | None]:
    """News for `run`: the part of the line that one of the patterns captures."""
    compiled = [re.compile(pattern) for pattern in patterns]

    def news(line: str) -> str | None:
        for pattern in compiled:
            if match := pattern.search(line):
                return match[1][:70]
        return None

    return news
