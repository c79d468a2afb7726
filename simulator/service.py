"""The INTERNETMARKE service: one function per call of its API document 1.30."""

from email.utils import formatdate
from functools import partial
from sqlite3 import Connection, Row
from typing import Any

from werkzeug.wrappers import Request

from . import bodies, inputs, orders, refunds
from .catalogue import page_formats
from .documents import new_link
from .errors import documented, invalid, login_failed
from .settings import Settings
from .state import State
from .wallets import charge, log_in, wallet_of

CATALOG_TYPES = ("PUBLIC", "PAGE_FORMATS")


class Service:
    """Answers the calls; `now` is the time of the request in Unix seconds."""

    def __init__(self, state: State, settings: Settings, now: float):
        self.state = state
        self.settings = settings
        self.now = now

    def version(self, request: Request) -> dict[str, Any]:
        """GET /"""
        return {
            "amp": {
                "name": "pp-post-internetmarke",
                "version": "v1.1.18",
                "rev": "35",
                "env": "simulator",
            }
        }

    def login(self, request: Request) -> dict[str, Any]:
        """POST /user"""
        form = inputs.login_form(request)
        inputs.check_application(form, self.settings)
        with self.state.writing() as connection:
            refunds.decide_refunds(connection, self.settings, self.now)
            login = log_in(
                connection,
                form["username"],
                form["password"],
                self.settings,
                self.now,
            )
        if login is None:
            raise login_failed()
        return {
            "userToken": login.token,
            "access_token": login.token,
            "walletBalance": login.wallet_balance,
            "showTermsAndConditions": False,
            "infoMessage": "",
            "issued_at": formatdate(self.now, usegmt=True),
            "expires_in": login.expires_in,
            "token_type": "BearerToken",
            "external_customer_id": login.customer,
            "authenticated_user": form["username"],
        }

    def profile(self, request: Request) -> dict[str, Any]:
        """GET /user/profile"""
        with self.state.reading() as connection:
            wallet = self._wallet(connection, request)
        return {
            "ekp": None,
            "company": "Muster GmbH",
            "title": None,
            "invoiceType": "PAPER",
            "invoiceFrequency": "DECADE",
            "mail": wallet["username"],
            "firstname": "Erika",
            "lastname": "Mustermann",
            "street": "Musterstraße",
            "houseNo": "5",
            "zip": "12345",
            "city": "Musterstadt",
            "country": "DEU",
            "phone": None,
            "pobox": None,
            "poboxZip": None,
            "poboxCity": None,
        }

    def charge(self, request: Request) -> dict[str, Any]:
        """PUT /app/wallet"""
        with self.state.writing() as connection:
            wallet = self._wallet(connection, request)
            amount = inputs.amount(request.args)
            shop_order_id, balance = charge(
                connection, wallet, amount, self.settings, self.now
            )
        return {"shopOrderId": shop_order_id, "walletBalance": balance}

    def catalog(self, request: Request) -> dict[str, Any]:
        """GET /app/catalog"""
        with self.state.reading() as connection:
            self._wallet(connection, request)
        # The parameter is repeated; a comma list is Spring's other way to say it.
        types = ",".join(request.args.getlist("types")).split(",")
        for name in types:
            if name not in CATALOG_TYPES:
                raise invalid(f"types: must be any of [{', '.join(CATALOG_TYPES)}]")
        answer: dict[str, Any] = {}
        if "PUBLIC" in types:
            # The document says publicCatalog (seen 2026: publicGallery).
            answer["publicGallery"] = {"items": [_motifs(request)]}
        if "PAGE_FORMATS" in types:
            answer["pageFormats"] = [f.answer for f in page_formats().values()]
        return answer

    def create_order(self, request: Request) -> dict[str, Any]:
        """POST /app/shoppingcart"""
        with self.state.writing() as connection:
            wallet = self._wallet(connection, request)
            return {"shopOrderId": orders.reserve(connection, wallet, self.now)}

    def checkout_png(self, request: Request) -> dict[str, Any]:
        """POST /app/shoppingcart/png: always refused, as the addon buys PDF only."""
        with self.state.reading() as connection:
            self._wallet(connection, request)
        raise documented(403, "Forbidden", "This simulator sells stamps as PDF only.")

    def checkout(self, request: Request) -> dict[str, Any]:
        """POST /app/shoppingcart/pdf"""
        with self.state.writing() as connection:
            wallet = self._wallet(connection, request)
            direct = inputs.switch(request.args, "directCheckout")
            if inputs.switch(request.args, "validate"):
                raise documented(403, "Forbidden", "This simulator shows no previews.")
            body = inputs.json_body(request)
            values = bodies.read_purchase(body, self.settings.strict_postcodes)
            booking = orders.book(
                connection, wallet, values, direct, self.settings, self.now
            )
            return self._order(
                connection,
                request,
                booking.shop_order_id,
                booking.wallet_balance,
                values["createManifest"] or values["createShippingList"] in ("1", "2"),
            )

    def find_order(self, request: Request, shop_order_id: str) -> dict[str, Any]:
        """GET /app/shoppingcart/{shopOrderId}"""
        with self.state.writing() as connection:
            wallet = self._wallet(connection, request)
            if len(shop_order_id) > 18:
                raise invalid("shopOrderId: size must be between 1 and 18")
            orders.paid_cart(connection, wallet, shop_order_id)
            # Balance and manifest are null here (seen 2025).
            return self._order(connection, request, shop_order_id, None, False)

    def request_refund(self, request: Request) -> dict[str, Any]:
        """POST /app/retoure"""
        with self.state.writing() as connection:
            wallet = self._wallet(connection, request)
            shop_order_id, vouchers = bodies.read_retoure(inputs.json_body(request))
            shop_retoure_id, number = refunds.request_refund(
                connection, wallet, shop_order_id, vouchers, self.settings, self.now
            )
        # Two strings here, but a whole number when asking for the state (seen 2025).
        return {"shopRetoureId": shop_retoure_id, "retoureTransactionId": str(number)}

    def refund_states(self, request: Request) -> dict[str, Any]:
        """GET /app/retoure"""
        with self.state.writing() as connection:
            wallet = self._wallet(connection, request)
            refunds.decide_refunds(connection, self.settings, self.now)
            states = refunds.refund_states(
                connection, wallet, request.args.to_dict(), self.settings
            )
        return {"RetrieveRetoureStateResponse": states}

    def _wallet(self, connection: Connection, request: Request) -> Row:
        return wallet_of(connection, request.headers.get("Authorization"), self.now)

    def _link(self, connection: Connection, request: Request, kind: str, subject: str):
        expires = self.now + self.settings.link_lifetime
        return new_link(connection, request, kind, subject, expires)

    def _order(
        self,
        connection: Connection,
        request: Request,
        shop_order_id: str,
        balance: int | None,
        manifest: bool | None,
    ) -> dict[str, Any]:
        vouchers = [
            {"voucherId": stamp["voucher_id"], "trackId": stamp["track_id"]}
            for stamp in orders.stamps_of(connection, shop_order_id)
        ]
        if self.settings.voucher_order == "reversed":
            vouchers.reverse()
        link = partial(self._link, connection, request)
        return {
            "type": "CheckoutShoppingCartAppResponse",
            "link": link("document", shop_order_id),
            "manifestLink": link("manifest", shop_order_id) if manifest else None,
            "shoppingCart": {"shopOrderId": shop_order_id, "voucherList": vouchers},
            # Sic; the same misspelling is in the SOAP predecessor.
            "walletBallance": balance,
        }


def _motifs(request: Request) -> dict[str, Any]:
    host = request.host_url.rstrip("/")
    return {
        "category": "Muster",
        "categoryDescription": "Erfundene Motive",
        "categoryId": 1,
        "images": [
            {
                "imageID": motif,
                "imageDescription": f"Motiv {motif}",
                "imageSlogan": "MUSTER",
                "links": {
                    "link": f"{host}/PcfExtensionWeb/motif/{motif}",
                    "linkThumbnail": f"{host}/PcfExtensionWeb/motif/{motif}",
                },
            }
            for motif in orders.MOTIFS
        ],
    }
