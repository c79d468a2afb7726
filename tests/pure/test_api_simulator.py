"""The client buys from the simulated Post, over real HTTP and without a socket."""

import datetime

import pytest
import requests

from api import (
    BalanceTooLow,
    Client,
    Credentials,
    InternetmarkeError,
    NotAuthorised,
    OutcomeUnknown,
    Position,
    PriceChanged,
    ProductsClient,
    Refused,
    Timeouts,
    Unavailable,
    UrlNotAllowed,
    reset_tokens,
)
from simulator import API_PATH, PRODUCTS_PATH, Post, PostAdapter, serve

IN_PROCESS = "http://127.0.0.1"


class Office:
    """A simulated Post and the two clients of an office that talks to it."""

    def __init__(self, post, url, products_url, session=None):
        self.post, self.url, self.session = post, url, session
        self.products_client = ProductsClient(
            post.credentials.client_id, products_url=products_url, session=session
        )
        self.client = self.new_client()

    def new_client(self, seconds=10.0, **changes):
        given = {
            name: getattr(self.post.credentials, name)
            for name in ("client_id", "client_secret", "username", "password")
        }
        return Client(
            Credentials(**(given | changes)),
            api_url=self.url,
            session=self.session,
            timeouts=Timeouts(5, seconds, seconds, 10),
        )

    def buy(self, number, *codes, client=None):
        prices = self.post.prices()
        return (client or self.client).checkout(
            number,
            [Position(code, page) for page, code in enumerate(codes, 1)],
            sum(prices[code] for code in codes),
            page_format_id=1,
        )

    def orders(self):
        return self.post.ledger()["orders"]


@pytest.fixture(params=["http", "in process"])
def office(request, tmp_path):
    reset_tokens()
    post = Post(tmp_path / "post.sqlite", balance=50_00)
    if request.param == "http":
        with serve(post) as address:
            yield Office(post, address.url, address.products_url)
    else:
        session = requests.Session()
        session.mount(IN_PROCESS + "/", PostAdapter(post))
        yield Office(post, IN_PROCESS + API_PATH, IN_PROCESS + PRODUCTS_PATH, session)


def test_from_login_to_document(office):
    client = office.client
    assert client.login().wallet_balance == 50_00
    assert client.profile().company == "Muster GmbH"
    assert len(client.page_formats()) > 100
    number = client.create_order()
    order = office.buy(number, 1, 1022, 10001)
    assert order.shop_order_id == number
    assert order.wallet_balance == 50_00 - 95 - 415 - 125
    assert [bool(each.track_id) for each in order.vouchers].count(True) == 1
    pdf = client.document(order.link)
    found = client.find_order(number)
    assert set(found.vouchers) == set(order.vouchers)
    assert found.wallet_balance is None
    assert client.document(found.link)[:5] == pdf[:5] == b"%PDF-"
    assert client.login().wallet_balance == order.wallet_balance


def test_products_are_the_posts_prices(office):
    products = {each.code: each for each in office.products_client.products()}
    assert {code: each.price for code, each in products.items()} == office.post.prices()
    assert products[1].max_weight == 20
    assert products[10001].destination == "international"


def test_a_top_up_and_a_refund_move_the_balance(office):
    client = office.client
    assert client.charge(10_00).wallet_balance == 60_00
    number = client.create_order()
    order = office.buy(number, 1, 1)
    one = order.vouchers[0].voucher_id
    receipt = client.request_refund(number, [one])
    (state,) = client.refund_states(shop_retoure_id=receipt.shop_retoure_id)
    assert state.retoure_transaction_id == receipt.retoure_transaction_id
    assert [each.voucher_id for each in state.refunded] == [one]
    assert (state.count_still_open, state.retoure_price) == (0, 95)
    now = datetime.datetime.now(datetime.timezone.utc)
    hour = datetime.timedelta(hours=1)
    assert client.refund_states(start=now - hour, end=now + hour) == [state]
    assert client.refund_states(start=now + hour, end=now + 2 * hour) == []
    assert client.login().wallet_balance == 60_00 - 95


def test_refusals_of_the_simulator_have_their_own_errors(office):
    client = office.client
    number = client.create_order()
    assert client.find_order(number) is None
    assert client.find_order("999999999") is None
    with pytest.raises(PriceChanged) as caught:
        client.checkout(number, [Position(1, 1)], 94, page_format_id=1)
    assert caught.value.expected_total == 95
    with pytest.raises(BalanceTooLow):
        office.buy(client.create_order(), *[21] * 30)
    with pytest.raises(Refused) as caught:
        client.checkout(
            client.create_order(), [Position(9999, 1)], 95, page_format_id=1
        )
    assert caught.value.title == "invalidProductcode"
    assert client.login().wallet_balance == 50_00


