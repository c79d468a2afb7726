"""The demo company's database and the wallet behind it, shared by script/demo and
script/serve."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import databases
from .home import Home, short_hash
from .runtime import ADDON, Runtime
from .say import Failure

DATABASE = f"{ADDON}_demo"


def folder(home: Home) -> Path:
    path = home / "demo"
    path.mkdir(exist_ok=True)
    return path


@contextmanager
def held(home: Home) -> Iterator[None]:
    """The demo database is for one command at a time."""
    busy = Failure(
        "script/serve, or another script/demo, is at work on the demo database.",
        "End it with Ctrl-C and run this again.",
    )
    with home.lock("demo", busy):
        yield


def post_state(home: Home) -> Path:
    """The file in which the Post of our own keeps wallets, orders and stamps."""
    return folder(home) / "post.sqlite"


def open_anew(runtime: Runtime) -> None:
    """A fresh demo database and a fresh Post."""
    databases.copy(runtime, databases.office_template(runtime), DATABASE)
    for path in folder(runtime.home).glob("post.sqlite*"):
        path.unlink()
    remember_state(runtime.home)


def is_open(runtime: Runtime) -> bool:
    return databases.exists(DATABASE) and marker(runtime.home).is_file()


def is_current(home: Home) -> bool:
    """Whether the addon is as it was when the demo database was made."""
    return marker(home).read_text() == short_hash(*databases.addon_state())


def remember_state(home: Home) -> None:
    marker(home).write_text(short_hash(*databases.addon_state()))


def marker(home: Home) -> Path:
    return folder(home) / "installed"


def point_to(printed: dict[str, str]) -> None:
    """Have the demo database speak with the Post that printed this of itself."""
    databases.set_parameters(DATABASE, **post_parameters(printed))


def simulator(url: str) -> str:
    """Where the Post of our own, which serves at `url`, tells its books and may be told
    to misbehave."""
    return "/".join([*url.split("/")[:3], "simulator"])


def company_settings(printed: dict[str, str]) -> dict[str, str | bool]:
    """What is entered in the company's settings to buy from that Post."""
    names = ("username", "password", "client_id", "client_secret")
    return {f"internetmarke_{name}": printed[name] for name in names} | {
        "internetmarke_enabled": True,
        "internetmarke_environment": "production",
    }


def post_parameters(printed: dict[str, str]) -> dict[str, str]:
    """The system parameters that lead to a Post, from what it printed of itself."""
    return {
        "internetmarke.api_url": printed["url"],
        "internetmarke.products_url": printed["products_url"],
    }
