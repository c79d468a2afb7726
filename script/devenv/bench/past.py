"""What the number of letters must not change: the journal, franking one more."""

from __future__ import annotations

import os
from statistics import median
from typing import Any

from odoo import api
from odoo.modules.registry import Registry
from odoo.tests import Form

from . import office
from .clock import ratio, undone

PAGE = 80
COUNTED = 10001
STAMPS = 100


def measure(env: Any, quick: bool) -> dict[str, float]:
    """Measure each thing with few letters (`env`) and with many, in turn."""
    registry = Registry(os.environ["INTERNETMARKE_BENCH_MANY"])
    found, longest = {}, 0.0
    with registry.cursor() as cursor:
        sizes = [Past(env), Past(api.Environment(cursor, env.uid, {}))]
        for name in ("journal", "overview", "find", "customer", "frank"):
            times = 5 if quick else 15
            pairs = []
            for number in range(times + 1):
                few, many = (size.spent(name) for size in sizes)
                # The first time fills the caches of a worker.
                if number:
                    pairs.append((few, many))
            found[name] = ratio(pairs)
            slow = median(many for _few, many in pairs)
            print(f"{name}: {slow * 1000:.1f} ms, {found[name]:.2f}")
            if name != "frank":
                longest = max(longest, slow)
    return found | {"slowest": longest}


def prepare(env: Any, _quick: bool) -> dict[str, float]:
    """Make the only letter of an office, and an invoice and stamps for another one."""
    [pattern] = office.make_patterns(env, 1).values()
    moves = env["account.move"].browse(pattern) | office.copy_invoices(env, pattern, 1)
    moves._internetmarke_make_documents()
    office.buy(env, STAMPS)
    first = moves[:1]
    model = env["internetmarke.frank"].with_context(default_move_ids=first.ids)
    Form(model).save().action_frank()
    first.internetmarke_letter_id.action_print()
    env.cr.commit()
    return {}


class Past:
    """What a person does in a database with some number of letters."""

    def __init__(self, env: Any):
        self.env = env
        self.letters = env["internetmarke.letter"]
        self.columns = _columns(self.letters, "list")
        some = self.letters.search([("state", "=", "printed")], limit=1)
        self.stamp = some.stamp_id.display_name
        self.partner = some.partner_id
        stored = env["ir.attachment"].search(
            [
                ("res_model", "=", "account.move"),
                ("res_field", "=", "invoice_pdf_report_file"),
            ]
        )
        moves = env["account.move"].browse(stored.mapped("res_id"))
        self.invoice = moves.filtered(lambda move: not move.internetmarke_letter_id)

    def spent(self, name: str) -> float:
        """The processor time (s) of one of the things below."""
        act = getattr(self, name)
        prepare = getattr(self, f"before_{name}", None)
        if prepare:
            prepare()
        return undone(self.env, lambda: (act(), self.env.flush_all()))

    def journal(self) -> None:
        self._list([])

    def find(self) -> None:
        self._list([("stamp_id", "ilike", self.stamp)])

    def customer(self) -> None:
        """The button on the contact, and the list behind it."""
        self.partner.read(["internetmarke_letter_count", "internetmarke_letter_cost"])
        self._list(self.partner.action_view_internetmarke_letters()["domain"])

    def overview(self) -> None:
        model = self.env["internetmarke.overview"]
        record = model.browse(model.action_open()["res_id"])
        record.web_read(_columns(record, "form"))

    def before_frank(self) -> None:
        model = self.env["internetmarke.frank"]
        wizard = model.with_context(default_move_ids=self.invoice.ids)
        self.window = Form(wizard).save()
        self.env.flush_all()
        self.env.invalidate_all()

    def frank(self) -> None:
        self.window.action_frank()

    def _list(self, domain: Any) -> None:
        found = self.letters.web_search_read(
            domain, self.columns, limit=PAGE, count_limit=COUNTED
        )
        if not found["records"]:
            raise RuntimeError("nothing was found")


def _columns(model: Any, kind: str) -> dict[str, Any]:
    """What the web client asks for, to show records in a view."""
    shown = model.get_views([(None, kind)])["models"]
    return _asked(shown, model._name)


def _asked(shown: dict[str, Any], model: str, deeper: bool = True) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in shown[model]["fields"].items():
        found[name] = {}
        if relation := field.get("relation"):
            parts = field["type"] != "many2one" and deeper and relation in shown
            inner = _asked(shown, relation, False) if parts else {}
            found[name] = {"fields": inner or {"display_name": {}}}
    return found
