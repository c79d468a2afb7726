"""Keeping secrets out of the log of the database.

Odoo logs every statement at level DEBUG, and every failed one at level ERROR. Two
people who save the same company at once are enough for that. Both lines quote values.
"""

import logging
from contextlib import contextmanager
from contextvars import ContextVar

HIDDEN = "***"

_private = ContextVar("internetmarke_private_sql", default=False)


@contextmanager
def private_sql():
    """Hide the statements of this thread from the log while the block runs."""
    mark = _private.set(True)
    try:
        yield
    finally:
        _private.reset(mark)


class _HideStatement(logging.Filter):
    def filter(self, record):
        if _private.get() and isinstance(record.args, tuple):
            record.args = tuple(map(_without_values, record.args))
        return True


def _without_values(value):
    if isinstance(value, int | float):
        return value
    return type(value).__name__ if isinstance(value, Exception) else HIDDEN


logging.getLogger("odoo.sql_db").addFilter(_HideStatement())
