"""script/chaos: kills Odoo at work and compares its books with the Post's.

script/chaos_run.py does it, inside `odoo shell` on a database of its own; it finds
what it needs in the variables INTERNETMARKE_CHAOS_*.
"""

from __future__ import annotations

import argparse
import subprocess

from .. import databases, servers
from ..home import CHECKOUT, Home
from ..runtime import ADDON, ready
from ..say import Failure
from .demo import simulator_root

DATABASE = f"{ADDON}_chaos"
RUN = CHECKOUT / "script" / "chaos_run.py"


def main(home: Home, arguments: list[str]) -> int:
    options = parse(arguments)
    busy = Failure("script/chaos is at work already.", "Wait for its end.")
    with home.lock("chaos", busy), ready(home) as runtime:
        databases.copy(runtime, databases.office_template(runtime), DATABASE)
        folder = home / "chaos"
        folder.mkdir(exist_ok=True)
        for path in folder.glob("post.sqlite*"):
            path.unlink()
        with servers.post(runtime, folder / "post.sqlite") as printed:
            no_crons = ("--max-cron-threads", "0")
            with servers.odoo(runtime, DATABASE, *no_crons):
                values = {name.upper(): value for name, value in printed.items()}
                values |= {name.upper(): str(v) for name, v in vars(options).items()}
                values["BASE_URL"] = runtime.url
                values["LEDGER_URL"] = simulator_root(printed["url"])
                variables = {f"INTERNETMARKE_CHAOS_{n}": v for n, v in values.items()}
                command = runtime.command("shell", "-d", DATABASE, "--no-http")
                log = home.log("chaos")
                with open(RUN, "rb") as script, open(log, "wb") as noise:
                    return subprocess.run(
                        command,
                        stdin=script,
                        stderr=noise,
                        env=runtime.environment | variables | {"PYTHONUNBUFFERED": "1"},
                    ).returncode


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="at random moments")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--stride", type=int, default=1, help="kill at every so many-th statement"
    )
    return parser.parse_args(arguments)
