"""What a message about a fault has to say, by its kind."""

from typing import NamedTuple


class Kind(NamedTuple):
    """The three parts of a message: each has to stand in it."""

    what: str
    money: str
    next: str


NOTHING = "You were not charged"
UNCHANGED = "The status is unchanged"
KINDS = {
    "": Kind("", "", ""),
    "unreachable": Kind("cannot be reached", NOTHING, "Try again later"),
    "refused": Kind("refused the request", NOTHING, "Correct what the Post names"),
    "balance": Kind("is not enough", NOTHING, "Top up"),
    "price": Kind("prices have changed", NOTHING, "confirm again"),
    "new total": Kind("costs 1.98 € instead of 1.90 €", NOTHING, "confirm again"),
    "login": Kind("Login refused", NOTHING, "approve the application"),
    "key": Kind(
        "does not know the application key", NOTHING, "compare it with the key"
    ),
    "no list": Kind("did not give its price list", NOTHING, "should check"),
    "channel": Kind("does not know this application", NOTHING, "needs some time"),
    "access": Kind("refused access", NOTHING, "should test the connection"),
    "pause": Kind("takes no requests until", NOTHING, "Try again then"),
    "wait to buy": Kind(
        "takes no requests until",
        "You were not charged yet",
        "Odoo then goes on automatically: do not buy again",
    ),
    "wait to charge": Kind(
        "takes no requests until",
        "You were not charged yet",
        "Odoo then goes on automatically: do not top up again",
    ),
    "wait to return": Kind(
        "takes no requests until",
        "was not requested yet",
        "Odoo then goes on automatically",
    ),
    "doubt": Kind(
        "answer did not arrive", "not known yet whether you were charged", "Do not buy"
    ),
    "charge in doubt": Kind(
        "answer did not arrive",
        "not known yet whether you were charged",
        "Do not top up again",
    ),
    "return in doubt": Kind(
        "answer did not arrive",
        "not known yet whether it takes the stamps back",
        "until Odoo has asked again",
    ),
    "not charged": Kind("refused the top-up", NOTHING, "Correct what the Post names"),
    "quota": Kind("reached its limit", NOTHING, "smaller amount"),
    "means": Kind("no means of payment", NOTHING, "direct debit"),
    "no wallet": Kind("does not find a Portokasse", NOTHING, "should check"),
    "not returned": Kind("refused the refund", "in stock again", "in stock again"),
    "not told": Kind("could not be asked", UNCHANGED, "asks again automatically"),
    "not told, login": Kind(
        "refused the login, so it could not be asked",
        UNCHANGED,
        "test the connection",
    ),
    "not told, right": Kind(
        "does not let this application ask about this",
        UNCHANGED,
        "asks again automatically",
    ),
    "not told, pause": Kind(
        "takes no requests until", UNCHANGED, "asks again automatically"
    ),
    "no document": Kind(
        "could not be read yet", "The stamps are paid", "fetches it automatically"
    ),
    "other host": Kind(
        "which Odoo does not know", "The stamps are paid", "an administrator can add it"
    ),
    "other paper": Kind("no longer offers the label size", NOTHING, "buy again"),
    "document waits": Kind(
        "takes no requests until", "The stamps are paid", "fetches it automatically"
    ),
    "no stamps": Kind(
        "has not told its stamps", "is paid", "Nothing must be bought again"
    ),
    "unmatched": Kind("cannot be used yet", "stamps are paid", "“Identify Stamps”"),
    "one unmatched": Kind("cannot be used yet", "One stamp is paid", "“Identify"),
}
