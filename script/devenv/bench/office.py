"""The office that is measured: its login at the Post, invoices, stamps."""

from __future__ import annotations

import json
import os
from typing import Any

from odoo.fields import Command
from odoo.tests import Form

from ..copies import (
    copy_customers,
    copy_rows,
    insert_copies,
    next_numbers,
    sent_to,
)
from ..office import company_settings, post_parameters

STANDARD = 1
"""Product code of the stamp for a letter of some sheets."""
# Lines of an invoice, and on how many pages they are printed.
LINES = {1: 2, 2: 40, 3: 75, 4: 110, 5: 145, 6: 180}
# Pages of twenty letters of a month.
MIXED = [1] * 11 + [2] * 4 + [3] * 2 + [4, 5, 6]


def set_up(env: Any) -> None:
    """Enter what an administrator enters in the settings."""
    printed = json.loads(os.environ["INTERNETMARKE_BENCH_POST"])
    parameters = post_parameters(printed) | {"internetmarke.call_limit": "1000000"}
    for key, value in parameters.items():
        env["ir.config_parameter"].set_param(key, value)
    env.company.write(company_settings(printed))
    env.cr.commit()


def buy(env: Any, quantity: int) -> None:
    product = env["internetmarke.product"].search([("code", "=", STANDARD)])
    with Form(env["internetmarke.buy"]) as wizard:
        with wizard.line_ids.new() as line:
            line.product_id = product
            line.quantity = quantity
    record = wizard.save()
    env.cr.commit()
    record.action_buy()
    env.cr.rollback()


def make_patterns(env: Any, *wanted: int) -> dict[int, int]:
    """A posted invoice of each number of pages that is wanted, by that number."""
    country = env.ref("base.de").id
    product = env["product.product"].search([("type", "=", "service")], limit=1)
    found = {}
    for pages in wanted:
        customer = env["res.partner"].create(
            {
                "name": f"Kundin {pages} GmbH",
                "is_company": True,
                "street": "Am Marktplatz 3",
                "zip": "20095",
                "city": "Hamburg",
                "country_id": country,
                "lang": "de_DE",
            }
        )
        line = {"product_id": product.id, "quantity": 1, "price_unit": 120.0}
        move = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_line_ids": [Command.create(line)] * LINES[pages],
            }
        )
        move.action_post()
        found[pages] = move.id
    env.cr.commit()
    return found


def copy_invoices(env: Any, move: int, count: int, apart: bool = True) -> Any:
    """Copies of an invoice without a PDF. `apart`: each to a customer of its own."""
    cursor, own = env.cr, {}
    if apart:
        partner = env["account.move"].browse(move).partner_id.id
        own = sent_to(copy_customers(cursor, partner, count).of())
    moves = copy_rows(
        cursor,
        "account_move",
        f"id = {move}",
        count,
        access_token="NULL",
        **next_numbers(cursor, move),
        **own,
    )
    lines = copy_rows(
        cursor,
        "account_move_line",
        f"move_id = {move}",
        count,
        move_id=moves.of(),
        move_name=f"(SELECT name FROM account_move WHERE id = {moves.of()})",
        **{name: own[name] for name in own if name == "partner_id"},
    )
    insert_copies(
        cursor,
        "account_move_line_account_tax_rel",
        "account_move_line_id IN"
        f" (SELECT id FROM account_move_line WHERE move_id = {move})",
        count,
        account_move_line_id=lines.of("t.account_move_line_id"),
    )
    env.invalidate_all()
    return env["account.move"].browse(range(moves.top, moves.top + count))
