"""What the Post really sends, quirks included, and the values it becomes."""

import json

import pytest
from api_server import LOGIN, NUMBER, ORDER, Answer, Server

from api import Position, ProductsClient, RefundReceipt, Unavailable, Voucher


@pytest.fixture
def server():
    with Server() as server:
        yield server


def checkout(server, **changes):
    server.on("POST /app/shoppingcart/pdf", {**ORDER, **changes})
    return server.client().checkout(NUMBER, [Position(1, 1)], 95, page_format_id=1)


@pytest.mark.parametrize(
    ("given", "cents"),
    [
        (3285, 3285),
        (0, 0),
        (-50, -50),
        ("3285", 3285),
        (3285.0, 3285),
        (32.85, None),
        ("", None),
        ("32,85", None),
        (None, None),
        (True, None),
        ({}, None),
        (10**400, None),
    ],
)
def test_a_balance_is_read_in_cents_or_not_at_all(server, given, cents):
    server.on("POST /user", {**LOGIN, "walletBalance": given})
    assert server.client().login().wallet_balance == cents
    assert checkout(server, walletBallance=given).wallet_balance == cents
    server.on("PUT /app/wallet", {"shopOrderId": 123456, "walletBalance": given})
    charge = server.client().charge(1000)
    assert (charge.shop_order_id, charge.wallet_balance) == ("123456", cents)


def test_a_balance_that_is_not_named_is_not_known(server):
    answer = {key: value for key, value in ORDER.items() if key != "walletBallance"}
    server.on(f"GET /app/shoppingcart/{NUMBER}", answer)
    assert server.client().find_order(NUMBER).wallet_balance is None
    assert checkout(server, walletBallance=None, walletBalance=7).wallet_balance == 7


def test_an_order_is_read(server):
    order = checkout(server)
    assert order.shop_order_id == NUMBER
    assert order.link == ORDER["link"]
    assert order.manifest_link is None
    assert order.vouchers == (Voucher("A00123C0390000000138", None),)
    assert order.wallet_balance == 4205


@pytest.mark.parametrize("nothing", [None, "", " "])
def test_empty_values_are_none(server, nothing):
    cart = {
        "shopOrderId": int(NUMBER),
        "voucherList": [{"voucherId": " A1 ", "trackId": nothing, "new": [1]}],
    }
    order = checkout(server, manifestLink=nothing, shoppingCart=cart, extra={"x": 1})
    assert order.manifest_link is None
    assert order.vouchers == (Voucher("A1", None),)


def test_tracked_with_manifest(server):
    voucher = {"voucherId": "A1", "trackId": 340434161094042557}
    cart = {"shopOrderId": NUMBER, "voucherList": [voucher]}
    order = checkout(server, manifestLink="https://x/y", shoppingCart=cart)
    assert order.manifest_link == "https://x/y"
    assert order.vouchers[0].track_id == "340434161094042557"


def test_the_order_of_vouchers_is_kept(server):
    ids = ["A3", "A2", "A1"]
    cart = {"shopOrderId": NUMBER, "voucherList": [{"voucherId": i} for i in ids]}
    server.on(f"GET /app/shoppingcart/{NUMBER}", {**ORDER, "shoppingCart": cart})
    found = server.client().find_order(NUMBER)
    assert [voucher.voucher_id for voucher in found.vouchers] == ids


@pytest.mark.parametrize(
    ("missing", "vouchers"),
    [
        ({"shoppingCart": None}, 0),
        ({"shoppingCart": {"shopOrderId": NUMBER, "voucherList": None}}, 0),
        ({"link": ""}, 1),
        ({"link": None, "walletBallance": None}, 1),
    ],
)
def test_a_found_order_may_lack_cart_or_link(server, missing, vouchers):
    """OpenAPI 1.30 does not require the cart; either of them says that it is paid."""
    server.on(f"GET /app/shoppingcart/{NUMBER}", {**ORDER, **missing})
    found = server.client().find_order(NUMBER)
    assert found.link == (ORDER["link"] if "link" not in missing else None)
    assert len(found.vouchers) == vouchers


def test_texts_fit_a_database_and_a_log(server):
    odd = "a\x00b\ud800c\r\nd\u2028"
    body = json.dumps({"company": odd}).encode()
    server.on("GET /user/profile", Answer(body))
    assert server.client().profile().company == "a b c  d"