def test_a_second_checkout_does_not_buy_twice(office):
    number = office.client.create_order()
    first = office.buy(number, 1)
    with pytest.raises(Refused) as caught:
        office.buy(number, 1)
    assert caught.value.title == "invalidShopOrderID"
    assert set(office.client.find_order(number).vouchers) == set(first.vouchers)
    assert office.client.login().wallet_balance == 50_00 - 95


LOST = [
    "dropped",
    "server_error",
    "bad_gateway_html",
    "unavailable_xml",
    "plain_text",
    "redirect",
]


@pytest.mark.parametrize("acted", [True, False])
@pytest.mark.parametrize("fault", LOST)
def test_a_lost_answer_is_never_a_lost_or_a_second_order(office, fault, acted):
    number = office.client.create_order()
    office.post.misbehave("checkout", fault, acted=acted)
    with pytest.raises(OutcomeUnknown):
        office.buy(number, 1, 11)
    order = office.client.find_order(number)
    assert bool(order) is acted
    order = order or office.buy(number, 1, 11)
    assert len(order.vouchers) == 2
    assert office.client.login().wallet_balance == 50_00 - 95 - 110


@pytest.mark.parametrize("fault", ["cut", "empty", "other_shape"])
def test_an_unreadable_answer_was_paid(office, fault):
    number = office.client.create_order()
    office.post.misbehave("checkout", fault)
    with pytest.raises(OutcomeUnknown):
        office.buy(number, 1)
    assert len(office.client.find_order(number).vouchers) == 1


def test_an_answer_that_comes_too_late(office):
    number = office.client.create_order()
    office.post.misbehave("checkout", "late", seconds=2.0, acted=True)
    with pytest.raises(OutcomeUnknown):
        office.buy(number, 1, client=office.new_client(seconds=0.5))
    assert len(office.client.find_order(number).vouchers) == 1


@pytest.mark.parametrize(
    "fault", [*LOST, "cut", "empty", "other_shape", "not_found", "forbidden"]
)
def test_in_trouble_no_order_is_called_missing(office, fault):
    number = office.client.create_order()
    office.buy(number, 1)
    office.post.misbehave("find_order", fault)
    with pytest.raises(InternetmarkeError):
        office.client.find_order(number)
    assert office.client.find_order(number)


def test_a_refused_call_tells_when_to_come_again(office):
    office.post.misbehave("charge", "too_many_requests", retry_after=30)
    with pytest.raises(Unavailable) as caught:
        office.client.charge(10_00)
    assert caught.value.retry_after == 30


@pytest.mark.parametrize("fault", ["numbers_as_text", "extra_fields"])
def test_other_ways_to_write_the_same(office, fault):
    office.post.misbehave("any", fault, times=-1)
    test_from_login_to_document(office)
    test_products_are_the_posts_prices(office)


def test_an_expired_token_is_replaced(office):
    office.client.login()
    office.post.misbehave("checkout", "expired_token")
    assert office.buy(office.client.create_order(), 1).wallet_balance == 50_00 - 95


def test_who_is_not_let_in(office):
    with pytest.raises(NotAuthorised) as caught:
        office.new_client(password="wrong").login()
    assert caught.value.cause == "login"
    with pytest.raises(NotAuthorised) as caught:
        office.new_client(client_id="wrong").login()
    assert caught.value.cause == "client_id"
    for state, cause in (
        ("without_product", "product"),
        ("unknown_channel", "channel"),
    ):
        office.post.change_settings(app_state=state)
        with pytest.raises(NotAuthorised) as caught:
            office.client.login()
        assert caught.value.cause == cause


def test_an_application_that_was_not_released(office):
    office.post.change_wallet(state="unreleased")
    with pytest.raises(NotAuthorised) as caught:
        office.client.login()
    assert caught.value.cause == "login"
    office.post.change_wallet(state="released")
    assert office.client.login().wallet_balance == 50_00


@pytest.mark.parametrize("fault", ["html", *LOST, "cut", "empty"])
def test_a_document_that_does_not_come(office, fault):
    number = office.client.create_order()
    order = office.buy(number, 1)
    office.post.misbehave("document", fault)
    # The simulator redirects to a host that is not the Post's.
    with pytest.raises(UrlNotAllowed if fault == "redirect" else Unavailable):
        office.client.document(order.link)
    assert office.client.document(order.link)


def test_a_link_that_is_no_longer_good_is_refused(office):
    office.post.change_settings(link_lifetime=0)
    number = office.client.create_order()
    order = office.buy(number, 1)
    with pytest.raises(Refused):
        office.client.document(order.link)
    office.post.change_settings(link_lifetime=3600)
    assert office.client.document(office.client.find_order(number).link)
