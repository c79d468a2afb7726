"""The simulated Post misbehaves as told, over a socket and inside the process alike."""

import pytest
import requests
from simulator_customer import Customer, position, purchase

from simulator import Post, PostAdapter, serve


@pytest.fixture
def post(tmp_path):
    return Post(tmp_path / "post.sqlite")


@pytest.fixture(params=["http", "adapter"])
def customer(post, request):
    if request.param == "http":
        with serve(post) as address:
            customer = Customer(address.url, post.credentials)
            customer.log_in()
            yield customer
    else:
        url = "http://127.0.0.1/post/de/shipping/im/v1"
        customer = Customer(url, post.credentials, PostAdapter(post))
        customer.log_in()
        yield customer


def paid(post):
    return [o for o in post.ledger()["wallets"][0]["orders"] if o["paid"]]


def direct(customer, **more):
    return customer.call(
        "POST",
        "/app/shoppingcart/pdf",
        params={"directCheckout": "true"},
        json=purchase(95, position(1)),
        **more,
    )


@pytest.mark.parametrize(("acted", "orders"), [(False, 0), (True, 1)])
def test_a_dropped_connection(post, customer, acted, orders):
    post.misbehave("checkout", "dropped", acted=acted)
    with pytest.raises(requests.ConnectionError):
        direct(customer)
    assert len(paid(post)) == orders
    assert direct(customer).ok
    assert len(paid(post)) == orders + 1


@pytest.mark.parametrize("acted", [False, True])
def test_an_answer_that_comes_too_late(post, acted):
    post.misbehave("checkout", "late", times=2, seconds=1.5, acted=acted)
    with serve(post) as address:
        over_http = Customer(address.url, post.credentials)
        over_http.log_in()
        with pytest.raises(requests.ReadTimeout):
            direct(over_http, timeout=(5, 0.5))
    # The server has finished what it was asked for.
    assert len(paid(post)) == 1
    inside = Customer(address.url, post.credentials, PostAdapter(post))
    inside.log_in()
    with pytest.raises(requests.ReadTimeout):
        direct(inside, timeout=(5, 0.5))
    assert len(paid(post)) == 2


def test_an_answer_that_is_late_but_in_time(post, customer):
    post.misbehave("checkout", "late", seconds=0.1)
    assert direct(customer, timeout=30).ok


def test_a_late_first_payment_fails_after_the_second(post):
    with serve(post) as address:
        customer = Customer(address.url, post.credentials)
        customer.log_in()
        body = purchase(95, position(1), shopOrderId=customer.create_order())
        post.misbehave("checkout", "late", seconds=3)
        with pytest.raises(requests.ReadTimeout):
            customer.call("POST", "/app/shoppingcart/pdf", json=body, timeout=(5, 0.5))
        assert customer.checkout(body).ok
        assert len(paid(post)) == 1
    # By now the late one was tried as well.
    assert post.ledger()["calls"]["checkout"] == 2
    assert len(paid(post)) == 1


def test_an_answer_cut_in_the_middle(post, customer):
    post.misbehave("checkout", "cut")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        direct(customer)
    assert len(paid(post)) == 1


@pytest.mark.parametrize(
    ("fault", "status", "content_type"),
    [
        ("forbidden", 403, "application/json"),
        ("not_found", 404, "application/json"),
        ("too_many_requests", 429, "application/json"),
        ("server_error", 500, "application/json"),
        ("plain_text", 500, "text/plain"),
        ("bad_gateway_html", 502, "text/html"),
        ("unavailable_xml", 503, "text/xml"),
    ],
)
@pytest.mark.parametrize("acted", [False, True])
def test_answers_of_calls_that_fail(post, customer, fault, status, content_type, acted):
    post.misbehave("checkout", fault, acted=acted)
    answer = direct(customer)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith(content_type)
    assert "Retry-After" not in answer.headers
    assert len(paid(post)) == acted


def test_too_many_requests_with_a_time_to_wait(post, customer):
    post.misbehave("login", "too_many_requests", retry_after=7)
    assert customer.log_in().headers["Retry-After"] == "7"


def test_a_redirect_to_a_strange_host(post, customer):
    post.misbehave("login", "redirect")
    answer = customer.ask_login()
    assert answer.status_code == 307
    assert answer.headers["Location"].startswith("https://fremd.example")


def test_an_expired_token_stays_expired(post, customer):
    post.misbehave("profile", "expired_token")
    assert customer.call("GET", "/user/profile").status_code == 401
    assert customer.call("GET", "/user/profile").status_code == 401
    customer.log_in()
    assert customer.call("GET", "/user/profile").ok


