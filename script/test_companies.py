"""Put into a database what many tests would make again (runs inside `odoo shell`).

Two companies with the chart of accounts SKR03, which tests/common.py finds by their
external IDs, and the web client's compiled assets: each takes seconds.
"""

NAMES = ("company_1_data", "company_2")  # as Odoo's own tests call them


def prepare(env):
    for name in NAMES:
        company = env["res.company"].create({"name": name})
        env["account.chart.template"].try_loading(
            "de_skr03", company, install_demo=False
        )
        known = {"xml_id": f"__test__.{name}", "record": company, "noupdate": True}
        env["ir.model.data"]._update_xmlids([known])
    env["ir.qweb"]._pregenerate_assets_bundles()


prepare(env)  # noqa: F821  `odoo shell` provides it
env.cr.commit()  # noqa: F821  # pylint: disable=invalid-commit
