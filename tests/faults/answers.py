"""What can be wrong with an answer of the Post, as the simulator is told to do it."""

from dataclasses import dataclass

# Seconds that the client waits in the time-out cells, and those that the Post takes.
PATIENCE, LATE = 0.4, 0.8
BEFORE, AFTER = {"acted": False}, {"acted": True}


@dataclass(frozen=True)
class Fault:
    """What is done to the answer: a fault of the simulator (None: nobody listens)."""

    text: str
    name: str | None
    options: dict
    times: int = 1


FAULTS = {
    "refused": Fault("connection refused", None, {}),
    "late": Fault("time-out before the Post acts", "late", {"seconds": LATE} | BEFORE),
    "late_after": Fault(
        "time-out after the Post acted", "late", {"seconds": LATE} | AFTER
    ),
    "dropped": Fault("connection closed before the Post acts", "dropped", BEFORE),
    "dropped_after": Fault("connection closed after the Post acted", "dropped", AFTER),
    "cut": Fault("connection cut within the answer", "cut", {}),
    "expired": Fault("401, the token has expired", "expired_token", {}),
    "401": Fault("401 that stays", "unauthorized", {}, -1),
    "403": Fault("403", "forbidden", {}),
    "404": Fault("404", "not_found", {}),
    "429": Fault("429 without Retry-After", "too_many_requests", {}),
    "429_120": Fault(
        "429 with Retry-After: 120", "too_many_requests", {"retry_after": 120}
    ),
    "429_1": Fault("429 with Retry-After: 1", "too_many_requests", {"retry_after": 1}),
    "500": Fault("500", "server_error", {}),
    "500_after": Fault("500 after the Post acted", "server_error", AFTER),
    "502": Fault("502 as HTML", "bad_gateway_html", {}),
    "503": Fault("503 as XML", "unavailable_xml", {}),
    "empty": Fault("200, empty body", "empty", {}),
    "shape": Fault("200, JSON of another shape", "other_shape", {}),
    "text": Fault("numbers as text", "numbers_as_text", {}),
    "extra": Fault("unknown extra fields", "extra_fields", {}),
    "redirect": Fault("redirect to a strange host", "redirect", {}),
    "strange": Fault("a link to a strange host", "other_links", {}),
    "text_404": Fault("404 as plain text", "plain_text", {"status": 404}),
    "other_order": Fault("200, another order", "other_order", {}),
    "no_cart": Fault("200, without the cart", "missing", {"fields": ["shoppingCart"]}),
    "no_link": Fault("200, without the link", "missing", {}),
    "html": Fault("HTML instead of PDF", "html", {}),
    "damaged": Fault("damaged PDF", "damaged", {}),
    "too_big": Fault("more than 50 MB", "too_big", {}),
    "thousands": Fault("more pages than the reader takes", "thousands_of_pages", {}),
    "one_short": Fault("one page short", "too_few_pages", {}),
    "one_more": Fault("one page too many", "too_many_pages", {}),
    "no_id": Fault("a page whose Frankier-ID is unreadable", "no_id", {}),
    "foreign": Fault("a Frankier-ID that belongs to no voucher", "foreign_id", {}),
    "check": Fault("a Frankier-ID whose check digit is wrong", "wrong_check_digit", {}),
    "twice": Fault("two pages with one Frankier-ID", "duplicate_id", {}),
}
# The titles of a 400 that are known.
TITLES = (
    "Bad Request,InvalidTypeId,invalidTotalAmount,invalidCombination,"
    "walletBalanceNotEnough,invalidProductcode,invalidShopOrderID,unknownShopOrderId,"
    "quotaExceeded,forbiddenPaymentMethod,ERR_1000,invalidPageFormat,invalidMotive,"
    "invalidPplId,productExpired,walletNotAvailable,invalidOrderPositionCount"
).split(",")
# For a purchase of two stamps at 95 cents.
NEW_TOTAL = "PPL-total: 198, Cart: 190"
FAULTS |= {
    title: Fault(
        f"400 {title}",
        "refusal",
        {"title": title}
        | ({"description": NEW_TOTAL} if title == "invalidTotalAmount" else {}),
    )
    for title in TITLES
}
