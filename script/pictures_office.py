"""Fill the demo company for the pictures (runs in `odoo shell`).

What a person does in some weeks, by the same wizards and buttons: letters in each
state, a mailing run under review and one that is printed, postage that is booked.
Writes letter.pdf, and records.json with the records that the pictures are of.
"""

import json
import os
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.fields import Command
from odoo.tests import Form

# Name, street, postcode, town. The last two are in the way of a run.
CUSTOMERS = [
    ("Gärtnerei Blattwerk", "Heidestraße 8", "10557", "Berlin"),
    ("Fahrradladen Speiche", "Weserstraße 41", "12045", "Berlin"),
    ("Zahnarztpraxis Dr. Neumann", "Bahnhofstraße 2", "24103", "Kiel"),
    ("Tischlerei Eichenhof", "Dorfstraße 17", "21335", "Lüneburg"),
    ("Buchhandlung am Dom", "Domplatz 5", "38100", "Braunschweig"),
    ("Reinigung Weiß & Co.", "Kaiserstraße 60", "60329", "Frankfurt am Main"),
    ("Steuerkanzlei Albrecht", "Marienplatz 21", "80331", "München"),
    ("Café Morgenrot", "Lange Straße 33", "70174", "Stuttgart"),
    ("Hausverwaltung Bergmann", "Ring 104", "50672", "Köln"),
    ("Optik Klarblick", "Hauptstraße 12", "69117", "Heidelberg"),
    ("Autohaus Rehberg", "Industrieweg 3", "99084", "Erfurt"),
    ("Physiotherapie Lang", "Schulstraße 9", "01067", "Dresden"),
    ("Malerbetrieb Grün", "Karlstraße 6", "0410", "Leipzig"),
    ("Yogastudio Balance", "Am Kanal 4", "", "Bremen"),
]


def setting(name):
    return os.environ[f"INTERNETMARKE_PICTURES_{name}"]


def act(record, action):
    """Press a button as the web client does: in a transaction of its own."""
    cr = record.env.cr
    cr.commit()  # pylint: disable=invalid-commit
    result = getattr(record, action)()
    cr.commit()  # pylint: disable=invalid-commit
    record.env.invalidate_all()
    return result


def set_up(env):
    env["ir.config_parameter"].set_param("report.url", setting("BASE_URL"))
    names = ("username", "password", "client_id", "client_secret")
    login = {f"internetmarke_{name}": setting(name.upper()) for name in names}
    setup = env["internetmarke.setup"].create(login)
    act(setup, "action_test")
    assert not setup.problem, setup.problem


def book_postage(env):
    wizard = env["internetmarke.books.setup"].create({})
    wizard.since = fields.Date.today() - timedelta(days=1)
    act(wizard, "action_apply")


def buy_window(env, quantities):
    """Return the window with these products in it: {product code: quantity}."""
    products = env["internetmarke.product"]
    lines = [
        {
            "product_id": products.search([("code", "=", code)]).id,
            "quantity": quantity,
        }
        for code, quantity in quantities.items()
    ]
    wizard = env["internetmarke.buy"].create({})
    with Form(wizard) as form:
        while len(form.line_ids):
            form.line_ids.remove(0)
        for line in lines:
            with form.line_ids.new() as row:
                row.product_id = products.browse(line["product_id"])
                row.quantity = line["quantity"]
    return form.save()


def buy(env, quantities):
    act(buy_window(env, quantities), "action_buy")
    order = env["internetmarke.order"].search([], limit=1)
    assert order.state == "done", order.problem


def invoices(env):
    """An invoice to each customer; those of the month's run are returned."""
    service = env["product.product"].search([("name", "=", "Beratung")], limit=1)
    germany = env.ref("base.de")
    moves = env["account.move"]
    for number, (name, street, postcode, town) in enumerate(CUSTOMERS, 1):
        customer = env["res.partner"].create(
            {
                "name": name,
                "street": street,
                "zip": postcode,
                "city": town,
                "country_id": germany.id,
                "is_company": True,
                "lang": "de_DE",
            }
        )
        line = {"product_id": service.id, "quantity": number % 4 + 1}
        moves |= moves.create(
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_line_ids": [Command.create(line)] * (3 if number % 5 else 60),
            }
        )
    moves.action_post()
    return moves


def frank(env, move):
    context = move.action_internetmarke_frank()["context"]
    wizard = Form(env["internetmarke.frank"].with_context(**context)).save()
    act(wizard, "action_frank")
    return move.internetmarke_letter_id


def single_letters(env, moves):
    """Letters in each state; return the one whose PDF is shown."""
    letters = [frank(env, move) for move in moves]
    for letter in letters[:-1]:
        act(letter, "action_print")
    came_back = env["internetmarke.undeliverable"].create(
        {"letter_ids": letters[1].ids, "reason": "moved", "next_step": "nothing"}
    )
    act(came_back, "action_came_back")
    removed = env["internetmarke.release"].create(
        {"letter_ids": letters[2].ids, "reason": "Papierstau"}
    )
    act(removed, "action_release")
    return letters[0]


def run_of(env, moves, *buttons):
    run = env["internetmarke.run"].create({"company_id": env.company.id})
    run._arrange(moves)
    for button in buttons:
        act(run, button)
        while run.job:
            act(run.sudo(), "_work_once")
        assert not run.job_problem, run.job_problem
    return run


def main(env):
    folder = Path(setting("FOLDER"))
    set_up(env)
    buy(env, {1: 11, 11: 12, 21: 6, 10001: 5})
    book_postage(env)
    first = env["account.move"].search(
        [("move_type", "=", "out_invoice"), ("state", "=", "posted")], order="id"
    )
    letter = single_letters(env, first[:5])
    moves = invoices(env)
    # Four sheets: the window says what printing on both sides saves.
    shown = moves[9]
    moves -= shown
    printed = run_of(env, moves[:8], "action_check", "action_frank", "action_print")
    # What is in the way is told in the language of the person who has it checked.
    waiting = {"en_US": invoices(env)[8:], "de_DE": moves[8:] | first[5:]}
    reviews = {}
    for language, unfranked in waiting.items():
        env.user.lang = language
        reviews[language[:2]] = run_of(env, unfranked, "action_check").id
    content, _type = env["ir.actions.report"]._render_qweb_pdf(
        "internetmarke.report_letter", letter.ids
    )
    (folder / "letter.pdf").write_bytes(content)
    window = buy_window(env, {1: 20, 11: 5})
    env["internetmarke.entry"].sudo()._cron_book()
    env.company._internetmarke_read_balance()
    env.cr.commit()  # pylint: disable=invalid-commit
    records = {
        "buy": window.id,
        "invoice": shown.id,
        "run_printed": printed.id,
        **{f"run_review_{language}": run for language, run in reviews.items()},
    }
    (folder / "records.json").write_text(json.dumps(records))


admin = env.ref("base.user_admin")  # noqa: F821  `odoo shell` provides it
admin.name = "Jana Lindner"
main(admin.env(user=admin.id))
