"""Buying from the simulated Post over HTTP: answers, books, restarts, many at once."""

import multiprocessing
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from simulator_customer import Customer, position, purchase

from simulator import LARGEST_SEED, Post, serve
from simulator.frankier_id import check_digit

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def post(tmp_path):
    return Post(tmp_path / "post.sqlite")


@pytest.fixture
def address(post):
    with serve(post) as address:
        yield address


@pytest.fixture
def customer(post, address):
    customer = Customer(address.url, post.credentials)
    customer.log_in()
    return customer


def books(post):
    return post.ledger()["wallets"][0]


def paid_orders(post):
    return [order for order in books(post)["orders"] if order["paid"]]


def assert_books_balance(post):
    for wallet in post.ledger()["wallets"]:
        charged = sum(charge["amount"] for charge in wallet["charges"])
        spent = sum(order["total"] or 0 for order in wallet["orders"])
        given_back = sum(
            refund["price"]
            for refund in wallet["refunds"]
            if refund["outcome"] == "refunded"
        )
        assert wallet["balance"] == (
            wallet["initial_balance"] + charged - spent + given_back
        )
        for order in wallet["orders"]:
            prices = [stamp["price"] for stamp in order["stamps"]]
            assert sum(prices) == (order["total"] or 0)


def test_a_purchase_from_login_to_document(post, customer):
    login = customer.log_in().json()
    assert login["walletBalance"] == 100_00
    assert login["expires_in"] == 86400
    assert login["token_type"] == "BearerToken"
    assert re.fullmatch(r"[A-Za-z0-9+/]{43}=", login["access_token"])

    shop_order_id = customer.create_order()
    assert re.fullmatch(r"\d{10}", shop_order_id)
    assert customer.balance() == 100_00
    assert customer.find_order(shop_order_id).status_code == 404

    body = purchase(
        95 + 415 + 495,
        position(1, 1),
        position(1022, 2),
        position(11006, 3),
        shopOrderId=shop_order_id,
    )
    order = customer.checkout(body).json()
    vouchers = order["shoppingCart"]["voucherList"]
    assert order["shoppingCart"]["shopOrderId"] == shop_order_id
    assert order["walletBallance"] == 100_00 - 1005 == customer.balance()
    assert order["manifestLink"] is None
    for voucher in vouchers:
        voucher_id = voucher["voucherId"]
        assert re.fullmatch(r"A0[0-9A-F]{18}", voucher_id)
        assert check_digit(voucher_id[:19]) == voucher_id[19]

    # Reversed: the last position comes first, numbers descend.
    abroad, at_home, plain = vouchers
    assert abroad["voucherId"] > at_home["voucherId"] > plain["voucherId"]
    assert re.fullmatch(r"[A-Z]{2}\d{9}DE", abroad["trackId"])
    assert re.fullmatch(r"\d{20}", at_home["trackId"])
    assert plain["trackId"] is None

    again = customer.find_order(shop_order_id).json()
    assert again["shoppingCart"] == order["shoppingCart"]
    assert again["walletBallance"] is None
    assert again["link"] != order["link"]

    first, second = customer.document(order["link"]), customer.document(again["link"])
    assert first.headers["Content-Type"] == "application/pdf"
    assert first.content == second.content
    assert first.content.startswith(b"%PDF")

    (booked,) = books(post)["orders"]
    assert booked["total"] == 1005
    assert [(s["product_code"], s["price"]) for s in booked["stamps"]] == [
        (1, 95),
        (1022, 415),
        (11006, 495),
    ]
    assert_books_balance(post)


def test_vouchers_in_the_order_of_the_positions_when_so_set(post, customer):
    post.change_settings(voucher_order="ascending")
    order = customer.buy(205, position(1, 1), position(11, 2))
    listed = [v["voucherId"] for v in order["shoppingCart"]["voucherList"]]
    assert listed == [s["voucher_id"] for s in paid_orders(post)[0]["stamps"]]


def test_direct_checkout_names_the_order_itself(post, customer):
    answer = customer.checkout(purchase(95, position(1)), directCheckout="True").json()
    assert (
        answer["shoppingCart"]["shopOrderId"] == paid_orders(post)[0]["shop_order_id"]
    )


def test_a_manifest_lists_the_stamps(customer):
    body = purchase(95, position(1), createManifest=True)
    answer = customer.checkout(body, directCheckout="true").json()
    receipt = customer.document(answer["manifestLink"])
    assert receipt.content.startswith(b"%PDF")


