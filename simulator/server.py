"""The Post as an HTTP server on this machine's loopback address, and nowhere else."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import NamedTuple

from werkzeug.serving import WSGIRequestHandler, make_server

from .post import API_PATH, PRODUCTS_PATH, Post
from .wire import KEY

LOOPBACK = "127.0.0.1"


class Address(NamedTuple):
    """`root` is the server itself; control routes are below `root`/simulator/."""

    url: str
    products_url: str
    root: str


class SocketWire:
    """A real connection."""

    def __init__(self, connection: socket.socket):
        self.connection = connection

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)

    def drop(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)
        # With this error, the server thinks that the client went away, and stays
        # silent.
        raise ConnectionAbortedError


class Handler(WSGIRequestHandler):
    """Serves requests without logging them: paths contain document links."""

    timeout = 10
    """Seconds for a client that has connected but says nothing."""

    def make_environ(self) -> dict:
        return super().make_environ() | {KEY: SocketWire(self.connection)}

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def serve(post: Post, port: int = 0) -> Iterator[Address]:
    """Serve in threads until the block ends; port 0 takes a free one.

    The end of the block waits for running requests, late ones included. Raises OSError
    when the port is taken.
    """
    server = make_server(LOOPBACK, port, post, threaded=True, request_handler=Handler)
    server.daemon_threads = False
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    root = f"http://{LOOPBACK}:{server.server_port}"
    try:
        yield Address(root + API_PATH, root + PRODUCTS_PATH, root)
    finally:
        server.shutdown()
        thread.join()
