"""The part of a context that is safe where the books are written.

The caller of a method chooses its context, and ``sudo`` keeps that context. A key such
as ``default_state`` would fill a field, and others switch off the tracking of changes.
So only the person's language, time zone and companies are kept.
"""

KEPT = ("lang", "tz", "allowed_company_ids")


def plain_context(env):
    """Return what an environment's context has of the keys in ``KEPT``."""
    return {key: env.context[key] for key in KEPT if key in env.context}


def plain(records):
    """Return the records in an environment with nothing but a plain context."""
    return records.with_env(records.env(context=plain_context(records.env)))