def test_who_asks_for_a_preview_does_not_buy(post, customer):
    body = purchase(95, position(1))
    answer = customer.checkout(body, validate="true", directCheckout="true")
    assert answer.status_code == 403
    assert books(post)["orders"] == []


def test_what_was_bought_survives_a_restart(tmp_path):
    state = tmp_path / "post.sqlite"

    def start():
        process = subprocess.Popen(
            [sys.executable, "-m", "simulator", "--state", str(state)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        lines = [process.stdout.readline().rstrip("\n") for _ in range(6)]
        names, values = zip(*(line.split(": ", 1) for line in lines), strict=True)
        assert names == (
            "url",
            "products_url",
            "client_id",
            "client_secret",
            "username",
            "password",
        )
        return process, dict(zip(names, values, strict=True))

    post = Post(state)
    process, printed = start()
    try:
        customer = Customer(printed["url"], post.credentials)
        customer.log_in()
        reserved = customer.create_order()
        order = customer.buy(95, position(1))
        # Not SIGTERM: what was answered must be on disk.
        process.kill()
        process.wait()
        process, printed = start()
        customer.url = printed["url"]
        found = customer.find_order(order["shoppingCart"]["shopOrderId"]).json()
        assert found["shoppingCart"] == order["shoppingCart"]
        body = purchase(110, position(11), shopOrderId=reserved)
        answer = customer.checkout(body).json()
        assert answer["walletBallance"] == 100_00 - 95 - 110
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert_books_balance(post)


def test_twenty_payments_of_one_order_book_once(post, customer):
    body = purchase(95, position(1), shopOrderId=customer.create_order())
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: customer.checkout(body), range(20)))
    assert sorted(a.status_code for a in answers) == [200] + [400] * 19
    titles = {a.json()["title"] for a in answers if a.status_code == 400}
    assert titles == {"invalidShopOrderID"}
    assert len(paid_orders(post)) == 1
    assert books(post)["balance"] == 100_00 - 95


def test_purchases_at_the_same_time_spend_what_there_is(post, customer):
    # 100.00 EUR are worth 34 times 2.90 EUR and some cents.
    body = purchase(290, position(31))
    with ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(lambda _: customer.checkout(body, directCheckout=True), range(50))
        )
    paid = [a for a in answers if a.status_code == 200]
    refused = {a.json()["title"] for a in answers if a.status_code != 200}
    assert len(paid) == 34
    assert refused == {"walletBalanceNotEnough"}
    assert books(post)["balance"] == 100_00 - 34 * 290
    stamps = [s["voucher_id"] for o in paid_orders(post) for s in o["stamps"]]
    assert len(set(stamps)) == 34
    assert_books_balance(post)


def _buy_ten(state):
    with serve(Post(state)) as address:
        customer = Customer(address.url, Post(state).credentials)
        customer.log_in()
        for _ in range(10):
            customer.buy(95, position(1))


def test_two_processes_share_one_state(post, tmp_path):
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=_buy_ten, args=(tmp_path / "post.sqlite",))
        for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
        assert worker.exitcode == 0
    assert len(paid_orders(post)) == 20
    assert books(post)["balance"] == 100_00 - 20 * 95
    assert_books_balance(post)


def test_new_prices_are_asked_for_at_once(post, address, customer):
    requests.put(f"{address.root}/simulator/prices", json={"1": 100}, timeout=30)
    answer = customer.checkout(purchase(95, position(1)), directCheckout=True)
    assert answer.json()["description"].endswith("PPL-total: 100, Cart: 95")
    assert products(post, address)[1]["grossprice"] == 1.0
    post.set_prices({1: None})
    answer = customer.checkout(purchase(95, position(1)), directCheckout=True)
    assert answer.json()["title"] == "invalidProductcode"
    assert 1 not in products(post, address)


