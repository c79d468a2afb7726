"""Why paid stamps cannot be used yet, in plain words."""

from ...api import UrlNotAllowed
from ...printing import UnreadablePdf

DOCUMENT_HOSTS = "internetmarke.document_hosts"


def explain_missing_document(env, error=None):
    """Return the message for paid stamps whose document is missing.

    :param error: the reason; an ``InternetmarkeError`` or ``PrintingError``.
    """
    if isinstance(error, UrlNotAllowed) and error.host:
        return env._(
            "The stamps are paid, but the Post keeps their document at %(host)s, which "
            "Odoo does not know. If that is the Post's, an administrator can add it to "
            "the system parameter %(parameter)s; then click “Resolve”. You can also "
            "return the stamps with “Return Unusable Stamps”.",
            host=error.host,
            parameter=DOCUMENT_HOSTS,
        )
    if isinstance(error, UnreadablePdf) and error.code == "cipher_missing":
        return env._(
            "The stamps are paid, but the Post's document is encrypted. To open it, "
            "Odoo needs the Python package cryptography: an administrator can install "
            "it; then click “Resolve”. You can also return the stamps with “Return "
            "Unusable Stamps”."
        )
    if isinstance(error, UnreadablePdf) and error.code == "encrypted":
        return env._(
            "The stamps are paid, but the Post's document is protected with a "
            "password, so Odoo cannot open it. Return the stamps with “Return Unusable "
            "Stamps”, and ask the Post's support."
        )
    return env._(
        "The stamps are paid, but the Post's document could not be read yet. Nothing "
        "must be bought again: Odoo fetches it automatically, or click “Resolve”. If "
        "it stays so, return the stamps with “Return Unusable Stamps”."
    )


def explain_unclear(env, count):
    """Return the message for paid stamps whose page in the document is unknown.

    :param count: how many.
    """
    if count == 1:
        return env._(
            "One stamp is paid but cannot be used yet: its page in the Post's document "
            "could not be identified. Click “Identify Stamps” and compare the pages "
            "yourself, or return it with “Return Unusable Stamps”."
        )
    return env._(
        "%(count)s stamps are paid but cannot be used yet: their pages in the Post's "
        "document could not be identified. Click “Identify Stamps” and compare the "
        "pages yourself. What stays unclear you can return with “Return Unusable "
        "Stamps”.",
        count=count,
    )


def explain_unnamed(env, count):
    """Return the message for paid stamps whose IDs the Post has not named.

    :param count: how many.
    """
    if count == 1:
        return env._(
            "One stamp is paid but cannot be used yet: the Post has not named its "
            "Frankier-ID. Odoo asks again daily; you can also click “Resolve”."
        )
    return env._(
        "%(count)s stamps are paid but cannot be used yet: the Post has not named "
        "their Frankier-IDs. Odoo asks again daily; you can also click “Resolve”.",
        count=count,
    )


def explain_check(env, count, found):
    """Return in plain words whether a document of ``count`` stamps was as expected.

    :param found: the differences, as ``differences`` returns them.
    """
    if not found:
        return env._(
            "As expected: %(count)s Frankier-IDs were read; sizes and codes are right.",
            count=count,
        )
    words = {
        "pages": env._("%(n)s pages more or fewer than stamps", n=found.get("pages")),
        "unread_id": env._("%(n)s Frankier-IDs not read", n=found.get("unread_id")),
        "unread_price": env._("%(n)s prices not read", n=found.get("unread_price")),
        "other_size": env._("%(n)s stamps of another size", n=found.get("other_size")),
        "no_code": env._(
            "%(n)s stamps without a code as a picture", n=found.get("no_code")
        ),
        "other_code_size": env._(
            "%(n)s codes of another size", n=found.get("other_code_size")
        ),
    }
    return env._(
        "Not as expected (%(found)s). Stamps in stock can be used all the same. Please "
        "send the maintainers of Internetmarke what “Save Report” gives you: it holds "
        "no Frankier-ID, name or price.",
        found=", ".join(words[code] for code in words if code in found),
    )
