"""Whom to ask, in plain words, for people who may not buy."""

from odoo.tools import format_list

# Colleagues named in a message, at most.
NAMED = 3


def explain_whom_to_ask(env, company):
    """Return the sentence that names who may buy for a company."""
    group = env.ref("internetmarke.group_buyer").sudo()
    buyers = group.all_user_ids.filtered(
        lambda user: not user.share and company in user.company_ids
    )
    if not buyers:
        return env._("Ask an administrator for the right “Internetmarke: Buy postage”.")
    names = buyers.sorted("name")[:NAMED].mapped("name")
    return env._(
        "Ask %(names)s to buy some.", names=format_list(env, names, style="or")
    )
