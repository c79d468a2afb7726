"""What a person reads about stock that runs short, and about who may buy."""

from markupsafe import Markup

from odoo.tools.misc import format_amount


def explain_whom_to_ask(env, names, may_buy):
    """Return whom a person asks who may not buy.

    :param names: of the people to ask, as text; empty if nobody is known.
    :param may_buy: they may buy, or else may give the right to.
    """
    if may_buy:
        return env._("Ask %(names)s to buy stamps.", names=names)
    if names:
        return env._(
            "Nobody may buy stamps yet. Ask %(names)s for the right “Internetmarke: "
            "Buy postage”.",
            names=names,
        )
    return env._(
        "Nobody may buy stamps yet. Ask an administrator for the right “Internetmarke: "
        "Buy postage”."
    )


def explain_elsewhere(env):
    """Return why only stamps that were bought here can be used."""
    return env._(
        "Only stamps bought here can be used. Odoo does not know the documents of "
        "stamps that were bought elsewhere: in the Post's shop, in its app or with "
        "another program."
    )


def explain_restock(env, products, missing):
    """Return the note of an activity, as HTML: what to buy.

    :param products: ``{product: quantity}``.
    :param missing: how much the balance is below its minimum, in euro.
    """
    lines = [f"{quantity} × {product.name}" for product, quantity in products.items()]
    if missing:
        amount = format_amount(env, missing, env.ref("base.EUR"))
        lines.append(env._("Balance: %(amount)s below the minimum", amount=amount))
    rows = Markup("").join(Markup("<li>%s</li>") % line for line in lines)
    return Markup("<ul>%s</ul>") % rows