def test_an_agreed_price_is_one_wallets_own(post, address, customer):
    username = post.credentials.username
    agree = f"{address.root}/simulator/wallets/{username}/prices"
    assert requests.put(agree, json={"1": 91}, timeout=30).ok
    assert requests.put(agree, json={"9999": 1}, timeout=30).status_code == 400
    answer = customer.checkout(purchase(95, position(1)), directCheckout=True)
    assert answer.json()["description"].endswith("PPL-total: 91, Cart: 95")
    assert products(post, address)[1]["grossprice"] == 0.95, "the list names none"
    assert customer.checkout(purchase(91, position(1)), directCheckout=True).ok
    post.open_wallet("other@muster.example", "geheim", 100)
    other = replace(
        post.credentials, username="other@muster.example", password="geheim"
    )
    elsewhere = Customer(address.url, other)
    elsewhere.log_in()
    answer = elsewhere.checkout(purchase(91, position(1)), directCheckout=True)
    assert answer.json()["description"].endswith("PPL-total: 95, Cart: 91")
    requests.put(agree, json={"1": None}, timeout=30)
    assert customer.checkout(purchase(95, position(1)), directCheckout=True).ok


def products(post, address, **settings):
    answer = requests.get(
        address.products_url,
        params={"profile": "IM-PARTNER", "shortVersion": "true"},
        headers={"dhl-api-key": post.credentials.client_id},
        timeout=30,
    ).json()
    assert answer["type"] == "PwsProducts"
    return {int(row["extProductid"]): row for row in answer["shortSalesProducts"]}


def test_the_products_api_lists_what_can_be_bought(post, address):
    rows = products(post, address)
    assert len(rows) == 51
    assert rows[1]["extProductname"] == "Standardbrief"
    assert rows[1]["grossprice"] == 0.95
    assert rows[1]["transport"] == "national"
    assert rows[1]["maxWeight"] == 20
    assert rows[10091]["transport"] == "international"
    assert "maxWeight" not in rows[1058]
    post.change_settings(product_codes_as_text=True)
    assert products(post, address)[1]["extProductid"] == "1"


def test_the_catalogue_has_every_page_format(customer):
    types = [("types", "PAGE_FORMATS"), ("types", "PUBLIC")]
    catalogue = customer.call("GET", "/app/catalog", params=types).json()
    formats = {f["id"]: f for f in catalogue["pageFormats"]}
    assert len(formats) == 108
    assert formats[216]["pageLayout"]["size"] == {"x": 66.0, "y": 38.0}
    assert catalogue["publicGallery"]["items"][0]["images"]
    only = customer.call("GET", "/app/catalog", params={"types": "PUBLIC"}).json()
    assert list(only) == ["publicGallery"]


def test_it_listens_on_loopback_only(address):
    assert address.url.startswith("http://127.0.0.1:")


def bought_numbers(post):
    """The order number and Frankier-IDs of one purchase of two stamps."""
    with serve(post) as address:
        customer = Customer(address.url, post.credentials)
        customer.log_in()
        bought = customer.buy(190, position(1), position(1, page=2))["shoppingCart"]
    ids = {voucher["voucherId"] for voucher in bought["voucherList"]}
    assert re.fullmatch("[0-9]{10}", bought["shopOrderId"])
    assert all(re.fullmatch("A0FE[0-9A-F]{16}", number) for number in ids)
    return {bought["shopOrderId"]} | ids


def test_posts_of_different_seeds_share_no_numbers(tmp_path):
    numbers = [
        bought_numbers(Post(tmp_path / f"{seed}.sqlite", seed=seed))
        for seed in (0, 1, LARGEST_SEED)
    ]
    assert len(set().union(*numbers)) == 9


def test_a_new_file_has_numbers_of_its_own_and_the_same_seed_the_same(tmp_path):
    chance = [bought_numbers(Post(tmp_path / f"{name}.sqlite")) for name in "ab"]
    assert len(set().union(*chance)) == 6
    fixed = [bought_numbers(Post(tmp_path / f"{name}.sqlite", seed=7)) for name in "cd"]
    assert fixed[0] == fixed[1]


def test_a_file_keeps_its_numbers_whatever_seed_it_is_opened_with(tmp_path):
    path = tmp_path / "post.sqlite"
    first = bought_numbers(Post(path, seed=7))
    wallets = Post(path, seed=8, username="zweite@muster.example").ledger()["wallets"]
    serials = [wallet["serial"] for wallet in wallets]
    assert serials == ["A0FE000008", "A0FE000009"]
    second = bought_numbers(Post(path, seed=9))
    assert not first & second
    assert any(number.startswith("A0FE000009") for number in second)


@pytest.mark.parametrize("seed", [-1, LARGEST_SEED + 1])
def test_a_seed_has_bounds(tmp_path, seed):
    with pytest.raises(ValueError, match="seed"):
        Post(tmp_path / "post.sqlite", seed=seed)
