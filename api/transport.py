"""One request, one answer: limits, log line, and whether it can have been sent."""

from __future__ import annotations

import http.client
import logging
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy

import requests
import urllib3.exceptions

from .deadline import CutAdapter, Deadline, cut_after
from .privacy import clean, private_target
from .trace import log_prefix
from .urls import is_on_this_machine

JSON_LIMIT = 5_000_000
DOCUMENT_LIMIT = 50_000_000
TOO_LATE = "the answer took too long"
_CHUNK = 16_384

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    location: str = field(default="", repr=False)


class NoAnswer(Exception):
    """No complete answer. `sent` is False when the Post surely never saw the request.

    The text is our own: the library's would repeat the address with its query.
    """

    def __init__(self, reason: str, sent: bool) -> None:
        super().__init__(reason)
        self.sent = sent


def new_session() -> requests.Session:
    """Return a session without cookies: no host sees what another one has set."""
    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, CutAdapter())
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


def exchange(
    session: requests.Session,
    method: str,
    url: str,
    *,
    call: str,
    timeout: tuple[float, float],
    limit: int = JSON_LIMIT,
    token: str | None = None,
    headers: Mapping[str, str] | None = None,
    secrets: Iterable[str] = (),
    **content,
) -> Answer:
    """Send one request and read its whole answer, whatever its status.

    Redirects are not followed, and nothing is repeated. `call` is the path for the log,
    without anybody's numbers in it. `timeout`: seconds to connect and to answer; the
    whole answer has to be there within both together. `content` goes to requests
    (params, data, json).

    :raises NoAnswer: also for an answer of more than `limit` bytes
    """
    started = time.monotonic()
    answer = None
    with private_target(), cut_after(sum(timeout)) as deadline:
        try:
            response = _send(session, method, url, timeout, token, headers, content)
            with response:
                body = _body(response, limit, deadline)
                answer = Answer(
                    response.status_code, response.headers, body, response.led_to
                )
        except NoAnswer as error:
            failure = error
        except (
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            http.client.HTTPException,
            OSError,
            # The standard library raises this for a chunk of a negative length.
            ValueError,
        ) as error:
            sent = not _surely_not_sent(error)
            late = sent and deadline.is_over()
            failure = NoAnswer(TOO_LATE if late else _reason(error), sent)
    seconds = time.monotonic() - started
    if answer is None:
        _log.info(
            "%s%s %s: %s after %.2f s", log_prefix(), method, call, failure, seconds
        )
        # Outside of the handler, so that no traceback shows the library's own text.
        raise failure
    _log.info(
        "%s%s %s: %s in %.2f s%s",
        log_prefix(),
        method,
        call,
        answer.status,
        seconds,
        _request_ids(answer.headers, secrets),
    )
    return answer


class _Bearer(requests.auth.AuthBase):
    """Always given, even without a token: else requests would look into a netrc."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request):
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _stay_here(response, **kwargs):
    # Even with allow_redirects=False requests reads the body and prepares the next
    # request when it sees a Location.
    response.led_to = response.headers.pop("Location", "")
    return response


def _send(session, method, url, timeout, token, headers, content):
    try:
        request = session.prepare_request(
            requests.Request(
                method,
                url,
                headers={"Accept": "application/json", **(headers or {})},
                auth=_Bearer(token),
                hooks={"response": _stay_here},
                **content,
            )
        )
        settings = session.merge_environment_settings(request.url, {}, True, None, None)
        if is_on_this_machine(url):
            # A proxy named in the environment may be another machine.
            settings["proxies"] = {}
    except (requests.RequestException, ValueError):
        request = None
    if request is None:
        raise NoAnswer("the request could not be built", sent=False)
    return session.send(request, timeout=timeout, allow_redirects=False, **settings)


def _body(response, limit: int, deadline: Deadline) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > limit:
            raise NoAnswer(f"the answer is larger than {limit} bytes", sent=True)
        if deadline.is_over():
            break
    # An answer that was cut off may look like a whole one.
    if deadline.is_over():
        raise NoAnswer(TOO_LATE, sent=True)
    announced = response.headers.get("Content-Length", "")
    encoded = response.headers.get("Content-Encoding")
    if announced.isdecimal() and not encoded and len(body) < int(announced):
        raise NoAnswer("the answer was cut off", sent=True)
    return bytes(body)


def _surely_not_sent(error: Exception) -> bool:
    if isinstance(
        error,
        (
            requests.ConnectTimeout,
            requests.exceptions.InvalidURL,
            requests.exceptions.InvalidSchema,
            requests.exceptions.InvalidHeader,
        ),
    ):
        return True
    return any(
        isinstance(
            cause,
            (
                urllib3.exceptions.NewConnectionError,
                urllib3.exceptions.ConnectTimeoutError,
                ssl.SSLCertVerificationError,
            ),
        )
        for cause in _causes(error)
    )


def _causes(error: object) -> Iterable[object]:
    """What requests and urllib3 wrapped into each other, from the outside inwards."""
    for _ in range(6):
        if not isinstance(error, Exception):
            return
        yield error
        error = (
            getattr(error, "reason", None)
            or getattr(error, "original_error", None)
            or (error.args[0] if error.args else None)
        )


def _reason(error: Exception) -> str:
    if isinstance(error, requests.ConnectTimeout):
        return "no connection in time"
    if isinstance(error, (requests.Timeout, urllib3.exceptions.TimeoutError)):
        return "no answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "no trusted connection (TLS)"
    if _surely_not_sent(error):
        return "no connection"
    return "the connection broke off"


def _request_ids(headers: Mapping[str, str], secrets: Iterable[str]) -> str:
    names = ("x-request-id", "x-correlation-id")
    found = (f"{name} {headers[name]}" for name in names if headers.get(name))
    text = clean(", ".join(found), secrets)
    return f" ({text})" if text else ""
