"""What the simulated Post refuses, and with which words."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from simulator_customer import Customer, position, purchase

from simulator import Post, serve

PERSON = {
    "name": "Erika Mustermann",
    "addressLine1": "Heidestraße 17",
    "postalCode": "51147",
    "city": "Köln",
    "country": "DEU",
}


@pytest.fixture(scope="module")
def post(tmp_path_factory):
    return Post(tmp_path_factory.mktemp("post") / "post.sqlite", balance=1000, seed=0)


@pytest.fixture(scope="module")
def address(post):
    with serve(post) as address:
        yield address


@pytest.fixture
def customer(post, address):
    customer = Customer(address.url, post.credentials)
    customer.log_in()
    yield customer
    assert all(not order["paid"] for order in post.ledger()["wallets"][0]["orders"])
    assert post.ledger()["wallets"][0]["balance"] == 1000


def addressed(**changes):
    receiver = {k: v for k, v in (PERSON | changes).items() if v is not None}
    return position(1, address={"sender": PERSON, "receiver": receiver})


def without(body, name):
    return {key: value for key, value in body.items() if key != name}


LABEL_0 = {"labelX": 0, "labelY": 1, "page": 1}
AT_LEAST_1 = "must be greater than or equal to 1"

CHECKOUTS = {
    "no type": (
        without(purchase(95, position(1)), "type"),
        "InvalidTypeId",
        "PCF-A1034",
        "type",
    ),
    "type of a PNG order": (
        purchase(95, position(1), type="AppShoppingCartPNGRequest"),
        "InvalidTypeId",
        "PCF-A1034",
        "type",
    ),
    "position type of a PNG order": (
        purchase(95, position(1, positionType="AppShoppingCartPosition")),
        "InvalidTypeId",
        "PCF-A1034",
        "positionType",
    ),
    "no position type": (
        purchase(95, without(position(1), "positionType")),
        "InvalidTypeId",
        "PCF-A1034",
        "positionType",
    ),
    "no total": (
        without(purchase(95, position(1)), "total"),
        "Bad Request",
        "PCF-A1033",
        "total: must not be null",
    ),
    "total as text": (
        purchase("95", position(1)),
        "Bad Request",
        "PCF-A1033",
        "total is not an int32",
    ),
    "total in euro": (
        purchase(0.95, position(1)),
        "Bad Request",
        "PCF-A1033",
        "total is not an int32",
    ),
    "one position instead of a list": (
        purchase(95) | {"positions": position(1)},
        "Bad Request",
        "PCF-A1033",
        "positions is not an array",
    ),
    "no positions": (
        without(purchase(95), "positions"),
        "Bad Request",
        "PCF-A1033",
        "positions: must not be null",
    ),
    "empty positions": (purchase(0), "Bad Request", "PCF-A1033", "positions: size"),
    "no page format": (
        without(purchase(95, position(1)), "pageFormatId"),
        "Bad Request",
        "PCF-A1033",
        "pageFormatId",
    ),
    "label 0": (
        purchase(190, position(1), position(1, position=LABEL_0)),
        "Bad Request",
        "PCF-A1033",
        f"positions[1].position.labelX: {AT_LEAST_1}",
    ),
    "no label": (
        purchase(95, without(position(1), "position")),
        "Bad Request",
        "PCF-A1033",
        "positions[0].position: must not be null",
    ),
    "product 0": (
        purchase(95, position(0)),
        "Bad Request",
        "PCF-A1033",
        f"positions[0].productCode: {AT_LEAST_1}",
    ),
    "unknown layout": (
        purchase(95, position(1, voucherLayout="FRANKING")),
        "Bad Request",
        "PCF-A1033",
        "voucherLayout",
    ),
    "unknown dpi": (
        purchase(95, position(1), dpi="DPI600"),
        "Bad Request",
        "PCF-A1033",
        "dpi",
    ),
    "unknown shipping list": (
        purchase(95, position(1), createShippingList="3"),
        "Bad Request",
        "PCF-A1033",
        "createShippingList",
    ),
    "manifest as text": (
        purchase(95, position(1), createManifest="true"),
        "Bad Request",
        "PCF-A1033",
        "createManifest is not a boolean",
    ),
    "empty order number": (
        purchase(95, position(1), shopOrderId=""),
        "Bad Request",
        "PCF-A1033",
        "shopOrderId: size must be between 1 and 18",
    ),
    "long order number": (
        purchase(95, position(1), shopOrderId="1" * 19),
        "Bad Request",
        "PCF-A1033",
        "shopOrderId: size must be between 1 and 18",
    ),
    "receiver without sender": (
        purchase(95, position(1, address={"receiver": PERSON})),
        "Bad Request",
        "PCF-A1033",
        "positions[0].address.sender: must not be null",
    ),
    "country of two letters": (
        purchase(95, addressed(country="DE")),
        "Bad Request",
        "PCF-A1033",
        "positions[0].address.receiver.country: size must be between 3 and 3",
    ),
    "postcode of four": (
        purchase(95, addressed(postalCode="1010", country="AUT")),
        "Bad Request",
        "PCF-A1033",
        "receiver.postalCode: size must be between 5 and 5",
    ),
    "empty second line": (
        purchase(95, addressed(addressLine2="")),
        "Bad Request",
        "PCF-A1033",
        "receiver.addressLine2: size must be between 1 and 60",
    ),
    "no city": (
        purchase(95, addressed(city=None)),
        "Bad Request",
        "PCF-A1033",
        "receiver.city: must not be null",
    ),
    "unknown page format": (
        purchase(95, position(1), pageFormatId=9999),
        "invalidPageFormat",
        "PCF-A1031",
        "9999",
    ),
    "unknown product": (
        purchase(95, position(9999)),
        "invalidProductcode",
        "PCF-A1031",
        "No product with productcode: 9999 found!",
    ),
    "unknown motif": (
        purchase(95, position(1, imageID=7)),
        "invalidMotive",
        "PCF-A1031",
        "7",
    ),
    "wrong total": (
        purchase(1, position(1022)),
        "invalidTotalAmount",
        "PCF-A1031",
        "PPL-total: 415, Cart: 1",
    ),
    "total before balance": (
        purchase(1, position(10091)),
        "invalidTotalAmount",
        "PCF-A1031",
        "PPL-total: 1700, Cart: 1",
    ),
    "not enough balance": (
        purchase(1700, position(10091)),
        "walletBalanceNotEnough",
        "PCF-A1031",
        "A0FE000001",
    ),
    "too many positions": (
        purchase(95 * 101, *[position(1)] * 101),
        "invalidOrderPositionCount",
        "PCF-A1031",
        "100",
    ),
}


@pytest.mark.parametrize("name", CHECKOUTS)
def test_a_refused_checkout(customer, name):
    body, title, instance, text = CHECKOUTS[name]
    answer = customer.checkout(body, directCheckout="true")
    assert answer.status_code == 400, answer.text
    assert set(answer.json()) == {"statusCode", "title", "description", "instance"}
    assert answer.json()["statusCode"] == "400"
    assert answer.json()["title"] == title
    assert answer.json()["instance"] == instance
    assert text in answer.json()["description"]


def test_an_order_number_is_needed_and_must_be_reserved(customer):
    missing = customer.checkout(purchase(95, position(1)))
    assert missing.json()["description"] == "shopOrderId: must not be null"
    foreign = customer.checkout(purchase(95, position(1), shopOrderId="1"))
    assert foreign.json()["title"] == "invalidShopOrderID"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_order(customer, content):
    answer = customer.call(
        "POST",
        "/app/shoppingcart/pdf",
        data=content,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 400
    assert answer.json()["title"] == "Bad Request"


def test_a_body_must_be_sent_as_json(customer):
    answer = customer.call("POST", "/app/shoppingcart/pdf", data="{}")
    assert answer.status_code == 400


def test_png_is_not_sold(customer):
    answer = customer.call("POST", "/app/shoppingcart/png", json={})
    assert answer.status_code == 403


@pytest.mark.parametrize("types", ["", "PRIVATE", "PUBLIC,CONTRACT_PRODUCTS"])
def test_unknown_catalogues_are_refused(customer, types):
    answer = customer.call("GET", "/app/catalog", params={"types": types})
    assert answer.status_code == 400


@pytest.mark.parametrize("amount", ["", "0", "-5", "1.5", "999", "9" * 5000, None])
def test_amounts_that_cannot_be_charged(customer, amount):
    answer = customer.call("PUT", "/app/wallet", params={"amount": amount})
    assert answer.status_code == 400
    assert "amount" in answer.json()["description"]


def test_the_wallets_own_limits_of_charging(post, customer):
    post.change_wallet(charge_quota=1500)
    answer = customer.call("PUT", "/app/wallet", params={"amount": 1501})
    assert answer.json()["title"] == "quotaExceeded"
    assert "A0FE000001" in answer.json()["description"]
    post.change_wallet(payment_allowed=False, charge_quota=None)
    answer = customer.call("PUT", "/app/wallet", params={"amount": 1000})
    assert answer.json()["title"] == "forbiddenPaymentMethod"
    post.change_wallet(payment_allowed=True)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"shoppingCart": {}},
        {"shoppingCart": {"shopOrderId": "1", "voucherList": []}},
        {"shoppingCart": {"voucherList": {"voucherId": "A"}}},
        {"shoppingCart": {"voucherList": [{"trackId": "A"}]}},
    ],
)
def test_refunds_of_nothing(customer, body):
    answer = customer.call("POST", "/app/retoure", json=body)
    assert answer.status_code == 400
    assert answer.json()["title"] == "Bad Request"


def test_labels_off_the_page_are_sold(tmp_path):
    # Seen 2025: the money is gone and the stamp is not on the page.
    post = Post(tmp_path / "post.sqlite")
    with serve(post) as address:
        customer = Customer(address.url, post.credentials)
        customer.log_in()
        label = {"labelX": 9, "labelY": 9, "page": 1}
        customer.buy(95, position(1, position=label))


def test_what_is_accepted_although_the_document_knows_it_not(tmp_path):
    post = Post(tmp_path / "post.sqlite")
    with serve(post) as address:
        customer = Customer(address.url, post.credentials)
        customer.log_in()
        # Seen: numbers as text, motif 0, a whole number, null, and removed fields.
        generous = position("1", imageID=0, additionalInfo="x", address=None)
        body = purchase(95, generous, createShippingList=2, shopOrderId=None)
        assert customer.checkout(body, directCheckout="True").ok
        # Nobody knows about foreign postcodes, so there is a switch.
        post.change_settings(strict_postcodes=False)
        abroad = addressed(postalCode="1010", country="AUT")
        assert customer.checkout(purchase(95, abroad), directCheckout="true").ok


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    # With halves of surrogate pairs, which JSON can spell.
    | st.text(st.characters(), max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=10), inner, max_size=3)
    ),
    max_leaves=8,
)
ORDERS = st.fixed_dictionaries(
    {"type": st.just("AppShoppingCartPDFRequest")},
    optional={
        "shopOrderId": JSON,
        "total": JSON.filter(lambda total: total not in (95, 190)),
        "dpi": JSON,
        "pageFormatId": st.just(216) | JSON,
        "createShippingList": JSON,
        "positions": st.lists(
            st.fixed_dictionaries(
                {
                    "positionType": st.just("AppShoppingCartPDFPosition"),
                    "productCode": st.just(1) | JSON,
                },
                optional={
                    "voucherLayout": st.just("FRANKING_ZONE") | JSON,
                    "imageID": JSON,
                    "address": JSON,
                    "position": st.just({"labelX": 1, "labelY": 1, "page": 1}) | JSON,
                },
            ),
            max_size=2,
        ),
    },
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ORDERS)
def test_nonsense_is_refused_and_never_breaks_the_post(customer, body):
    # `ORDERS` has no valid order, as the totals of one and two stamps are missing.
    answer = customer.checkout(body, directCheckout="true")
    assert answer.status_code == 400, answer.text
