"""What a person reads while the Post takes no more requests."""

from datetime import timedelta

from odoo import fields
from odoo.tools.misc import format_datetime

from ..core.clock import POST_TIMEZONE


def clock(env, moment):
    """Return a moment (UTC) in the person's time zone: 16:31, or with its day.

    :param env: Odoo environment; its language and time zone are the person's.
    """
    far = moment - fields.Datetime.now() > timedelta(hours=12)
    return format_datetime(
        env,
        moment,
        tz=env.context.get("tz") or env.user.tz or POST_TIMEZONE,
        dt_format="short" if far else "HH:mm",
    )


def explain_pause(env, error):
    """Return the message when something was not begun, because the Post asks to wait.

    :param error: the ``TooManyRequests``.
    """
    until = fields.Datetime.now() + timedelta(seconds=error.retry_after)
    return env._(
        "The Post asks to wait until %(time)s, as it takes only a limited number of "
        "requests. Nothing was done and no money was moved. Try again then; stamps in "
        "stock can be used meanwhile.",
        time=clock(env, until),
    )


def explain_pause_in_doubt(env, error):
    """Return the message for a question about an order that has to wait."""
    until = fields.Datetime.now() + timedelta(seconds=error.retry_after)
    return env._(
        "The Post asks to wait until %(time)s, so it could not be asked about this "
        "yet. It stays as it is, no money was moved by asking, and Odoo asks again by "
        "itself. Do not do it again meanwhile.",
        time=clock(env, until),
    )


def explain_pause_of_document(env, error):
    """Return the message for a paid order whose document has to wait."""
    until = fields.Datetime.now() + timedelta(seconds=error.retry_after)
    return env._(
        "The stamps are paid, but the Post asks to wait until %(time)s before it gives "
        "the document. Nothing is lost and nothing must be bought again: Odoo fetches "
        "it by itself.",
        time=clock(env, until),
    )


def explain_wait_to_buy(env, until):
    """Return the message for a confirmed purchase that goes on then (UTC)."""
    return env._(
        "The Post asks to wait until %(time)s, as it takes only a limited number of "
        "requests. Nothing was bought yet and no money was moved. Odoo goes on by "
        "itself then: do not buy again. If you do not need the stamps any more, press "
        "Do Not Buy.",
        time=clock(env, until),
    )


def explain_wait_to_charge(env, until):
    """Return the message for a confirmed top-up that goes on then (UTC)."""
    return env._(
        "The Post asks to wait until %(time)s, as it takes only a limited number "
        "of requests. Nothing was charged yet and no money was moved. Odoo goes on "
        "by itself then: do not top up again. If you do not want it any more, "
        "press Cancel.",
        time=clock(env, until),
    )


def explain_wait_to_return(env, until):
    """Return the message for a confirmed refund that goes on then (UTC)."""
    return env._(
        "The Post asks to wait until %(time)s, as it takes only a limited number "
        "of requests. The refund was not requested yet and no money was moved. The "
        "stamps stay out of stock, and Odoo goes on by itself then. If you want "
        "them back in stock, press Cancel.",
        time=clock(env, until),
    )
