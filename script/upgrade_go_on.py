"""Go on in a database of an earlier version after its upgrade (runs in `odoo shell`).

Prints one line a check: `passed NAME`, or `FAILED NAME: why`.
"""

import os
import sys
import traceback

import requests

from odoo.tests import Form


def setting(name):
    return os.environ[f"INTERNETMARKE_UPGRADE_{name}"]


def wallet():
    root = setting("URL").split("/", 3)
    url = f"{root[0]}//{root[2]}/simulator/ledger"
    return requests.get(url, timeout=10).json()["wallets"][0]


def act(env, record, action):
    env.cr.commit()  # pylint: disable=invalid-commit
    result = getattr(record, action)()
    env.cr.commit()  # pylint: disable=invalid-commit
    env.invalidate_all()
    return result


def letter_prints(env, letter, action="action_print"):
    act(env, letter, action)
    content, kind = env["ir.actions.report"]._render_qweb_pdf(
        "internetmarke.report_letter", letter.ids
    )
    assert kind == "pdf" and content.startswith(b"%PDF"), kind
    assert letter.state == "printed", letter.state


def the_franked_letter_prints(env):
    letter_prints(env, env["internetmarke.letter"].search([("state", "=", "franked")]))


def a_printed_letter_prints_again(env):
    letters = env["internetmarke.letter"].search([("state", "=", "printed")])
    live = letters.filtered(lambda letter: letter.move_ids.internetmarke_letter_id)
    letter_prints(env, live[0], "action_print_again")


def an_invoice_is_franked_from_stock(env):
    move = env["account.move"].search(
        [
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
            ("internetmarke_letter_id", "=", False),
            ("partner_id.internetmarke_undeliverable_since", "=", False),
        ],
        order="id",
        limit=1,
    )
    context = move.action_internetmarke_frank()["context"]
    wizard = Form(env["internetmarke.frank"].with_context(**context)).save()
    act(env, wizard, "action_frank")
    assert move.internetmarke_letter_id.stamp_id.state == "used"
    letter_prints(env, move.internetmarke_letter_id)


def the_doubtful_purchase_is_resolved(env):
    order = env["internetmarke.order"].search([("state", "=", "requested")])
    # As if its call had begun long ago.
    env.cr.execute(
        "UPDATE internetmarke_order SET claimed_on = claimed_on - interval '1 hour',"
        " requested_on = requested_on - interval '1 hour',"
        " write_date = write_date - interval '1 hour' WHERE id = %s",
        order.ids,
    )
    act(env, order, "action_resolve")
    assert (order.state, len(order.stamp_ids)) == ("done", 1), order.problem


def stamps_are_bought(env):
    with Form(env["internetmarke.buy"]) as wizard, wizard.line_ids.new() as line:
        line.product_id = env["internetmarke.product"].search([("code", "=", 1)])
        line.quantity = 1
    action = act(env, wizard.save(), "action_buy")["params"]["next"]
    assert action["res_model"] == "internetmarke.order", action
    order = env["internetmarke.order"].browse(action["res_id"])
    assert order.state == "done", order.problem


def a_mailing_run_prints(env):
    """It stays open, with a file that holds a stamp, when the addon is uninstalled."""
    franked = env["account.move"].search([("internetmarke_letter_id", "!=", False)])
    move = franked[:1].copy()
    move.action_post()
    run = env["internetmarke.run"].create({"company_id": move.company_id.id})
    run._arrange(move)
    for button in ("action_check", "action_frank", "action_print"):
        if button == "action_frank" and run.missing_count:
            context = run.action_buy()["context"]
            wizard = Form(env["internetmarke.run.buy"].with_context(**context))
            act(env, wizard.save(), "action_buy")
        act(env, run, button)
        while run.job:
            act(env, run, "_work_once")
    problems = run.job_problem or run.line_ids.mapped("problem")
    assert run.state == "printed", f"{run.state}: {problems}"
    assert run.file_ids.has_document


def odoo_and_the_post_agree(env):
    theirs = wallet()
    sold = {
        stamp["voucher_id"]: stamp["price"]
        for order in theirs["orders"]
        for stamp in order["stamps"]
    }
    stamps = env["internetmarke.stamp"].search([("environment", "=", "production")])
    ours = {stamp.voucher_id: round(stamp.price * 100) for stamp in stamps}
    assert ours == sold, f"{len(ours)} stamps here, {len(sold)} there"
    balance = env.company._internetmarke_refresh_balance()
    assert round(balance * 100) == theirs["balance"]


def the_demo_company_goes_on(env):
    demo = [("internetmarke_environment", "=", "demo")]
    assert env["res.company"].search(demo)._internetmarke_refresh_balance()
    assert env["internetmarke.stamp"].search([("environment", "=", "demo")])


def go_on(env):
    env["ir.config_parameter"].set_param("report.url", setting("BASE_URL"))
    for check in (
        the_franked_letter_prints,
        a_printed_letter_prints_again,
        an_invoice_is_franked_from_stock,
        the_doubtful_purchase_is_resolved,
        stamps_are_bought,
        a_mailing_run_prints,
        odoo_and_the_post_agree,
        the_demo_company_goes_on,
    ):
        name = check.__name__.replace("_", " ")
        try:
            check(env)
        except Exception as error:
            env.cr.rollback()
            traceback.print_exc()
            sys.stdout.write(f"FAILED {name}: {type(error).__name__}: {error}\n")
        else:
            sys.stdout.write(f"passed {name}\n")


go_on(env)  # noqa: F821  `odoo shell` provides it
