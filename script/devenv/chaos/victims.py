"""The servers that are killed and started again: Odoo, the Post, PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import servers
from ..postgres import Server
from ..processes import children, kill, kill_with_children
from ..runtime import Runtime, free_port

PROGRAM = Path(__file__).with_name("stoppable_odoo.py")
WALLET = 100_000_00  # cents
CRON_WORKERS = 2


class Victims:
    """`server` is None where PostgreSQL is not ours to kill."""

    def __init__(self, runtime: Runtime, server: Server | None, database: str):
        self.runtime = runtime
        self.server = server
        self.database = database
        self.state = runtime.home / "chaos" / "post.sqlite"
        self.post_port = free_port()
        # Of the live chat, which nobody uses here; its usual one may be taken.
        self.gevent_port = free_port()
        self.workers = 2
        self.post: subprocess.Popen | None = None
        self.odoo: subprocess.Popen | None = None
        self.printed: dict[str, str] = {}

    @property
    def names(self) -> dict[str, int]:
        """Who can be killed, and how often of ten times: a whole server that starts
        again takes its time."""
        odoo = {"worker": 3, "workers": 2, "server": 1}
        return odoo | {"post": 2} | ({"postgres": 2} if self.server else {})

    def kill(self, name: str, pid: int | None = None) -> None:
        """Kill (SIGKILL) a victim with all its processes; `worker` is the one `pid`."""
        if name == "worker":
            kill(pid)
        elif name == "workers":
            kill(*children(self.odoo.pid))
        elif name == "server":
            kill_with_children(self.odoo.pid)
            self.odoo.wait()
        elif name == "post":
            self.post.kill()
            self.post.wait()
        else:
            self.server.kill()

    def ensure_running(self) -> None:
        """Start again whatever is not running, as the machine's own services do."""
        if self.server:
            self.server.ensure_running()
        if self.post is None or self.post.poll() is not None:
            self.post, self.printed = servers.start_post(
                self.runtime, self.state, self.post_port, "--balance", str(WALLET)
            )
        if self.odoo is None or self.odoo.poll() is not None:
            self._start_odoo()

    def _start_odoo(self) -> None:
        options = {
            "--workers": self.workers,
            "--max-cron-threads": CRON_WORKERS,
            "--gevent-port": self.gevent_port,
            # Each worker is to live until it is killed.
            "--limit-request": 10**9,
        }
        command = [sys.executable, str(PROGRAM), *servers.for_one(self.database)]
        for name, value in options.items():
            command += [name, str(value)]
        self.odoo = servers.start_odoo(self.runtime, command)
        log = self.runtime.home.log("server")
        servers.wait_for(f"{self.runtime.url}/web/login", self.odoo, log)

    def stop(self) -> None:
        for process in (self.odoo, self.post):
            if process is not None:
                servers.stop(process)
        self.odoo = self.post = None

    def restart_odoo(self, workers: int) -> None:
        servers.stop(self.odoo)
        self.workers = workers
        self._start_odoo()


@contextmanager
def running(
    runtime: Runtime, server: Server | None, database: str
) -> Iterator[Victims]:
    victims = Victims(runtime, server, database)
    try:
        victims.ensure_running()
        yield victims
    finally:
        victims.stop()
