"""What duplex printers need: after which pages of a document a blank one follows."""

from collections.abc import Callable, Collection

# Takes how many pages a document has; returns after which of them a blank one follows,
# counted from 1.
Blanks = Callable[[int], Collection[int]]


def no_blanks(_count: int) -> Collection[int]:
    """Return no page: the document is as it is."""
    return ()


def end_of_sheet(count: int) -> Collection[int]:
    """Return the last of so many pages if their number is odd: it becomes even.

    Otherwise, when printed on both sides, the next letter begins on the back of this
    one: two recipients on the same sheet.
    """
    return [count] if count % 2 else []


def each_page(count: int) -> Collection[int]:
    """Return all pages: each is alone on its sheet when printed on both sides.

    Labels, envelopes and letters that were weighed as printed on one side need this.
    """
    return range(1, count + 1)
