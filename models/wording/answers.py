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
            "The balance of the Portokasse is not enough for this purchase. Nothing "
            "was bought and no money was moved. Top up the Portokasse, then buy again."
        )
    if isinstance(error, PriceChanged):
        return env._(
            "The Post's prices have changed. Nothing was bought and no money was "
            "moved. Check the new total and confirm again."
        )
    if isinstance(error, Refused):
        return env._(
            "The Post refused the request (%(reason)s). Nothing was bought and no "
            "money was moved. Put right what the Post names and try again; if it is "
            "not clear, ask your administrator.",
            reason=_reason(error),
        )
    if isinstance(error, OutcomeUnknown):
        return explain_doubt(env)
    if isinstance(error, UrlNotAllowed):
        return env._(
            "The address of the Post's service is not allowed. No money was moved. An "
            "administrator can correct the system parameters internetmarke.api_url "
            "and internetmarke.products_url."
        )
    if isinstance(error, TooManyRequests):
        return explain_pause(env, error)
    return env._(
        "The Post's service cannot be reached at the moment. No money was moved. "
        "Stamps in stock can still be used. Try again later."
    )


def explain_doubt(env):
    """Return the message for a payment whose outcome is not known."""
    return env._(
        "The Post's answer did not arrive, so it is not yet known whether money was "
        "moved. Do not buy again: Odoo asks the Post about this order and finishes "
        "it. You can also press Resolve."
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
            "The Post does not let this application ask about this. No money was moved "
            "by asking. An administrator should test the connection in the settings "
            "and look at the rights of the application; Odoo asks again by itself. Do "
            "not do it again before that."
        )
    if isinstance(error, NotAuthorised):
        return env._(
            "The Post refused the login, so it could not be asked about this. No money "
            "was moved by asking. An administrator should test the connection in the "
            "settings; then press Resolve. Do not do it again before that."
        )
    if isinstance(error, TooManyRequests):
        return explain_pause_in_doubt(env, error)
    return env._(
        "The Post could not be asked about this now (%(reason)s). It stays as it is, "
        "no money was moved by asking, and Odoo asks again by itself. Do not do it "
        "again meanwhile.",
        reason=_reason(error) or env._("no answer"),
    )


def explain_charge(env, error):
    """Return the message for a top-up that was not made."""
    if isinstance(error, Refused):
        if error.title == "quotaExceeded":
            return env._(
                "The Portokasse has reached its limit for top-ups, so nothing was "
                "charged. New Portokassen have low limits for some days. Try a smaller "
                "amount or wait some days; the Post's customer service can raise the "
                "limit."
            )
        if error.title == "forbiddenPaymentMethod":
            return env._(
                "The Portokasse has no means of payment that can be charged from "
                "here, so nothing was charged. Log in to the Portokasse, set up "
                "direct debit there (the Post sends a code by letter), or top up on "
                "its page."
            )
        if error.status == 404:
            return env._(
                "The Post does not find a Portokasse for this login, so nothing was "
                "charged. An administrator should check that the e-mail in the "
                "settings is the one of a Portokasse, not of the Post's shop."
            )
        return env._(
            "The Post refused the top-up (%(reason)s). Nothing was charged and no "
            "money was moved. Put right what the Post names, or top up on the "
            "Portokasse's own page.",
            reason=_reason(error),
        )
    return explain(env, error)


def explain_charge_doubt(env):
    """Return the message for a top-up whose outcome is not known."""
    return env._(
        "The Post's answer did not arrive, so it is not yet known whether money was "
        "moved. Do not top up again: Odoo compares the balances and settles it. You "
        "can also press Resolve."
    )


def explain_refund(env, error):
    """Return the message for a refund that the Post did not accept."""
    if isinstance(error, Refused):
        return env._(
            "The Post did not accept the refund (%(reason)s). No money was moved. The "
            "stamps are in stock again: use them, or ask the Post's support.",
            reason=_reason(error),
        )
    return explain(env, error)


def explain_refund_unclear(env, error):
    """Return the message for a refusal that a first, lost request may have caused."""
    return env._(
        "The Post did not accept the refund (%(reason)s), perhaps because it has these "
        "stamps from a first request already, so it is not known whether money was "
        "moved. Look into the transactions of the Portokasse. The stamps stay out of "
        "stock; if they were not credited, open each and press Return to Stock.",
        reason=_reason(error),
    )


def explain_refund_kept(env):
    """Return the message for stamps that the Post does not take back."""
    return env._(
        "The Post did not take all stamps back: it refuses stamps that it has seen in "
        "a letter and stamps bought too long ago. They stay out of stock. If you are "
        "sure that a stamp never was posted, open it and return it to stock."
    )


def explain_refund_repeated(env):
    """Return the message for stamps that the Post refuses on a second request."""
    return env._(
        "The Post did not take all stamps back. It was asked twice, as its first "
        "answer did not arrive, so look into the transactions of the Portokasse "
        "whether the others were credited. They stay out of stock; if they were not "
        "credited, open each and press Return to Stock."
    )


def explain_refund_doubt(env):
    """Return the message for a refund that the Post may have got or not."""
    return env._(
        "The Post's answer did not arrive, so it is not yet known whether it takes the "
        "stamps back. They stay out of stock until Odoo has asked again. You can also "
        "press Resolve."
    )


def explain_other_account(env):
    """Return the message for an order that only another account can finish."""
    return env._(
        "This order was confirmed with another Portokasse or in another environment "
        "(production or demo) than the company uses now, so it cannot be asked about. "
        "An administrator can switch back in the settings; then press Resolve. Do not "
        "buy again before that if you need these stamps."
    )


def _explain_not_authorised(env, error):
    if error.cause == "login":
        return env._(
            "The Post did not accept the login. No money was moved. Either the e-mail "
            "or password of the Portokasse is wrong, or the Portokasse is locked, or "
            "it has not yet approved this application. This attempt has sent the "
            "approval request: log in to the Portokasse, open Meine Daten > "
            "Geschäftsanwendungen and approve it, then try again. Do not try a wrong "
            "password more than twice, or the Portokasse may be locked."
        )
    if error.cause == "untried":
        return env._(
            "The Post refused the last login, so Odoo did not try again: three wrong "
            "logins may lock the Portokasse. No money was moved. An administrator "
            "should check the login in the settings and click “Test Connection”."
        )
    if error.cause == "client_id":
        return env._(
            "The Post does not know the application key. No money was moved. An "
            "administrator should compare the key with the one in the DHL developer "
            "portal."
        )
    if error.cause == "product":
        return env._(
            "The application is not enabled for Internetmarke. No money was moved. Add "
            "the product “Post DE Internetmarke” to the application in the DHL "
            "developer portal and wait until it is approved."
        )
    if error.cause == "channel":
        return env._(
            "The Post does not know this application yet. No money was moved. A new "
            "application needs some time until it works; otherwise ask the Post's "
            "support."
        )
    return env._(
        "The Post refused access (%(reason)s). No money was moved. An administrator "
        "should test the connection in the settings.",
        reason=_reason(error),
    )


def _reason(error):
    return error.detail or error.title or str(error.status or "")
