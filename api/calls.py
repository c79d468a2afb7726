"""What every call has in common: one exchange, then a typed answer or an error."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import requests

from .errors import OutcomeUnknown, Unavailable
from .pacing import Pacing
from .problems import error_of
from .reading import Malformed, parse_json
from .transport import Answer, NoAnswer, exchange

T = TypeVar("T")


def reach(
    session: requests.Session,
    method: str,
    url: str,
    *,
    pacing: Pacing,
    finishing: bool = False,
    money: bool = False,
    secrets: Iterable[str] = (),
    **request,
) -> Answer:
    """Exchange one call as `transport.exchange` does, if `pacing` allows it.

    :raises TooManyRequests: not sent, or answered with 429
    :raises OutcomeUnknown: no answer to a call that may move money and may have arrived
    :raises Unavailable: no answer otherwise
    """
    pacing.admit(finishing=finishing)
    try:
        answer = exchange(session, method, url, secrets=secrets, **request)
    except NoAnswer as error:
        reason, sent = str(error), error.sent
    else:
        if answer.status != 429:
            return answer
        refusal = error_of(answer, secrets=secrets)
        refusal.retry_after = pacing.pause(refusal.retry_after)
        raise refusal
    # Raised outside of the handler, so that no traceback shows the cause.
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
    """Return what `read` makes of a successful answer.

    :raises InternetmarkeError: what the answer means if it is no success. If a success
        cannot be read, money may have moved: `OutcomeUnknown` for such a call.
    """
    if not 200 <= answer.status < 300:
        raise error_of(answer, kind=kind, money=money, secrets=secrets)
    try:
        return read(parse_json(answer.body))
    except Malformed as error:
        reason = str(error)
    doubt = OutcomeUnknown if money else Unavailable
    raise doubt("Unreadable answer", reason, status=answer.status)
