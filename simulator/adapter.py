"""The Post inside the process: an adapter for `requests` that needs no socket.

    session.mount("http://127.0.0.1/", PostAdapter(post))

Faults of the connection raise the same exceptions as over HTTP. Nobody waits for a late
answer. If it would come after the caller's time-out, the call times out at once, and
the Post still does what was asked. Else the answer comes at once.
"""

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse
from werkzeug.test import create_environ, run_wsgi_app

from .post import Post
from .wire import KEY


class ProcessWire:
    """The imitation of a connection with the caller's time-out in seconds."""

    def __init__(self, timeout: float | None):
        self.timeout = timeout
        self.timed_out = False

    def wait(self, seconds: float) -> None:
        if self.timeout is not None and seconds > self.timeout:
            self.timed_out = True

    def drop(self) -> None:
        raise requests.ConnectionError("The Post closed the connection.")


class PostAdapter(HTTPAdapter):
    """Mount it on a `requests.Session` for the address that shall lead to `post`."""

    def __init__(self, post: Post):
        super().__init__()
        self.post = post

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        """As over HTTP. Raises requests.ConnectionError and ReadTimeout."""
        wire = ProcessWire(_read_timeout(timeout))
        environ = _environ(request)
        environ[KEY] = wire
        chunks, status, headers = run_wsgi_app(self.post, environ, buffered=True)
        if wire.timed_out:
            raise requests.ReadTimeout("The Post did not answer in time.")
        number, _, reason = status.partition(" ")
        raw = HTTPResponse(
            body=BytesIO(b"".join(chunks)),
            headers=list(headers),
            status=int(number),
            reason=reason,
            preload_content=False,
            # Then an answer that is cut off in the middle is noticed, as over HTTP.
            enforce_content_length=True,
            request_method=request.method,
        )
        return self.build_response(request, raw)


def _read_timeout(timeout: Any) -> float | None:
    if isinstance(timeout, tuple):
        return timeout[1]
    return getattr(timeout, "read_timeout", timeout)


def _environ(request: requests.PreparedRequest) -> dict[str, Any]:
    url = urlsplit(request.url)
    body = request.body or b""
    return create_environ(
        path=url.path or "/",
        base_url=f"{url.scheme}://{url.netloc}/",
        query_string=url.query,
        method=request.method,
        headers=list(request.headers.items()),
        data=body.encode() if isinstance(body, str) else body,
    )
