"""What can go wrong, sorted by what the caller has to do next.

| error | what happened at the Post | what to do |
|---|---|---|
| NotAuthorised | nothing | put the account or the application right (`cause`) |
| Refused | nothing; the Post said no | show the Post's reason |
| BalanceTooLow | nothing | top up |
| PriceChanged | nothing | read the prices again, ask with the new total |
| Unavailable | nothing | try again later |
| TooManyRequests | nothing | go on after `retry_after` |
| OutcomeUnknown | perhaps the whole thing | ask before doing it again |
| UrlNotAllowed | nothing, no request was made | put the address right |

Every text in these errors is cleaned of passwords, tokens and links, so that all of
them may be logged and shown.
"""

from __future__ import annotations

from http.client import responses


class InternetmarkeError(Exception):
    """Base of the family.

    `status` is the HTTP status (None without an answer), `title`, `detail` and
    `instance` are the Post's own words, cleaned and at most about 200 characters.
    """

    def __init__(
        self,
        title: str = "",
        detail: str = "",
        *,
        status: int | None = None,
        instance: str = "",
    ) -> None:
        super().__init__(title, detail)
        self.title = title
        self.detail = detail
        self.status = status
        self.instance = instance

    def __str__(self) -> str:
        title = self.title or responses.get(self.status or 0, "")
        head = " ".join(filter(None, [str(self.status or ""), title]))
        text = ": ".join(filter(None, [head, self.detail])) or type(self).__name__
        return f"{text} [{self.instance}]" if self.instance else text


class NotAuthorised(InternetmarkeError):
    """The Post does not let this account or this application in.

    `cause` is one of

    - "login": e-mail or password wrong, account locked, or the application not yet
      released by the owner of the Portokasse; the Post answers all three alike
    - "client_id": the gateway does not know the application's key
    - "product": the application lacks the product Internetmarke
    - "channel": the service does not know the application yet (ERR_1000)
    - "untried": the Post was not asked, since it refused the last login (see `logins`)
    - "token": the token was refused, and so was a fresh one
    - "forbidden": known, but without the right to do this
    """

    def __init__(self, *args: str, cause: str = "login", **fields) -> None:
        super().__init__(*args, **fields)
        self.cause = cause


class Refused(InternetmarkeError):
    """The Post clearly said no; nothing happened, no money moved.

    A second checkout of one order number has the title `invalidShopOrderID`: the
    first one may have been paid, so ask `find_order`.
    """


class BalanceTooLow(Refused):
    """The wallet holds less than the total."""


class PriceChanged(Refused):
    """The total is not the sum of the Post's own prices.

    `expected_total` is the right sum in cents, if the Post named it.
    """

    def __init__(self, *args: str, expected_total: int | None = None, **fields) -> None:
        super().__init__(*args, **fields)
        self.expected_total = expected_total


class Unavailable(InternetmarkeError):
    """No usable answer, and surely nothing happened.

    `retry_after` is in seconds, if the Post asked for a pause.
    """

    def __init__(self, *args: str, retry_after: float | None = None, **fields) -> None:
        super().__init__(*args, **fields)
        self.retry_after = retry_after


class TooManyRequests(Unavailable):
    """The Post asked to wait (429), or the calls of its limit are used up.

    A call that was not let through was not sent at all. `retry_after` is always set.
    """


class OutcomeUnknown(InternetmarkeError):
    """A call that may move money got no clear answer: it may have been done or not.

    Never repeat it blindly. After a checkout ask `find_order`, after a charge compare
    the balance of a new `login`, after a refund look at `refund_states`.
    """


class UrlNotAllowed(InternetmarkeError):
    """The address is neither the Post's (https) nor on this machine (loopback).

    `host` is the name of the host if an administrator could allow it, else empty.
    """

    def __init__(self, title: str = "", detail: str = "", *, host: str = "") -> None:
        super().__init__(title, detail)
        self.host = host
