"""What may come over the wire, byte by byte: an answer, or one error of ours.

Nothing here is an HTTP library's server: the socket says what a broken, old or hostile
one could say.
"""

import contextlib
import gzip
import socket
import threading
import time
import zlib

import pytest
import urllib3
from api_server import CREDENTIALS, LOGIN
from hypothesis import given
from hypothesis import strategies as st
from test_api_properties import check_shape
from thorough import examples

from api import Client, InternetmarkeError, Timeouts, reset_tokens
from api.transport import NoAnswer, exchange, new_session

PROFILE = b'{"company": "Tester GmbH", "country": "DEU"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


class Wire:
    """A server that reads a request and answers with prepared bytes, then hangs up."""

    def __enter__(self):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.answer, self.requests, self.pause = b"", 0, 0.0
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *exc_info):
        self._socket.close()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _address = self._socket.accept()
                with contextlib.suppress(OSError), connection:
                    connection.settimeout(5)
                    asked = request_line(connection)
                    self.requests += bool(asked)
                    if b" /user " in asked:
                        connection.sendall(said(LOGIN))
                    else:
                        self._say(connection)

    def _say(self, connection):
        if not self.pause:
            connection.sendall(self.answer)
            return
        for place in range(len(self.answer)):
            connection.sendall(self.answer[place : place + 1])
            time.sleep(self.pause)
        self.said_all = True

    def ask(self, answer: bytes, read: float = 5, connect: float = 5, pause: float = 0):
        """Ask for the profile and return it, or the error of our family.

        `read`, `connect`: time-outs; `pause` after each byte of the answer (s).
        """
        reset_tokens()
        self.answer, self.requests, self.pause = answer, 0, pause
        self.said_all = False
        timeouts = Timeouts(connect, read, read, read)
        client = Client(CREDENTIALS, api_url=self.url, timeouts=timeouts)
        try:
            return client.profile()
        except InternetmarkeError as error:
            assert str(error).isprintable() and len(str(error)) < 400
            return error


def request_line(connection: socket.socket) -> bytes:
    """Read a whole request: whoever hangs up on one half read resets the connection."""
    with connection.makefile("rb") as request:
        first, length = request.readline(), 0
        while (line := request.readline().strip()) != b"":
            name, _colon, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        request.read(length)
    return first


def said(data) -> bytes:
    import json

    body = json.dumps(data).encode()
    # It hangs up, so that nobody sends the next request on this connection.
    head = HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n"
    return head % len(body) + body


@pytest.fixture(scope="module")
def wire():
    with Wire() as wire:
        yield wire


def chunked(*pieces: bytes) -> bytes:
    lines = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + lines + b"0\r\n\r\n"


def coded(coding: bytes, body: bytes) -> bytes:
    head = HEAD + b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n"
    return head % (coding, len(body)) + body


GOOD = {
    "plain": HEAD + b"Content-Length: %d\r\n\r\n" % len(PROFILE) + PROFILE,
    "until the end": HEAD + b"\r\n" + PROFILE,
    "chunked": chunked(PROFILE[:5], PROFILE[5:]),
    "gzip": coded(b"gzip", gzip.compress(PROFILE)),
    "deflate": coded(b"deflate", zlib.compress(PROFILE)),
    "continue first": b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + b"\r\n" + PROFILE,
    "another charset": HEAD.replace(b"json", b"json; charset=utf-99")
    + b"\r\n"
    + PROFILE,
    "no reason": b"HTTP/1.1 200\r\n\r\n" + PROFILE,
    "cookies": HEAD
    + b"Set-Cookie: a=b; Domain=.com; Path=/\r\n" * 50
    + b"\r\n"
    + PROFILE,
    "utf-16": HEAD + b"\r\n" + PROFILE.decode().encode("utf-16"),
    "byte order mark": HEAD + b"\r\n" + b"\xef\xbb\xbf" + PROFILE,
}
BAD = {
    "nothing": b"",
    "HTTP/0.9": PROFILE,
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "no status": b"HTTP/1.1 \r\n\r\n" + PROFILE,
    "status of text": b"HTTP/1.1 OK 200\r\n\r\n" + PROFILE,
    "status 99": b"HTTP/1.1 099 Odd\r\n\r\n" + PROFILE,
    "status 999": b"HTTP/1.1 999 Odd\r\n\r\n" + PROFILE,
    "only continue": b"HTTP/1.1 100 Continue\r\n\r\n" * 3,
    "other protocol": b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n",
    "shorter than told": HEAD + b"Content-Length: 5000\r\n\r\n" + PROFILE,
    "length of text": HEAD + b"Content-Length: many\r\n\r\n{",
    "negative length": HEAD + b"Content-Length: -5\r\n\r\n{",
    "two lengths": HEAD + b"Content-Length: 2\r\nContent-Length: 43\r\n\r\n{",
    "chunk of text": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "half a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\n{",
    "negative chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n{",
    "no gzip": coded(b"gzip", PROFILE),
    "half a gzip": coded(b"gzip", gzip.compress(PROFILE)[:-12]),
    "gzip of nothing": coded(b"gzip", b""),
    "thousand headers": HEAD + b"X: y\r\n" * 1000 + b"\r\n" + PROFILE,
    "long header": HEAD + b"X: " + b"y" * 200_000 + b"\r\n\r\n" + PROFILE,
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: http://evil.example/\r\n\r\n",
    "redirect nowhere": b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe\r\n\r\n",
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
}
SIZE = 100_000_000


