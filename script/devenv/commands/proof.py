"""script/proof: letters to all kinds of people through every layout, measured.

script/proof_render.py renders the invoices, inside `odoo shell` on a database of its
own; devenv/proof/ composes the letters, looks at them and measures. Pictures to look
at, and the table, land in the folder proof of the cache.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

from .. import databases, servers
from ..home import CHECKOUT, Home
from ..runtime import ADDON, ready
from ..say import Failure, say, step

DATABASE = f"{ADDON}_proof"
RENDER = CHECKOUT / "script" / "proof_render.py"
MANY, FEW = 320, 16


def main(home: Home, arguments: list[str]) -> int:
    options = parse(arguments)
    # printing/ and simulator/ know no Odoo, and are imported as they are tested.
    sys.path.insert(0, str(CHECKOUT))
    from ..proof import bench

    busy = Failure("script/proof is at work already.", "Wait for its end.")
    folder = home / "proof"
    with home.lock("proof", busy):
        if not (options.again and (folder / "index.json").is_file()):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            render(home, folder, options)
        return bench.run(folder, options.quick)


def render(home: Home, folder: Path, options: argparse.Namespace) -> None:
    """Have Odoo write an invoice to each contact, in every layout."""
    from ..proof.corpus import addresses

    count = options.addresses or (FEW if options.quick else MANY)
    contacts = folder / "contacts.json"
    contacts.write_text(json.dumps(addresses(options.seed, count)))
    with ready(home) as runtime:
        databases.copy(runtime, databases.office_template(runtime), DATABASE)
        with (
            step(f"Odoo renders invoices to {count} contacts", "some minutes"),
            servers.odoo(runtime, DATABASE, *servers.NO_JOBS),
        ):
            variables = {
                "INTERNETMARKE_PROOF_FOLDER": str(folder),
                "INTERNETMARKE_PROOF_QUICK": str(int(options.quick)),
            }
            runtime.run_script(
                "Rendering invoices", "proof", DATABASE, RENDER, variables
            )
        databases.drop(runtime, DATABASE)
    if not (folder / "index.json").is_file():
        raise Failure("Odoo wrote no invoices.", f"See {home.log('proof')}")
    say(f"    the invoices: {folder}")


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/proof", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--addresses", type=int, help=f"how many; else {MANY}, or {FEW} with --quick"
    )
    parser.add_argument("--quick", action="store_true", help="a sample, in a minute")
    parser.add_argument(
        "--again", action="store_true", help="the invoices that the last run rendered"
    )
    return parser.parse_args(arguments)
