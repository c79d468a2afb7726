"""Was a bought document as expected? And a report of it that gives nothing away.

We know the Post's documents only from its test prints. If a person gets a different
one, the report can be shown to others: it has only the shape of each text and the size
of each picture.
"""

import re
from collections.abc import Sequence

from .errors import UnreadablePdf
from .geometry import PageSpace
from .pdf import entry, get_page, open_pdf
from .pdf.content import Mark, marks
from .stamps import StampPage

# mm, of the DataMatrix; and how far sizes may be off.
CODE_SIDE = 11.01
_CODE_OFF = 0.3
# The Post's pictures have some white around what is printed.
_SMALLER, _LARGER = 3.0, 0.5
_PAGES, _MARKS = 5, 400
# Words of the stamps themselves; all others are masked.
_KNOWN = re.compile(
    r"\b(?:IM|Deutsche|Post|Internetmarke|EINSCHREIBEN|EINWURF|R[ÜU]CKSCHEIN|"
    r"RECOMMAND[EÉ]|PRIORITY|PRIORITAIRE|MUSTER|Testdruck|R|P\.P\.)\b"
)


def differences(
    pages: Sequence[StampPage], sizes: Sequence[tuple[float, float]]
) -> dict[str, int]:
    """Return the differences from what was expected: ``{code: number of pages}``.

    ``sizes``: nominal width and height (mm) of the stamp of each position. Codes:
    ``pages`` (more or fewer than positions; by how many), ``unread_id``,
    ``unread_price``, ``other_size``, ``no_code``, ``other_code_size``.
    """
    stamps = [page for page in pages if page.voucher_id and page.is_read]
    found = {
        "pages": abs(len(pages) - len(sizes)),
        "unread_id": max(len(sizes) - len(stamps), 0),
        "unread_price": sum(page.price is None for page in stamps),
        "other_size": sum(
            not _is_as_large(page, sizes[page.position - 1]) for page in stamps
        ),
        "no_code": sum(page.code is None for page in stamps),
        "other_code_size": sum(
            abs(page.code.width - CODE_SIDE) > _CODE_OFF for page in stamps if page.code
        ),
    }
    return {code: count for code, count in found.items() if count}


def _is_as_large(page: StampPage, size: tuple[float, float]) -> bool:
    measured = page.box.width, page.box.height
    return all(
        -_SMALLER <= real - nominal <= _LARGER
        for real, nominal in zip(measured, size, strict=True)
    )


def masked(text: str) -> str:
    """Return the shape of a text: 9 for digits, x and X for letters.

    Words that stand on every stamp stay, so that its lines can be told apart.
    """
    shown, last = [], 0
    for word in _KNOWN.finditer(text):
        shown += [_shape(text[last : word.start()]), word[0]]
        last = word.end()
    return "".join(shown) + _shape(text[last:])


def _shape(text: str) -> str:
    return "".join(
        "9"
        if c.isnumeric()
        else ("X" if c.isupper() else "x")
        if c.isalpha()
        else c
        if c.isascii() and c.isprintable()
        else "?"
        for c in text
    )


def masked_report(pdf: bytes) -> str:
    """Return what a document is made of, without IDs, names and prices.

    Lengths in mm from a page's top left corner. A page that cannot be read is named
    with the reason.
    """
    lines = [f"{len(pdf)} bytes, {masked(pdf[:8].decode('latin-1'))}"]
    try:
        reader = open_pdf(pdf)
    except UnreadablePdf as error:
        return "\n".join([*lines, f"not read: {error.code}"]) + "\n"
    count = len(reader.pages)
    lines.append(f"{count} pages, encrypted: {bool(reader.is_encrypted)}")
    for number in range(1, min(count, _PAGES) + 1):
        try:
            lines += _page(reader, number)
        except UnreadablePdf as error:
            lines.append(f"page {number} not read: {error.code}")
    return "\n".join(lines) + "\n"


def _page(reader, number: int) -> list[str]:
    page = get_page(reader, number)
    space = PageSpace(page)
    lines = [
        f"page {number}: {space.width:.1f} x {space.height:.1f}, "
        f"turned by {int(entry(page, '/Rotate', 0))}"
    ]
    lines += _fonts(entry(page, "/Resources", {}))
    painted = marks(page, number)
    lines += [_mark(mark, space) for mark in painted[:_MARKS]]
    if len(painted) > _MARKS:
        lines.append(f"    and {len(painted) - _MARKS} more")
    return lines


def _fonts(resources) -> list[str]:
    found = entry(resources, "/Font", {})
    return [
        f"    font {entry(font, '/Subtype')}, {_encoding(font)}, "
        f"ToUnicode: {'/ToUnicode' in font}"
        for font in (item.get_object() for item in found.values())
    ]


def _encoding(font) -> str:
    encoding = entry(font, "/Encoding")
    return str(encoding)[:40] if isinstance(encoding, str) else "own encoding"


def _mark(mark: Mark, space: PageSpace) -> str:
    box = space.box(mark.rect)
    place = f"{box.left:.1f} {box.top:.1f} {box.width:.2f} x {box.height:.2f}"
    more = ""
    if mark.kind == "text":
        more = f" {mark.size:.1f} pt: {masked(mark.text)}"
    elif mark.image is not None:
        keys = ("/Width", "/Height", "/BitsPerComponent")
        more = " px " + " ".join(str(entry(mark.image, key)) for key in keys)
    elif not mark.filled:
        more = " outline"
    return f"    {mark.kind} {place}{more}"
