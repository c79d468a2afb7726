"""The Products API: what the Post sells, at list prices."""

from __future__ import annotations

import re

import requests

from .answers import read_products
from .calls import reach, understand
from .errors import NotAuthorised
from .pacing import Pacing
from .problems import PRODUCTS
from .transport import new_session
from .urls import PRODUCTS_URL, check_base_url
from .values import Product, Timeouts


class ProductsClient:
    """Needs the key of the application only, no Portokasse.

    :raises UrlNotAllowed: `products_url` is neither the Post's nor on this machine
    """

    def __init__(
        self,
        client_id: str,
        *,
        products_url: str = PRODUCTS_URL,
        session: requests.Session | None = None,
        timeouts: Timeouts | None = None,
        pacing: Pacing | None = None,
    ) -> None:
        self._client_id = client_id.strip()
        self._url = check_base_url(products_url)
        self._session = session or new_session()
        self._timeouts = timeouts or Timeouts()
        self._pacing = pacing or Pacing()

    def __repr__(self) -> str:
        return f"ProductsClient({self._url!r})"

    def products(self) -> list[Product]:
        """Return the Post's products; the list may lack some (seen 2026).

        :raises NotAuthorised: cause "client_id" or "product"
        :raises Refused: no list at this address (404), or not for this question
        :raises Unavailable: no readable list
        """
        if not re.fullmatch(r"[\x21-\x7e]+", self._client_id):
            raise NotAuthorised("Not a key of an application", cause="client_id")
        secrets = [self._client_id]
        answer = reach(
            self._session,
            "GET",
            self._url,
            pacing=self._pacing,
            call="products",
            timeout=(self._timeouts.connect, self._timeouts.read),
            headers={"dhl-api-key": self._client_id},
            params={"profile": "IM-PARTNER", "shortVersion": "true"},
            secrets=secrets,
        )
        return understand(answer, read_products, kind=PRODUCTS, secrets=secrets)
