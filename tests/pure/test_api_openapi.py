"""Every request of the client, held against the service's own document."""

import datetime
import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from api_server import LOGIN, NUMBER, ORDER, Server

from api import Position, Refused

DOCUMENT = (
    Path(__file__).resolve().parents[3]
    / "shared/reference/internetmarke-openapi-1.30.yaml"
)

pytestmark = pytest.mark.skipif(
    not DOCUMENT.is_file(), reason="the OpenAPI document (../shared) is not beside us"
)


@pytest.fixture(scope="module")
def document():
    return yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))


@pytest.fixture
def seen():
    """All requests of a client that uses everything it can do."""
    with Server() as server:
        server.on("GET /user/profile", {"company": "Tester GmbH"})
        server.on("PUT /app/wallet", {"shopOrderId": "1", "walletBalance": 1})
        server.on("GET /app/catalog", {"pageFormats": []})
        server.on("POST /app/shoppingcart", {"shopOrderId": NUMBER})
        server.on("POST /app/shoppingcart/pdf", ORDER)
        server.on(f"GET /app/shoppingcart/{NUMBER}", ORDER)
        refund = {"shopRetoureId": "1", "retoureTransactionId": "2"}
        server.on("POST /app/retoure", refund)
        server.on("GET /app/retoure", {"RetrieveRetoureStateResponse": []})
        client = server.client()
        client.profile()
        client.charge(1000)
        client.page_formats()
        number = client.create_order()
        client.checkout(number, [Position(1, 1)], 95, page_format_id=1)
        try:
            client.checkout(
                number,
                [Position(1, 1), Position(10001, 1, 2, 5, "ADDRESS_ZONE")],
                220,
                page_format_id=26,
                manifest=True,
            )
        except Exception as error:  # one voucher for two positions
            assert not isinstance(error, Refused)
        client.find_order(number)
        client.request_refund(number)
        client.request_refund(number, ["A00123C0390000000138"])
        zone = datetime.timezone(datetime.timedelta(hours=2))
        client.refund_states()
        client.refund_states(shop_retoure_id="1", retoure_transaction_id=2)
        client.refund_states(
            start=datetime.datetime(2025, 9, 13, 23, 45),
            end=datetime.datetime(2025, 9, 14, 1, 2, 3, 456789, zone),
        )
        return server.seen


def operation(document, seen):
    for path, operations in document["paths"].items():
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))
        if re.fullmatch(pattern, seen.path) and seen.method.lower() in operations:
            return operations[seen.method.lower()]
    pytest.fail(f"the document has no {seen.method} {seen.path}")


def strict(document, schema):
    """The schema without references, allowing no property that it does not name."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "allOf" in schema:
        merged = {"properties": {}, "required": list(schema.get("required", []))}
        for part in schema["allOf"]:
            part = strict(document, part)
            merged["properties"] |= part.get("properties", {})
            merged["required"] += part.get("required", [])
        merged["properties"] |= {
            name: strict(document, each)
            for name, each in schema.get("properties", {}).items()
        }
        return {"type": "object", **merged, "additionalProperties": False}
    schema = dict(schema)
    if "oneOf" in schema:
        # Told apart by the discriminator: a purchase is the first of the two.
        return strict(document, schema["oneOf"][0])
    if "properties" in schema:
        schema["additionalProperties"] = False
        schema["properties"] = {
            name: strict(document, each) for name, each in schema["properties"].items()
        }
    if "items" in schema:
        schema["items"] = strict(document, schema["items"])
    return schema


def check(value, schema):
    jsonschema.Draft7Validator(schema).validate(value)


def as_typed(text, schema):
    return int(text) if schema.get("type") == "integer" else text


def test_bodies_are_valid(document, seen):
    checked = 0
    for request in seen:
        body = operation(document, request).get("requestBody")
        if not body:
            assert request.body == b""
            continue
        (media_type, content), *_ = body["content"].items()
        schema = strict(document, content["schema"])
        assert request.headers["Content-Type"] == media_type
        form = media_type == "application/x-www-form-urlencoded"
        check(request.form() if form else json.loads(request.body), schema)
        checked += 1
    assert checked == 5


def test_queries_are_those_of_the_document(document, seen):
    for request in seen:
        parameters = {
            each["name"]: each
            for each in operation(document, request).get("parameters", [])
            if each["in"] == "query"
        }
        given = [name for name, _ in request.query]
        assert not set(given) - set(parameters)
        assert not {n for n, p in parameters.items() if p["required"]} - set(given)
        for name, value in request.query:
            schema = parameters[name]["schema"]
            schema = schema["items"] if schema["type"] == "array" else schema
            check(as_typed(value, schema), schema)
            if schema.get("format") == "date-time":
                assert re.fullmatch(
                    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)", value
                )


def test_all_but_the_login_send_the_token(document, seen):
    for request in seen:
        secured = "security" in operation(document, request)
        assert secured or request.path in ("/user", "/user/profile")
        if request.path != "/user":
            bearer = f"Bearer {LOGIN['access_token']}"
            assert request.headers["Authorization"] == bearer


def test_the_check_itself_is_strict(document):
    body = document["paths"]["/app/shoppingcart/pdf"]["post"]["requestBody"]
    schema = strict(document, body["content"]["application/json"]["schema"])
    position = {
        "positionType": "AppShoppingCartPDFPosition",
        "productCode": 1,
        "voucherLayout": "FRANKING_ZONE",
        "position": {"labelX": 1, "labelY": 1, "page": 1},
    }
    good = {"type": "AppShoppingCartPDFRequest", "total": 1, "positions": [position]}
    check(good, schema)
    for wrong in (
        {**good, "finalize": True},
        {**good, "createShippingList": 0},
        {**good, "dpi": "DPI600"},
        {"type": good["type"], "positions": [position]},
        {**good, "positions": position},
        {**good, "positions": [{**position, "additionalInfo": ""}]},
        {**good, "positions": [{**position, "position": {"x": 1}}]},
    ):
        with pytest.raises(jsonschema.ValidationError):
            check(wrong, schema)


def test_no_address_is_ever_sent(seen):
    for request in seen:
        for word in (b"address", b"sender", b"receiver"):
            body = request.body.replace(b"ADDRESS_ZONE", b"")
            assert word not in body.lower()
