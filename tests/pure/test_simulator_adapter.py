"""The Post inside the process answers as it does over HTTP."""

import re

from simulator_customer import Customer, position, purchase

from simulator import Post, PostAdapter, serve

NOW = 1_795_428_000.0


def conversation(customer, post):
    """Status, content type and body of calls of every kind, with secrets masked."""
    answers = [customer.ask_login(password="wrong"), customer.log_in()]
    body = purchase(415, position(1022), shopOrderId=customer.create_order())
    bought = customer.checkout(body)
    order = bought.json()
    shop_order_id = order["shoppingCart"]["shopOrderId"]
    answers += [
        bought,
        customer.checkout(body),
        customer.find_order(shop_order_id),
        customer.find_order("Straße & Co"),
        customer.document(order["link"]),
        customer.call("PUT", "/app/wallet", params={"amount": "1000"}),
        customer.call("GET", "/app/catalog", params={"types": ["PAGE_FORMATS"]}),
        customer.call("POST", "/app/retoure", json={"shoppingCart": {}}),
        customer.call("GET", "/app/retoure", params={"startDate": "2026-01-01"}),
        customer.call("DELETE", "/app/retoure"),
        customer.call("GET", "/nothing"),
    ]
    post.misbehave("profile", "redirect")
    answers.append(customer.call("GET", "/user/profile"))
    post.misbehave("profile", "empty")
    answers.append(customer.call("GET", "/user/profile"))
    return [
        (a.status_code, a.reason.upper(), a.headers.get("Content-Type"), masked(a))
        for a in answers
    ]


def masked(answer):
    text = answer.content.decode("latin-1")
    text = re.sub(r'(Token|access_token)": "[^"]*"', r'\1": "..."', text)
    return re.sub(r"http://127.0.0.1:\d+(\S*)data=[^\"]*", r"\1data=...", text)


def test_adapter_and_server_say_the_same(tmp_path):
    one = Post(tmp_path / "one.sqlite", seed=0, clock=lambda: NOW)
    two = Post(tmp_path / "two.sqlite", seed=0, clock=lambda: NOW)
    with serve(one) as address:
        over_http = conversation(Customer(address.url, one.credentials), one)
    adapter = PostAdapter(two)
    inside = conversation(Customer(address.url, two.credentials, adapter), two)
    assert inside == over_http
    assert one.ledger() == two.ledger()
