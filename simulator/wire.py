"""How a request reached the Post, so that faults can disturb the way back.

The WSGI server puts a wire into the environment of the request. Over a socket the
faults are real (`server.py`). Inside the process they are imitated (`adapter.py`).
"""

from typing import Protocol

from werkzeug.wrappers import Request

KEY = "simulator.wire"


class Wire(Protocol):
    def wait(self, seconds: float) -> None:
        """Let the client wait."""

    def drop(self) -> None:
        """Close the connection without an answer; does not return."""


def wire_of(request: Request) -> Wire:
    """The wire of this request. Raises KeyError under a server that knows none."""
    return request.environ[KEY]
