"""What a person reads after the Post's price list was read anew."""

from ...api import Refused
from .answers import explain

# Missing products named in the message, at most.
NAMED = 5


def explain_price_list(env, changed, missing, incomplete):
    """Return the result of reading the price list.

    :param changed: how many prices have changed.
    :param missing: the products on offer in Odoo that the list does not name.
    :param incomplete: so many are missing that nothing follows from it.
    """
    if incomplete:
        return env._(
            "The Post's price list is incomplete: more than half of the products are "
            "missing. The prices that it names were taken over; all others stay as "
            "they are, and nothing was archived. Try again tomorrow."
        )
    if missing:
        names = missing[:NAMED].mapped("name")
        if len(missing) > NAMED:
            names.append(env._("others"))
        return env._(
            "Not in the Post's price list: %(products)s. The prices of all others were "
            "taken over. What stays missing for a week is archived; its stamps in "
            "stock stay valid.",
            products=", ".join(names),
        )
    if not changed:
        return env._("The catalogue is up to date. No price has changed.")
    if changed == 1:
        return env._("The catalogue is up to date. One price has changed.")
    return env._(
        "The catalogue is up to date. %(count)s prices have changed.", count=changed
    )


def explain_no_price_list(env, error):
    """Return the message when the Post's price list could not be read.

    :param error: an ``InternetmarkeError``.
    """
    if not isinstance(error, Refused):
        return explain(env, error)
    return env._(
        "The Post did not give its price list (%(reason)s). You were not charged, and "
        "the prices in Odoo stay as they are. If it is so tomorrow, too, an "
        "administrator should check the system parameter internetmarke.products_url.",
        reason=" ".join(filter(None, (str(error.status or ""), error.title))),
    )
