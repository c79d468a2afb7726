"""Every shape of an error answer, and what the caller is told to make of it."""

import pytest
from api_server import CREDENTIALS, LOGIN, NUMBER, ORDER, Answer, Server

from api import (
    FIRST_PAUSE,
    BalanceTooLow,
    NotAuthorised,
    OutcomeUnknown,
    Position,
    PriceChanged,
    ProductsClient,
    Refused,
    TooManyRequests,
    Unavailable,
)

STAMP = [Position(1, 1)]
HTML = (
    b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title><style>p{}</style>"
    b"<script>steal()</script></head><body><!-- x --><p>Nicht&nbsp;erreichbar &ndash;"
    b" sp\xc3\xa4ter</p></body></html>"
)
XML = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE f [<!ENTITY a "bomb">]>'
    b"<fault><faultstring>Policy  violated</faultstring><x>&a;</x></fault>"
)
# The calls of a client, whether each may move money, and how it is made.
CALLS = {
    "POST /user": (False, lambda c: c.login()),
    "GET /user/profile": (False, lambda c: c.profile()),
    "GET /app/catalog": (False, lambda c: c.page_formats()),
    "POST /app/shoppingcart": (False, lambda c: c.create_order()),
    f"GET /app/shoppingcart/{NUMBER}": (False, lambda c: c.find_order(NUMBER)),
    "GET /app/retoure": (False, lambda c: c.refund_states()),
    "PUT /app/wallet": (True, lambda c: c.charge(1000)),
    "POST /app/shoppingcart/pdf": (
        True,
        lambda c: c.checkout(NUMBER, STAMP, 95, page_format_id=1),
    ),
    "POST /app/retoure": (True, lambda c: c.request_refund(NUMBER)),
}
MONEY = [call for call, (money, _) in CALLS.items() if money]


@pytest.fixture
def server():
    with Server() as server:
        yield server


def fail(server, call, *answers):
    server.on(call, *answers)
    with pytest.raises(Exception) as caught:
        CALLS[call][1](server.client())
    return caught.value


def service(title, text="", status=400, instance="PCF-A1031"):
    body = {"statusCode": str(status), "title": title, "description": text}
    return Answer({**body, "instance": instance}, status)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "answer",
    [
        Answer(HTML, 502),
        Answer(XML, 500),
        Answer(b"upstream connect error", 503),
        Answer(b"", 504),
        Answer({"statusCode": "500", "title": "Internal", "detail": "x"}, 500),
        Answer(b"", 408),
        Answer(b"", 302, {"Location": "http://127.0.0.1:1/elsewhere"}),
        Answer(b"x", 307, {"Location": "http://[bad"}),
        Answer(b"{", 200),
        Answer(b"", 200),
        Answer(HTML, 200),
        Answer([], 200),
        Answer({"unexpected": True}, 200),
        Answer(b"\xff\xfe\x00", 200),
        Answer(b"[" * 100_000, 200),
        Answer(b'{"a": 1e999999999999999999999}', 200),
    ],
)
def test_no_clear_answer_is_a_doubt_only_where_money_may_move(server, call, answer):
    error = fail(server, call, answer)
    assert type(error) is (OutcomeUnknown if CALLS[call][0] else Unavailable)
    assert error.status == answer.status
    assert len(server.calls(call)) == 1


