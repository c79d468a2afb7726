"""The Post's services: Internetmarke (buying stamps) and Products (the price list).

    client = Client(Credentials(client_id, client_secret, username, password))
    number = client.create_order()
    order = client.checkout(number, [Position(product_code=1, page=1)], 95,
                            page_format_id=1)
    pdf = client.document(order.link)

Money is a whole number of euro cents. No address is ever sent. Each error class says
whether something may have happened at the Post: see `errors`.
"""

from .client import Client
from .errors import (
    BalanceTooLow,
    InternetmarkeError,
    NotAuthorised,
    OutcomeUnknown,
    PriceChanged,
    Refused,
    TooManyRequests,
    Unavailable,
    UrlNotAllowed,
)
from .logins import Logins
from .pacing import FIRST_PAUSE, Pacing
from .page_formats import single_stamp_format
from .products import ProductsClient
from .tokens import reset_tokens
from .trace import reference
from .urls import API_URL, PRODUCTS_URL, check_url, host_names
from .values import (
    Charge,
    Credentials,
    Login,
    Order,
    PageFormat,
    Position,
    Product,
    Profile,
    RefundReceipt,
    RefundState,
    Timeouts,
    Voucher,
)

__all__ = [
    "API_URL",
    "FIRST_PAUSE",
    "PRODUCTS_URL",
    "BalanceTooLow",
    "Charge",
    "Client",
    "Credentials",
    "InternetmarkeError",
    "Login",
    "Logins",
    "NotAuthorised",
    "Order",
    "OutcomeUnknown",
    "PageFormat",
    "Pacing",
    "Position",
    "PriceChanged",
    "Product",
    "ProductsClient",
    "Profile",
    "RefundReceipt",
    "RefundState",
    "Refused",
    "Timeouts",
    "TooManyRequests",
    "Unavailable",
    "UrlNotAllowed",
    "Voucher",
    "check_url",
    "host_names",
    "reference",
    "reset_tokens",
    "single_stamp_format",
]
