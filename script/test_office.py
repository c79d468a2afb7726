"""Prepare a template for the tests (runs inside `odoo shell`).

A step of tests/office.py, which cannot be imported as a part of the addon, since the
template does not have that.
"""

import os
import runpy

office = runpy.run_path(os.environ["INTERNETMARKE_TESTS_OFFICE"])
office[os.environ["INTERNETMARKE_TESTS_STEP"]](env)  # noqa: F821  from `odoo shell`
env.cr.commit()  # noqa: F821  # pylint: disable=invalid-commit
