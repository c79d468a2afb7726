"""One login a day and account, never two at once, and a failed one is not repeated."""

import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest
from api_server import CREDENTIALS, LOGIN, Answer, Server

from api import (
    Client,
    Logins,
    NotAuthorised,
    Timeouts,
    Unavailable,
    reset_tokens,
    tokens,
)

PROFILE = {"company": "Tester GmbH"}
EXPIRED = {
    "statusCode": "401",
    "title": "Unauthorized",
    "detail": "Usertoken is invalid: expired token",
}


@pytest.fixture
def server():
    with Server() as server:
        server.on("GET /user/profile", PROFILE)
        yield server


def logins(server):
    return len(server.calls("POST /user"))


def at_once(count, job):
    """Run `job` in `count` threads that start together; return what they made."""
    gate = threading.Barrier(count)
    results = []

    def run():
        gate.wait()
        try:
            results.append(job())
        except Exception as error:
            results.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def crowd(server, monkeypatch):
    """Make `server` answer a login only when `count` threads want a token."""

    def prepare(count, body, status):
        wanting = threading.Semaphore(0)

        def token_for(key, ask):
            wanting.release()
            return original(key, ask)

        def answer(handler):
            for _ in range(count):
                wanting.acquire(timeout=20)
            time.sleep(0.1)  # from wanting to waiting is one step more
            payload = Answer(body).payload()
            handler.send_response(status)
            handler.send_header("Content-Length", str(len(payload)))
            handler.end_headers()
            handler.wfile.write(payload)

        original = tokens.token_for
        monkeypatch.setattr(tokens, "token_for", token_for)
        server.on("POST /user", answer)

    return prepare


def test_one_login_for_many_clients(server):
    for _ in range(3):
        server.client().profile()
    assert logins(server) == 1


def test_one_login_for_many_threads(server, crowd):
    crowd(8, LOGIN, 200)
    results = at_once(8, lambda: server.client().profile().company)
    assert results == ["Tester GmbH"] * 8
    assert logins(server) == 1


@pytest.mark.parametrize("status", [401, 500])
def test_those_who_waited_share_the_failure(server, crowd, status):
    body = {"status": status, "title": "genericUserAuthenticationError"}
    crowd(8, body, status)
    results = at_once(8, lambda: server.client().profile())
    assert {type(result) for result in results} == {
        NotAuthorised if status == 401 else Unavailable
    }
    assert {result.status for result in results} == {status}
    assert logins(server) == 1


def test_a_later_call_may_log_in_again(server):
    refused = Answer({"status": 401, "title": "genericUserAuthenticationError"}, 401)
    server.on("POST /user", refused, LOGIN)
    with pytest.raises(NotAuthorised):
        server.client().profile()
    assert server.client().profile().company == "Tester GmbH"


def test_login_always_asks(server):
    server.on("POST /user", LOGIN, {**LOGIN, "walletBalance": 1})
    client = server.client()
    assert client.login().wallet_balance == 3285
    assert client.login().wallet_balance == 1
    client.profile()
    assert logins(server) == 2


def test_another_account_has_its_own_token(server):
    server.client().profile()
    for change in ({"username": "b@example.com"}, {"password": "new"}):
        other = replace(CREDENTIALS, **change)
        Client(other, api_url=server.url).profile()
    Client(CREDENTIALS, api_url=server.url + "/").profile()
    assert logins(server) == 3


@pytest.mark.parametrize(
    ("expires_in", "expected"),
    [(86400, 1), ("86400", 1), (None, 1), (61, 1), (60, 2), (0, 2), (-5, 2)],
)
def test_a_token_is_used_until_it_expires(server, expires_in, expected):
    server.on("POST /user", {**LOGIN, "expires_in": expires_in})
    for _ in range(2):
        server.client().profile()
    assert logins(server) == expected


def test_forgotten_tokens_need_a_new_login(server):
    server.client().profile()
    reset_tokens()
    server.client().profile()
    assert logins(server) == 2


def test_a_refused_token_is_replaced_once(server):
    server.on("POST /user", LOGIN, {**LOGIN, "access_token": "second"})
    server.on("GET /user/profile", Answer(EXPIRED, 401), PROFILE)
    assert server.client().profile().company == "Tester GmbH"
    sent = [s.headers["Authorization"] for s in server.calls("GET /user/profile")]
    assert sent == [f"Bearer {LOGIN['access_token']}", "Bearer second"]


