"""What a letter takes by itself: its PDF, the look through its window, its stamp."""

from __future__ import annotations

from functools import partial
from statistics import median
from typing import Any

from odoo.fields import Command
from odoo.tests import Form

from . import office
from .clock import ratio, spent, undone

# Invoices that are made in one go.
TOGETHER = 30
IN_A_WINDOW = 5


def measure(env: Any, quick: bool) -> dict[str, float]:
    times = 3 if quick else 7
    [pattern] = office.make_patterns(env, 1).values()
    # To one recipient, as invoices in one envelope are.
    few = office.copy_invoices(env, pattern, IN_A_WINDOW, apart=False)
    moves = few | office.copy_invoices(env, pattern, TOGETHER - IN_A_WINDOW)
    made = office.copy_invoices(env, pattern, TOGETHER)
    env.cr.commit()
    opened = ratio([_opened(env, few) for _ in range(times)])
    made._internetmarke_make_documents()
    env.cr.commit()
    office.buy(env, TOGETHER)
    letters = _frank(env, made)
    env.cr.commit()
    # One after the other in each round, so that what else the machine does weighs on
    # all of them alike.
    rounds = [_round(env, moves, letters) for _ in range(times)]
    columns = zip(*rounds, strict=True)
    for name, seconds in zip(("PDF", "check", "compose"), columns, strict=True):
        print(f"{name}: {median(seconds) * 1000:.1f} ms")
    return {
        "compose": ratio([(pdf, composed) for pdf, _looked, composed in rounds]),
        "check": ratio([(pdf, looked) for pdf, looked, _composed in rounds]),
        "window": opened,
    }


def _opened(env: Any, moves: Any) -> tuple[float, float]:
    """Making the PDFs of some invoices, and opening the window for them."""

    def open_window() -> None:
        context = moves.action_internetmarke_frank()["context"]
        model = env["internetmarke.frank"].with_context(**context)
        form = Form(model)
        # What the browser does then.
        coming = form.coming
        model.make_documents(coming)
        form.prepared = coming

    made = undone(env, moves._internetmarke_make_documents)
    opened = undone(env, open_window)
    # The PDFs are kept beyond the transaction.
    env["internetmarke.rendering"].sudo().search([]).unlink()
    env.cr.commit()
    return made, opened


def _round(env: Any, moves: Any, letters: Any) -> tuple[float, float, float]:
    """A PDF made with others, the look through the window of a document, and putting
    a stamp on it after: what each takes (s) for one letter."""
    from odoo.addons.internetmarke.printing import open_pdf

    pdf = undone(env, moves._internetmarke_make_documents) / len(moves)
    looked, composed = [], []
    stamps = letters._bought_stamps()
    for letter, stamp in stamps.items():
        move = letter.move_ids
        unsent = letters.new({"partner_id": move.partner_id, "move_ids": move})
        unsent.company_id = move.company_id
        document = move._internetmarke_document()
        looked.append(spent(env.cr, partial(unsent._check_window, document)))
        document = open_pdf(letter._contents()[0])
        act = partial(letter._compose_window, document, stamp)
        composed.append(spent(env.cr, act))
    env.cr.rollback()
    return pdf, median(looked), median(composed)


def _frank(env: Any, moves: Any) -> Any:
    """Frank each of these invoices, as a mailing run does."""
    product = env["internetmarke.product"].search([("code", "=", office.STANDARD)])
    wanted = [
        (
            product,
            {
                "company_id": move.company_id.id,
                "partner_id": move.partner_id.id,
                "move_ids": [Command.set(move.ids)],
            },
        )
        for move in moves
    ]
    model = env["internetmarke.letter"]
    letters = model.union(*model._frank(wanted)).sudo()
    env.flush_all()
    return letters
