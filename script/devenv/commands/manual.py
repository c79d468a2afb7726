"""script/manual: writes static/doc/ from doc/manual_en.rst and doc/manual_de.rst."""

from __future__ import annotations

from .. import manual
from ..home import CHECKOUT, Home
from ..say import Failure


def main(home: Home, arguments: list[str]) -> int:
    if arguments:
        raise Failure("script/manual takes no arguments.", "Run it without.")
    for language in manual.LANGUAGES:
        path = manual.target(language)
        path.parent.mkdir(exist_ok=True)
        path.write_text(manual.rendered(language))
        print(path.relative_to(CHECKOUT))
    return 0
