"""A time limit for a whole call, whatever the other side does.

The time-outs of the libraries start again with each byte. An answer that comes byte by
byte would never end. Here a timer cuts the connection when the time is over.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError


class Deadline:
    """The time limit of one call: `seconds` from now."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._cut = False

    def is_over(self) -> bool:
        return self._cut or time.monotonic() >= self._end

    def watch(self, connection: socket.socket) -> None:
        """Cut this connection when the time is over, or now if it is over."""
        with self._lock:
            self._socket = connection
        if self._cut:
            self.cut()

    def cut(self) -> None:
        """End what waits for an answer, in any thread."""
        with self._lock:
            self._cut = True
            # Through a proxy with TLS it is a wrapper around the socket.
            connection = getattr(self._socket, "socket", self._socket)
            if connection:
                # The other side or this one may have closed it already.
                with contextlib.suppress(OSError, AttributeError):
                    connection.shutdown(socket.SHUT_RDWR)

    def forget(self) -> None:
        """Do not cut any more: the connection may serve the next call."""
        with self._lock:
            self._socket = None


_deadline: ContextVar[Deadline | None] = ContextVar("internetmarke_deadline")


@contextmanager
def cut_after(seconds: float) -> Iterator[Deadline]:
    """End every call of a `CutAdapter` in this block after so many seconds."""
    deadline = Deadline(seconds)
    timer = threading.Timer(seconds, deadline.cut)
    timer.daemon = True
    timer.start()
    mark = _deadline.set(deadline)
    try:
        yield deadline
    finally:
        _deadline.reset(mark)
        timer.cancel()
        deadline.forget()


class _Cut:
    def connect(self):
        res = super().connect()
        deadline = _deadline.get(None)
        if deadline and deadline.is_over():
            self.close()
            # Nobody waits for an answer any more, so nothing must be sent.
            raise ConnectTimeoutError(self, "The connection took too long.")
        return res

    def getresponse(self, *args, **kwargs):
        deadline = _deadline.get(None)
        if deadline:
            deadline.watch(self.sock)
        return super().getresponse(*args, **kwargs)


class _CutHTTPConnection(_Cut, HTTPConnection):
    pass


class _CutHTTPSConnection(_Cut, HTTPSConnection):
    pass


class _CutHTTPPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _CutHTTPConnection


class _CutHTTPSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _CutHTTPSConnection


_POOLS = {"http": _CutHTTPPool, "https": _CutHTTPSPool}


class CutAdapter(HTTPAdapter):
    """An adapter of `requests` that ends its calls with the block `cut_after`.

    It does not work through a SOCKS proxy, which has another kind of connection.
    """

    def init_poolmanager(self, *args, **kwargs):
        res = super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS
        return res

    def proxy_manager_for(self, proxy, **kwargs):
        manager = super().proxy_manager_for(proxy, **kwargs)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = _POOLS
        return manager
