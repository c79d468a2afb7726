"""Postage in plain words: the weight, why a product will not do, what costs less."""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from odoo.tools import formatLang


def as_exact(number):
    """Return the ``Decimal`` that a person meant by a number."""
    return Decimal(str(round(number, 2)))


def _number(env, number):
    """Return a number in the person's format, with as many decimals as it has."""
    digits = next(d for d in range(10) if d == 9 or round(number, d) == number)
    return formatLang(env, float(number), digits=digits)


def explain_sum(env, weights, envelope_name):
    """Return the parts of a weight: "4 sheets × 5 g + 5 g envelope DL = 25 g".

    :param weights: a rounded ``postage.Sum``.
    """
    sheet = _number(env, weights.sheet)
    if weights.sheets == 1:
        parts = [env._("1 sheet × %(weight)s g", weight=sheet)]
    else:
        parts = [
            env._("%(count)s sheets × %(weight)s g", count=weights.sheets, weight=sheet)
        ]
    parts.append(
        env._(
            "%(weight)s g envelope %(name)s",
            weight=_number(env, weights.envelope),
            name=envelope_name,
        )
    )
    if weights.enclosures:
        parts.append(
            env._("%(weight)s g enclosures", weight=_number(env, weights.enclosures))
        )
    return f"{' + '.join(parts)} = {_number(env, weights.total)} g"


def explain_limit(env, obstacle):
    """Return the limit that a letter breaks, in numbers, to stand beside its weight."""
    if obstacle.measure == "weight":
        return env._("up to %(limit)s g", limit=_number(env, obstacle.limit))
    return explain_obstacle(env, obstacle)


def explain_obstacle(env, obstacle):
    """Return in numbers why a product cannot carry a letter."""
    measure = obstacle.measure
    if measure == "destination":
        return env._("not for this country")
    if measure == "service":
        return env._("another service")
    if measure == "ratio":
        return env._("the envelope must be 1.4 times as long as it is wide")
    # Not rounded to the limit: a letter that is a little too heavy must not look right.
    hundredths = obstacle.actual * 100
    beyond = ceil(hundredths) if obstacle.actual > obstacle.limit else floor(hundredths)
    values = {
        "actual": _number(env, Fraction(beyond, 100)),
        "limit": _number(env, obstacle.limit),
    }
    if obstacle.actual < obstacle.limit:
        if measure == "length":
            return env._(
                "at least %(limit)s mm long, the envelope has %(actual)s mm", **values
            )
        return env._(
            "at least %(limit)s mm wide, the envelope has %(actual)s mm", **values
        )
    if measure == "weight":
        return env._("at most %(limit)s g, the letter weighs %(actual)s g", **values)
    if measure == "length":
        return env._(
            "at most %(limit)s mm long, the envelope has %(actual)s mm", **values
        )
    if measure == "width":
        return env._(
            "at most %(limit)s mm wide, the envelope has %(actual)s mm", **values
        )
    if measure == "height":
        return env._(
            "at most %(limit)s mm thick, the letter has about %(actual)s mm", **values
        )
    return env._(
        "length, width and thickness at most %(limit)s mm together, the letter has "
        "%(actual)s mm",
        **values,
    )


def explain_weights(env, least, most):
    """Return between which weights (g) a product is; 0 is no limit."""
    return _range(env, least, most, "g")


def explain_sizes(env, length, width, height):
    """Return how large an envelope may be, in mm; 0 is no limit.

    :param length: ``(least, most)``, as ``width``.
    :param height: the most.
    """
    sides = [_range(env, *length, "mm"), _range(env, *width, "mm")]
    parts = [" × ".join(filter(None, sides))]
    if height:
        parts.append(env._("up to %(most)s thick", most=_measure(env, height, "mm")))
    return ", ".join(filter(None, parts))


def _range(env, least, most, unit):
    if least and most:
        least, most = _number(env, least), _measure(env, most, unit)
        return env._("%(least)s to %(most)s", least=least, most=most)
    if most:
        return env._("up to %(most)s", most=_measure(env, most, unit))
    return env._("from %(least)s", least=_measure(env, least, unit)) if least else ""


def _measure(env, number, unit):
    return f"{_number(env, number)}\N{NO-BREAK SPACE}{unit}"


def explain_hint(env, hint, saving):
    """Return the message for a cheaper way.

    :param saving: the amount saved, formatted; empty if no product fits otherwise.
    """
    values = {"product": hint.product.name, "envelope": hint.envelope.name}
    if hint.kind == "duplex":
        how = env._("Printed on both sides: %(product)s", **values)
    elif hint.kind == "envelope":
        how = env._("In an envelope %(envelope)s: %(product)s", **values)
    else:
        how = env._(
            "Printed on both sides, in an envelope %(envelope)s: %(product)s", **values
        )
    if not saving:
        return how
    return env._("%(how)s, saves %(saving)s", how=how, saving=saving)
