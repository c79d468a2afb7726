"""No password, key, token or link in any message, repr or log line."""

import logging
from urllib.parse import quote, quote_plus

import pytest
from api_server import CREDENTIALS, LINK_SECRET, LOGIN, NUMBER, ORDER, TOKEN, Server
from api_server import Answer as A
from hypothesis import given
from hypothesis import strategies as st
from test_api_errors import CALLS
from test_api_faults import FAULTS

from api import InternetmarkeError, Order, Profile, Voucher
from api.privacy import clean

SECRETS = [
    CREDENTIALS.client_id,
    CREDENTIALS.client_secret,
    CREDENTIALS.username,
    CREDENTIALS.password,
    TOKEN,
    LINK_SECRET,
]
SPELLINGS = [
    s for secret in SECRETS for s in (secret, quote(secret), quote_plus(secret))
]
ECHO = " ".join(SPELLINGS)
DOCUMENT = "GET /PcfExtensionWeb/document"
ALL_CALLS = {
    **{call: make for call, (_, make) in CALLS.items()},
    DOCUMENT: lambda client: client.document(
        f"{client._url}/PcfExtensionWeb/document?keyphase=1&data={LINK_SECRET}"
    ),
}


@pytest.fixture
def server():
    with Server() as server:
        yield server


@pytest.fixture(autouse=True)
def everything_is_logged(caplog):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "urllib3")


def leaks(text):
    return [secret for secret in SPELLINGS if secret in text]


def everything_said(error):
    """All that a traceback, a crash reporter or a careless log could show of it."""
    while error:
        yield from (str(error), repr(error), repr(error.args), repr(vars(error)))
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("call", ALL_CALLS)
@pytest.mark.parametrize(
    "answer",
    [
        A({"statusCode": "400", "title": ECHO, "description": ECHO}, 400),
        A({"status": 401, "title": "Unauthorized", "detail": ECHO}, 401),
        A({"statusCode": "400", "title": "x", "instance": ECHO}, 403),
        A(f"<html><body>{ECHO}</body></html>".encode(), 500),
        A(ECHO.encode(), 503),
        A({"error": {"nested": ECHO}}, 400),
        A({"shopOrderId": ECHO, "access_token": ECHO, "link": ECHO}),
        A([ECHO], 200),
        A(ECHO.encode(), 302, {"Location": f"http://127.0.0.1/?data={LINK_SECRET}"}),
        A(b"", 500, {"X-Request-Id": TOKEN, "X-Correlation-Id": ECHO.replace("ä", "")}),
        *FAULTS.values(),
    ],
)
def test_an_answer_that_repeats_all_secrets(server, call, answer, caplog):
    client = server.client()
    client.login()
    server.on(call, answer)
    with pytest.raises(InternetmarkeError) as caught:
        ALL_CALLS[call](client)
    for text in everything_said(caught.value):
        assert not leaks(text)
    assert not leaks(caplog.text)
    assert caplog.records


def test_no_secret_in_errors_when_nobody_listens(caplog):
    with Server() as server:
        client = server.client()
        client.login()
    for make in ALL_CALLS.values():
        with pytest.raises(InternetmarkeError) as caught:
            make(client)
        for text in everything_said(caught.value):
            assert not leaks(text)
    assert not leaks(caplog.text)


def test_the_log_of_a_purchase(server, caplog):
    server.on("POST /app/shoppingcart", {"shopOrderId": NUMBER})
    server.on("POST /app/shoppingcart/pdf", A(ORDER, 200, {"X-Request-Id": "abc-1"}))
    server.on(f"GET /app/shoppingcart/{NUMBER}", ORDER)
    server.on(DOCUMENT, A(b"%PDF-1.4"))
    client = server.client()
    client.create_order()
    for call in ("POST /app/shoppingcart/pdf", f"GET /app/shoppingcart/{NUMBER}"):
        CALLS[call][1](client)
    ALL_CALLS[DOCUMENT](client)
    assert not leaks(caplog.text)
    assert NUMBER not in caplog.text
    ours = [r.getMessage() for r in caplog.records if r.name == "api.transport"]
    assert len(ours) == 5, "one line a call"
    assert "POST /user: 200 in" in ours[0]
    assert "(x-request-id abc-1)" in ours[2]
    assert "GET /app/shoppingcart/{shopOrderId}: 200" in ours[3]
    theirs = [r.getMessage() for r in caplog.records if r.name.startswith("urllib3")]
    assert any('"GET *** HTTP/1.' in line for line in theirs), "urllib3 did log"


def test_other_peoples_requests_are_logged_as_ever(server, caplog):
    import requests

    server.client().login()
    requests.get(f"{server.url}/other?x=1", timeout=5)
    assert "/other?x=1" in caplog.text


def test_reprs_tell_no_secret():
    said = [
        CREDENTIALS,
        Order(NUMBER, ORDER["link"], (Voucher("A1"),), ORDER["link"], 5),
        Profile(company=CREDENTIALS.username, firstname=TOKEN, lastname=TOKEN),
        Server,
    ]
    with Server() as server:
        said += [server.client(), vars(server.client())]
        server.on("POST /user", LOGIN)
        said += [server.client().login()]
    for each in said:
        text = repr(each)
        assert not [s for s in SECRETS if s in text and s != CREDENTIALS.client_id]
        assert CREDENTIALS.client_id not in text


@given(
    st.lists(st.one_of(st.text(), st.sampled_from(SPELLINGS)), max_size=12),
    st.integers(20, 200),
)
def test_clean_text_holds_no_secret_and_keeps_its_limit(parts, limit):
    said = clean(" ".join(parts), SECRETS, limit)
    assert not leaks(said)
    assert len(said) <= limit
    assert said.isprintable() or said == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("total: must not be null", "total: must not be null"),
        ("PPL-total: 415, Cart: 1", "PPL-total: 415, Cart: 1"),
        ("Order not found: 1189179914", "Order not found: 1189179914"),
        ("see https://x.de/d?k=1&data=abc now", "see https://x.de/d?*** now"),
        ("Authorization: Bearer abc.def", "Authorization: *** ***"),
        ('{"access_token": "a b", "x": 1}', '{"access_token": ***, "x": 1}'),
        ("user max@example.com unknown", "user *** unknown"),
        (f"token {TOKEN}!", "token ***!"),
    ],
)
def test_what_looks_like_a_secret(text, expected):
    assert clean(text) in (expected, expected.replace("*** ***", "***"))


def test_a_short_secret_does_not_eat_the_text():
    assert clean("invalid id: 1", ["id"]) == "invalid ***: 1"
