"""The measuring itself, inside `odoo shell`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from . import letters, month, office, past

PARTS = {
    "letters": letters.measure,
    "month": month.measure,
    "pattern": past.prepare,
    "past": past.measure,
}


def main(env: Any) -> None:
    """Measure the part that the environment names, and write down what came out."""
    part = os.environ["INTERNETMARKE_BENCH_PART"]
    folder = Path(os.environ["INTERNETMARKE_BENCH_FOLDER"])
    quick = os.environ["INTERNETMARKE_BENCH_QUICK"] == "1"
    # As a person, for whom rights and rules count.
    env = env(user=env.ref("base.user_admin").id, su=False)
    if part != "past":  # which needs no Post
        office.set_up(env)
    found = PARTS[part](env, quick)
    (folder / f"{part}.json").write_text(json.dumps(found))
