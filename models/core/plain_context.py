"""The context of a call comes from outside, and ``sudo`` does not question it.

A key ``default_state`` would fill a field that is left to its default, and others
switch off the tracking of changes. Where the books are written, only what a person's
language and companies need is kept.
"""

KEPT = ("lang", "tz", "allowed_company_ids")


def plain_context(env):
    """Return the part of an environment's context that writes nothing."""
    return {key: env.context[key] for key in KEPT if key in env.context}


def plain(records):
    """Return the records in an environment that nobody's defaults reach."""
    return records.with_env(records.env(context=plain_context(records.env)))
