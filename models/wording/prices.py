"""What a person reads when the Post's prices have changed before the payment."""

from odoo.tools.misc import format_amount


def explain_new_total(env, seen, today):
    """Return the message for a purchase whose price has changed.

    :param seen: the total that the person saw and confirmed, in cents.
    :param today: the total of today, in cents.
    """
    return env._(
        "The Post's prices have changed: this now costs %(today)s instead of %(seen)s. "
        "You were not charged. Check the new total and confirm again.",
        today=_euros(env, today),
        seen=_euros(env, seen),
    )


def explain_unknown_total(env, seen, expected):
    """Return the message for a refused total when the price list does not help.

    :param seen: the total that the person saw and confirmed, in cents.
    :param expected: the Post's own total in cents, None if it did not name it.
    """
    if expected:
        return env._(
            "The Post asks %(expected)s for this instead of %(seen)s, and its price "
            "list does not show yet which price has changed. You were not charged. Buy "
            "each product separately: then Odoo learns its price from the Post and "
            "asks you again.",
            expected=_euros(env, expected),
            seen=_euros(env, seen),
        )
    return env._(
        "The Post does not accept the total of %(seen)s, names no other, and its price "
        "list shows no new prices yet. You were not charged. Try again in an hour; you "
        "can use stamps in stock meanwhile.",
        seen=_euros(env, seen),
    )


def _euros(env, cents):
    return format_amount(env, cents / 100, env.ref("base.EUR"))
