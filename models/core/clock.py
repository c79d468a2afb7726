"""The clocks of machines, and that of the Post."""

from datetime import timedelta

import pytz

# A moment further in the future was written while the clock of a machine was wrong.
CLOCK_ERROR = timedelta(hours=1)
POST_TIMEZONE = "Europe/Berlin"


def post_day(moment):
    """Return the day of a moment (UTC, without a zone) in the Post's time zone."""
    return pytz.utc.localize(moment).astimezone(pytz.timezone(POST_TIMEZONE)).date()
