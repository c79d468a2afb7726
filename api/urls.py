"""Which addresses this room may talk to.

Credentials go to the base address, and links come in answers: both could be turned
against the user, so only the Post's own hosts and this machine are accepted.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from .errors import UrlNotAllowed

API_URL = "https://api-eu.dhl.com/post/de/shipping/im/v1"
PRODUCTS_URL = "https://api-eu.dhl.com/post/de/information/products/v1/products"

_POST_HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*(?:dhl\.com|deutschepost\.de)"
)
_HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
_PARTS = ("scheme", "host", "port")
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?:[/?#].*)?"
)


def host_names(text: str) -> tuple[str, ...]:
    """Return the names of hosts in `text`, separated by commas or blanks.

    Only full names of hosts count: no IP address and no single word.
    """
    words = re.split(r"[\s,;]+", text.lower())
    return tuple(word for word in words if _HOST.fullmatch(word))


def check_url(url: str, more_hosts: Iterable[str] = ()) -> str:
    """Return `url` when it may be called.

    Accepted: https on dhl.com, deutschepost.de and their subdomains, and on
    `more_hosts` (port 443), and http or https on a loopback address (any port).

    :raises UrlNotAllowed: anything else
    """
    # Two programs may read these in two ways, so they are refused: userinfo,
    # backslashes, blanks, control characters, letters beyond ASCII.
    plain = isinstance(url, str) and re.fullmatch(r"[!-\[\]-~]+", url)
    match = _URL.fullmatch(url.lower()) if plain else None
    if not match:
        raise UrlNotAllowed("Address not allowed", "not a plain http(s) address")
    scheme, host, port = (match[part] for part in _PARTS)
    if port and not 0 < int(port) < 65536:
        raise UrlNotAllowed("Address not allowed", "no such port")
    if _is_loopback(host):
        return url
    safe = scheme == "https" and port in (None, "443")
    if not _POST_HOST.fullmatch(host) and host not in more_hosts:
        raise UrlNotAllowed(
            "Address not allowed",
            f"not a host of Deutsche Post: {host[:100]}",
            host=host if safe and _HOST.fullmatch(host) else "",
        )
    if not safe:
        raise UrlNotAllowed("Address not allowed", f"only https on {host[:100]}")
    return url


def check_base_url(url: str) -> str:
    """As `check_url`, for an address to which paths are added.

    :raises UrlNotAllowed: also when it has a query or a fragment
    """
    parts = urlsplit(check_url(url))
    if parts.query or parts.fragment:
        raise UrlNotAllowed("Address not allowed", "a base address has no query")
    return url.rstrip("/?#")


def check_link(url: str, base_url: str, more_hosts: Iterable[str] = ()) -> str:
    """As `check_url`, for a link that came in an answer of `base_url`.

    :raises UrlNotAllowed: also when another machine's answer leads to this one
    """
    if is_on_this_machine(check_url(url, more_hosts)) and not is_on_this_machine(
        base_url
    ):
        raise UrlNotAllowed("Address not allowed", "a link to this machine")
    return url


def is_on_this_machine(url: str) -> bool:
    """Whether this is an http(s) address of the loopback interface."""
    match = _URL.fullmatch(url.lower())
    return bool(match) and _is_loopback(match["host"])


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return address.is_loopback and (address.version == 4 or host == "[::1]")
