"""What people do: each operation ends in one click that may be interrupted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from . import bookkeeping, patience
from .browser import Browser, Told
from .office import COMPACT, STANDARD, Office

SMALLEST_TOP_UP = "10"


@dataclass
class Click:
    """The request that does it: a button of a wizard or of a record."""

    model: str
    method: str
    ids: list[int] = field(default_factory=list)

    def press(self, person: Browser, headers: dict[str, str] | None = None) -> Any:
        """Raises Told, NoAnswer."""
        return person.call(self.model, self.method, self.ids, headers=headers)


def purchase(office: Office) -> Click:
    return Click("internetmarke.buy", "action_buy", [office.new_purchase(STANDARD, 2)])


def top_up(office: Office) -> Click:
    wizard = office.person.create("internetmarke.topup", {"choice": SMALLEST_TOP_UP})
    return Click("internetmarke.topup", "action_top_up", [wizard])


def refund(office: Office, code: int = STANDARD, limit: int | None = 1) -> Click:
    stock = [
        ("state", "=", "stock"),
        ("product_id", "=", office.products[code]),
    ]
    # The newest: the oldest are franked with.
    stamps = office.person.search(
        "internetmarke.stamp", stock, limit=limit, order="id desc"
    )
    if not stamps:
        return Click("internetmarke.product", "search", [])
    values = {"stamp_ids": [(6, 0, stamps)]}
    wizard = office.person.create("internetmarke.refund", values)
    return Click("internetmarke.refund", "action_refund", [wizard])


def return_all(office: Office, code: int) -> None:
    """Have none of these stamps in stock. A job that goes on may use some meanwhile."""
    for last in (False, False, True):
        click = refund(office, code, None)
        if not click.ids:
            return
        try:
            click.press(office.person)
        except Told:
            if last:
                raise


def frank(office: Office) -> Click:
    release(office, office.moves[0])
    return franking(office.person, office.moves[0])


def frank_another(office: Office) -> Click:
    return franking(office.person, office.copy_invoices(1)[0])


def franking(person: Browser, move: int, **values: Any) -> Click:
    values = {"move_ids": [(6, 0, [move])], **values}
    wizard = person.create("internetmarke.frank", values, default_move_ids=[move])
    return Click("internetmarke.frank", "action_frank", [wizard])


def buy_and_frank(office: Office) -> Click:
    """Frank with a product that is not in stock."""
    move = office.moves[1]
    release(office, move)
    return_all(office, COMPACT)
    wizard = franking(office.person, move, product_id=office.products[COMPACT]).ids
    return Click("internetmarke.frank", "action_buy_and_frank", wizard)


def remove_franking(office: Office) -> Click:
    move = office.moves[2]
    if not is_franked(office, move):
        franking(office.person, move).press(office.person)
    return Click("account.move", "action_internetmarke_release", [move])


def release(office: Office, move: int) -> None:
    if is_franked(office, move):
        office.person.call("account.move", "action_internetmarke_release", [move])


def is_franked(office: Office, move: int) -> bool:
    franked = [("id", "=", move), ("internetmarke_letter_id", "!=", False)]
    return bool(office.person.search("account.move", franked))


def booking(office: Office) -> Click:
    """Book a movement of each kind, which no job has booked before."""
    # What a kill has left to be booked.
    patience.wake_jobs(office)
    patience.wait_for_jobs(office)
    with office.without_job("ir_cron_book"):
        for operation in (top_up, purchase, refund, frank_another):
            # A top-up that is not settled keeps the next one away.
            with suppress(Told):
                operation(office).press(office.person)
        bookkeeping.end_day(office)
    return Click(bookkeeping.ENTRY, "action_update")


def resolve(
    operation: Callable[[Office], Click], model: str, call: str, acted: bool
) -> Callable[[Office], Click]:
    """What is in doubt, because the answer to a call got lost, is resolved by hand."""

    def prepared(office: Office) -> Click:
        click = operation(office)
        office.lose_answer(call, acted)
        click.press(office.person)
        patience.age(office)
        doubtful = office.person.search(model, [("state", "=", "requested")])
        return Click(model, "action_resolve", doubtful)

    return prepared


ORDER, CHARGE, RETOURE = (f"internetmarke.{n}" for n in ("order", "charge", "retoure"))
OPERATIONS: dict[str, Callable[[Office], Click]] = {
    "top-up": top_up,
    "purchase": purchase,
    "refund": refund,
    "franking": frank,
    "removal of a franking": remove_franking,
    "purchase and franking": buy_and_frank,
    "booking": booking,
}
DOUBTS: dict[str, Callable[[Office], Click]] = {
    "resolving a top-up": resolve(top_up, CHARGE, "charge", True),
    "resolving a paid order": resolve(purchase, ORDER, "checkout", True),
    "resolving an unpaid order": resolve(purchase, ORDER, "checkout", False),
    "resolving a refund": resolve(refund, RETOURE, "request_refund", True),
    "resolving a refund not asked": resolve(refund, RETOURE, "request_refund", False),
}
