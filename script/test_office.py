"""Put into a database what many tests would make again (runs inside `odoo shell`).

The office of the tests, which they find by its external IDs, and the web client's
compiled assets: each takes seconds. So does each PDF, since Odoo lets wkhtmltopdf wait
a second for scripts, and does so twice; invoices have none that go on after loading.
"""

import os
import runpy

office = runpy.run_path(os.environ["INTERNETMARKE_TESTS_OFFICE"])
office["prepare"](env)  # noqa: F821  `odoo shell` provides it
env["ir.config_parameter"].set_param("report.print_delay", "0")  # noqa: F821
env["ir.qweb"]._pregenerate_assets_bundles()  # noqa: F821
env.cr.commit()  # noqa: F821  # pylint: disable=invalid-commit
