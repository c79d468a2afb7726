"""Close what a page's own content leaves open, before something is painted over it.

A page may end with a scaled, clipped or hidden state: viewers forgive it, since nothing
follows. What is laid over it would be scaled, clipped or hidden as well.
"""

from collections import Counter

from .library import ArrayObject, ContentStream, NameObject
from .opening import entry

_CLOSED_BY = {b"q": b"Q", b"BT": b"ET", b"BMC": b"EMC", b"BDC": b"EMC"}
_CLOSING = (b"ET", b"EMC", b"Q")


def finish(page) -> None:
    """Append the operators that are missing at the end of a page's content.

    Those that close nothing are left out, as viewers ignore them: a ``Q`` would undo
    the ``q`` that the library puts before the content. ``/Contents`` is a list.
    """
    streams = entry(page, "/Contents", [])
    content = ContentStream(ArrayObject(streams), None, "bytes")
    left_open: Counter[bytes] = Counter()
    kept = []
    for operands, operator in content.operations:
        if operator in _CLOSED_BY:
            left_open[_CLOSED_BY[operator]] += 1
        elif operator in _CLOSING:
            if not left_open[operator]:
                continue
            left_open[operator] -= 1
        kept.append((operands, operator))
    missing = [
        ([], operator) for operator in _CLOSING for _ in range(left_open[operator])
    ]
    if missing or len(kept) < len(content.operations):
        content.operations = kept + missing
        page[NameObject("/Contents")] = content
