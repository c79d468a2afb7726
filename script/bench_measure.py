"""Measure a part of script/bench (runs inside `odoo shell`)."""

import os
import sys

sys.path.insert(0, os.environ["INTERNETMARKE_BENCH_SCRIPTS"])

from devenv.bench.inside import main  # noqa: E402

main(env)  # noqa: F821  `odoo shell` provides it
