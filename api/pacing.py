"""How many calls may be sent, and when none may.

The service takes 500 calls in two hours from one application (OpenAPI 1.27). It answers
429 to more, often without saying for how long (1.30). Many processes may share one
application, so the caller of this room counts the calls.
"""

from __future__ import annotations

# Seconds: long enough to help, short enough for a person who waits.
FIRST_PAUSE = 60


class Pacing:
    """Asked before and told after each call. This one lets everything through.

    `finishing` calls ask what became of money that was moved: where calls are short,
    they go before those that begin something new.
    """

    def admit(self, *, finishing: bool) -> None:
        """Count one call that is about to be sent.

        :raises TooManyRequests: it must not be sent now
        """

    def pause(self, seconds: float | None) -> float:
        """Note that the Post asked to wait, and return how long to wait.

        :param seconds: what the Post named; None if it named nothing
        :return: seconds from now on in which nothing shall be sent
        """
        return FIRST_PAUSE if seconds is None else seconds