@pytest.mark.parametrize("call", CALLS)
def test_too_many_requests_did_nothing(server, call):
    error = fail(server, call, Answer(b"slow down", 429, {"Retry-After": "120"}))
    assert type(error) is TooManyRequests
    assert error.retry_after == 120


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("-5", 0),
        ("nan", FIRST_PAUSE),
        ("inf", FIRST_PAUSE),
        ("soon", FIRST_PAUSE),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Wed, 99 Xxx 2015 07:28:00 GMT", FIRST_PAUSE),
    ],
)
def test_how_long_the_post_asks_to_wait(server, header, seconds):
    answer = Answer(b"", 429, {"Retry-After": header})
    assert fail(server, "GET /app/retoure", answer).retry_after == seconds


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("answer", "title", "detail"),
    [
        (
            service("Bad Request", "total: must not be null"),
            "Bad Request",
            "total: must",
        ),
        (
            Answer({"statusCode": "400", "title": "T", "detail": "D"}, 400),
            "T",
            "D",
        ),
        (Answer({"status": 400, "title": "T", "message": "M"}, 400), "T", "M"),
        (Answer(XML, 400), "", "Policy violated"),
        (Answer(HTML, 400), "", "Nicht erreichbar \u2013 später"),
        (Answer(b"plain\x00\x1b[31m\r\n words", 400), "", "plain [31m words"),
        (Answer(b"", 418), "", ""),
        (Answer("just text", 400), "", "just text"),
        (Answer({"other": "shape"}, 400), "", '{"other": "shape"}'),
    ],
)
def test_a_no_is_a_no_if_the_service_said_it(server, call, answer, title, detail):
    """Without a title it is nobody's no, and money may have moved.

    For an order that is looked for, it is not None either: that would be "not paid".
    """
    error = fail(server, call, answer)
    doubt = call in MONEY and not title
    assert type(error) is (OutcomeUnknown if doubt else Refused)
    assert (error.status, error.title) == (answer.status, title)
    assert detail in error.detail
    assert "steal" not in str(error) and "p{}" not in str(error)


def test_long_texts_are_cut(server):
    error = fail(server, "PUT /app/wallet", service("x" * 500, "word " * 5000))
    assert len(error.title) <= 80 and len(error.detail) <= 200


def test_a_refused_total_tells_the_new_price(server):
    text = (
        "The total amount of the order is invalid! Reason: The total cost of the "
        "shopping cart is invalid! PPL-total: 415, Cart: 1"
    )
    error = fail(
        server, "POST /app/shoppingcart/pdf", service("invalidTotalAmount", text)
    )
    assert type(error) is PriceChanged
    assert error.expected_total == 415
    assert error.instance == "PCF-A1031"


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("PPL-total: 210.", 210),
        ("PPL-total: 210, Cart: 190", 210),
        ("PPL-total: 2,10", None),
        ("PPL-total: 2,10, Cart: 1,90", None),
        ("PPL-total: 2.10", None),
        ("PPL-total: 1.210,00", None),
        ("PPL-total: 1234567890", None),
    ],
)
def test_only_whole_cents_are_a_total(server, text, cents):
    error = fail(
        server, "POST /app/shoppingcart/pdf", service("invalidTotalAmount", text)
    )
    assert type(error) is PriceChanged
    assert error.expected_total == cents


def test_price_changed_without_a_sum(server):
    error = fail(
        server, "POST /app/shoppingcart/pdf", service("invalidTotalAmount", "?")
    )
    assert type(error) is PriceChanged
    assert error.expected_total is None


def test_too_little_balance_is_told_apart(server):
    answer = service("walletBalanceNotEnough", "A005904E65", instance="PCF-A1032")
    error = fail(server, "POST /app/shoppingcart/pdf", answer)
    assert type(error) is BalanceTooLow
    assert str(error) == "400 walletBalanceNotEnough: A005904E65 [PCF-A1032]"


def test_second_checkout_is_told_apart_by_its_title(server):
    text = f"Queued order duplicated for the shopOrderId '{NUMBER}'"
    error = fail(
        server, "POST /app/shoppingcart/pdf", service("invalidShopOrderID", text)
    )
    assert type(error) is Refused
    assert error.title == "invalidShopOrderID"


GATEWAY_401 = {
    "client_id": {
        "status": 401,
        "title": "Unauthorized",
        "detail": "API gateway says: Invalid client identifier abc",
    },
    "product": b"Unauthorized for given resource.",
}


@pytest.mark.parametrize("cause", GATEWAY_401)
@pytest.mark.parametrize("call", ["POST /user", "POST /app/shoppingcart/pdf"])
def test_the_gateway_does_not_know_the_application(server, call, cause):
    error = fail(server, call, Answer(GATEWAY_401[cause], 401))
    assert type(error) is NotAuthorised
    assert error.cause == cause
    assert len(server.calls(call)) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"status": 401, "title": "genericUserAuthenticationError", "detail": "locked"},
        b"Unauthorized",
        b"",
        XML,
    ],
)
def test_login_refused_and_not_repeated(server, body):
    error = fail(server, "POST /user", Answer(body, 401), LOGIN)
    assert type(error) is NotAuthorised
    assert error.cause == "login"
    assert len(server.calls("POST /user")) == 1


