"""A limit of calls, kept by somebody else: who is asked when, and what is told."""

from contextlib import suppress

import pytest
from api_server import CREDENTIALS, LOGIN, NUMBER, ORDER, Answer, Server

from api import (
    Client,
    InternetmarkeError,
    Pacing,
    Position,
    ProductsClient,
    TooManyRequests,
    reference,
    reset_tokens,
)

STAMP = [Position(1, 1)]
CALLS = {
    "login": (False, lambda c: c.login()),
    "balance in doubt": (True, lambda c: c.login(finishing=True)),
    "profile": (False, lambda c: c.profile()),
    "charge": (False, lambda c: c.charge(1000)),
    "create": (False, lambda c: c.create_order()),
    "checkout": (False, lambda c: c.checkout(NUMBER, STAMP, 95, page_format_id=1)),
    "find": (True, lambda c: c.find_order(NUMBER)),
    "refund": (False, lambda c: c.request_refund(NUMBER)),
    "refunds": (True, lambda c: c.refund_states()),
}


class Book(Pacing):
    """Writes down what it is asked and told."""

    def __init__(self, closed=()):
        self.asked, self.pauses, self.closed = [], [], closed

    def admit(self, *, finishing):
        self.asked.append(finishing)
        if len(self.asked) - 1 in self.closed:
            raise TooManyRequests("Not sent", retry_after=77)

    def pause(self, seconds):
        self.pauses.append(seconds)
        return 33


@pytest.fixture
def server():
    reset_tokens()
    with Server() as server:
        yield server


def client(server, book):
    return Client(CREDENTIALS, api_url=server.url, pacing=book)


@pytest.mark.parametrize("call", CALLS)
def test_every_request_is_announced(server, call):
    finishing, act = CALLS[call]
    book = Book()
    with suppress(InternetmarkeError):
        act(client(server, book))
    assert server.seen
    assert book.asked == [finishing] * len(server.seen)


@pytest.mark.parametrize("call", CALLS)
def test_what_is_not_let_through_is_not_sent(server, call):
    """Neither the login nor the call itself: a doubt would be wrong here."""
    _, act = CALLS[call]
    with pytest.raises(TooManyRequests) as caught:
        act(client(server, Book(closed=(0,))))
    assert caught.value.retry_after == 77
    assert not server.seen


def test_the_call_after_its_login_may_be_held_back(server):
    with pytest.raises(TooManyRequests):
        client(server, Book(closed=(1,))).checkout(NUMBER, STAMP, 95, page_format_id=1)
    assert [seen.path for seen in server.seen] == ["/user"]


@pytest.mark.parametrize(("header", "told"), [({"Retry-After": "9"}, 9), ({}, None)])
def test_a_refusal_is_told_and_the_pause_is_the_books(server, header, told):
    server.on("POST /app/shoppingcart/pdf", Answer(b"", 429, header))
    book = Book()
    with pytest.raises(TooManyRequests) as caught:
        client(server, book).checkout(NUMBER, STAMP, 95, page_format_id=1)
    assert (book.pauses, caught.value.retry_after) == ([told], 33)


def test_document_finishes_and_products_begin(server):
    book = Book()
    server.on("GET /document", Answer(b"%PDF-1.4"))
    client(server, book).document(f"{server.url}/document")
    with suppress(InternetmarkeError):
        ProductsClient("key", products_url=f"{server.url}/list", pacing=book).products()
    assert book.asked == [True, False]


def test_log_lines_name_what_they_are_for(server, caplog):
    server.on(f"GET /app/shoppingcart/{NUMBER}", ORDER)
    server.on("POST /user", LOGIN)
    with caplog.at_level("INFO"), reference("PORTO/2026/00017"):
        client(server, Pacing()).find_order(NUMBER)
    lines = [r.getMessage() for r in caplog.records if r.name == "api.transport"]
    assert len(lines) == 2
    assert all(line.startswith("PORTO/2026/00017: ") for line in lines)
    with caplog.at_level("INFO"):
        client(server, Pacing()).find_order(NUMBER)
    assert "PORTO" not in caplog.records[-1].getMessage()
