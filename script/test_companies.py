"""Put into a database what many tests would make again (runs inside `odoo shell`).

Two companies with the chart of accounts SKR03, which tests/common.py finds by their
external IDs, and the web client's compiled assets. All that takes seconds each time.
"""

NAMES = ("company_1_data", "company_2")  # as Odoo's own tests call them

for name in NAMES:
    company = env["res.company"].create({"name": name})  # noqa: F821
    chart = env["account.chart.template"]  # noqa: F821  `odoo shell` provides it
    chart.try_loading("de_skr03", company, install_demo=False)
    env["ir.model.data"].create(  # noqa: F821
        {
            "module": "__test__",
            "name": name,
            "model": company._name,
            "res_id": company.id,
            "noupdate": True,
        }
    )
env["ir.qweb"]._pregenerate_assets_bundles()  # noqa: F821
env.cr.commit()  # noqa: F821  # pylint: disable=invalid-commit
