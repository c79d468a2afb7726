"""From a command's name to its module, under the virtual environment's Python."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from pathlib import Path

from . import venv
from .home import Home
from .say import Failure, clean_environment, say

COMMANDS = (
    *("bench", "chaos", "demo", "lint", "manual", "odoo", "pictures", "post"),
    *("proof", "serve", "test"),
)


def main(argv: list[str]) -> int:
    if not argv or argv[0] not in COMMANDS:
        say(f"Use one of script/{', script/'.join(COMMANDS)}")
        return 2
    # End the programs that we started also when this one is told to end.
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda number, _frame: sys.exit(128 + number))
    try:
        home = Home()
        python = venv.ensure(home)
        if Path(sys.executable) != python:
            arguments = [str(python), str(Path(__file__).parent), *argv]
            # Compiled modules belong in the cache, not in the checkout.
            compiled = str(home / "compiled")
            os.execve(
                python, arguments, clean_environment(PYTHONPYCACHEPREFIX=compiled)
            )
        return import_module(f".commands.{argv[0]}", __package__).main(home, argv[1:])
    except Failure as failure:
        say(f"\nFAILED: {failure.what}")
        how = failure.how or f"Mend that and run script/{argv[0]} again"
        again = "" if failure.how else ": it goes on where it broke off."
        say(f"    {how}{again}")
        return getattr(failure, "returncode", None) or 1
    except KeyboardInterrupt:
        say("\nStopped. Run the same command again: it goes on where it broke off.")
        return 130
