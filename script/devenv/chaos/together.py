"""Many people at once, and nobody killed: repeated clicks, and the end of a month."""

from __future__ import annotations

import queue
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from . import bookkeeping, patience
from .browser import Browser, NoAnswer, Told
from .office import COMPACT, STANDARD, Office
from .work import OPERATIONS, Click, franking, refund

CLERKS = 8
TABS = 4
LARGEST_PURCHASE = 100  # stamps
BOOKED = 8  # purchases
RETRY = "tries left, try again"
# What must happen once however often it is clicked, by the Post's ledger.
ONCE: dict[str, Callable[[dict[str, Any]], int]] = {
    "purchase": lambda wallet: sum(order["paid"] for order in wallet["orders"]),
    "top-up": lambda wallet: len(wallet["charges"]),
    "refund": lambda wallet: len(wallet["refunds"]),
    "purchase and franking": lambda wallet: sum(
        order["paid"] for order in wallet["orders"]
    ),
}


class Team:
    """`heard` counts what the web client was told; an error that says nothing to a
    person, or that a retry would have avoided, must not be in it."""

    def __init__(self, office: Office):
        self.office = office
        self.people = [office.log_in() for _clerk in range(CLERKS)]
        self.heard: Counter[str] = Counter()

    def do(self, person: Browser, act: Callable[[Browser], Any]) -> None:
        try:
            act(person)
            self.heard["done"] += 1
        except Told as told:
            self.heard[str(told)[:100]] += 1
        except NoAnswer as error:
            self.heard[f"no answer: {error}"[:100]] += 1

    @property
    def errors(self) -> int:
        return self.heard.total() - self.heard["done"]


def run(office: Office, letters: int) -> dict[str, int]:
    """Do everything together; returns what must be 0."""
    office.victims.restart_odoo(CLERKS)
    repeated = sum(click_at_once(office, name) for name in ONCE)
    unlike, refused = book_at_once(office)
    lost, errors = end_of_month(office, letters)
    return {
        "done twice": repeated + unlike,
        "letters lost": lost,
        "errors shown": errors + refused,
    }


def click_at_once(office: Office, name: str) -> int:
    """Press one button in several tabs; returns how often too many it was done."""
    team = Team(office)
    click = OPERATIONS[name](office)
    before = ONCE[name](office.ledger())
    with ThreadPoolExecutor(TABS) as tabs:
        for person in team.people[:TABS]:
            tabs.submit(team.do, person, click.press)
    done = ONCE[name](office.ledger()) - before
    answers = ", ".join(f"{what} {n}" for what, n in team.heard.items())
    print(f"{name}: clicked {TABS} times, done {done} times; {answers}", flush=True)
    return abs(done - 1)


def book_at_once(office: Office) -> tuple[int, int]:
    """Press *Book Now* in several tabs, beside the job; returns how many movements were
    not booked once, and how many errors people saw."""
    bookkeeping.finish(office)
    team = Team(office)
    entries = "internetmarke_entry WHERE state = 'booked'"
    before = office.count(entries)
    with office.without_job("ir_cron_book"):
        for _purchase in range(BOOKED):
            office.buy(STANDARD, 1)
    click = Click(bookkeeping.ENTRY, "action_update")
    patience.wake_jobs(office)
    with ThreadPoolExecutor(TABS) as tabs:
        for person in team.people[:TABS]:
            tabs.submit(team.do, person, click.press)
    patience.wait_for_jobs(office)
    booked = office.count(entries) - before
    answers = ", ".join(f"{what} {n}" for what, n in team.heard.items())
    print(
        f"booking: clicked {TABS} times, {booked} of {BOOKED} movements booked;"
        f" {answers}",
        flush=True,
    )
    return abs(booked - BOOKED), team.errors


def end_of_month(office: Office, letters: int) -> tuple[int, int]:
    """All clerks frank at once, while others buy, return stamps and read prices."""
    team = Team(office)
    stock_up(office, team, letters + LARGEST_PURCHASE)
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    moves = office.copy_invoices(letters)
    for move in moves:
        waiting.put(move)
    log = office.victims.runtime.home.log("server")
    tried_again = log.read_text().count(RETRY)
    others = Team(office)
    started = time.monotonic()
    with ThreadPoolExecutor(CLERKS + 1) as threads:
        clerks = [
            threads.submit(frank_all, office, team, person, waiting)
            for person in team.people
        ]
        while not all(clerk.done() for clerk in clerks):
            disturb(office, others)
    seconds = time.monotonic() - started
    tried_again = log.read_text().count(RETRY) - tried_again
    for what, count in (team.heard + others.heard).items():
        if what != "done":
            print(f"shown {count} times: {what}")
    print(
        f"{CLERKS} clerks franked {letters} letters in {seconds:.0f} s,"
        f" {letters / seconds:.1f} a second; meanwhile {others.heard['done']}"
        " purchases, refunds and price refreshes;"
        f" Odoo repeated {tried_again} requests",
        flush=True,
    )
    franked = office.query(
        "SELECT count(DISTINCT internetmarke_letter_id) FROM account_move"
        " WHERE id = ANY(%s)",
        moves,
    )[0][0]
    for clerk in clerks:
        clerk.result()
    return letters - franked, team.errors + others.errors


def stock_up(office: Office, team: Team, stamps: int) -> None:
    """Have so many stamps in stock."""
    missing = max(stamps - office.in_stock(), 0)
    purchases = range(-(-missing // LARGEST_PURCHASE))

    def buy_share(number: int) -> None:
        for _purchase in purchases[number::CLERKS]:
            office.buy(STANDARD, LARGEST_PURCHASE, team.people[number])

    with ThreadPoolExecutor(CLERKS) as threads:
        list(threads.map(buy_share, range(CLERKS)))


def frank_all(
    office: Office, team: Team, person: Browser, waiting: queue.SimpleQueue[int]
) -> None:
    while True:
        try:
            move = waiting.get_nowait()
        except queue.Empty:
            return
        team.do(person, partial(frank, move=move))


def frank(person: Browser, move: int) -> None:
    franking(person, move).press(person)


def disturb(office: Office, others: Team) -> None:
    """What goes on in the office meanwhile, once."""
    person = others.people[0]
    (job,) = office.query(
        "SELECT res_id FROM ir_model_data WHERE name = 'ir_cron_refresh_prices'"
    )[0]
    others.do(person, lambda browser: office.buy(COMPACT, 1, browser))
    # Of stamps that no clerk wants: one that is franked meanwhile is rightly refused.
    others.do(person, lambda browser: refund(office, COMPACT).press(browser))
    others.do(
        person,
        lambda browser: browser.call("ir.cron", "method_direct_trigger", [job]),
    )
