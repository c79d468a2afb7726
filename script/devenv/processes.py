"""Processes killed (SIGKILL), with what they have started."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path


def children(pid: int) -> list[int]:
    """The processes that this one has started itself."""
    return [
        int(number)
        for path in Path(f"/proc/{pid}/task").glob("*/children")
        for number in path.read_text().split()
    ]


def kill(*pids: int) -> None:
    """Kill processes; returns when they are dead."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for pid in pids:
        while is_alive(pid):
            time.sleep(0.002)


def kill_with_children(pid: int) -> None:
    """Kill a process and its children at one moment."""
    # Stopped, it starts no new one meanwhile.
    os.kill(pid, signal.SIGSTOP)
    kill(*children(pid), pid)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
