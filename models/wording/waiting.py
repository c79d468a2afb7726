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
        "The Post takes no requests until %(time)s. You were not charged. Try again "
        "then; you can use stamps in stock meanwhile.",
        time=clock(env, until),
    )


def explain_pause_in_doubt(env, error):
    """Return the message for a question about an order that has to wait."""
    until = fields.Datetime.now() + timedelta(seconds=error.retry_after)
    return env._(
        "The Post takes no requests until %(time)s. The status is unchanged. Odoo asks "
        "again automatically; do not do it again meanwhile.",
        time=clock(env, until),
    )


def explain_pause_of_document(env, error):
    """Return the message for a paid order whose document has to wait."""
    until = fields.Datetime.now() + timedelta(seconds=error.retry_after)
    return env._(
        "The stamps are paid, but the Post takes no requests until %(time)s, so their "
        "document is still missing. Do not buy again: Odoo fetches it automatically.",
        time=clock(env, until),
    )


def explain_wait_to_buy(env, until):
    """Return the message for a confirmed purchase that goes on then (UTC)."""
    return env._(
        "The Post takes no requests until %(time)s. You were not charged yet. Odoo "
        "then goes on automatically: do not buy again. If you no longer need the "
        "stamps, click “Do Not Buy”.",
        time=clock(env, until),
    )


def explain_wait_to_charge(env, until):
    """Return the message for a confirmed top-up that goes on then (UTC)."""
    return env._(
        "The Post takes no requests until %(time)s. You were not charged yet. Odoo "
        "then goes on automatically: do not top up again. If you no longer want it, "
        "click “Do Not Top Up”.",
        time=clock(env, until),
    )


def explain_wait_to_return(env, until):
    """Return the message for a confirmed refund that goes on then (UTC)."""
    return env._(
        "The Post takes no requests until %(time)s. The refund was not requested yet; "
        "the stamps stay out of stock. Odoo then goes on automatically. If you want "
        "the stamps back in stock, click “Do Not Return”.",
        time=clock(env, until),
    )
