"""The answers of the Post in plain words."""

from ...api import (
    BalanceTooLow,
    NotAuthorised,
    OutcomeUnknown,
    PriceChanged,
    Refused,
    TooManyRequests,
    UrlNotAllowed,
)
from .waiting import explain_pause, explain_pause_in_doubt


def explain(env, error):
    """Return the message for an error of the client.

    :param env: Odoo environment; its language is the person's.
    :param error: an ``InternetmarkeError``.
    """
    if isinstance(error, NotAuthorised):
        return _explain_not_authorised(env, error)
    if isinstance(error, BalanceTooLow):
        return env._(
            "The balance of the Portokasse is not enough for this purchase. You were "
            "not charged. Top up the Portokasse, then buy again."
        )
    if isinstance(error, PriceChanged):
        return env._(
            "The Post's prices have changed. You were not charged. Check the new total "
            "and confirm again."
        )
    if isinstance(error, Refused):
        return env._(
            "The Post refused the request (%(reason)s). You were not charged. Correct "
            "what the Post names and try again; if it is unclear, ask your "
            "administrator.",
            reason=_reason(error),
        )
    if isinstance(error, OutcomeUnknown):
        return explain_doubt(env)
    if isinstance(error, UrlNotAllowed):
        return env._(
            "The address of the Post's service is not allowed. You were not charged. "
            "An administrator can correct the system parameters internetmarke.api_url "
            "and internetmarke.products_url."
        )
    if isinstance(error, TooManyRequests):
        return explain_pause(env, error)
    return env._(
        "The Post's service cannot be reached at the moment. You were not charged. Try "
        "again later; you can use stamps in stock meanwhile."
    )


def explain_doubt(env):
    """Return the message for a payment whose outcome is not known."""
    return env._(
        "The Post's answer did not arrive, so it is not known yet whether you were "
        "charged. Do not buy again: Odoo asks the Post about this order and finishes "
        "it. You can also click “Resolve”."
    )


def explain_bought_only(env, count, reason):
    """Return the message when stamps were bought, but the letter failed.

    :param count: how many stamps.
    :param reason: why the letter was not franked, in plain words, or empty.
    """
    if count == 1:
        return env._(
            "One stamp was bought and is in stock. The letter was not franked. "
            "%(reason)s Do not buy again; frank it from stock.",
            reason=reason,
        )
    return env._(
        "%(count)s stamps were bought and are in stock. The letter was not franked. "
        "%(reason)s Do not buy again; frank it from stock.",
        count=count,
        reason=reason,
    )


def explain_lookup(env, error):
    """Return the message when the Post could not be asked about an order."""
    if isinstance(error, NotAuthorised) and error.cause == "untried":
        return env._(
            "The Post refused the last login, so it was not asked about this. The "
            "status is unchanged. An administrator should check the login in the "
            "settings and click “Test Connection”; then click “Resolve”."
        )
    if isinstance(error, NotAuthorised) and error.cause != "login":
        return env._(
            "The Post does not let this application ask about this. The status is "
            "unchanged. An administrator should test the connection in the settings "
            "and check the rights of the application. Odoo asks again automatically; "
            "do not do it again before that."
        )
    if isinstance(error, NotAuthorised):
        return env._(
            "The Post refused the login, so it could not be asked about this. The "
            "status is unchanged. An administrator should test the connection in the "
            "settings; then click “Resolve”. Do not do it again before that."
        )
    if isinstance(error, TooManyRequests):
        return explain_pause_in_doubt(env, error)
    return env._(
        "The Post could not be asked about this now (%(reason)s). The status is "
        "unchanged. Odoo asks again automatically; do not do it again meanwhile.",
        reason=_reason(error) or env._("no answer"),
    )


