"""What every call has in common: one exchange, then a typed answer or an error."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import requests

from .errors import OutcomeUnknown, Unavailable
from .problems import error_of
from .reading import Malformed, parse_json
from .transport import Answer, NoAnswer, exchange

T = TypeVar("T")


def reach(
    session: requests.Session, method: str, url: str, *, money: bool = False, **request
) -> Answer:
    """As `transport.exchange`, with errors of our family.

    :raises OutcomeUnknown: no answer to a call that may move money and may have arrived
    :raises Unavailable: no answer otherwise
    """
    try:
        return exchange(session, method, url, **request)
    except NoAnswer as error:
        reason, sent = str(error), error.sent
    # Raised here and not above, so that no traceback drags the cause along.
    if money and sent:
        raise OutcomeUnknown("No answer", reason)
    raise Unavailable("No answer", reason)


def understand(
    answer: Answer,
    read: Callable[[Any], T],
    *,
    money: bool = False,
    kind: str = "",
    secrets: Iterable[str] = (),
) -> T:
    """Return what `read` makes of a success.

    :raises InternetmarkeError: the error an answer stands for; an unreadable success
        is a doubt when money may have moved
    """
    if not 200 <= answer.status < 300:
        raise error_of(answer, kind=kind, money=money, secrets=secrets)
    try:
        return read(parse_json(answer.body))
    except Malformed as error:
        reason = str(error)
    doubt = OutcomeUnknown if money else Unavailable
    raise doubt("Unreadable answer", reason, status=answer.status)