@pytest.mark.parametrize("call", CALLS)
def test_channel_and_forbidden(server, call):
    text = "Invalid request. Unknown channel: 4711"
    answer = Answer({"status": 400, "title": "ERR_1000", "detail": text}, 400)
    error = fail(server, call, answer)
    assert (type(error), error.cause) == (NotAuthorised, "channel")
    error = fail(server, call, service("Forbidden", status=403))
    assert (type(error), error.cause) == (NotAuthorised, "forbidden")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(
            {"statusCode": "404", "title": "Not Found", "detail": "Order not found: 1"},
            404,
        ),
        service("Not found", f"Order not found: {NUMBER}", 404),
        service("unknownShopOrderId", f"Order with ID '{NUMBER}' not found.", 400),
        service("unknownShopOrderId", "", 404),
    ],
)
def test_an_order_that_the_post_does_not_know_is_none(server, answer):
    server.on(f"GET /app/shoppingcart/{NUMBER}", answer)
    assert server.client().find_order(NUMBER) is None


@pytest.mark.parametrize(
    "answer",
    [
        Answer(HTML, 404),
        Answer(b"", 404),
        Answer(b"Order not found", 404),
        Answer({"status": 404, "title": "Not Found", "detail": "no such path"}, 404),
        Answer(
            {"status": 404, "title": "Not Found", "detail": "no order service"}, 404
        ),
        Answer({"status": 404, "error": "Not Found", "path": f"/app/{NUMBER}"}, 404),
        service("Not Found", "Wallet not found for account: X", 404),
        service("Bad Request", f"Order not found: {NUMBER}", 400),
        service("Not Found", f"Order not found: {NUMBER}", 410),
        service("invalidShopOrderID", "Queued order duplicated", 400),
        Answer({**ORDER, "shoppingCart": None, "link": None}),
        Answer({**ORDER, "shoppingCart": {"shopOrderId": "999"}}),
        Answer({}),
    ],
)
def test_anything_else_is_not_no_such_order(server, answer):
    """The caller pays again on None: only the service's own word may say it."""
    error = fail(server, f"GET /app/shoppingcart/{NUMBER}", answer)
    assert isinstance(error, (Refused, Unavailable))


PAID_IN_DOUBT = {
    "another order": {"shopOrderId": "999"},
    "too many": {"voucherList": [{"voucherId": "A"}, {"voucherId": "B"}]},
    "none": {"voucherList": None},
    "nameless": {"voucherList": [{"trackId": "x"}]},
    "no list": {"voucherList": {"voucherId": "A"}},
}


@pytest.mark.parametrize("case", PAID_IN_DOUBT)
def test_a_paid_order_that_does_not_fit_is_a_doubt(server, case):
    cart = {**ORDER["shoppingCart"], **PAID_IN_DOUBT[case]}
    error = fail(server, "POST /app/shoppingcart/pdf", {**ORDER, "shoppingCart": cart})
    assert type(error) is OutcomeUnknown


def test_the_same_voucher_twice_is_a_doubt(server):
    twice = [{"voucherId": "A00123C0390000000138"}] * 2
    cart = {"shopOrderId": NUMBER, "voucherList": twice}
    server.on("POST /app/shoppingcart/pdf", {**ORDER, "shoppingCart": cart})
    with pytest.raises(OutcomeUnknown):
        server.client().checkout(
            NUMBER, [Position(1, 1), Position(1, 2)], 190, page_format_id=1
        )


def test_errors_of_the_price_list(server):
    def error(answer):
        server.on("GET /products", answer)
        with pytest.raises(Exception) as caught:
            ProductsClient(
                CREDENTIALS.client_id, products_url=server.url + "/products"
            ).products()
        return caught.value

    assert error(Answer(b"", 401)).cause == "client_id"
    assert error(Answer(GATEWAY_401["product"], 401)).cause == "product"
    assert type(error(Answer(HTML, 404))) is Refused
    assert type(error(Answer(XML, 500))) is Unavailable
    assert type(error(Answer({}, 200))) is Unavailable
    with pytest.raises(NotAuthorised):
        ProductsClient("key\nwith: break", products_url=server.url).products()
