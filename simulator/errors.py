"""The Post's ways of saying no.

Three shapes are known: the backend answers with `statusCode` as text, `description` and
`instance` (seen 2025); OpenAPI 1.30 shows `detail` instead of the last two; login and
gateway answer with a whole number in `status` (seen 2026).
"""

BUSINESS = "PCF-A1031"
VALIDATION = "PCF-A1033"
TYPE_ID = "PCF-A1034"


class Refusal(Exception):
    """A request that the Post refuses; `body` is the JSON it answers with."""

    def __init__(self, status: int, body: dict[str, str | int]):
        super().__init__(body["title"])
        self.status = status
        self.body = body


def refused(title: str, description: str, instance: str = BUSINESS) -> Refusal:
    """400 in the shape of the backend (seen 2025)."""
    return Refusal(
        400,
        {
            "statusCode": "400",
            "title": title,
            "description": description,
            "instance": instance,
        },
    )


def invalid(description: str) -> Refusal:
    """400 of the field validation (seen 2025)."""
    return refused("Bad Request", description, VALIDATION)


def documented(status: int, title: str, detail: str) -> Refusal:
    """Any status in the shape of the API document (OpenAPI 1.30)."""
    return Refusal(
        status, {"statusCode": str(status), "title": title, "detail": detail}
    )


def gateway(status: int, title: str, detail: str) -> Refusal:
    """The shape of the gateway and of failed logins (seen 2026)."""
    return Refusal(status, {"status": status, "title": title, "detail": detail})


def login_failed() -> Refusal:
    """Wrong password, locked and not yet released look alike (seen 2026)."""
    return gateway(
        401,
        "genericUserAuthenticationError",
        "The user could not be authenticated. Possible causes: the account is invalid"
        " or locked, the token is invalid, or the user has not released the app.",
    )


def token_refused() -> Refusal:
    """An unknown or expired bearer token."""
    return documented(401, "Unauthorized", "The provided token is not valid.")
