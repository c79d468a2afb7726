"""Whatever is answered, the client gives a well-formed value or one of our errors."""

import dataclasses
import datetime
import json

import pytest
from api_server import LOGIN, NUMBER, ORDER, Answer, Server
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from test_api_answers import ROW, STATE, page_format
from test_api_errors import CALLS

from api import InternetmarkeError, ProductsClient, Refused

SAMPLES = {
    "POST /user": LOGIN,
    "GET /user/profile": {"company": "Tester GmbH", "country": "DEU", "zip": "33602"},
    "GET /app/catalog": {"pageFormats": [page_format()]},
    "POST /app/shoppingcart": {"shopOrderId": NUMBER},
    f"GET /app/shoppingcart/{NUMBER}": ORDER,
    "GET /app/retoure": {"RetrieveRetoureStateResponse": [STATE]},
    "PUT /app/wallet": {"shopOrderId": "123456", "walletBalance": 9205},
    "POST /app/shoppingcart/pdf": ORDER,
    "POST /app/retoure": {"shopRetoureId": "1", "retoureTransactionId": "2"},
    "GET /p": {"date": "11.08.26", "shortSalesProducts": [ROW]},
}
MAKE = {
    **{call: make for call, (_, make) in CALLS.items()},
    "GET /p": lambda c: ProductsClient("k", products_url=f"{c._url}/p").products(),
}

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(["", " ", "0,95", "1e999999999", "-1", "\ud800", "NaN", 10**300]),
)
json_values = st.recursive(
    scalars,
    lambda each: (
        st.lists(each, max_size=3)
        | st.dictionaries(st.text(max_size=8), each, max_size=3)
    ),
    max_leaves=8,
)


def places(value, path=()):
    """Every place in a JSON value, as the way to it."""
    yield path
    if isinstance(value, (dict, list)):
        keys = value if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield from places(value[key], (*path, key))


def replaced(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


@st.composite
def spoiled(draw, call):
    """A real answer with something else in one or two places."""
    answer = SAMPLES[call]
    for _ in range(draw(st.integers(1, 2))):
        path = draw(st.sampled_from(list(places(answer))))
        answer = replaced(answer, path, draw(json_values))
    return json.dumps(answer).encode()


def check_shape(value):
    """Types are as the dataclasses say, and no text could break a database."""
    if isinstance(value, (list, tuple)):
        for each in value:
            check_shape(each)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            check_field(field.type, getattr(value, field.name))
    else:
        assert value is None or isinstance(value, str)


def check_field(kind, value):
    plain = {
        "str": str,
        "int": int,
        "float": (int, float),
        "bool": bool,
        "datetime.date": datetime.date,
        "datetime.datetime": datetime.datetime,
    }
    kind, _, optional = kind.partition(" | ")
    if value is None:
        assert optional == "None"
    elif kind.startswith("tuple"):
        check_shape(value)
    else:
        assert isinstance(value, plain[kind])
        assert type(value) is not bool or kind == "bool"
    if isinstance(value, str):
        assert "\x00" not in value and "\n" not in value
        value.encode()


@pytest.fixture(scope="module")
def server():
    with Server() as server:
        yield server


def well_formed(server, call, answer):
    server.on("POST /user", LOGIN)
    server.on(call, answer)
    server.seen.clear()
    try:
        check_shape(MAKE[call](server.client()))
    except InternetmarkeError as error:
        assert len(str(error)) < 400 and str(error).isprintable()
        assert not (answer.status < 300 and isinstance(error, Refused))
    assert len(server.seen) <= 4


@pytest.mark.parametrize("call", SAMPLES)
def test_the_samples_are_good(server, call):
    server.on("POST /user", LOGIN)
    server.on(call, SAMPLES[call])
    check_shape(MAKE[call](server.client()))


many = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("call", SAMPLES)
@given(st.data())
@many
def test_a_spoiled_answer_becomes_our_value_or_our_error(server, call, data):
    well_formed(server, call, Answer(data.draw(spoiled(call))))


@pytest.mark.parametrize("call", SAMPLES)
@given(
    body=st.one_of(st.binary(), st.text().map(str.encode), json_values),
    status=st.sampled_from(
        [200, 201, 204, 302, 400, 401, 403, 404, 418, 429, 500, 503]
    ),
)
@example(b"<?xml version='1.0' encoding='UTF-99'?><a>", 400)
@example(b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", 400)
@example(b"<", 500)
@example(b"<\x00a>", 400)
@example({"title": ["x"], "detail": {"y": 1}, "statusCode": None}, 404)
@many
def test_any_answer_becomes_our_value_or_our_error(server, call, body, status):
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    well_formed(server, call, Answer(b"" if status == 204 else body, status))
