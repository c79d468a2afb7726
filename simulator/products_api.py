"""The Products API: what the Post sells, at list prices."""

from datetime import datetime
from sqlite3 import Connection
from typing import Any

from werkzeug.wrappers import Request

from .catalogue import Product, products
from .errors import gateway
from .settings import Settings


def product_list(
    connection: Connection, request: Request, settings: Settings, now: float
) -> dict[str, Any]:
    """GET /products. Raises Refusal in the gateway's shape."""
    if request.headers.get("dhl-api-key") != settings.client_id:
        raise gateway(
            401, "Unauthorized", "API gateway says: Invalid client identifier"
        )
    if request.args.get("profile") != "IM-PARTNER":
        raise gateway(400, "Bad Request", "profile must be IM-PARTNER")
    if request.args.get("shortVersion", "").lower() != "true":
        # The long form of the answer was never seen.
        raise gateway(400, "Bad Request", "shortVersion must be true here")
    sold = products(connection).values()
    # The rows are not sorted by code and foreign ones often come first (seen).
    ordered = sorted(sold, key=lambda row: not row[0].international)
    return {
        "type": "PwsProducts",
        "date": datetime.fromtimestamp(now).strftime("%d.%m.%y"),
        "shortSalesProducts": [_row(*row, settings) for row in ordered],
    }


def _row(product: Product, price: int, settings: Settings) -> dict[str, Any]:
    code: int | str = product.code
    if settings.product_codes_as_text:
        code = str(code)
    return {
        "extProductid": code,
        "extProductname": product.name,
        "transport": product.destination,
        # Euro, not cents.
        "grossprice": price / 100,
        **product.limits,
    }
