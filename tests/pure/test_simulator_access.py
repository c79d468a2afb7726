"""Who may ask the simulated Post for what: logins, tokens, keys, foreign orders."""

import pytest
import requests
from simulator_customer import Customer, position, purchase

from simulator import Post, serve


@pytest.fixture(scope="module")
def post(tmp_path_factory):
    return Post(tmp_path_factory.mktemp("post") / "post.sqlite", seed=0)


@pytest.fixture(scope="module")
def address(post):
    with serve(post) as address:
        yield address


@pytest.fixture
def customer(post, address):
    customer = Customer(address.url, post.credentials)
    customer.log_in()
    return customer


LOGINS = [
    ({"client_id": "wrong"}, 401, "Unauthorized"),
    ({"client_secret": "wrong"}, 500, "Internal Server Error"),
    ({"username": "nobody@muster.example"}, 401, "genericUserAuthenticationError"),
    ({"password": "wrong"}, 401, "genericUserAuthenticationError"),
    ({"password": "x" * 23}, 400, "Bad Request"),
    ({"grant_type": "password"}, 400, "Bad Request"),
    ({"username": ""}, 400, "Bad Request"),
]


@pytest.mark.parametrize(("changes", "status", "title"), LOGINS)
def test_a_refused_login(customer, changes, status, title):
    answer = customer.log_in(**changes)
    assert (answer.status_code, answer.json()["title"]) == (status, title)
    if status == 401:
        # A whole number here, text elsewhere.
        assert answer.json()["status"] == 401


def test_a_login_must_be_a_form(customer):
    answer = customer.call("POST", "/user", json=customer.login_form())
    assert answer.status_code == 400


def test_a_wallet_is_released_by_its_owner(post, customer):
    post.change_wallet(state="unreleased")
    unreleased = customer.log_in()
    assert post.ledger()["wallets"][0]["release_requested"]
    post.change_wallet(state="locked")
    locked = customer.log_in()
    post.change_wallet(state="released")
    wrong = customer.log_in(password="wrong")
    # A client cannot tell the three apart.
    assert unreleased.status_code == locked.status_code == wrong.status_code == 401
    assert unreleased.json() == locked.json() == wrong.json()
    assert customer.log_in().ok


@pytest.mark.parametrize(
    ("state", "status", "title"),
    [
        ("without_product", 401, "Unauthorized"),
        ("unknown_channel", 400, "ERR_1000"),
        ("pending", 500, "Internal Server Error"),
    ],
)
def test_an_application_that_is_not_ready(post, customer, state, status, title):
    post.change_settings(app_state=state)
    answer = customer.log_in()
    post.change_settings(app_state="approved")
    assert (answer.status_code, answer.json()["title"]) == (status, title)


@pytest.mark.parametrize(
    "path", ["/user/profile", "/app/catalog?types=PUBLIC", "/app/retoure"]
)
def test_calls_need_a_valid_token(customer, path):
    none = customer.call("GET", path, headers={"Authorization": None})
    assert none.status_code == 400
    assert "Authorization" in none.json()["detail"]
    for wrong in ("Bearer wrong", "Basic wrong"):
        answer = customer.call("GET", path, headers={"Authorization": wrong})
        assert answer.status_code == 401
        assert answer.json()["statusCode"] == "401"


@pytest.mark.parametrize(
    ("key", "query", "status"),
    [
        (None, {"profile": "IM-PARTNER", "shortVersion": "true"}, 401),
        ("wrong", {"profile": "IM-PARTNER", "shortVersion": "true"}, 401),
        ("muster-client-id", {"shortVersion": "true"}, 400),
        ("muster-client-id", {"profile": "IM-PARTNER"}, 400),
    ],
)
def test_refused_product_lists(address, key, query, status):
    headers = {"dhl-api-key": key} if key else {}
    answer = requests.get(
        address.products_url, params=query, headers=headers, timeout=30
    )
    assert answer.status_code == status
    assert answer.json()["status"] == status


def test_a_token_lives_for_a_day(tmp_path):
    now = [1_800_000_000.0]
    post = Post(tmp_path / "post.sqlite", clock=lambda: now[0])
    with serve(post) as address:
        customer = Customer(address.url, post.credentials)
        customer.log_in()
        now[0] += 86399
        assert customer.call("GET", "/user/profile").ok
        now[0] += 1
        assert customer.call("GET", "/user/profile").status_code == 401


def test_a_document_link_dies(tmp_path):
    now = [1_800_000_000.0]
    post = Post(tmp_path / "post.sqlite", clock=lambda: now[0])
    with serve(post) as address:
        customer = Customer(address.url, post.credentials)
        customer.log_in()
        link = customer.buy(95, position(1))["link"]
        assert customer.document(link + "x").status_code == 404
        now[0] += 3600
        assert customer.document(link).status_code == 404


def test_an_order_belongs_to_its_wallet(tmp_path):
    post = Post(tmp_path / "post.sqlite")
    post.open_wallet("zweite@muster.example", "anderes", 1000)
    with serve(post) as address:
        first = Customer(address.url, post.credentials)
        first.log_in()
        reserved = first.create_order()
        order = first.buy(95, position(1))["shoppingCart"]
        other = Customer(address.url, post.credentials)
        other.log_in(username="zweite@muster.example", password="anderes")
        assert other.find_order(order["shopOrderId"]).status_code == 404
        body = purchase(95, position(1), shopOrderId=reserved)
        assert other.checkout(body).json()["title"] == "invalidShopOrderID"
        for cart in (order, {"voucherList": order["voucherList"]}):
            answer = other.call("POST", "/app/retoure", json={"shoppingCart": cart})
            assert answer.json()["title"].startswith("unknown")
