"""Whether one more login may be tried.

Three wrong logins in a row may lock a Portokasse. If the Post has refused a login, the
same login will hardly be right the next time. Many processes may use one Portokasse, so
the caller of this room remembers what was refused.
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