def test_a_second_refusal_is_final(server):
    server.on("GET /user/profile", Answer(EXPIRED, 401))
    with pytest.raises(NotAuthorised) as caught:
        server.client().profile()
    assert caught.value.cause == "token"
    assert (logins(server), len(server.calls("GET /user/profile"))) == (2, 2)


FORBIDDEN = Answer(
    {"statusCode": "403", "title": "Forbidden", "detail": "not enough privileges"}, 403
)


def test_a_token_refused_with_403_before_its_time_is_replaced(server, monkeypatch):
    server.on("POST /user", LOGIN, {**LOGIN, "access_token": "second"})
    server.client().profile()
    monkeypatch.setattr(tokens, "FRESH_FOR", 0)
    server.on("GET /user/profile", FORBIDDEN, PROFILE)
    assert server.client().profile().company == "Tester GmbH"
    sent = [s.headers["Authorization"] for s in server.calls("GET /user/profile")]
    assert sent[1:] == [f"Bearer {LOGIN['access_token']}", "Bearer second"]


def test_money_is_not_asked_for_again_after_403(server, monkeypatch):
    """The token is replaced all the same, for the next call."""
    server.client().profile()
    monkeypatch.setattr(tokens, "FRESH_FOR", 0)
    server.on("PUT /app/wallet", FORBIDDEN)
    with pytest.raises(NotAuthorised):
        server.client().charge(1000)
    assert (logins(server), len(server.calls("PUT /app/wallet"))) == (1, 1)
    server.client().profile()
    assert logins(server) == 2


def test_a_missing_right_does_not_log_in_again_and_again(server):
    server.on("GET /user/profile", FORBIDDEN)
    for _ in range(5):
        with pytest.raises(NotAuthorised) as caught:
            server.client().profile()
    assert caught.value.cause == "forbidden"
    assert (logins(server), len(server.calls("GET /user/profile"))) == (1, 5)


class Closed(Logins):
    @contextmanager
    def trial(self):
        raise NotAuthorised("Not sent", "the last login was refused", cause="untried")
        yield


def test_a_login_that_is_not_let_through_is_not_sent(server):
    client = server.client(logins=Closed())
    for call in (client.login, client.profile, lambda: client.charge(1000)):
        with pytest.raises(NotAuthorised) as caught:
            call()
        assert caught.value.cause == "untried"
    assert not server.seen


def test_a_good_token_outlives_a_login_that_was_not_tried(server):
    server.client().profile()
    client = server.client(logins=Closed())
    with pytest.raises(NotAuthorised):
        client.login()
    assert client.profile().company == "Tester GmbH"
    assert logins(server) == 1


def test_a_refused_token_and_a_refused_login(server):
    refused = Answer({"status": 401, "title": "genericUserAuthenticationError"}, 401)
    server.on("POST /user", LOGIN, refused)
    server.on("PUT /app/wallet", Answer(EXPIRED, 401))
    with pytest.raises(NotAuthorised) as caught:
        server.client().charge(1000)
    assert caught.value.cause == "login"
    assert (logins(server), len(server.calls("PUT /app/wallet"))) == (2, 1)


def test_old_spelling_of_the_token(server):
    server.on("POST /user", {"userToken": "old", "tokenType": "BearerToken"})
    server.client().profile()
    assert server.seen[-1].headers["Authorization"] == "Bearer old"


@pytest.mark.parametrize(
    "token", [None, "", 5.5, {}, "two words", "a\r\nX: y", "\u20ac"]
)
def test_a_token_that_is_none(server, token):
    server.on("POST /user", {**LOGIN, "access_token": token, "userToken": None})
    with pytest.raises(Unavailable):
        server.client().profile()
    assert logins(server) == 1


def test_the_form_of_a_login(server):
    pasted = replace(
        CREDENTIALS, client_id=f" {CREDENTIALS.client_id}\n", username="a@b.de "
    )
    Client(pasted, api_url=server.url, timeouts=Timeouts()).login()
    (seen,) = server.seen
    assert seen.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "Authorization" not in seen.headers
    assert seen.form() == {
        "grant_type": "client_credentials",
        "client_id": CREDENTIALS.client_id,
        "client_secret": CREDENTIALS.client_secret,
        "username": "a@b.de",
        "password": CREDENTIALS.password,
    }
