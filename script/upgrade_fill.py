"""Fill a database of an earlier version with a bit of all (runs in `odoo shell`).

It runs under the code of that version, so it is never changed for a later one. What it
finds: the demo company, and a Post of our own in the variables INTERNETMARKE_UPGRADE_*.
"""

import os

import requests

from odoo.tests import Form


def setting(name):
    return os.environ[f"INTERNETMARKE_UPGRADE_{name}"]


def simulator(method, path, body):
    root = setting("URL").split("/", 3)
    url = f"{root[0]}//{root[2]}/simulator/{path}"
    requests.request(method, url, json=body, timeout=10).raise_for_status()


def act(env, record, action):
    """Press a button as the web client does: in a transaction of its own."""
    env.cr.commit()  # pylint: disable=invalid-commit
    result = getattr(record, action)()
    env.cr.commit()  # pylint: disable=invalid-commit
    env.invalidate_all()
    return result


def buy(env, purchases):
    products = env["internetmarke.product"]
    with Form(env["internetmarke.buy"]) as wizard:
        for code, quantity in purchases.items():
            with wizard.line_ids.new() as line:
                line.product_id = products.search([("code", "=", code)])
                line.quantity = quantity
    act(env, wizard.save(), "action_buy")
    return env["internetmarke.order"].search([], order="id desc", limit=1)


def refund(env, stamps):
    wizard = env["internetmarke.refund"].create({"stamp_ids": stamps.ids})
    act(env, wizard, "action_refund")


def frank(env, move):
    context = move.action_internetmarke_frank()["context"]
    wizard = Form(env["internetmarke.frank"].with_context(**context)).save()
    act(env, wizard, "action_frank")
    return move.internetmarke_letter_id


def set_up(env):
    param = env["ir.config_parameter"].set_param
    param("internetmarke.api_url", setting("URL"))
    param("internetmarke.products_url", setting("PRODUCTS_URL"))
    param("internetmarke.client_id", setting("CLIENT_ID"))
    param("internetmarke.client_secret", setting("CLIENT_SECRET"))
    param("report.url", setting("BASE_URL"))
    env.company.write(
        {
            "internetmarke_enabled": True,
            "internetmarke_username": setting("USERNAME"),
            "internetmarke_password": setting("PASSWORD"),
            "internetmarke_duplex": False,
            "internetmarke_paper": 90,
        }
    )
    env["internetmarke.tray"].create({"name": "Fach 2", "offset_right": 1.5})
    env.cr.commit()  # pylint: disable=invalid-commit


def play(env):
    """A second company, in demo mode: its ledger is a file, which uninstall deletes."""
    company = env["res.company"].create(
        {
            "name": "Spielbüro GmbH",
            "internetmarke_enabled": True,
            "internetmarke_environment": "demo",
        }
    )
    env.user.company_ids += company
    env.cr.commit()  # pylint: disable=invalid-commit
    buy(env(context={"allowed_company_ids": company.ids}), {1: 1})


def fill(env):
    set_up(env)
    order = buy(env, {1: 6, 11: 3, 21: 2, 10001: 2})
    buy(env, {1: 2})
    moves = env["account.move"].search(
        [("move_type", "=", "out_invoice"), ("state", "=", "posted")], order="id"
    )
    letters = [frank(env, move) for move in moves[:4]]
    for letter in letters[1:]:
        act(env, letter, "action_print")
    wizard = env["internetmarke.release"].create(
        {"letter_ids": letters[2].ids, "reason": "Papierstau"}
    )
    act(env, wizard, "action_release")
    act(
        env,
        env["internetmarke.undeliverable"].create(
            {"letter_id": letters[3].id, "reason": "moved", "note": "Nachsendeauftrag"}
        ),
        "action_came_back",
    )
    kompakt = order.stamp_ids.filtered(lambda stamp: stamp.product_id.code == 11)
    refund(env, kompakt[:1])
    simulator("PUT", "settings", {"refund_seconds": 10_000_000})
    refund(env, kompakt[1:2])
    act(env, env["internetmarke.topup"].create({"choice": "20"}), "action_top_up")
    # Bought and paid, but the answer was lost.
    fault = {"call": "checkout", "fault": "dropped", "acted": True}
    simulator("POST", "faults", fault)
    buy(env, {21: 1})
    play(env)
    states = {
        model: sorted(env[f"internetmarke.{model}"].search([]).mapped("state"))
        for model in ("order", "charge", "retoure", "letter")
    }
    expected = {
        "order": ["done", "done", "done", "requested"],
        "charge": ["done"],
        "retoure": ["credited", "pending"],
        "letter": ["franked", "printed", "printed", "released"],
    }
    if states != expected:
        raise SystemExit(f"The database was filled otherwise than meant: {states}")


fill(env)  # noqa: F821  `odoo shell` provides it
env.cr.commit()  # noqa: F821  # pylint: disable=invalid-commit
