"""The clocks of machines, and that of the Post."""

from datetime import datetime, time, timedelta

import pytz

from odoo import fields

# A moment further in the future was written while the clock of a machine was wrong.
CLOCK_ERROR = timedelta(hours=1)
POST_TIMEZONE = "Europe/Berlin"


def post_day(moment):
    """Return the day of a moment (UTC, without a zone) in the Post's time zone."""
    return pytz.utc.localize(moment).astimezone(pytz.timezone(POST_TIMEZONE)).date()


def post_today():
    """Return the day that it is for the Post: it sells and accepts stamps by its own
    calendar, wherever a person or a server is."""
    return post_day(fields.Datetime.now())


def post_midnight(day):
    """Return the moment (UTC, without a zone) when a day begins for the Post."""
    zone = pytz.timezone(POST_TIMEZONE)
    moment = zone.localize(datetime.combine(day, time.min))
    return moment.astimezone(pytz.utc).replace(tzinfo=None)


def utc_text(moment):
    """Return a moment (UTC) as text for people who may be in any time zone."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else "never"
