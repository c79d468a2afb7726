"""Odoo's own server, in which a request can be held at a point (a program of its own).

A request that names a port in `X-Chaos-Gate` connects to it when it reaches its point,
says which process it is and where, and waits for an answer, or for its death:

- `X-Chaos-Point: start` is the beginning of the request;
- `line N` is before the N-th new statement of the protocol. Several statements in a row
  count as one, if none of them speaks to the database or the Post: nobody outside could
  tell where among them the process was killed;
- `edge N` is the N-th time that a call to the Post or a commit begins or ends.
"""

import os
import socket
import sys
from functools import cache
from pathlib import Path

import odoo.cli
import odoo.http

# The protocol: whatever runs between a person's click and the last commit.
PROTOCOL = (
    "/internetmarke/models/money/",
    "/internetmarke/models/stock/stamp",
    "/internetmarke/models/letter/",
    "/internetmarke/models/run/",
    "/internetmarke/models/books/",
    "/internetmarke/wizards/",
)
EDGES = {
    ("/odoo/sql_db.py", "commit"): "commit",
    ("/internetmarke/api/transport.py", "exchange"): "call",
}
WORDS = EDGES | {("/odoo/sql_db.py", "execute"): "statement"}
NAMES = {name for _file, name in WORDS}


class Stoppable:
    """Odoo's application; in everything else it is the application itself."""

    def __init__(self, application):
        self.application = application

    def __getattr__(self, name):
        return getattr(self.application, name)

    def __call__(self, environ, start_response):
        kind, _blank, number = environ.get("HTTP_X_CHAOS_POINT", "").partition(" ")
        if not kind:
            return self.application(environ, start_response)
        gate = int(environ["HTTP_X_CHAOS_GATE"])
        if kind == "start":
            wait(gate, "the beginning")
            return self.application(environ, start_response)
        sys.settrace({"line": lines, "edge": edges}[kind](gate, int(number)))
        try:
            return self.application(environ, start_response)
        finally:
            sys.settrace(None)


def wait(gate, place):
    with socket.create_connection(("127.0.0.1", gate)) as connection:
        connection.sendall(f"{os.getpid()} {place}\n".encode())
        connection.recv(1)


def lines(gate, wanted):
    """Trace statements; one that was seen already is not counted again."""
    seen = set()
    count, heard = 0, True

    def trace(frame, event, _argument):
        nonlocal count, heard
        code = frame.f_code
        if not is_protocol(code.co_filename):
            heard = heard or find(code, WORDS) is not None
            return None
        place = (code.co_filename, frame.f_lineno)
        if event == "line" and heard and place not in seen:
            seen.add(place)
            count, heard = count + 1, False
            if count == wanted:
                wait(gate, f"{Path(code.co_filename).name}:{frame.f_lineno}")
        return trace

    return trace


@cache  # asked for every call of the request
def is_protocol(name):
    return any(folder in name for folder in PROTOCOL)


def edges(gate, wanted):
    """Trace the beginning and the end of what cannot be undone."""
    count = 0

    def trace(frame, event, _argument):
        what = find(frame.f_code, EDGES)
        if what is None:
            return None
        if event in ("call", "return"):
            nonlocal count
            count += 1
            if count == wanted:
                when = {"call": "before", "return": "after"}[event]
                wait(gate, f"{when} {what} {(count + 1) // 2}")
        return trace

    return trace


def find(code, functions):
    if code.co_name not in NAMES:
        return None
    for (file, function), what in functions.items():
        if code.co_name == function and code.co_filename.endswith(file):
            return what
    return None


if __name__ == "__main__":
    odoo.http.root = Stoppable(odoo.http.root)
    odoo.cli.main()
