"""Tests of the rooms that know nothing of Odoo: run with plain pytest."""

import sys
from pathlib import Path

from hypothesis import settings

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
sys.path.append(str(ROOT / "tests"))

# No example database in the checkout, and no test that fails on a slow machine.
settings.register_profile("pure", database=None, deadline=None)
settings.load_profile("pure")
