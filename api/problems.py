"""From an answer that is no success to one error of our family.

Four shapes are known: the service's JSON (`statusCode` as text, `title`,
`description` or `detail`, `instance`), the gateway's JSON (`status` as number,
`title`, `detail`), an XML or HTML page, and plain text or nothing at all.
"""

from __future__ import annotations

import datetime
import email.utils
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from .errors import (
    BalanceTooLow,
    InternetmarkeError,
    NotAuthorised,
    OutcomeUnknown,
    PriceChanged,
    Refused,
    TooManyRequests,
    Unavailable,
)
from .privacy import clean
from .reading import Malformed, first, parse_json, text
from .transport import Answer

LOGIN, PRODUCTS, DOCUMENT = "login", "products", "document"

_READABLE = 100_000


@dataclass(frozen=True)
class _Complaint:
    """The Post's words as they came.

    Only the service itself sends `status_code`. That tells its answers from those of
    the gateway.
    """

    title: str = ""
    detail: str = ""
    instance: str = ""
    status_code: str = ""


def error_of(
    answer: Answer, *, kind: str = "", money: bool = False, secrets: Iterable[str] = ()
) -> InternetmarkeError:
    """The error that `answer` (no success) means.

    :param kind: LOGIN, PRODUCTS or DOCUMENT, where the same status means other things
    :param money: the call may move money, so that no clear answer is a doubt
    """
    status = answer.status
    complaint = _complaint(answer)
    said = {
        "status": status,
        "title": clean(complaint.title, secrets, 80),
        "detail": clean(complaint.detail, secrets),
        "instance": clean(complaint.instance, secrets, 40),
    }
    title = complaint.title.lower()
    if status == 429:
        return TooManyRequests(**said, retry_after=_retry_after(answer))
    if not 400 <= status < 500 or status == 408:
        if money:
            return OutcomeUnknown(**said)
        return Unavailable(**said, retry_after=_retry_after(answer))
    if status == 407:
        return Unavailable(**said)
    if kind != DOCUMENT and status in (401, 403):
        return NotAuthorised(**said, cause=_cause(status, complaint, kind))
    if money and not title:
        # A page or an empty answer does not come from the service. A gateway may have
        # given up on a request that went through.
        return OutcomeUnknown(**said)
    if title == "err_1000":
        return NotAuthorised(**said, cause="channel")
    if title == "walletbalancenotenough":
        return BalanceTooLow(**said)
    if title == "invalidtotalamount":
        return PriceChanged(**said, expected_total=_expected_total(complaint))
    return Refused(**said)


def is_token_refused(answer: Answer) -> bool:
    """Whether a new login may help (not when the gateway rejects the application)."""
    return answer.status == 401 and _cause(401, _complaint(answer), "") == "token"


def is_forbidden(answer: Answer) -> bool:
    """Whether the service refuses this with 403: a token that ended before its time,
    or a right that is missing. The answer does not tell them apart."""
    return answer.status == 403 and _cause(403, _complaint(answer), "") == "forbidden"


def is_no_such_order(answer: Answer) -> bool:
    """Whether the service itself says that it has no such paid order.

    The caller pays again because of this. So a 404 of a gateway or of a wrong path is
    not enough: it has to be the service's own JSON, and about an order.
    """
    if answer.status not in (400, 404):
        return False
    complaint = _complaint(answer)
    if not complaint.status_code:
        return False
    if complaint.title.lower() == "unknownshoporderid":
        return True
    return (
        answer.status == 404
        and complaint.title.lower() == "not found"
        and re.search(r"\border\b", complaint.detail, re.IGNORECASE) is not None
    )


def _cause(status: int, complaint: _Complaint, kind: str) -> str:
    words = f"{complaint.title} {complaint.detail}".lower()
    if "given resource" in words:
        return "product"
    if re.search(r"client identifier|invalid.client|api[ -]?key", words):
        return "client_id"
    if status == 403:
        return "forbidden"
    return {LOGIN: "login", PRODUCTS: "client_id"}.get(kind, "token")


def _expected_total(complaint: _Complaint) -> int | None:
    # In whole cents (seen 2025); what has a decimal point or comma is another number.
    whole = r"PPL-total:\s*([0-9]{1,9})(?![0-9]|[.,][0-9])"
    match = re.search(whole, complaint.detail)
    return int(match[1]) if match else None


def _retry_after(answer: Answer) -> float | None:
    """Seconds, from either form of the header (RFC 9110)."""
    value = str(answer.headers.get("Retry-After", "")).strip()
    try:
        seconds = float(value)
    except ValueError:
        try:
            then = email.utils.parsedate_to_datetime(value)
            now = datetime.datetime.now(then.tzinfo or datetime.timezone.utc)
            then = then.replace(tzinfo=now.tzinfo)
            seconds = (then - now).total_seconds()
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _complaint(answer: Answer) -> _Complaint:
    try:
        data = parse_json(answer.body)
    except Malformed:
        return _Complaint(detail=_page_text(answer.body))
    if isinstance(data, str):
        return _Complaint(detail=data)
    if not isinstance(data, dict):
        return _Complaint(detail=_decoded(answer.body))
    title = text(first(data, "title", "error"))
    detail = text(first(data, "detail", "description", "message", "error_description"))
    return _Complaint(
        title=title,
        detail=detail or ("" if title else _decoded(answer.body)),
        instance=text(data.get("instance")),
        status_code=text(data.get("statusCode")),
    )


def _decoded(body: bytes) -> str:
    return body[:_READABLE].decode("utf-8", errors="replace").lstrip("\ufeff")


def _page_text(body: bytes) -> str:
    """The readable text of an XML or HTML page; anything else as it is."""
    page = _decoded(body)
    if not page.lstrip().startswith("<"):
        return page
    page = re.sub(r"^\s*<\?xml[^>]*\?>", "", page)
    options = {"no_network": True, "remove_comments": True, "remove_pis": True}
    parsers = (
        etree.XMLParser(resolve_entities=False, load_dtd=False, **options),
        etree.HTMLParser(**options),
    )
    for parser in parsers:
        try:
            root = etree.fromstring(page, parser)
            etree.strip_elements(root, "{*}script", "{*}style", with_tail=False)
        except (etree.LxmlError, ValueError, TypeError):
            continue
        return " ".join(root.itertext())
    return re.sub(r"<[^>]*>", " ", page)
