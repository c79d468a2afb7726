"""The office at which everything happens: a Portokasse, clerks, invoices to frank."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import psycopg2
import requests

from .. import databases
from ..copies import insert_copies, next_numbers
from ..office import company_settings, post_parameters, simulator
from .browser import Browser
from .victims import Victims

LOGIN = "admin"
STANDARD = 1
"""Product code of the stamp that is bought, returned and franked with."""
COMPACT = 11
"""Of the one that is bought when a letter is franked, for it is never in stock."""
STOCK = 100
"""Stamps to begin with: enough for a refund at each point of the protocol."""
OURS = (
    "SELECT res_id FROM ir_model_data"
    " WHERE module = 'internetmarke' AND model = 'ir.cron'"
)


class Office:
    def __init__(self, victims: Victims):
        self.victims = victims
        self.url = victims.runtime.url
        self.root = simulator(victims.printed["url"])
        self.person = self.log_in()
        self.products = {
            code: self.person.search("internetmarke.product", [("code", "=", code)])[0]
            for code in (STANDARD, COMPACT)
        }
        self.moves: list[int] = []

    def log_in(self) -> Browser:
        return Browser(self.url, self.victims.database, LOGIN, LOGIN)

    @contextmanager
    def database(self) -> Iterator[psycopg2.extensions.cursor]:
        with databases.connected(self.victims.database) as cursor:
            yield cursor

    def query(self, statement: str, *values: Any) -> list[tuple]:
        with self.database() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    def count(self, rows: str, *values: Any) -> int:
        """How many rows `rows`, a table and its conditions, has."""
        return self.query(f"SELECT count(*) FROM {rows}", *values)[0][0]

    def in_stock(self) -> int:
        """How many stamps there are to frank with."""
        return self.count(
            "internetmarke_stamp WHERE state = 'stock' AND product_id = %s",
            self.products[STANDARD],
        )

    def ledger(self) -> dict[str, Any]:
        """The wallet as the Post has booked it, in cents."""
        answer = requests.get(f"{self.root}/ledger", timeout=60)
        return answer.json()["wallets"][0]

    def lose_answer(self, call: str, acted: bool) -> None:
        """Have the next answer to a call get lost; `acted`: the Post did it."""
        fault = {"call": call, "fault": "dropped", "acted": acted}
        requests.post(f"{self.root}/faults", json=fault, timeout=60).raise_for_status()

    def open(self, invoices: int) -> None:
        """Enter the settings, stock some stamps, and have invoices to frank."""
        printed = self.victims.printed
        # A run makes more calls than an office does in its two hours.
        parameters = post_parameters(printed) | {"internetmarke.call_limit": "1000000"}
        for key, value in parameters.items():
            self.person.call("ir.config_parameter", "set_param", key, value)
        (company,) = self.person.search("res.company", [])
        # A run tops up more often than a person does without a question.
        topups = {"internetmarke_topup_limit": 1_000_000}
        settings = company_settings(printed) | topups
        self.person.call("res.company", "write", [company], settings)
        with self.database() as cursor:
            # Other jobs would call other servers, and are of no interest here.
            cursor.execute(f"UPDATE ir_cron SET active = id IN ({OURS})")
        self.buy(STANDARD, STOCK)
        self._keep_books()
        self.pattern = self._stored_invoice()
        self.moves = self.copy_invoices(invoices)

    def _keep_books(self) -> None:
        # Top-ups get older whenever time passes, and must stay within the books.
        since = date.today() - timedelta(days=365)
        values = {"since": since.isoformat(), "expense_at": "use"}
        wizard = self.person.create("internetmarke.books.setup", values)
        self.person.call("internetmarke.books.setup", "action_apply", [wizard])

    @contextmanager
    def without_job(self, name: str) -> Iterator[None]:
        """Have a scheduled job not run meanwhile, nor because of what is done."""
        self._switch_job(name, False)
        try:
            yield
        finally:
            self._switch_job(name, True)

    def _switch_job(self, name: str, active: bool) -> None:
        # A job at work has locked itself, so this waits for its end.
        with self.database() as cursor:
            cursor.execute(
                "UPDATE ir_cron SET active = %s WHERE id IN (SELECT res_id FROM"
                " ir_model_data WHERE model = 'ir.cron' AND name = %s)",
                [active, name],
            )

    def buy(self, code: int, quantity: int, person: Browser | None = None) -> None:
        person = person or self.person
        wizard = self.new_purchase(code, quantity, person)
        person.call("internetmarke.buy", "action_buy", [wizard])

    def new_purchase(
        self, code: int, quantity: int, person: Browser | None = None
    ) -> int:
        line = {"product_id": self.products[code], "quantity": quantity}
        values = {"line_ids": [(0, 0, line)], "with_manifest": True}
        return (person or self.person).create("internetmarke.buy", values)

    def _stored_invoice(self) -> int:
        """An invoice whose PDF is stored, as franking does it first of all."""
        domain = [
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
            ("partner_id.country_id.code", "=", "DE"),
        ]
        move = self.person.search("account.move", domain, limit=1, order="id desc")[0]
        wizard = self.person.create("internetmarke.frank", {}, default_move_ids=[move])
        self.person.call("internetmarke.frank", "action_frank", [wizard])
        self.person.call("account.move", "action_internetmarke_release", [move])
        return move

    def copy_invoices(self, number: int) -> list[int]:
        """Copy an invoice with its stored PDF; thousands take seconds this way."""
        move = self.pattern
        with self.database() as cursor:
            # Odoo may be making other entries and storing other files.
            cursor.execute(
                "SELECT nextval('account_move_id_seq') FROM generate_series(1, %s)",
                [number],
            )
            moves = [made for (made,) in cursor.fetchall()]
            copy = f"(ARRAY{moves})[n]"
            insert_copies(
                cursor,
                "account_move",
                f"id = {move}",
                number,
                id=copy,
                access_token="NULL",
                internetmarke_letter_id="NULL",
                **next_numbers(cursor, move),
            )
            insert_copies(
                cursor,
                "ir_attachment",
                f"res_model = 'account.move' AND res_id = {move}"
                " AND res_field = 'invoice_pdf_report_file'",
                number,
                id="nextval('ir_attachment_id_seq')",
                res_id=copy,
            )
        return moves
