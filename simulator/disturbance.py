"""Turns a good answer into the trouble that a fault asks for."""

import json
from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Request, Response

from .errors import Refusal, documented, refused, token_refused
from .faults import Fault
from .wire import wire_of

STRANGE_HOST = "https://fremd.example/"
HTML = (
    "<!DOCTYPE html><html><head><title>Wartung</title></head>"
    "<body><h1>Bad Gateway</h1></body></html>"
)
XML = (
    '<?xml version="1.0" encoding="UTF-8"?><fault><faultstring>The service is'
    " temporarily unavailable</faultstring></fault>"
)


def refusal_response(refusal: Refusal) -> Response:
    """A refusal as JSON."""
    return json_response(refusal.body, refusal.status)


def json_response(body: Any, status: int = 200) -> Response:
    """Any JSON."""
    return Response(
        json.dumps(body, ensure_ascii=False), status, content_type="application/json"
    )


def disturbed(
    request: Request, fault: Fault, act: Callable[[], Response]
) -> Response | None:
    """Return the answer with the fault in it; `act` does what the request asks for.

    None if the fault is of another kind: faults of prices, tokens and pages happen
    where these are made.
    """
    if fault.name in ("late", "dropped"):
        return _on_the_wire(request, fault, act)
    if fault.name in INSTEAD:
        if fault.acted:
            act()
        return INSTEAD[fault.name](fault.options)
    if fault.name in AFTERWARDS:
        response = act()
        AFTERWARDS[fault.name](response, fault.options)
        return response
    return None


def _on_the_wire(
    request: Request, fault: Fault, act: Callable[[], Response]
) -> Response:
    wire = wire_of(request)
    if fault.name == "dropped":
        if fault.acted:
            act()
        wire.drop()
    if not fault.acted:
        wire.wait(fault.options["seconds"])
    response = act()
    if fault.acted:
        wire.wait(fault.options["seconds"])
    return response


def _too_many(options: dict[str, Any]) -> Response:
    response = refusal_response(
        documented(429, "Too Many Requests", "Too many requests, please try later.")
    )
    if options["retry_after"] is not None:
        response.headers["Retry-After"] = str(options["retry_after"])
    return response


INSTEAD: dict[str, Callable[[dict[str, Any]], Response]] = {
    "unauthorized": lambda _: refusal_response(token_refused()),
    "refusal": lambda options: refusal_response(
        refused(options["title"], options["description"])
    ),
    "forbidden": lambda _: refusal_response(
        documented(403, "Forbidden", "The user has not enough privileges.")
    ),
    "not_found": lambda _: refusal_response(
        documented(404, "Not Found", "Nothing was found.")
    ),
    "too_many_requests": _too_many,
    "server_error": lambda _: refusal_response(
        documented(500, "Internal Server Error", "Please contact support.")
    ),
    "bad_gateway_html": lambda _: Response(HTML, 502, content_type="text/html"),
    "unavailable_xml": lambda _: Response(XML, 503, content_type="text/xml"),
    "plain_text": lambda options: Response(
        "Service failed", options["status"], content_type="text/plain"
    ),
    "redirect": lambda _: Response("", 307, headers={"Location": STRANGE_HOST}),
}


def _cut(response: Response, _options: dict[str, Any]) -> None:
    whole = response.get_data()
    response.set_data(whole[: len(whole) // 2])
    response.headers["Content-Length"] = str(len(whole))


def _half(response: Response, _options: dict[str, Any]) -> None:
    whole = response.get_data()
    response.set_data(whole[: len(whole) // 2])


def _html(response: Response, _options: dict[str, Any]) -> None:
    response.set_data(HTML)
    response.content_type = "text/html"


def _too_big(response: Response, options: dict[str, Any]) -> None:
    whole = response.get_data()
    response.set_data(whole.ljust(options["size"], b"\n"))


def _other_links(response: Response, options: dict[str, Any]) -> None:
    answer = response.get_json(silent=True) or {}
    links = {name for name in ("link", "manifestLink") if answer.get(name)}
    response.set_data(json.dumps(answer | dict.fromkeys(links, options["to"])))


def _other_order(response: Response, _options: dict[str, Any]) -> None:
    answer = response.get_json(silent=True) or {}
    if cart := answer.get("shoppingCart"):
        cart["shopOrderId"] = "1"
        response.set_data(json.dumps(answer))


def _missing(response: Response, options: dict[str, Any]) -> None:
    answer = response.get_json(silent=True) or {}
    left = {name: v for name, v in answer.items() if name not in options["fields"]}
    response.set_data(json.dumps(left))


Disturbance = Callable[[Response, dict[str, Any]], None]


def _rewritten(change: Callable[[Any], Any]) -> Disturbance:
    def rewrite(response: Response, _options: dict[str, Any]) -> None:
        if response.mimetype == "application/json":
            response.set_data(json.dumps(change(response.get_json())))

    return rewrite


def _numbers_as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _numbers_as_text(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_numbers_as_text(item) for item in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value


def _extra_fields(value: Any) -> Any:
    if isinstance(value, dict):
        extended = {name: _extra_fields(item) for name, item in value.items()}
        return extended | {"neuesFeld": {"wert": 1, "liste": []}}
    if isinstance(value, list):
        return [_extra_fields(item) for item in value]
    return value


AFTERWARDS: dict[str, Disturbance] = {
    "cut": _cut,
    "empty": lambda response, _: response.set_data(b""),
    "other_shape": _rewritten(lambda _: {"result": ["ok"]}),
    "numbers_as_text": _rewritten(_numbers_as_text),
    "extra_fields": _rewritten(_extra_fields),
    "damaged": _half,
    "html": _html,
    "too_big": _too_big,
    "other_links": _other_links,
    "other_order": _other_order,
    "missing": _missing,
}
