"""Databases made from templates, so that a second run starts in seconds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg2
from psycopg2 import sql

from .home import CHECKOUT, short_hash
from .postgres import Server
from .runtime import ADDON, Runtime
from .say import Failure, run, step

MODULES = "account,l10n_de,l10n_din5008"
# The first is the language of new users.
LANGUAGES = "en_US,de_DE"
OFFICE = CHECKOUT / "script" / "office.py"
NOT_INSTALLED = {"__pycache__", "build", "dist", "script", "tests"}
PARTIAL = "_partial"


class InWork(Failure):
    """Another command is filling that template."""


def base_template(runtime: Runtime) -> str:
    """A database with the German chart of accounts, without this addon."""
    name = f"{ADDON}_base_{short_hash(runtime.odoo.key, MODULES, LANGUAGES)}"

    def fill(database: str) -> None:
        with step(f"Installing Odoo's {MODULES} into a template", "1 to 3 minutes"):
            runtime.run(
                "Installing Odoo's modules",
                "template",
                *("-d", database, "-i", MODULES, "--load-language", LANGUAGES),
                "--stop-after-init",
            )

    make_template(runtime, name, fill)
    return name


def office_template(runtime: Runtime) -> str:
    """A database with this addon and the demo company, as script/office.py makes it.
    It is made anew when a file of the addon changed."""
    family = f"{ADDON}_office_{short_hash(str(CHECKOUT))}"
    name = f"{family}_{short_hash(runtime.odoo.key, *addon_state())}"

    def fill(database: str) -> None:
        # Those of earlier states of the checkout; its own is being filled.
        drop_family(runtime, family, database)
        copy(runtime, base_template(runtime), database)
        with step(f"Installing {ADDON} and the demo company", "about a minute"):
            runtime.run(
                f"Installing {ADDON}",
                "install",
                *("-d", database, "-i", ADDON, "--stop-after-init"),
            )
            runtime.run_script(OFFICE.name, "office", database, OFFICE)

    make_template(runtime, name, fill)
    return name


def drop_family(runtime: Runtime, family: str, besides: str) -> None:
    """Drop the databases whose names begin so, but for one, and for what another
    command is filling now."""
    for older in names_beginning_with(family):
        if older == besides:
            continue
        template = older.removesuffix(PARTIAL)
        in_work = InWork(f"{template} is being filled.")
        with suppress(InWork), runtime.home.lock(f"template-{template}", in_work):
            drop(runtime, older)


def addon_state(checkout: Path = CHECKOUT) -> Iterator[bytes]:
    """Everything in the checkout that decides what an installed addon is. What tools
    keep in hidden folders, some while other commands run, is no part of it."""
    for folder, folders, files in os.walk(checkout):
        folders[:] = sorted(
            name for name in set(folders) - NOT_INSTALLED if not name.startswith(".")
        )
        for name in sorted(files):
            path = Path(folder) / name
            if path.is_file():
                yield str(path.relative_to(checkout)).encode()
                yield path.read_bytes()
    yield OFFICE.read_bytes()


def make_template(runtime: Runtime, name: str, fill: Callable[[str], None]) -> None:
    """Have `fill` make the database under another name until it is complete."""
    if exists(name):
        return
    with runtime.home.lock(f"template-{name}"):
        if exists(name):
            return
        partial = f"{name}{PARTIAL}"
        drop(runtime, partial)
        fill(partial)
        move_filestore(runtime.filestore / partial, runtime.filestore / name)
        execute("ALTER DATABASE {} RENAME TO {}", partial, name)


def move_filestore(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    if source.is_dir():
        source.rename(target)


def copy(runtime: Runtime, template: str, name: str) -> None:
    """Make a new database, in place of any of that name, as a copy of another."""
    drop(runtime, name)
    execute("CREATE DATABASE {} TEMPLATE {}", name, template)
    finish_copy(runtime, template, name)


def copy_to(runtime: Runtime, template: str, server: Server, name: str) -> None:
    """Make a database on another server, in place of any of that name, as a copy of
    one on this. Afterwards our own connections go to that server."""
    log = runtime.home.log("copy")
    dump = runtime.home / "run" / f"{name}.dump"
    here = ["--format=custom", "--compress=0", f"--file={dump}", template]
    run("Copying the database", [server.program("pg_dump"), *here], log)
    os.environ.update(server.variables)
    drop(runtime, name)
    execute("CREATE DATABASE {} TEMPLATE template0", name)
    there = ["--no-owner", "--exit-on-error", f"--dbname={name}", str(dump)]
    run("Copying the database", [server.program("pg_restore"), *there], log)
    dump.unlink()
    finish_copy(runtime, template, name)


def finish_copy(runtime: Runtime, template: str, name: str) -> None:
    """Give a copy the files of its template, and the address of its own server."""
    set_base_url(name, runtime.url)
    source = runtime.filestore / template
    if source.is_dir():
        # Odoo never rewrites a file of the filestore, so both may have the same ones.
        shutil.copytree(source, runtime.filestore / name, copy_function=os.link)


def drop(runtime: Runtime, name: str) -> None:
    execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    shutil.rmtree(runtime.filestore / name, ignore_errors=True)


def exists(name: str) -> bool:
    return name in names_beginning_with(name)


def names_beginning_with(prefix: str) -> list[str]:
    with connected() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]
        )
        return [name for (name,) in cursor.fetchall()]


def set_parameters(database: str, **parameters: str) -> None:
    """Set system parameters of a database that no Odoo serves at the time."""
    with connected(database) as cursor:
        for key, value in parameters.items():
            cursor.execute(
                "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s) "
                "ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
                [key, value],
            )


def set_base_url(database: str, url: str) -> None:
    """Tell a database where wkhtmltopdf is to fetch styles."""
    set_parameters(database, **{"web.base.url": url, "report.url": url})


def execute(statement: str, *identifiers: str) -> None:
    with connected() as cursor:
        names = map(sql.Identifier, identifiers)
        cursor.execute(sql.SQL(statement).format(*names))


@contextmanager
def connected(database: str = "postgres") -> Iterator[psycopg2.extensions.cursor]:
    try:
        connection = psycopg2.connect(dbname=database)
    except psycopg2.OperationalError as error:
        raise Failure(f"No database server answers: {error}") from error
    with closing(connection):
        connection.autocommit = True
        yield connection.cursor()