def test_a_profile_is_read(server):
    seen = {"ekp": None, "company": "Tester GmbH", "firstname": 7, "lastname": None}
    server.on("GET /user/profile", {**seen, "country": "DEU"})
    profile = server.client().profile()
    assert (profile.company, profile.firstname) == ("Tester GmbH", "7")
    assert profile.lastname == ""


@pytest.mark.parametrize("number", [23230815, "23230815"])
def test_a_refund_is_read(server, number):
    reply = {"shopRetoureId": 123456789, "retoureTransactionId": number}
    server.on("POST /app/retoure", reply)
    receipt = server.client().request_refund(NUMBER, ["A1"])
    assert receipt == RefundReceipt("123456789", 23230815)


STATE = {
    "retoureTransactionId": 15242129,
    "shopRetoureId": "17288644",
    "totalCount": 2,
    "countStillOpen": "0",
    "retourePrice": 95,
    "creationDate": "6102025-190339",
    "serialnumber": "AF188FFFFF",
    "refundedVouchers": [{"voucherId": "AF188FFFFF0000004F0B", "trackId": ""}],
    "notRefundedVouchers": [],
}


def states(server, answer):
    server.on("GET /app/retoure", answer)
    return server.client().refund_states()


def test_refund_states_are_read(server):
    (state,) = states(server, {"RetrieveRetoureStateResponse": [STATE]})
    assert state.retoure_transaction_id == 15242129
    assert (state.total_count, state.count_still_open, state.retoure_price) == (
        2,
        0,
        95,
    )
    assert state.refunded == (Voucher("AF188FFFFF0000004F0B"),)
    assert state.not_refunded == ()
    assert states(server, {"RetrieveRetoureStateResponse": None}) == []
    assert states(server, {}) == []


@pytest.mark.parametrize("name", ["totalCount", "countStillOpen", "retourePrice"])
def test_a_negative_count_or_credit_is_no_answer(server, name):
    with pytest.raises(Unavailable):
        states(server, {"RetrieveRetoureStateResponse": [{**STATE, name: -1}]})


def page_format(**changes):
    layout = {
        "size": {"x": 210.0, "y": 297},
        "orientation": "PORTRAIT",
        "labelSpacing": {"x": 0.0, "y": 2.5},
        "labelCount": {"labelX": 2, "labelY": 5},
        "margin": {"top": 31.0, "bottom": 31.0, "left": 15.0, "right": "15"},
    }
    return {
        "id": 1,
        "name": "DIN A4 Normalpapier ",
        "description": None,
        "pageType": "REGULARPAGE",
        "isAddressPossible": True,
        "isImagePossible": False,
        "pageLayout": layout,
        **changes,
    }


def test_page_formats_are_read_and_wrong_rows_left_out(server):
    rows = [page_format(), page_format(id=None), page_format(pageLayout=None), 5]
    server.on("GET /app/catalog", {"pageFormats": rows, "publicGallery": {"items": 3}})
    (found,) = server.client().page_formats()
    assert (found.id, found.name) == (1, "DIN A4 Normalpapier")
    assert (found.width, found.height, found.columns, found.rows) == (210, 297, 2, 5)
    assert (found.margin_top, found.margin_right) == (31, 15)
    assert not found.is_image_possible
    assert server.seen[-1].query == [("types", "PAGE_FORMATS")]


def products(server, *rows, key="shortSalesProducts"):
    server.on("GET /p", Answer(reply(key, rows)))
    return ProductsClient("key", products_url=f"{server.url}/p").products()


def reply(key, rows):
    return json.dumps(
        {"type": "PwsProducts", "date": "11.08.26", key: list(rows)}
    ).encode()


ROW = {
    "extProductid": "11",
    "extProductname": "Kompaktbrief",
    "transport": "national",
    "grossprice": 1.1,
    "minWeight": 0,
    "maxWeight": 50,
    "maxLength": 235,
    "maxWidth": "125 mm",
    "maxHeight": "1 cm",
    "somethingNew": {"a": 1},
}


