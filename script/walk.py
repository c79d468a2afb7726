"""Walk from an empty stock to a franked letter (runs inside `odoo shell`).

Every step is what a person does in the web client: the same wizards and buttons. The
figures printed come from Odoo's database; at the end they are compared with the ledger
of the Post's simulator, which runs as a process of its own.
"""

import os
import sys
from pathlib import Path

import pypdfium2
import requests

from odoo.tests import Form


def setting(name):
    return os.environ[f"INTERNETMARKE_DEMO_{name}"]


def say(label, text=""):
    sys.stdout.write(f"{label:<22}{text}\n")


def euro(amount):
    return f"{amount:.2f} EUR"


def set_up(env):
    """Enter the login in the window of the first set-up, and test it."""
    param = env["ir.config_parameter"].set_param
    param("internetmarke.api_url", setting("URL"))
    param("internetmarke.products_url", setting("PRODUCTS_URL"))
    param("internetmarke.client_id", setting("CLIENT_ID"))
    param("internetmarke.client_secret", setting("CLIENT_SECRET"))
    param("report.url", setting("BASE_URL"))
    login = {
        "internetmarke_username": setting("USERNAME"),
        "internetmarke_password": setting("PASSWORD"),
    }
    setup = env["internetmarke.setup"].create(login)
    env.cr.commit()  # pylint: disable=invalid-commit
    setup.action_test()
    env.cr.commit()  # pylint: disable=invalid-commit
    if setup.problem:
        sys.exit(f"The connection does not work: {setup.problem}")


def buy(env, purchases):
    """Buy ``{product code: quantity}`` with the wizard and return the order."""
    products = env["internetmarke.product"]
    with Form(env["internetmarke.buy"]) as wizard:
        for code, quantity in purchases.items():
            with wizard.line_ids.new() as line:
                line.product_id = products.search([("code", "=", code)])
                line.quantity = quantity
    record = wizard.save()
    env.cr.commit()  # pylint: disable=invalid-commit
    action = record.action_buy()
    action = action.get("params", {}).get("next", action)
    env.cr.rollback()
    if action["res_model"] != "internetmarke.order":
        sys.exit(f"Nothing was bought: {record.notice}")
    order = env["internetmarke.order"].browse(action["res_id"])
    if order.state != "done":
        sys.exit(f"The purchase is not done: {order.state}: {order.problem}")
    return order


def frank(env, invoice):
    """Frank an invoice with the product that the wizard proposes."""
    context = invoice.action_internetmarke_frank()["context"]
    wizard = Form(env["internetmarke.frank"].with_context(**context)).save()
    wizard.action_frank()
    env.cr.commit()  # pylint: disable=invalid-commit
    return invoice.internetmarke_letter_id


def print_letter(env, letter, folder):
    """Print a letter; return the paths of the PDF and of its first page as PNG."""
    letter.action_print()
    env.cr.commit()  # pylint: disable=invalid-commit
    content, _type = env["ir.actions.report"]._render_qweb_pdf(
        "internetmarke.report_letter", letter.ids
    )
    pdf, picture = folder / "letter.pdf", folder / "letter.png"
    pdf.write_bytes(content)
    page = pypdfium2.PdfDocument(content)[0]
    page.render(scale=150 / 72).to_pil().save(picture)


def differences(env):
    """Return what Odoo's books and the simulator's ledger disagree about."""
    answer = requests.get(setting("LEDGER_URL"), timeout=10)
    wallet = next(
        wallet
        for wallet in answer.json()["wallets"]
        if wallet["username"] == setting("USERNAME")
    )
    booked = {
        stamp["voucher_id"]: stamp["price"]
        for order in wallet["orders"]
        for stamp in order["stamps"]
    }
    known = {
        stamp.voucher_id: round(stamp.price * 100)
        for stamp in env["internetmarke.stamp"].search([])
    }
    found = []
    if booked != known:
        found.append(f"the Post sold {len(booked)} stamps, Odoo has {len(known)}")
    if wallet["balance"] != round(env.company.internetmarke_balance * 100):
        found.append("the balances differ")
    spent = sum(env["internetmarke.order"].search([]).mapped("amount_total"))
    if wallet["initial_balance"] - wallet["balance"] != round(spent * 100):
        found.append("the sums spent differ")
    return found


def walk(env):
    company = env.company
    set_up(env)
    say("balance before", euro(company._internetmarke_refresh_balance()))
    env.cr.commit()  # pylint: disable=invalid-commit
    order = buy(env, {1: 5, 11: 3, 21: 2, 10001: 2})
    for line in order.line_ids:
        text = f"{line.quantity} x {line.product_id.name}, {euro(line.price_total)}"
        say("bought", text)
    say("order", f"{order.name}, the Post's number {order.shop_order_id}")
    say("balance after", euro(company.internetmarke_balance))
    invoice = env["account.move"].search(
        [("move_type", "=", "out_invoice"), ("state", "=", "posted")],
        order="id",
        limit=1,
    )
    letter = frank(env, invoice)
    print_letter(env, letter, Path(setting("OUT")))
    say("franked", f"{invoice.name} to {invoice.partner_id.name}")
    say("with stamp", f"{letter.stamp_id.display_name} ({letter.product_id.name})")
    for product in env["internetmarke.product"].search([]):
        if product.stock_count:
            value = euro(product.stock_value)
            say("stock", f"{product.stock_count} x {product.name}, {value}")
    for row in env["internetmarke.letter"].search([]):
        say("journal", f"{row.name}  {row.state}  {row.price:.2f}  {invoice.name}")
    # The web server of this walk ends with it.
    env["ir.config_parameter"].set_param("report.url", False)
    env.cr.commit()  # pylint: disable=invalid-commit
    disagreements = differences(env)
    if disagreements:
        sys.exit("Odoo and the Post disagree: " + "; ".join(disagreements))
    say("ledger", "Odoo and the Post agree to the cent")


walk(env)  # noqa: F821  `odoo shell` provides it