def test_changed_bodies(post, customer):
    for fault in ("empty", "other_shape", "numbers_as_text", "extra_fields"):
        post.misbehave("login", fault)
    assert customer.ask_login().content == b""
    assert "walletBalance" not in customer.ask_login().json()
    assert customer.ask_login().json()["walletBalance"] == "10000"
    extended = customer.ask_login().json()
    assert extended["walletBalance"] == 10000 and "neuesFeld" in extended
    assert "neuesFeld" not in customer.ask_login().json()


def test_new_prices_between_looking_and_buying(post, customer):
    post.misbehave("checkout", "new_prices", cents=5)
    answer = direct(customer).json()
    assert answer["description"].endswith("PPL-total: 100, Cart: 95")
    assert post.prices()[11] == 115


@pytest.mark.parametrize(
    ("fault", "begins", "ends"),
    [("damaged", b"%PDF", None), ("html", b"<!DOCTYPE html", b"</html>")],
)
def test_documents_that_cannot_be_used(post, customer, fault, begins, ends):
    link = direct(customer).json()["link"]
    good = customer.document(link).content
    post.misbehave("document", fault)
    bad = customer.document(link)
    assert bad.ok and bad.content.startswith(begins)
    assert b"%%EOF" in good and b"%%EOF" not in bad.content
    assert ends is None or bad.content.endswith(ends)
    assert customer.document(link).content == good


def test_a_document_of_other_pages(post, customer):
    link = direct(customer).json()["link"]
    good = customer.document(link).content
    for fault in ("too_many_pages", "no_id", "foreign_id", "duplicate_id"):
        post.misbehave("document", fault)
        bad = customer.document(link).content
        assert bad.startswith(b"%PDF") and bad != good


def test_how_often_and_which_call(post, customer):
    post.misbehave("profile", "server_error", times=2)
    post.misbehave("any", "not_found")
    statuses = [customer.call("GET", "/user/profile").status_code for _ in range(4)]
    assert statuses == [500, 500, 404, 200]
    post.misbehave("any", "server_error", times=-1)
    assert [customer.log_in().status_code for _ in range(3)] == [500] * 3
    post.behave()
    assert customer.log_in().ok
    assert post.pending_faults() == []


@pytest.mark.parametrize(
    ("call", "fault", "options"),
    [
        ("nothing", "dropped", {}),
        ("checkout", "nothing", {}),
        ("checkout", "html", {}),
        ("checkout", "dropped", {"seconds": 1}),
        ("checkout", "dropped", {"times": 0}),
    ],
)
def test_faults_that_do_not_exist(post, call, fault, options):
    with pytest.raises(ValueError):
        post.misbehave(call, fault, **options)


def test_switches_over_http_reach_another_process(post):
    with serve(post) as address:

        def switch(method, path, body=None):
            url = f"{address.root}/simulator/{path}"
            return requests.request(method, url, json=body, timeout=30)

        fault = {"call": "login", "fault": "too_many_requests", "retry_after": 3}
        assert switch("POST", "faults", fault).json()[0]["options"]["retry_after"] == 3
        elsewhere = Customer(address.url, post.credentials)
        assert elsewhere.log_in().status_code == 429
        assert switch("GET", "faults").json() == []
        assert switch("POST", "faults", {"call": "x", "fault": "y"}).status_code == 400
        assert switch("DELETE", "faults").ok

        switch("PUT", "settings", {"token_lifetime": 60})
        assert Post(post.state.path).settings.token_lifetime == 60
        assert switch("PUT", "settings", {"token_lifetime": "60"}).status_code == 400
        assert switch("PUT", "settings", {"unknown": 1}).status_code == 400

        assert switch("PUT", "prices", {"1": 99}).json()["1"] == 99
        assert switch("PUT", "prices", {"9999": 1}).status_code == 400
        new = {"username": "neu@muster.example", "password": "neu", "balance": 5}
        assert switch("POST", "wallets", new).json()[1]["balance"] == 5
        assert switch("POST", "wallets", new).status_code == 400
        path = "wallets/neu@muster.example"
        assert switch("PUT", path, {"state": "locked"}).json()[1]["state"] == "locked"
        assert switch("PUT", path, {"state": "gone"}).status_code == 400
        assert switch("POST", "stamps/A0/use").status_code == 400
        assert switch("GET", "ledger").json() == post.ledger()
