"""A customer of the simulated Post who speaks plain HTTP, so that its tests do not
depend on our own client."""

from typing import Any

import requests

from simulator import Credentials

PDF_POSITION = "AppShoppingCartPDFPosition"


def position(code: int, page: int = 1, **more: Any) -> dict[str, Any]:
    """One stamp in the franking zone, on the first label of a page."""
    return {
        "positionType": PDF_POSITION,
        "productCode": code,
        "voucherLayout": "FRANKING_ZONE",
        "position": {"labelX": 1, "labelY": 1, "page": page},
    } | more


def purchase(total: int, *positions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The body of a checkout."""
    return {
        "type": "AppShoppingCartPDFRequest",
        "total": total,
        "pageFormatId": 216,
        "positions": list(positions),
    } | more


class Customer:
    """Calls below `url`; `log_in` first."""

    def __init__(self, url: str, credentials: Credentials, adapter=None):
        self.url = url
        self.credentials = credentials
        self.session = requests.Session()
        self.session.trust_env = False
        if adapter:
            self.session.mount("http://", adapter)

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        more.setdefault("timeout", 30)
        more.setdefault("allow_redirects", False)
        return self.session.request(method, self.url + path, **more)

    def login_form(self, **changes: str) -> dict[str, str]:
        form = {"grant_type": "client_credentials", **vars(self.credentials)}
        return form | changes

    def ask_login(self, **changes: str) -> requests.Response:
        """The answer to a login, whatever it is."""
        return self.call("POST", "/user", data=self.login_form(**changes))

    def log_in(self, **changes: str) -> requests.Response:
        """A login whose token is used from now on."""
        response = self.ask_login(**changes)
        if response.ok:
            token = response.json()["access_token"]
            self.session.headers["Authorization"] = f"Bearer {token}"
        return response

    def balance(self) -> int:
        return self.log_in().json()["walletBalance"]

    def create_order(self) -> str:
        return self.call("POST", "/app/shoppingcart").json()["shopOrderId"]

    def checkout(self, body: Any, **query: Any) -> requests.Response:
        return self.call("POST", "/app/shoppingcart/pdf", json=body, params=query)

    def buy(self, total: int, *positions: dict[str, Any]) -> dict[str, Any]:
        """The answer to a purchase that must succeed."""
        body = purchase(total, *positions, shopOrderId=self.create_order())
        response = self.checkout(body)
        assert response.status_code == 200, response.text
        return response.json()

    def find_order(self, shop_order_id: str, **more: Any) -> requests.Response:
        return self.call("GET", f"/app/shoppingcart/{shop_order_id}", **more)

    def document(self, link: str) -> requests.Response:
        """Without the token, as the link needs none."""
        adapter = self.session.get_adapter(link)
        with requests.Session() as session:
            session.trust_env = False
            session.mount("http://", adapter)
            return session.get(link, timeout=30)
