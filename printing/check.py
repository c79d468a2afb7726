"""Check whether the window of an invoice shows its address, and nothing else."""

import unicodedata
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from .errors import AddressMissing, WindowOccupied
from .geometry import Box, PageSpace
from .occupied import TOUCH, drawings, notes
from .pdf import PdfReader, get_page, open_pdf, readable
from .pdf.content import marks
from .pdf.lines import Line, lines_on
from .window_envelopes import A4_HEIGHT, A4_WIDTH, DL, shown_area

# The return line may be broken once, as Odoo's layout does with a long one.
MAX_RETURN_LINES = 2
_SAME_COLUMN = 1.5  # mm
_APART = 1.3  # of the distance between the address's lines
_SMALLER = 0.95  # of the address's font size
# The same invoice is checked when it is proposed, franked and printed.
KEPT_REPORTS = 4096


@dataclass(frozen=True)
class WindowReport:
    """What stands in the window of page 1; boxes in mm from the page's top left.

    ``codes``: empty when all is well, else of ``address_missing`` (not in the window),
    ``address_elsewhere`` (with ``elsewhere``: found outside the window) and
    ``window_occupied`` (with ``others``: text, drawings, images and notes that would
    be wiped out when the window is redrawn, or be seen on top of it).

    ``warnings``: what does not keep the letter from being printed: ``text_seen`` (with
    ``seen``: text beside the window that an envelope DL shows as well) and
    ``page_not_a4`` (another size of paper, or across).
    """

    codes: tuple[str, ...]
    address: Box | None = None
    return_line: Box | None = None
    others: tuple[Box, ...] = ()
    elsewhere: Box | None = None
    warnings: tuple[str, ...] = ()
    seen: tuple[Box, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.codes


class Latest:
    """The reports of the files that were looked through last, in this process."""

    def __init__(self):
        self._found: OrderedDict[bytes, WindowReport] = OrderedDict()
        self._lock = Lock()

    def get(self, key: bytes) -> WindowReport | None:
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def keep(self, key: bytes, report: WindowReport) -> None:
        with self._lock:
            self._found[key] = report
            if len(self._found) > KEPT_REPORTS:
                self._found.popitem(last=False)


reports = Latest()


def check_window(
    invoice_pdf: bytes | PdfReader, form: Box, address_lines: Sequence[str]
) -> WindowReport:
    """Compare the text in the window of page 1 with the address, case and blanks aside.

    Into an empty window of an A4 page the address is simply added. ``form``: FORM_A or
    FORM_B. A file that was looked through lately is not read again. Raises
    UnreadablePdf, and AddressMissing when ``address_lines`` has no text at all.
    """
    wanted = _squeezed("".join(address_lines))
    if not wanted:
        raise AddressMissing()
    invoice = open_pdf(invoice_pdf)
    key = sha256(repr((invoice.digest, form, wanted)).encode()).digest()
    report = reports.get(key)
    if report is None:
        report = _report(get_page(invoice, 1), form, wanted)
        reports.keep(key, report)
    return report


def _report(page, form: Box, wanted: str) -> WindowReport:
    painted, lines = marks(page, 1), lines_on(page, 1)
    space = PageSpace(page)
    inside = [line for line in lines if reaches_into(line.box, form)]
    dark = [line for line in inside if not line.pale]
    # A letter may be set in pale grey, with no watermark behind it.
    address = _find(dark, wanted) or _find(inside, wanted)
    beside = dark if address and not address[0].pale else inside
    sender = _return_lines(beside, address)
    # Half of a line that reaches out of the window would be wiped out.
    others = tuple(
        line.box
        for line in inside
        if not line.pale
        and (line not in address + sender or not form.contains(line.box, TOUCH))
    )
    with readable(1):
        others += drawings(painted, space, form, _extent(address))
        others += notes(page, space, form)
    codes = []
    elsewhere = None
    if not address:
        outside = [line for line in lines if line not in inside]
        elsewhere = _extent(_find(outside, wanted))
        if elsewhere or others or not _is_a4(space):
            codes.append("address_missing")
        if elsewhere:
            codes.append("address_elsewhere")
    if others:
        codes.append("window_occupied")
    shown = shown_area(form, DL)
    seen = tuple(
        line.box
        for line in lines
        if line not in inside and not line.pale and reaches_into(line.box, shown)
    )
    warnings = {"text_seen": bool(seen), "page_not_a4": not _is_a4(space)}
    return WindowReport(
        tuple(codes),
        _extent(address),
        _extent(sender),
        others,
        elsewhere,
        tuple(code for code, holds in warnings.items() if holds),
        seen,
    )


def raise_unless_ok(report: WindowReport) -> None:
    """Raise AddressMissing or WindowOccupied as the report says."""
    if "address_missing" in report.codes:
        raise AddressMissing(report.elsewhere)
    if not report.ok:
        raise WindowOccupied(report.others)


def reaches_into(box: Box, form: Box) -> bool:
    """Tell whether text with this box is in the window and not only at its border."""
    across, down = box.overlap(form)
    # Short text is inside as soon as half of it is.
    return across > min(TOUCH, box.width / 2) and down > min(TOUCH, box.height / 2)


def _find(lines: list[Line], wanted: str) -> list[Line]:
    """Return the lines, one below the other, that together are the wanted text.

    The invoice may break an address line that is too long for it.
    """
    for start, first in enumerate(lines):
        column = [
            line
            for line in lines[start:]
            if abs(line.box.left - first.box.left) <= _SAME_COLUMN
        ]
        text = ""
        for count, line in enumerate(column, 1):
            text += _squeezed(line.text)
            if text == wanted:
                return column[:count]
            if not wanted.startswith(text):
                break
    return []


def _return_lines(inside: list[Line], address: list[Line]) -> list[Line]:
    """Return the lines above the address if they can be one return line.

    A return line is set apart from the address, by room or by smaller type. Other lines
    may belong to the address, and must not be lost. The parts of a broken return line
    stand closer together.
    """
    if not address:
        return []
    above = [line for line in inside if line.box.bottom <= address[0].box.top + TOUCH]
    if not 1 <= len(above) <= MAX_RETURN_LINES:
        return []
    gap = address[0].box.top - above[-1].box.top
    pitch = address[-1].box.bottom - address[0].box.top
    apart = gap > _APART * pitch / len(address)
    if not apart and above[-1].size > _SMALLER * address[0].size:
        return []
    if len(above) > 1:
        first, second = above
        same_column = abs(first.box.left - second.box.left) <= _SAME_COLUMN
        if not same_column or second.box.top - first.box.top >= gap:
            return [first]
    return above


def _is_a4(space: PageSpace) -> bool:
    """Tell whether a page fits the folds of A4; Letter does, if it is upright."""
    return abs(space.width - A4_WIDTH) <= 10 and abs(space.height - A4_HEIGHT) <= 20


def _extent(lines: list[Line]) -> Box | None:
    box = lines[0].box if lines else None
    for line in lines:
        box = box.union(line.box)
    return box


def _squeezed(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf"
    )
