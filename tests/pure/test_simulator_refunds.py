"""Charging the wallet and giving stamps back."""

import re

import pytest
from simulator_customer import Customer, position

from simulator import Post, PostAdapter

DAY = 86400
START = 1_795_428_000.0


class Clock:
    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def post(tmp_path, clock):
    return Post(tmp_path / "post.sqlite", seed=0, clock=clock)


@pytest.fixture
def customer(post):
    url = "http://127.0.0.1/post/de/shipping/im/v1"
    customer = Customer(url, post.credentials, PostAdapter(post))
    customer.log_in()
    return customer


def give_back(customer, **cart):
    customer.log_in()
    answer = customer.call("POST", "/app/retoure", json={"shoppingCart": cart})
    assert answer.ok, answer.text
    return answer.json()


def state(customer, receipt):
    number = receipt["retoureTransactionId"]
    (found,) = states(customer, retoureTransactionId=number).json()[
        "RetrieveRetoureStateResponse"
    ]
    return found


def states(customer, **query):
    return customer.call("GET", "/app/retoure", params=query)


def voucher_ids(vouchers):
    return sorted(voucher["voucherId"] for voucher in vouchers)


def test_charging_adds_to_the_balance(post, customer):
    answer = customer.call("PUT", "/app/wallet", params={"amount": 3000}).json()
    assert re.fullmatch(r"\d{10}", answer["shopOrderId"])
    assert answer["walletBalance"] == 130_00 == customer.balance()
    (charge,) = post.ledger()["wallets"][0]["charges"]
    assert charge["amount"] == 3000


def test_a_whole_order_is_refunded_at_once(customer):
    order = customer.buy(205, position(1, 1), position(11, 2))["shoppingCart"]
    receipt = give_back(customer, shopOrderId=order["shopOrderId"])
    assert {type(value) for value in receipt.values()} == {str}
    found = state(customer, receipt)
    assert found["retoureTransactionId"] == int(receipt["retoureTransactionId"])
    assert found["shopRetoureId"] == receipt["shopRetoureId"]
    assert (found["totalCount"], found["countStillOpen"]) == (2, 0)
    assert found["retourePrice"] == 205
    assert found["serialnumber"] == "A0FE000001"
    assert re.fullmatch(r"23112026-\d{6}", found["creationDate"])
    ids = voucher_ids(order["voucherList"])
    assert voucher_ids(found["refundedVouchers"]) == ids
    assert found["notRefundedVouchers"] == []
    assert customer.balance() == 100_00


def test_single_stamps_with_and_without_their_order(customer):
    order = customer.buy(205, position(1, 1), position(11, 2))["shoppingCart"]
    first, second = order["voucherList"]
    one = give_back(customer, shopOrderId=order["shopOrderId"], voucherList=[first])
    two = give_back(customer, voucherList=[second, second])
    assert state(customer, one)["refundedVouchers"] == [first]
    assert state(customer, two)["refundedVouchers"] == [second]
    assert customer.balance() == 100_00


def test_what_is_not_refunded(post, customer, clock):
    order = customer.buy(315, position(1, 1), position(11, 2), position(11, 3))
    used, back, rest = order["shoppingCart"]["voucherList"]
    post.use_stamp(used["voucherId"])
    give_back(customer, voucherList=[back])
    shop_order_id = order["shoppingCart"]["shopOrderId"]
    clock.now += 14 * DAY
    found = state(customer, give_back(customer, shopOrderId=shop_order_id))
    assert found["refundedVouchers"] == [rest]
    assert voucher_ids(found["notRefundedVouchers"]) == voucher_ids([used, back])
    assert found["retourePrice"] == 95

    late = customer.buy(95, position(1))["shoppingCart"]
    clock.now += 14 * DAY + 1
    found = state(customer, give_back(customer, shopOrderId=late["shopOrderId"]))
    assert found["notRefundedVouchers"] == late["voucherList"]
    assert customer.balance() == 100_00 - 110 - 95


def test_a_refund_that_stays_open_for_a_while(post, customer, clock):
    post.change_settings(refund_seconds=600)
    order = customer.buy(95, position(1))["shoppingCart"]
    receipt = give_back(customer, shopOrderId=order["shopOrderId"])
    second = give_back(customer, shopOrderId=order["shopOrderId"])
    open_ = state(customer, receipt)
    assert open_["countStillOpen"] == 1
    assert open_["refundedVouchers"] == open_["notRefundedVouchers"] == []
    assert customer.balance() == 100_00 - 95
    clock.now += 600
    assert customer.balance() == 100_00
    assert state(customer, receipt)["refundedVouchers"] == order["voucherList"]
    assert state(customer, second)["notRefundedVouchers"] == order["voucherList"]


def test_refunds_are_found_by_number_and_time(post, customer, clock):
    assert states(customer).json() == {"RetrieveRetoureStateResponse": []}
    receipts = []
    for _ in range(2):
        customer.log_in()
        order = customer.buy(95, position(1))["shoppingCart"]
        receipts.append(give_back(customer, shopOrderId=order["shopOrderId"]))
        clock.now += DAY

    def found(**query):
        listed = states(customer, **query).json()["RetrieveRetoureStateResponse"]
        return [state["shopRetoureId"] for state in listed]

    customer.log_in()
    older, newer = (receipt["shopRetoureId"] for receipt in receipts)
    assert found() == [newer, older]
    assert found(shopRetoureId=older) == [older]
    assert found(startDate="2026-11-24T00:00:00.000+01:00") == [newer]
    assert found(startDate="2026-11-24T00:00:00") == [newer]
    assert found(endDate="2026-11-23T23:59:59.9Z") == [older]
    wrong = {
        "shopRetoureId": "unknownShopRetoureId",
        "retoureTransactionId": "invalidRetoureId",
        "startDate": "wrongDateFormat",
    }
    for name, title in wrong.items():
        assert states(customer, **{name: "1"}).json()["title"] == title
    assert states(customer, retoureTransactionId="x").status_code == 400


@pytest.mark.parametrize(("zero", "expected"), [(True, "06"), (False, "6")])
def test_dates_with_and_without_leading_zero(post, customer, clock, zero, expected):
    post.change_settings(retoure_leading_zero=zero)
    clock.now = START + 13 * DAY  # 2026-12-06
    customer.log_in()
    order = customer.buy(95, position(1))["shoppingCart"]
    found = state(customer, give_back(customer, shopOrderId=order["shopOrderId"]))
    assert re.fullmatch(expected + r"122026-\d{6}", found["creationDate"])
