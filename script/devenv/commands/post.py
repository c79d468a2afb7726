"""script/post --port N --state FILE: a Post of our own."""

from __future__ import annotations

import sys

from ..home import CHECKOUT, Home
from ..runtime import attached
from ..say import clean_environment


def main(home: Home, arguments: list[str]) -> int:
    command = [sys.executable, "-m", "simulator", *arguments]
    return attached(command, clean_environment(PYTHONPATH=str(CHECKOUT)))
