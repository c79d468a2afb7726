"""What a message about a fault has to say, by its kind."""

from typing import NamedTuple


class Kind(NamedTuple):
    """The three parts of a message: each has to stand in it."""

    what: str
    money: str
    next: str


NOTHING = "no money was moved"
KINDS = {
    "": Kind("", "", ""),
    "unreachable": Kind("cannot be reached", NOTHING, "Try again later"),
    "refused": Kind("refused the request", NOTHING, "Put right"),
    "balance": Kind("is not enough", NOTHING, "Top up"),
    "price": Kind("prices have changed", NOTHING, "confirm again"),
    "new total": Kind("costs 1.98 € now instead of 1.90 €", NOTHING, "confirm again"),
    "login": Kind("did not accept the login", NOTHING, "approve it, then try again"),
    "key": Kind("does not know the application key", NOTHING, "compare the key"),
    "no list": Kind(
        "did not give its price list", "You were not charged", "should check"
    ),
    "channel": Kind("does not know this application", NOTHING, "needs some time"),
    "access": Kind("refused access", NOTHING, "should test the connection"),
    "pause": Kind("asks to wait until", NOTHING, "Try again then"),
    "wait to buy": Kind(
        "asks to wait until",
        "Nothing was bought yet and no money was moved",
        "Odoo goes on by itself then: do not buy again",
    ),
    "wait to charge": Kind(
        "asks to wait until",
        "Nothing was charged yet and no money was moved",
        "Odoo goes on by itself then: do not top up again",
    ),
    "wait to return": Kind(
        "asks to wait until", NOTHING, "Odoo goes on by itself then"
    ),
    "doubt": Kind(
        "answer did not arrive", "not yet known whether money was moved", "Do not buy"
    ),
    "charge in doubt": Kind(
        "answer did not arrive",
        "not yet known whether money was moved",
        "Do not top up again",
    ),
    "return in doubt": Kind(
        "answer did not arrive",
        "not yet known whether it takes the stamps back",
        "until Odoo has asked again",
    ),
    "not charged": Kind("refused the top-up", NOTHING, "Put right"),
    "quota": Kind("reached its limit", "nothing was charged", "smaller amount"),
    "means": Kind("no means of payment", "nothing was charged", "direct debit"),
    "no wallet": Kind(
        "does not find a Portokasse", "nothing was charged", "should check"
    ),
    "not returned": Kind("did not accept the refund", NOTHING, "in stock again"),
    "not told": Kind(
        "could not be asked", "no money was moved by asking", "asks again by itself"
    ),
    "not told, login": Kind(
        "refused the login, so it could not be asked",
        "no money was moved by asking",
        "test the connection",
    ),
    "not told, right": Kind(
        "does not let this application ask about this",
        "no money was moved by asking",
        "asks again by itself",
    ),
    "not told, pause": Kind(
        "asks to wait until", "no money was moved by asking", "asks again by itself"
    ),
    "no document": Kind(
        "could not be read yet", "The stamps are paid", "fetches it automatically"
    ),
    "other host": Kind(
        "which Odoo does not know", "The stamps are paid", "an administrator can add it"
    ),
    "other paper": Kind(
        "no longer offers the label size", "You were not charged", "buy again"
    ),
    "document waits": Kind(
        "asks to wait until", "The stamps are paid", "fetches it by itself"
    ),
    "no stamps": Kind(
        "has not told its stamps", "is paid", "Nothing must be bought again"
    ),
    "unmatched": Kind("cannot be used yet", "stamps are paid", "“Identify Stamps”"),
    "one unmatched": Kind("cannot be used yet", "One stamp is paid", "“Identify"),
}
