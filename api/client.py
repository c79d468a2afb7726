"""The Internetmarke service (OpenAPI 1.30), one method a call.

Buying is two calls, so that a lost answer is never a lost order: `create_order`
reserves a number and moves no money, `checkout` pays under that number. After
`OutcomeUnknown` ask `find_order`: an order means it was paid; None means it was not,
and the checkout may be repeated with the same number, since the service refuses a
number that was used (title `invalidShopOrderID`).

All errors are of the family in `errors`. Wrong arguments are ValueError.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote

import requests

from . import answers, questions, tokens
from .calls import reach, understand
from .documents import fetch_document
from .logins import Logins
from .pacing import Pacing
from .problems import LOGIN, is_forbidden, is_no_such_order, is_token_refused
from .transport import Answer, new_session
from .urls import API_URL, check_base_url
from .values import (
    Charge,
    Credentials,
    Login,
    Order,
    PageFormat,
    Position,
    Profile,
    RefundReceipt,
    RefundState,
    Timeouts,
    check_count,
)

T = TypeVar("T")


class Client:
    """One account at the Post. Cheap to make; not to be shared between threads.

    Tokens are kept per process, so that many clients of one account log in once a day.
    A token refused with 401 is replaced once and the call repeated once: the service
    refuses before it does anything. A token refused with 403 is replaced only if it is
    older than `tokens.FRESH_FOR` seconds. Then the call is repeated only if it moves no
    money.

    :param session: brings an adapter of its own, as the simulator's; it must not
        repeat requests by itself
    :param pacing: asked before each call; without it there is no limit
    :param logins: stands around each login; without it each one is tried
    :param document_hosts: besides the Post's, where documents may be fetched (https)
    :raises UrlNotAllowed: `api_url` is neither the Post's nor on this machine

    Every call may raise `TooManyRequests`, which means that nothing happened.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        api_url: str = API_URL,
        session: requests.Session | None = None,
        timeouts: Timeouts | None = None,
        pacing: Pacing | None = None,
        logins: Logins | None = None,
        document_hosts: Iterable[str] = (),
    ) -> None:
        # People paste keys from web pages, often with a blank at one end.
        self._credentials = Credentials(
            credentials.client_id.strip(),
            credentials.client_secret.strip(),
            credentials.username.strip(),
            credentials.password,
        )
        self._url = check_base_url(api_url)
        self._session = session or new_session()
        self._timeouts = timeouts or Timeouts()
        self._pacing = pacing or Pacing()
        self._logins = logins or Logins()
        self._document_hosts = tuple(document_hosts)
        self._key = tokens.account_key(self._credentials, self._url)
        # The last token, to be hidden when an answer repeats it.
        self._token = ""

    def __repr__(self) -> str:
        return f"Client({self._url!r})"

    def login(self, *, finishing: bool = False) -> Login:
        """Ask for a new token in any case: the one way to a fresh balance.

        `finishing`: the balance shall tell what became of money (see `pacing`).

        The very first login of an application at an account fails by design, and sends
        its owner the mail with which to release the application (seen 2025).

        :raises NotAuthorised: never tried again by itself
        """
        ask = partial(self._ask_token, finishing=finishing)
        return tokens.fresh_login(self._key, ask)

    def profile(self) -> Profile:
        return self._ask("GET", "/user/profile", answers.read_profile)

    def charge(self, amount: int) -> Charge:
        """Top up by `amount` cents, by the means of payment kept in the Portokasse.

        :raises Refused: `quotaExceeded`, `forbiddenPaymentMethod`
        :raises OutcomeUnknown: compare the balance of a new `login` before trying again
        """
        check_count("amount", amount)
        return self._ask(
            "PUT",
            "/app/wallet",
            answers.read_charge,
            money=True,
            params={"amount": amount},
        )

    def page_formats(self) -> list[PageFormat]:
        return self._ask(
            "GET",
            "/app/catalog",
            answers.read_page_formats,
            params={"types": "PAGE_FORMATS"},
        )

    def create_order(self) -> str:
        """Reserve an order number. No money moves; an unused number costs nothing."""
        return self._ask("POST", "/app/shoppingcart", answers.read_order_id)

    def checkout(
        self,
        shop_order_id: str,
        positions: Sequence[Position],
        total: int,
        *,
        page_format_id: int,
        manifest: bool = False,
    ) -> Order:
        """Buy `positions` as one PDF for `total` cents.

        An answer about another order, with another number of vouchers than positions,
        or with one voucher twice raises `OutcomeUnknown`, too: something was bought,
        and `find_order` will tell what.

        :raises ValueError: two positions on the same label would print over each other
        :raises PriceChanged: `total` is not the Post's sum
        :raises BalanceTooLow: the wallet holds less
        :raises Refused: other reasons of the Post
        :raises OutcomeUnknown: perhaps paid; ask `find_order`
        """
        body = questions.checkout(
            shop_order_id, positions, total, page_format_id, manifest
        )
        return self._ask(
            "POST",
            "/app/shoppingcart/pdf",
            lambda data: answers.read_order(data, shop_order_id, len(positions)),
            money=True,
            timeout=self._timeouts.checkout,
            json=body,
        )

    def find_order(self, shop_order_id: str) -> Order | None:
        """Return the paid order, or None when the Post says that there is none.

        The link is new and leads to the same stamps. None lets the caller pay again, so
        it is returned only if the service itself says that the order does not exist.

        :raises ValueError: `shop_order_id` is not 1 to 18 allowed characters
        :raises InternetmarkeError: any other answer, or none: nothing is known
        """
        questions.check_order_id(shop_order_id)
        answer = self._send(
            "GET",
            f"/app/shoppingcart/{quote(shop_order_id, safe='')}",
            call="/app/shoppingcart/{shopOrderId}",
            finishing=True,
        )
        if is_no_such_order(answer):
            return None
        return understand(
            answer,
            lambda data: answers.read_order(data, shop_order_id),
            secrets=self._secrets(),
        )

    def request_refund(
        self, shop_order_id: str, voucher_ids: Sequence[str] = ()
    ) -> RefundReceipt:
        """Return stamps to the Post: the named ones, or all of the order.

        :raises OutcomeUnknown: perhaps accepted; look at `refund_states`
        """
        return self._ask(
            "POST",
            "/app/retoure",
            answers.read_refund_receipt,
            money=True,
            json=questions.refund(shop_order_id, voucher_ids),
        )

    def refund_states(
        self,
        *,
        shop_retoure_id: str | None = None,
        retoure_transaction_id: int | None = None,
        start: datetime.datetime | None = None,
        end: datetime.datetime | None = None,
    ) -> list[RefundState]:
        """Return refunds by number or by time (a time without zone is UTC)."""
        return self._ask(
            "GET",
            "/app/retoure",
            answers.read_refund_states,
            finishing=True,
            params=questions.refund_states(
                shop_retoure_id, retoure_transaction_id, start, end
            ),
        )

    def document(self, link: str) -> bytes:
        """Return the PDF behind a link of an order. No token is sent.

        :raises UrlNotAllowed: the link or a redirect leads to another host than the
            Post's, `document_hosts` or this machine; or the Post's link leads to this
            machine
        :raises Refused: the link is no longer good; `find_order` gives a new one
        :raises Unavailable: also for what is no PDF or larger than 50 MB
        """
        reach_document = partial(self._reach, timeout=self._timeouts.document)
        hosts, secrets = self._document_hosts, self._secrets()
        return fetch_document(reach_document, link, self._url, hosts, secrets)

    def _ask_token(self, *, finishing: bool) -> tuple[Login, str, int]:
        credentials = self._credentials
        with self._logins.trial():
            answer = self._reach(
                "POST",
                f"{self._url}/user",
                call="/user",
                finishing=finishing,
                data={
                    "grant_type": "client_credentials",
                    "client_id": credentials.client_id,
                    "client_secret": credentials.client_secret,
                    "username": credentials.username,
                    "password": credentials.password,
                },
            )
            login = understand(
                answer, answers.read_login, kind=LOGIN, secrets=self._secrets()
            )
        self._token = login[1]
        return login

    def _ask(
        self,
        method: str,
        path: str,
        read: Callable[[Any], T],
        *,
        money: bool = False,
        **request,
    ) -> T:
        answer = self._send(method, path, money=money, **request)
        return understand(answer, read, money=money, secrets=self._secrets())

    def _send(
        self,
        method: str,
        path: str,
        *,
        call: str = "",
        finishing: bool = False,
        **request,
    ) -> Answer:
        """Send with a token. If it is refused, send once more with a new one."""
        request |= {"call": call or path, "finishing": finishing}
        ask = partial(self._ask_token, finishing=finishing)
        for _attempt in range(2):
            self._token = token = tokens.token_for(self._key, ask)
            answer = self._reach(method, self._url + path, token=token, **request)
            if not self._replaces(token, answer, **request):
                break
        return answer

    def _replaces(
        self, token: str, answer: Answer, *, money: bool = False, **_request
    ) -> bool:
        """Drop a refused token, and tell whether to repeat the call with another one.

        When the application lacks a right, this costs one more login in `FRESH_FOR`
        seconds at most.
        """
        if is_token_refused(answer):
            tokens.drop_token(self._key, token)
            return True
        if is_forbidden(answer):
            dropped = tokens.drop_token(self._key, token, min_age=tokens.FRESH_FOR)
            # A page with 403 may come from a gateway after the request went through.
            return dropped and not money
        return False

    def _reach(self, method: str, url: str, timeout: float = 0, **request) -> Answer:
        times = (self._timeouts.connect, timeout or self._timeouts.read)
        request.setdefault("secrets", self._secrets())
        return reach(
            self._session, method, url, timeout=times, pacing=self._pacing, **request
        )

    def _secrets(self) -> list[str]:
        mine = self._credentials
        known = [mine.client_id, mine.client_secret, mine.username, mine.password]
        return [*known, self._token]
