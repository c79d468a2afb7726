"""Frank one rendered invoice with stamps of every size, and prove each result."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

from printing import (
    FORMS,
    Box,
    DoesNotFit,
    MissingGlyph,
    PrintingError,
    compose_letter,
    layout_window,
)
from printing.pdf import PdfReader

from . import eyes
from .measure import AROUND, Measured, measure
from .media import MEDIA
from .stamps import Bought

DIN, A4 = "DIN 5008", "A4"
WINDOW_CODES = ("address_missing", "window_occupied")
LONGEST = 75  # characters of an address line
REST_DPI = 100
PICTURE_DPI = 110


@dataclass
class Result:
    """What became of one invoice with one stamp.

    ``outcome``: ``composed`` or the code of the refusal; ``instead``: on what else the
    stamp was printed then. ``picture``: PNG of the window;
    ``wrong``: what was in its way.
    """

    layout: str
    paper: str
    kind: str
    size: str
    outcome: str = "composed"
    instead: str = ""
    found: Measured = field(default_factory=Measured)
    picture: bytes = b""
    wrong: tuple[Box, ...] = ()

    @property
    def faults(self) -> list[str]:
        return self.found.faults


def prove_invoice(folder: Path, entry: dict, stamps: dict[str, Bought]) -> list[Result]:
    """Return a result for each of the stamps, by their size."""
    invoice = (folder / entry["file"]).read_bytes()
    return [_prove(invoice, entry, size, stamp) for size, stamp in stamps.items()]


def window_of(entry: dict) -> dict:
    """Return what is printed into the window of an invoice, and where that is."""
    return {
        "return_line": entry["return_line"],
        "address_lines": entry["address"],
        "form": FORMS[entry["form"]],
    }


def _prove(invoice: bytes, entry: dict, size: str, stamp: Bought) -> Result:
    result = Result(entry["layout"], entry["paper"], entry["kind"], size)
    window = window_of(entry)
    form = window["form"]
    try:
        letter = compose_letter(
            invoice,
            stamp.pdf,
            stamp.page,
            printed_address_lines=entry["printed"],
            voucher_id=stamp.voucher_id,
            **window,
        )
    except PrintingError as error:
        result.outcome = error.code
        _expect_refusal(result, entry, error)
        _print_instead(result, error, stamp, window)
        elsewhere = getattr(error, "elsewhere", None)
        result.wrong = getattr(error, "boxes", ()) or (
            (elsewhere,) if elsewhere else ()
        )
        result.picture = _picture(invoice, form)
        return result
    layout = layout_window(stamp.size, **window)
    result.found = measure(letter, layout, stamp)
    _expect_letter(result, entry)
    _compare_rest(result.found, invoice, letter, form)
    result.picture = _picture(letter, form)
    return result


def _expect_letter(result: Result, entry: dict) -> None:
    expect = result.found.expect
    expect(not entry["unset"], "characters were lost that the typeface lacks")
    expect(_is_german(result), "a letter without a German window was composed")


def _is_german(result: Result) -> bool:
    return result.layout.startswith(DIN) and result.paper != A4


def _expect_refusal(result: Result, entry: dict, error: PrintingError) -> None:
    expect = result.found.expect
    missing = isinstance(error, MissingGlyph)
    expect(not missing or entry["unset"], "the typeface lacks a letter of Europe")
    # A longer word makes Odoo shrink or break the page.
    usual = max(map(len, entry["address"])) <= LONGEST and not entry["unset"]
    expect(
        not (_is_german(result) and usual and result.outcome in WINDOW_CODES),
        "an address in Odoo's German layout was not found in the window",
    )


def _print_instead(result: Result, error, stamp: Bought, window: dict) -> None:
    """Print the stamp on what is offered instead; one of it must work."""
    if isinstance(error, MissingGlyph):
        return
    offered = ("cover_sheet", "label", "envelope")
    if isinstance(error, DoesNotFit):
        offered = error.media
    for medium in offered:
        try:
            instead = MEDIA[medium](stamp, **window)
        except MissingGlyph:
            return
        except PrintingError:
            continue
        result.instead = medium
        result.found.faults += instead.faults
        result.found.decoded = instead.decoded
        return
    words = sum(map(len, window["address_lines"]))
    lines = len(window["address_lines"])
    result.found.faults.append(
        f"{error.code}: nothing takes {lines} lines of {words} characters"
    )


def _compare_rest(found: Measured, invoice: bytes, letter: bytes, form) -> None:
    """Compare all but the window, pixel by pixel; other pages byte by byte as well."""
    pages = eyes.page_count(invoice)
    found.expect(eyes.page_count(letter) == pages, "pages were lost or added")
    for number in range(1, pages + 1):
        before, after = (
            eyes.Sheet(pdf, number).picture(dpi=REST_DPI) for pdf in (invoice, letter)
        )
        if number == 1:
            page = eyes.Sheet(invoice).box
            before, after = (
                eyes.blanked(picture, form, page, REST_DPI)
                for picture in (before, after)
            )
        found.expect(eyes.same(before, after), f"page {number} looks different")
    if pages > 1:
        before, after = (
            [_content(page) for page in PdfReader(io.BytesIO(pdf)).pages[1:]]
            for pdf in (invoice, letter)
        )
        found.expect(before == after, "the content of page 2 was changed")


def _content(page) -> bytes:
    contents = page["/Contents"]
    streams = contents if isinstance(contents, list) else [contents]
    return b"\n".join(stream.get_object().get_data() for stream in streams)


def _picture(pdf: bytes, form) -> bytes:
    return eyes.Sheet(pdf).png(form.grown(AROUND), PICTURE_DPI)
