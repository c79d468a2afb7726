"""The link host: documents of orders, without a token."""

import json
import secrets
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from sqlite3 import Connection
from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from .catalogue import page_formats, product
from .errors import documented
from .faults import Fault
from .orders import stamps_of
from .sheet import draw_manifest, draw_spoiled_order
from .stamps import Stamp
from .state import State

Draw = Callable[[], bytes]
PATH = "/PcfExtensionWeb"


def new_link(
    connection: Connection, request: Request, kind: str, subject: str, expires: float
) -> str:
    """A new link to the document `kind` of `subject`, on the host that was asked."""
    data = b64encode(secrets.token_bytes(32)).decode("ascii")
    connection.execute(
        "INSERT INTO link (data, kind, subject, expires) VALUES (?, ?, ?, ?)",
        (data, kind, subject, expires),
    )
    host = request.host_url.rstrip("/")
    # "=" and "/" are percent-encoded in the service's own links.
    return f"{host}{PATH}/{kind}?keyphase=1&data={quote(data, safe='')}"


def document(
    state: State, request: Request, kind: str, fault: Fault | None, now: float
) -> Response:
    """What the link leads to. Raises Refusal: 404 for a wrong or dead link."""
    with state.reading() as connection:
        link = connection.execute(
            "SELECT * FROM link WHERE data = ? AND kind = ? AND expires > ?",
            (request.args.get("data", ""), kind, now),
        ).fetchone()
        if link is None:
            raise documented(404, "Not Found", "Document not found.")
        if kind == "document":
            draw = _order(connection, link["subject"], fault.name if fault else None)
        else:
            vouchers = [s["voucher_id"] for s in stamps_of(connection, link["subject"])]
            draw = partial(draw_manifest, link["subject"], vouchers)
    # Drawing takes its time, so the file is free again by now.
    headers = {"Content-Disposition": f'attachment; filename="{kind}.pdf"'}
    return Response(draw(), content_type="application/pdf", headers=headers)


def _order(connection: Connection, shop_order_id: str, fault: str | None) -> Draw:
    cart = connection.execute(
        "SELECT * FROM cart WHERE shop_order_id = ?", (shop_order_id,)
    ).fetchone()
    drawn = [
        Stamp(
            product=product(row["product_code"]),
            price=row["price"],
            bought=cart["paid"],
            voucher_id=row["voucher_id"],
            track_id=row["track_id"],
            voucher_layout=row["voucher_layout"],
            page=row["page"],
            label_x=row["label_x"],
            label_y=row["label_y"],
            address=json.loads(row["address"]) if row["address"] else None,
        )
        for row in stamps_of(connection, shop_order_id)
    ]
    page_format = page_formats()[cart["page_format_id"]]
    return partial(draw_spoiled_order, drawn, page_format, fault)
