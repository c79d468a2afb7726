"""Every call to the Post times every fault, and what has to become of it."""

from collections import Counter
from typing import NamedTuple

from .answers import TITLES


class Outcome(NamedTuple):
    """After the fault: state, kind of message; at the end, when the jobs have run."""

    state: str
    kind: str
    end: str


# With these faults the client cannot tell whether the Post acted.
LOST = "late late_after dropped dropped_after cut 500 500_after 502 503 empty shape"
LOST = f"{LOST} redirect".split()
GOOD = "expired text extra".split()
SPECIAL = ("invalidTotalAmount", "walletBalanceNotEnough", "ERR_1000")
PLAIN = [title for title in TITLES if title not in SPECIAL]


def _explained(state, end, refused="refused", price="price"):
    """What most calls that move no money have in common."""
    return {
        Outcome(state, "unreachable", end): ["refused", *LOST],
        Outcome(state, "access", end): ["401", "403"],
        Outcome(state, refused, end): ["404", *PLAIN],
        Outcome(state, "balance", end): ["walletBalanceNotEnough"],
        Outcome(state, price, end): ["invalidTotalAmount"],
        Outcome(state, "channel", end): ["ERR_1000"],
    }


def _not_told(state, end, login=(), more=()):
    """Asking about what is in doubt: nothing changes until the Post tells."""
    told_nothing = ["refused", *LOST, "404", *PLAIN, *SPECIAL, *more]
    no_right = [f for f in ("401", "403", "ERR_1000") if f not in login]
    return {
        Outcome(state, "not told", end): [f for f in told_nothing if f not in no_right],
        Outcome(state, "not told, login", end): list(login),
        Outcome(state, "not told, right", end): no_right,
        Outcome(state, "not told, pause", end): ["429", "429_120", "429_1"],
        Outcome(end, "", end): GOOD,
    }


def _without(cells, *faults):
    return {
        outcome: [fault for fault in names if fault not in faults]
        for outcome, names in cells.items()
    }


_LOGIN = {
    Outcome("failed", "login", "failed"): ["401"],
    Outcome("failed", "access", "failed"): ["403"],
}
_WAITS = ["429", "429_120"]
_CHARGE_REFUSED = {
    Outcome("failed", "no wallet", "failed"): ["404"],
    Outcome("failed", "quota", "failed"): ["quotaExceeded"],
    Outcome("failed", "means", "failed"): ["forbiddenPaymentMethod"],
    Outcome("failed", "channel", "failed"): ["ERR_1000"],
    Outcome("failed", "not charged", "failed"): [
        title
        for title in TITLES
        if title not in ("quotaExceeded", "forbiddenPaymentMethod", "ERR_1000")
    ],
}
_FILE = ["refused", "late", "late_after", "dropped", "dropped_after", "cut"]
_FILE += ["401", "403", "404", "500", "502", "503", "empty", "redirect", "strange"]
_FILE += [*TITLES, "html", "damaged", "too_big"]

