"""Documents behind the links of an order: fetched without a token."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from urllib.parse import urljoin

from .errors import Unavailable, UrlNotAllowed
from .problems import DOCUMENT, error_of
from .transport import DOCUMENT_LIMIT, Answer
from .urls import check_link

REDIRECTS = (301, 302, 303, 307, 308)
MAX_REDIRECTS = 5


def fetch_document(
    reach: Callable[..., Answer],
    link: str,
    base_url: str,
    more_hosts: Iterable[str],
    secrets: Iterable[str],
) -> bytes:
    """Return the PDF behind `link`, following redirects between allowed hosts.

    The Post does not document its hosts. Some bytes may stand before the file: every
    viewer accepts that.

    :param reach: makes one call: method, address and what else `exchange` takes
    :raises UrlNotAllowed: a step leads to another host than the Post's, `more_hosts` or
        this machine; or to this machine, if `base_url` is not on it
    :raises InternetmarkeError: as `Client.document`
    """
    secrets = list(secrets)
    for _step in range(1 + MAX_REDIRECTS):
        check_link(link, base_url, more_hosts)
        # The link must not be logged: with it, anybody can print the stamps.
        values = re.findall(r"=([^&]{8,})", link)
        secrets += [link, link.partition("?")[2], *values]
        answer = reach(
            "GET",
            link,
            call="(document link)",
            finishing=True,
            limit=DOCUMENT_LIMIT,
            headers={"Accept": "application/pdf"},
            secrets=secrets,
        )
        if answer.status not in REDIRECTS or not answer.location:
            break
        link = _followed(link, answer.location)
    if not 200 <= answer.status < 300:
        raise error_of(answer, kind=DOCUMENT, secrets=secrets)
    if b"%PDF-" not in answer.body[:1024]:
        raise Unavailable("No document", "not a PDF", status=answer.status)
    return answer.body


def _followed(link: str, location: str) -> str:
    with suppress(ValueError):
        return urljoin(link, location)
    raise UrlNotAllowed("Address not allowed", "redirected nowhere")
