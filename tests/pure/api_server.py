"""A server that gives prepared answers over real HTTP, for the tests of `api`."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from api import Client, Credentials, Timeouts, reset_tokens

CREDENTIALS = Credentials(
    "key-of-the-app-1234", "secret-of-the-app", "owner@example.com", "Briefträger&7 ü"
)
TOKEN = "BnN6L2SeyMjKcIMGhgaaUO6GNAIMBtdqmG7klJKbcIo="
LOGIN = {
    "userToken": TOKEN,
    "access_token": TOKEN,
    "walletBalance": 3285,
    "showTermsAndConditions": False,
    "infoMessage": "",
    "issued_at": "Sun, 14 Sep 2025 14:15:18 GMT",
    "expires_in": 86400,
    "token_type": "BearerToken",
    "external_customer_id": "juser-0815",
    "authenticated_user": "owner@example.com",
}
LINK_SECRET = "GpyUVLv5OfMWrV0KlUyeqIusHgvB9sO7BZ5Sh9m%2FZnI%3D"
ORDER = {
    "type": "CheckoutShoppingCartAppResponse",
    "link": "https://internetmarke.deutschepost.de/PcfExtensionWeb/document"
    f"?keyphase=1&data={LINK_SECRET}",
    "manifestLink": None,
    "shoppingCart": {
        "shopOrderId": "1189179914",
        "voucherList": [{"voucherId": "A00123C0390000000138", "trackId": None}],
    },
    "walletBallance": 4205,
}
NUMBER = "1189179914"


@dataclass
class Answer:
    body: object = b""
    status: int = 200
    headers: dict = field(default_factory=dict)

    def payload(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body).encode()


@dataclass(frozen=True)
class Seen:
    method: str
    path: str
    query: list
    headers: dict
    body: bytes

    def form(self) -> dict:
        return dict(parse_qsl(self.body.decode(), strict_parsing=True))


class Server:
    """Answers each "METHOD /path" with its prepared answers, the last one for ever.

    An answer may also be a function of the handler (to misbehave on the socket).
    `POST /user` logs in unless told otherwise.
    """

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self._lock = threading.Lock()
        self._answers: dict[str, list] = {}
        self.on("POST /user", LOGIN)

    def on(self, call: str, *answers: object) -> None:
        self._answers[call] = list(answers)

    def calls(self, call: str) -> list[Seen]:
        return [seen for seen in self.seen if f"{seen.method} {seen.path}" == call]

    def __enter__(self) -> Server:
        reset_tokens()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.01,)).start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def client(self, **options) -> Client:
        options.setdefault("timeouts", Timeouts(5, 5, 5, 5))
        return Client(CREDENTIALS, api_url=self.url, **options)

    def take(self, seen: Seen) -> Answer | Callable:
        with self._lock:
            self.seen.append(seen)
            queue = self._answers.get(f"{seen.method} {seen.path}")
            if not queue:
                return Answer({"statusCode": "404", "title": "no answer prepared"}, 404)
            answer = queue.pop(0) if len(queue) > 1 else queue[0]
        return (
            answer if isinstance(answer, Answer) or callable(answer) else Answer(answer)
        )


def _handler(server: Server) -> type:
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            target = urlsplit(self.path)
            answer = server.take(
                Seen(
                    self.command,
                    target.path,
                    parse_qsl(target.query, keep_blank_values=True),
                    dict(self.headers),
                    self.rfile.read(length),
                )
            )
            if callable(answer):
                answer(self)
                return
            payload = answer.payload()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in answer.headers:
                self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_POST = do_PUT = handle_any

        def log_message(self, *args: object) -> None:
            pass

    return Handler