@pytest.mark.parametrize(
    "row",
    [
        ROW,
        {key.upper(): value for key, value in ROW.items()},
        {**ROW, "extProductid": 11, "transport": "National"},
        {**ROW, "maxWeight": {"value": "0,05", "unit": "kg"}, "minWeight": "0 g"},
    ],
)
@pytest.mark.parametrize("key", ["shortSalesProducts", "salesProducts", "PRODUCTS"])
def test_a_product_is_read_under_each_spelling(server, row, key):
    (product,) = products(server, row, key=key)
    assert (product.code, product.name, product.price) == (11, "Kompaktbrief", 110)
    assert product.destination == "national"
    assert (product.min_weight, product.max_weight) == (0, 50)
    assert (product.max_length, product.max_width, product.max_height) == (235, 125, 10)
    assert product.min_length is None
    assert server.seen[-1].headers["dhl-api-key"] == "key"
    assert dict(server.seen[-1].query) == {
        "profile": "IM-PARTNER",
        "shortVersion": "true",
    }


@pytest.mark.parametrize(
    ("given", "cents"),
    [
        (0.95, 95),
        (2.7, 270),
        (17, 1700),
        ("17", 1700),
        ("6.50", 650),
        ("0,95", 95),
        ("0,95 \u20ac", 95),
        ("EUR 1.234,50", 123450),
        ("1,234.50", 123450),
        (4.1499999999999995, 415),
        ({"value": 0.95, "currency": "EUR"}, 95),
        ({"VALUE": "0,95"}, 95),
        *((euro / 100, euro) for euro in (29, 57, 58, 107, 113, 115, 495, 2070)),
    ],
)
def test_prices_are_exact(server, given, cents):
    assert products(server, {**ROW, "grossprice": given})[0].price == cents


@pytest.mark.parametrize(
    "change",
    [
        {"grossprice": None},
        {"grossprice": -1},
        {"grossprice": 0},
        {"grossprice": "free"},
        {"grossprice": [1]},
        {"grossprice": {"value": 1, "currency": "USD"}},
        {"grossprice": {"value": {"value": 1}}},
        {"grossprice": 1e30},
        {"currency": "CHF"},
        {"extProductid": "A1"},
        {"extProductid": 0},
        {"extProductid": 1.5},
        {"extProductname": ""},
        {"transport": "interplanetary"},
        {"transport": None},
    ],
)
def test_rows_that_cannot_be_sold_are_left_out(server, change):
    good = {**ROW, "extProductid": 10001, "transport": "international"}
    found = products(server, {**ROW, **change}, None, good)
    assert [(each.code, each.destination) for each in found] == [
        (10001, "international")
    ]


@pytest.mark.parametrize(
    ("given", "grams"),
    [
        ("20 g", 20),
        ("1.000 g", 1000),
        ("1000g", 1000),
        ("2 kg", 2000),
        ("0,5 kg", 500),
        (20.0, 20),
        ("", None),
        (None, None),
        ("20 stone", None),
        (-1, None),
        ("heavy", None),
    ],
)
def test_weights_are_whole_grams(server, given, grams):
    assert products(server, {**ROW, "maxWeight": given})[0].max_weight == grams


def test_of_rows_with_the_same_code_the_first_counts(server):
    found = products(server, ROW, {**ROW, "extProductid": 11, "grossprice": 9}, ROW)
    assert [(each.code, each.price) for each in found] == [(11, 110)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"product_code": 0, "page": 1},
        {"product_code": 1, "page": 0},
        {"product_code": 1, "page": 1, "label_x": 0},
        {"product_code": 1, "page": 1, "label_y": -1},
        {"product_code": "1", "page": 1},
        {"product_code": True, "page": 1},
        {"product_code": 1, "page": 1, "voucher_layout": "franking_zone"},
    ],
)
def test_positions_that_would_be_refused_or_lost(wrong):
    with pytest.raises(ValueError):
        Position(**wrong)


def test_arguments_that_would_lose_money(server):
    client, stamp = server.client(), Position(1, 1)

    def wrong(positions, total=95, page_format_id=1):
        with pytest.raises(ValueError):
            client.checkout(NUMBER, positions, total, page_format_id=page_format_id)

    wrong([])
    wrong([stamp, Position(11, 1)])
    wrong([stamp], total=0.95)
    wrong([stamp], total=-1)
    wrong([stamp], page_format_id=0)
    for amount in (0, -1, 10.0, True):
        with pytest.raises(ValueError):
            client.charge(amount)
    for ids in ("A1", [""]):
        with pytest.raises(ValueError):
            client.request_refund(NUMBER, ids)
    assert not server.seen
