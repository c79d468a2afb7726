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
# How many templates of each kind stay, the most recently used ones. A clone of the same
# files finds them, and whoever goes back to an earlier state finds them again.
KEPT = 8


class InWork(Failure):
    """Another command is filling that template."""


def base_template(runtime: Runtime) -> str:
    """A database with the German chart of accounts, without this addon."""

    def fill(database: str) -> None:
        with step(f"Installing Odoo's {MODULES} into a template", "1 to 3 minutes"):
            runtime.run(
                "Installing Odoo's modules",
                "template",
                *("-d", database, "-i", MODULES, "--load-language", LANGUAGES),
                "--stop-after-init",
            )

    state = short_hash(runtime.odoo.key, MODULES, LANGUAGES)
    return make_template(runtime, f"{ADDON}_base_{state}", fill)


def office_template(runtime: Runtime) -> str:
    """A database with this addon and the demo company, as script/office.py makes it.
    It is made anew when a file of the addon changed."""
    base = base_template(runtime)

    def fill(database: str) -> None:
        copy(runtime, base, database)
        with step(f"Installing {ADDON} and the demo company", "about a minute"):
            runtime.run(
                f"Installing {ADDON}",
                "install",
                *("-d", database, "-i", ADDON, "--stop-after-init"),
            )
            runtime.run_script(OFFICE.name, "office", database, OFFICE)

    state = short_hash(base, *addon_state())
    return make_template(runtime, f"{ADDON}_office_{state}", fill)


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


def make_template(
    runtime: Runtime, name: str, fill: Callable[[str], None], kept: int = KEPT
) -> str:
    """Return `name`, after making this database with `fill` if it is missing.

    `fill` works under another name, so a database with this name is always complete. A
    name is a kind, then a hash of what the database is made from. When one is made,
    older ones of its kind are dropped: the `kept` most recently used ones stay.
    """
    if not exists(name):
        with runtime.home.lock(f"template-{name}"):
            if not exists(name):
                drop_unused(runtime, name, kept - 1)
                partial = f"{name}{PARTIAL}"
                drop(runtime, partial)
                fill(partial)
                move_filestore(runtime.filestore / partial, runtime.filestore / name)
                execute("ALTER DATABASE {} RENAME TO {}", partial, name)
    mark_of_use(runtime, name).touch()
    return name


def drop_unused(runtime: Runtime, template: str, kept: int) -> None:
    """Drop the others of a template's kind, but for the `kept` ones used last, and for
    those that other commands are filling now."""
    kind = template.rpartition("_")[0]
    found = names_beginning_with(f"{kind}_")
    others = {name.removesuffix(PARTIAL) for name in found} - {template}
    by_use = sorted(others, key=lambda name: last_use(runtime, name), reverse=True)
    for name in by_use[kept:]:
        in_work = InWork(f"{name} is being filled.")
        with suppress(InWork), runtime.home.lock(f"template-{name}", in_work):
            drop(runtime, name)
            drop(runtime, f"{name}{PARTIAL}")


def last_use(runtime: Runtime, template: str) -> float:
    mark = mark_of_use(runtime, template)
    return mark.stat().st_mtime if mark.exists() else 0.0


def mark_of_use(runtime: Runtime, template: str) -> Path:
    """The file that was touched when the template was used last."""
    return runtime.home.lock_file(f"template-{template}")


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
