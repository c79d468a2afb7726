"""Whether one more login may be tried.

Three wrong logins in a row may lock a Portokasse, and a login that the Post has refused
once will hardly be right the next time. Many processes may use one Portokasse, so what
was refused is remembered by the caller of this room.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Logins:
    """Stands around each login. This one lets everything through."""

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Surround one login, which raises `NotAuthorised` if it is refused.

        :raises NotAuthorised: with the cause "untried", instead of letting it through
        """
        yield
