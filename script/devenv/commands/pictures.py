"""script/pictures: takes all pictures of the manual, the README and the store page.

script/pictures_office.py fills a copy of the demo company, inside `odoo shell`;
devenv/pictures/ goes through its screens. `--again` takes the pictures of the copy that
the last run has filled. Fails when a screen is gone, and when the
manual, the README or the store page shows a picture that is not made.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from .. import chromium, databases, manual, servers
from ..home import CHECKOUT, Home
from ..office import post_parameters
from ..runtime import ADDON, Runtime, ready
from ..say import Failure, say, step

DATABASE = f"{ADDON}_pictures"
FILL = CHECKOUT / "script" / "pictures_office.py"
SHOWN = re.compile(r"pictures/\w+/(\w+)\.png")


def main(home: Home, arguments: list[str]) -> int:
    again = arguments == ["--again"]
    if arguments and not again:
        raise Failure("script/pictures takes --again only.", "Run it with or without.")
    from ..pictures import making, page, screens

    check(screens.NAMES)
    busy = Failure("script/pictures is at work already.", "Wait for its end.")
    folder = home / "pictures"
    records = folder / "records.json"
    with home.lock("pictures", busy), ready(home, browser=True) as runtime:
        again = again and records.is_file() and databases.exists(DATABASE)
        if not again:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            databases.copy(runtime, databases.office_template(runtime), DATABASE)
        with servers.post(runtime, folder / "post.sqlite") as printed:
            databases.set_parameters(DATABASE, **post_parameters(printed))
            no_crons = ("--max-cron-threads", "0")
            with servers.odoo(runtime, DATABASE, *no_crons):
                if not again:
                    with step("Filling the demo company", "a minute or two"):
                        fill(runtime, printed, folder)
                with (
                    step("Taking the pictures", "some minutes"),
                    page.chromium(chromium.ensure(home)) as browser,
                ):
                    letter = folder / "letter.pdf"
                    shown = json.loads(records.read_text())
                    making.take(browser, runtime.url, DATABASE, shown, letter)
                    making.draw(browser)
    made = sorted(making.FOLDER.glob("**/*.png"))
    size = sum(path.stat().st_size for path in made) / 1e6
    say(f"    {len(made)} pictures, {size:.1f} MB: {making.FOLDER}")
    return 0


def check(made: set[str]) -> None:
    """Raise Failure unless each picture that is shown is made."""
    files = [manual.source(language) for language in manual.LANGUAGES]
    files += [CHECKOUT / "README.rst", CHECKOUT / "static/description/index.html"]
    for path in files:
        if unknown := set(SHOWN.findall(path.read_text())) - made:
            name = path.relative_to(CHECKOUT)
            raise Failure(f"{name} shows pictures that nobody makes: {unknown}.")


def fill(runtime: Runtime, printed: dict[str, str], folder: Path) -> None:
    values = {**printed, "base_url": runtime.url, "folder": str(folder)}
    runtime.run(
        "Filling the demo company",
        "pictures",
        *("shell", "-d", DATABASE, "--no-http"),
        stdin=str(FILL),
        env={f"INTERNETMARKE_PICTURES_{k.upper()}": v for k, v in values.items()},
    )
    if not (folder / "records.json").is_file():
        raise Failure(
            "The demo company was not filled.", f"See {runtime.home.log('pictures')}"
        )
