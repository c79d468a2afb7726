"""The other side of `stoppable_odoo`: where a request waits at its point."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import dataclass


@dataclass
class Waiting:
    """A request at its point: `pid` of its process, `place` in the code."""

    pid: int
    place: str
    connection: socket.socket

    def go_on(self) -> None:
        self.connection.close()


class Gate:
    """Holds one request. `headers` are what the request must carry."""

    def __init__(self, point: str):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.settimeout(0.02)
        port = self.server.getsockname()[1]
        self.headers = {"X-Chaos-Gate": str(port), "X-Chaos-Point": point}

    def reached(self, request: Future) -> Waiting | None:
        """The request at its point, or None if it ended without coming there."""
        while not request.done():
            try:
                connection, _address = self.server.accept()
            except TimeoutError:
                continue
            connection.settimeout(60)
            pid, _blank, place = connection.makefile().readline().strip().partition(" ")
            return Waiting(int(pid), place, connection)
        return None


@contextmanager
def opened(point: str) -> Iterator[Gate]:
    gate = Gate(point)
    with closing(gate.server):
        yield gate