def explain_charge(env, error):
    """Return the message for a top-up that was not made."""
    if isinstance(error, Refused):
        if error.title == "quotaExceeded":
            return env._(
                "The Portokasse has reached its limit for top-ups; new ones have low "
                "limits for some days. You were not charged. Try a smaller amount or "
                "wait some days; the Post's customer service can raise the limit."
            )
        if error.title == "forbiddenPaymentMethod":
            return env._(
                "The Portokasse has no means of payment that can be charged from here. "
                "You were not charged. Log in to the Portokasse and set up direct "
                "debit there (the Post sends a code by letter), or top up on its page."
            )
        if error.status == 404:
            return env._(
                "The Post does not find a Portokasse for this login. You were not "
                "charged. An administrator should check that the e-mail in the "
                "settings is the one of a Portokasse, not of the Post's shop."
            )
        return env._(
            "The Post refused the top-up (%(reason)s). You were not charged. Correct "
            "what the Post names, or top up on the Portokasse's page.",
            reason=_reason(error),
        )
    return explain(env, error)


def explain_charge_doubt(env):
    """Return the message for a top-up whose outcome is not known."""
    return env._(
        "The Post's answer did not arrive, so it is not known yet whether you were "
        "charged. Do not top up again: Odoo compares the balances and settles it. You "
        "can also click “Resolve”."
    )


def explain_refund(env, error):
    """Return the message for a refund that the Post did not accept."""
    if isinstance(error, Refused):
        return env._(
            "The Post refused the refund (%(reason)s). The stamps are in stock again. "
            "Use them, or ask the Post's support.",
            reason=_reason(error),
        )
    return explain(env, error)


def explain_refund_unclear(env, error):
    """Return the message for a refusal that a first, lost request may have caused."""
    return env._(
        "The Post refused the refund (%(reason)s), perhaps because a first request has "
        "these stamps already. So it is not known whether they were credited. Look "
        "into the transactions of the Portokasse. The stamps stay out of stock; if "
        "they were not credited, open each and click “Return to Stock”.",
        reason=_reason(error),
    )


def explain_refund_kept(env):
    """Return the message for stamps that the Post does not take back."""
    return env._(
        "The Post did not take all stamps back: it refuses stamps that it has seen on "
        "a letter, and stamps bought too long ago. They stay out of stock. If you are "
        "sure that a stamp was never mailed, open it and return it to stock."
    )


def explain_refund_repeated(env):
    """Return the message for stamps that the Post refuses on a second request."""
    return env._(
        "The Post did not take all stamps back. It was asked twice because its first "
        "answer did not arrive. Look into the transactions of the Portokasse whether "
        "the others were credited. They stay out of stock; if they were not credited, "
        "open each and click “Return to Stock”."
    )


def explain_refund_doubt(env):
    """Return the message for a refund that the Post may have got or not."""
    return env._(
        "The Post's answer did not arrive, so it is not known yet whether it takes the "
        "stamps back. They stay out of stock until Odoo has asked again. You can also "
        "click “Resolve”."
    )


def explain_other_account(env):
    """Return the message for an order that only another account can finish."""
    return env._(
        "This order was confirmed with another Portokasse or in another mode "
        "(production or demo) than the company uses now, so the Post cannot be asked "
        "about it. An administrator can switch back in the settings; then click "
        "“Resolve”. Do not buy these stamps again before that."
    )


def _explain_not_authorised(env, error):
    if error.cause == "login":
        return env._(
            "Login refused. You were not charged. The first time, approve the "
            "application in the Portokasse (Meine Daten > Geschäftsanwendungen) and "
            "try again; otherwise check the login (try at most twice, or the "
            "Portokasse may be locked)."
        )
    if error.cause == "untried":
        return env._(
            "The Post refused the last login, so Odoo did not try again: three wrong "
            "logins may lock the Portokasse. You were not charged. An administrator "
            "should check the login in the settings and click “Test Connection”."
        )
    if error.cause == "client_id":
        return env._(
            "The Post does not know the application key. You were not charged. An "
            "administrator should compare it with the key in the DHL developer portal."
        )
    if error.cause == "product":
        return env._(
            "The application is not enabled for Internetmarke. You were not charged. "
            "Add the product “Post DE Internetmarke” to the application in the DHL "
            "developer portal and wait until it is approved."
        )
    if error.cause == "channel":
        return env._(
            "The Post does not know this application yet. You were not charged. A new "
            "application needs some time until it works; otherwise ask the Post's "
            "support."
        )
    return env._(
        "The Post refused access (%(reason)s). You were not charged. An administrator "
        "should test the connection in the settings.",
        reason=_reason(error),
    )


def _reason(error):
    return error.detail or error.title or str(error.status or "")