TABLE = {
    "login": (
        "Login before a purchase",
        _without(_explained("failed", "failed"), "401", "403", "refused")
        | {Outcome("failed", "unreachable", "failed"): ["refused", *LOST]}
        | _LOGIN
        | {
            Outcome("draft", "wait to buy", "done"): _WAITS,
            Outcome("done", "", "done"): [*GOOD, "429_1"],
        },
    ),
    "profile": (
        "Owner of the Portokasse, told by *Test Connection*",
        {
            Outcome("works", "", "works"): [
                *["refused", *LOST, "401", "403", "404", *TITLES],
                *["429", "429_120", "429_1", *GOOD],
            ]
        },
    ),
    "balance": (
        "Reading the balance",
        _without(_explained("not read", "works"), "401", "403")
        | {
            Outcome("not read", "login", "works"): ["401"],
            Outcome("not read", "access", "works"): ["403"],
            Outcome("not read", "pause", "works"): ["429", "429_120", "429_1"],
            Outcome("works", "", "works"): GOOD,
        },
    ),
    "products": (
        "Reading the price list",
        {
            Outcome("not read", "unreachable", "works"): ["refused", *LOST],
            Outcome("not read", "key", "works"): ["401"],
            Outcome("not read", "access", "works"): ["403"],
            Outcome("not read", "no list", "works"): [
                "404",
                *(title for title in TITLES if title != "ERR_1000"),
            ],
            Outcome("not read", "channel", "works"): ["ERR_1000"],
            Outcome("not read", "pause", "works"): ["429", "429_120", "429_1"],
            Outcome("works", "", "works"): ["text", "extra"],
        },
    ),
    "create_order": (
        "Reserving an order number",
        _explained("failed", "failed")
        | {
            Outcome("draft", "wait to buy", "done"): _WAITS,
            Outcome("done", "", "done"): [*GOOD, "429_1"],
        },
    ),
    "checkout": (
        "Paying",
        {
            Outcome("failed", "unreachable", "failed"): ["refused"],
            Outcome("requested", "doubt", "done"): [
                *[*LOST, "invalidShopOrderID", "text_404", "other_order", "no_cart"]
            ],
            Outcome("paid", "no document", "done"): ["no_link"],
            Outcome("failed", "access", "failed"): ["401", "403"],
            Outcome("failed", "refused", "failed"): [
                "404",
                *(
                    title
                    for title in PLAIN
                    if title not in ("invalidShopOrderID", "invalidPageFormat")
                ),
            ],
            Outcome("failed", "other paper", "failed"): ["invalidPageFormat"],
            Outcome("failed", "balance", "failed"): ["walletBalanceNotEnough"],
            Outcome("failed", "new total", "failed"): ["invalidTotalAmount"],
            Outcome("failed", "channel", "failed"): ["ERR_1000"],
            Outcome("requested", "wait to buy", "done"): _WAITS,
            Outcome("done", "", "done"): [*GOOD, "429_1"],
        },
    ),
    "find_order": (
        "Asking about a payment whose answer was lost",
        _without(
            _not_told("requested", "done", more=["text_404", "other_order"]),
            "unknownShopOrderId",
        )
        | {
            Outcome("requested", "doubt", "done"): ["unknownShopOrderId"],
            Outcome("paid", "no document", "done"): ["no_link"],
            Outcome("paid", "no stamps", "done"): ["no_cart"],
        },
    ),
    "document": (
        "Fetching the stamps of a paid order",
        {
            Outcome("paid", "no document", "done"): [
                *(fault for fault in _FILE if fault not in ("redirect", "strange")),
                "thousands",
            ],
            Outcome("paid", "other host", "done"): ["redirect", "strange"],
            Outcome("done", "", "done"): ["one_more"],
            Outcome("paid", "document waits", "done"): ["429", "429_120", "429_1"],
            Outcome("paid", "unmatched", "done"): ["twice"],
            Outcome("paid", "one unmatched", "done"): [
                *["one_short", "no_id", "foreign", "check"]
            ],
        },
    ),
    "manifest": (
        "Fetching the stamp list of a paid order",
        {
            # The Post names this link only once, so a wrong one stays wrong.
            Outcome("done", "", "done"): [
                *(fault for fault in _FILE if fault != "strange"),
                *["429", "429_120", "429_1"],
            ]
        },
    ),
    "charge_login": (
        "Reading the balance before a top-up",
        {
            Outcome("failed", "unreachable", "failed"): ["refused", *LOST],
            Outcome("failed", "login", "failed"): ["401"],
            Outcome("failed", "access", "failed"): ["403"],
            **_CHARGE_REFUSED,
            Outcome("draft", "wait to charge", "done"): _WAITS,
            Outcome("done", "", "done"): [*GOOD, "429_1"],
        },
    ),
    "charge": (
        "Topping up",
        {
            Outcome("failed", "unreachable", "failed"): ["refused"],
            Outcome("requested", "charge in doubt", "done"): LOST,
            Outcome("failed", "access", "failed"): ["401", "403"],
            **_CHARGE_REFUSED,
            Outcome("draft", "wait to charge", "done"): _WAITS,
            Outcome("done", "", "done"): [*GOOD, "429_1"],
        },
    ),
    "settle": (
        "Reading the balance after a top-up whose answer was lost",
        _not_told("requested", "done", login=["401"]),
    ),
    "request_refund": (
        "Returning stamps",
        {
            Outcome("failed", "unreachable", "failed"): ["refused"],
            Outcome("requested", "return in doubt", "credited"): LOST,
            Outcome("failed", "access", "failed"): ["401", "403"],
            Outcome("failed", "not returned", "failed"): [
                "404",
                *(title for title in TITLES if title != "ERR_1000"),
            ],
            Outcome("failed", "channel", "failed"): ["ERR_1000"],
            Outcome("draft", "wait to return", "credited"): _WAITS,
            Outcome("credited", "", "credited"): [*GOOD, "429_1"],
        },
    ),
    "refund_states": (
        "Asking what the Post has decided",
        {
            Outcome("pending", "", "credited"): [
                *["refused", *LOST, "401", "403", "404", *TITLES],
                *["429", "429_120", "429_1"],
            ],
            Outcome("credited", "", "credited"): GOOD,
        },
    ),
    "find_refund": (
        "Looking for a refund whose answer was lost",
        _not_told("requested", "credited"),
    ),
}
# With these faults the Post never acted. Odoo does not repeat a top-up, so it fails.
NEVER_ACTED = ("dropped", "500", "502", "503", "redirect")


def cells():
    """Yield ``(call, fault, outcome)`` for each cell."""
    for call, (_, outcomes) in TABLE.items():
        for outcome, names in outcomes.items():
            for name in names:
                if call == "charge" and name in NEVER_ACTED:
                    yield call, name, outcome._replace(end="failed")
                else:
                    yield call, name, outcome


def sample():
    """Return a cell for each outcome of each call, and at least one for each fault."""
    of_outcome = {}
    for call, name, outcome in cells():
        of_outcome.setdefault((call, outcome), []).append(name)
    taken = Counter()
    found = []
    for (call, outcome), names in of_outcome.items():
        name = min(names, key=taken.__getitem__)
        taken[name] += 1
        found.append((call, name, outcome))
    for cell in cells():
        if not taken[cell[1]]:
            taken[cell[1]] += 1
            found.append(cell)
    return found


def money(call, outcome):
    """Return what is certain about the money after the fault."""
    if call in ("profile", "balance", "products"):
        return "none moved"
    if outcome.state in ("draft", "failed") or outcome.kind.startswith("wait"):
        return "none moved"
    if outcome.state in ("done", "paid", "credited"):
        return "moved once"
    return "not yet known"
