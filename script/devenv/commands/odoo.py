"""script/odoo ARGS: any Odoo command."""

from __future__ import annotations

from ..home import Home
from ..runtime import ready


def main(home: Home, arguments: list[str]) -> int:
    testing = any(argument.startswith("--test-") for argument in arguments)
    with ready(home, browser=testing, usual_port=not testing) as runtime:
        return runtime.attached(*arguments)
