"""script/demo: buys, franks and prints, and ends by itself.

script/office.py makes the company when the template is made; script/walk.py does the
rest and writes letter.pdf and letter.png. Both run in `odoo shell`; walk.py finds
what it needs in the variables INTERNETMARKE_DEMO_*.
"""

from __future__ import annotations

import shutil
import subprocess

from .. import office, servers
from ..home import CHECKOUT, Home
from ..runtime import Runtime, ready
from ..say import CommandFailed, Failure

WALK = CHECKOUT / "script" / "walk.py"
RESULTS = {"letter": "letter.pdf", "picture": "letter.png"}


def main(home: Home, arguments: list[str]) -> int:
    if arguments:
        raise Failure("script/demo takes no arguments.", "Run it without.")
    with office.held(home), ready(home) as runtime:
        office.open_anew(runtime)
        results = office.folder(home) / "letters"
        shutil.rmtree(results, ignore_errors=True)
        results.mkdir()
        with servers.post(runtime, office.post_state(home)) as printed:
            office.point_to(printed)
            with servers.odoo(runtime, office.DATABASE, *servers.NO_JOBS):
                walk(runtime, printed, str(results))
        for title, name in RESULTS.items():
            path = results / name
            if not path.is_file():
                raise Failure(f"The demo did not write {path}.")
            print(f"{title}: {path}", flush=True)
    return 0


def walk(runtime: Runtime, printed: dict[str, str], out: str) -> None:
    """Run walk.py in `odoo shell`; what it prints is the demo's output."""
    values = {name.upper(): value for name, value in printed.items()}
    values |= {"BASE_URL": runtime.url, "OUT": out}
    values["LEDGER_URL"] = f"{office.simulator(printed['url'])}/ledger"
    variables = {f"INTERNETMARKE_DEMO_{name}": v for name, v in values.items()}
    log = runtime.home.log("walk")
    command = runtime.command("shell", "-d", office.DATABASE, "--no-http")
    with open(WALK, "rb") as script, open(log, "wb") as noise:
        returncode = subprocess.run(
            command,
            stdin=script,
            stderr=noise,
            env=runtime.environment | variables | {"PYTHONUNBUFFERED": "1"},
        ).returncode
    if returncode:
        raise CommandFailed("The demo", returncode, log)
