"""Processor time: steady where a machine is shared, unlike the time on the wall."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any


class Clock:
    """The processor time of this process, of the programs that it ran, and of the
    database's process behind a cursor."""

    def __init__(self, cursor: Any):
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
        self._backend = Path(f"/proc/{pid}/schedstat")
        if "postgres" not in Path(f"/proc/{pid}/comm").read_text():
            raise OSError("The database server must run on this machine")

    def now(self) -> float:
        """Seconds since some moment."""
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        ours = time.process_time() + ended.ru_utime + ended.ru_stime
        return ours + int(self._backend.read_text().split()[0]) / 1e9


def spent(cursor: Any, act: Callable[[], Any]) -> float:
    """The processor time (s) that something takes."""
    clock = Clock(cursor)
    before = clock.now()
    act()
    return clock.now() - before


def undone(env: Any, act: Callable[[], Any]) -> float:
    """The processor time (s) of something of which nothing stays."""
    found = spent(env.cr, act)
    env.cr.rollback()
    env.invalidate_all()
    return found


def ratio(pairs: list[tuple[float, float]]) -> float:
    """The median of what the second is of the first, pair by pair."""
    return median(second / first for first, second in pairs)
