"""What a person reads before and after money was spent on stamps."""

from odoo.tools.i18n import format_list
from odoo.tools.misc import format_amount


def explain_cost(env, count, amount):
    """Return the text of a button that buys ``count`` stamps.

    :param amount: what they cost, formatted.
    """
    if count == 1:
        return env._("Buy 1 stamp, %(amount)s", amount=amount)
    return env._("Buy %(count)s stamps, %(amount)s", count=count, amount=amount)


def explain_bought(env, orders):
    """Return what was bought, for how much, and the new balance.

    :param orders: purchases that are done, the latest last.
    """
    wanted = {}
    for line in orders.line_ids:
        wanted[line.product_id] = wanted.get(line.product_id, 0) + line.quantity
    named = [f"{count} × {product.name}" for product, count in wanted.items()]
    values = {
        "products": format_list(env, named),
        "amount": _euros(env, sum(orders.mapped("amount_total"))),
    }
    last = orders[-1:]
    if not last.balance_known:
        return env._("You bought %(products)s for %(amount)s.", **values)
    return env._(
        "You bought %(products)s for %(amount)s. The new balance is %(balance)s.",
        balance=_euros(env, last.balance_after),
        **values,
    )


def explain_topped_up(env, charge):
    """Return by how much the Portokasse was topped up, and the new balance."""
    amount = _euros(env, charge.amount)
    if not charge.balance_known:
        return env._("You topped up by %(amount)s.", amount=amount)
    return env._(
        "You topped up by %(amount)s. The new balance is %(balance)s.",
        amount=amount,
        balance=_euros(env, charge.balance_after),
    )


def explain_returned(env, retoures):
    """Return what became of stamps that were returned to the Post.

    :param retoures: refunds that the Post has taken, decided or not.
    """
    count = sum(retoures.mapped("stamp_count"))
    if set(retoures.mapped("state")) == {"credited"}:
        amount = _euros(env, sum(retoures.mapped("amount_refunded")))
        if count == 1:
            return env._(
                "You returned 1 stamp. %(amount)s were credited.", amount=amount
            )
        return env._(
            "You returned %(count)s stamps. %(amount)s were credited.",
            count=count,
            amount=amount,
        )
    if count == 1:
        return env._(
            "You returned 1 stamp. The Post has not decided on the credit yet."
        )
    return env._(
        "You returned %(count)s stamps. The Post has not decided on the credit yet.",
        count=count,
    )


def _euros(env, amount):
    return format_amount(env, amount, env.ref("base.EUR"))
