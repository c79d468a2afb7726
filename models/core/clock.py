"""The clocks of machines, and that of the Post."""

from datetime import timedelta

# A moment further in the future was written while the clock of a machine was wrong.
CLOCK_ERROR = timedelta(hours=1)
POST_TIMEZONE = "Europe/Berlin"