def packed(wbits: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    block = b" " * (SIZE // 100)
    return b"".join(packer.compress(block) for _ in range(100)) + packer.flush()


# More than any answer of the Post; small on the wire.
BOMBS = {
    "gzip": lambda: coded(b"gzip", packed(31)),
    "deflate": lambda: coded(b"deflate", packed(15)),
    "gzip twice": lambda: coded(b"gzip, gzip", gzip.compress(packed(31))),
    "many codings": lambda: coded(b"gzip," * 500 + b"gzip", b"x"),
}


@pytest.mark.parametrize("name", GOOD)
def test_odd_but_right_answers_are_read(wire, name):
    assert wire.ask(GOOD[name]).company == "Tester GmbH"


@pytest.mark.parametrize("name", BAD)
def test_wrong_answers_are_refused_and_not_quoted(wire, name):
    found = wire.ask(BAD[name], read=2)
    assert isinstance(found, InternetmarkeError), found
    assert "evil" not in str(found)
    assert wire.requests <= 4


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_stop_at_the_limit(wire, name):
    import resource

    answer = BOMBS[name]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    assert isinstance(wire.ask(answer), InternetmarkeError)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert used * 1024 < SIZE / 2
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    "answer",
    [HEAD * 4, HEAD + b"\r\n" + PROFILE * 9, chunked(*[PROFILE] * 9)],
    ids=["head", "body", "chunks"],
)
def test_answer_sent_byte_by_byte_does_not_outlast_its_time(answer):
    with Wire() as wire:
        found = wire.ask(answer, read=1, connect=1, pause=0.05)
        assert isinstance(found, InternetmarkeError), found
        assert not wire.said_all


def test_nothing_is_sent_when_the_connection_comes_too_late(monkeypatch):
    connect = urllib3.util.connection.create_connection

    def connect_late(*args, **kwargs):
        time.sleep(1)
        return connect(*args, **kwargs)

    monkeypatch.setattr(urllib3.util.connection, "create_connection", connect_late)
    with Wire() as wire, pytest.raises(NoAnswer) as caught:
        exchange(new_session(), "GET", wire.url, call="/", timeout=(0.2, 0.2))
    assert not caught.value.sent
    assert not wire.requests


token = st.from_regex(rb"[A-Za-z-]{1,20}", fullmatch=True)
header = st.one_of(
    st.tuples(token, st.binary(max_size=20)).map(b": ".join),
    st.sampled_from(
        [
            b"Content-Encoding: gzip",
            b"Content-Encoding: br",
            b"Content-Encoding: zstd",
            b"Content-Encoding: deflate",
            b"Transfer-Encoding: chunked",
            b"Content-Length: 0",
            b"Content-Length: 7",
            b"Location: http://[",
            b"Retry-After: -1",
            b"Retry-After: 99999999999999999999",
            b"Retry-After: Wed, 99 Foo 2026",
            b"Set-Cookie: \xff",
            b" folded",
            b"",
        ]
    ),
)
status = st.one_of(
    st.integers(0, 1000).map(lambda code: b"HTTP/1.1 %d x" % code),
    st.binary(max_size=9),
)
body = st.one_of(
    st.binary(max_size=60), st.just(PROFILE), st.just(gzip.compress(b"[]"))
)


@examples(60)
@given(status, st.lists(header, max_size=4), body)
def test_any_answer_on_the_wire(wire, status, headers, body):
    found = wire.ask(b"\r\n".join([status, *headers, b"", body]), read=1)
    if not isinstance(found, InternetmarkeError):
        check_shape(found)
    assert wire.requests <= 4
