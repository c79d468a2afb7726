"""What a stamp is printed on when the invoice's window does not take it."""

from __future__ import annotations

from printing import (
    ENVELOPES,
    LabelTooSmall,
    PrintingError,
    compose_cover_sheet,
    compose_envelope,
    compose_labels,
    label_formats,
    layout_window,
)

from . import eyes
from .measure import RESOLUTIONS, Measured, measure, squeezed
from .stamps import Bought


def cover_sheet(stamp: Bought, **window) -> Measured:
    sheet = compose_cover_sheet(
        stamp.pdf, stamp.page, voucher_id=stamp.voucher_id, **window
    )
    layout = layout_window(
        stamp.size, window["return_line"], window["address_lines"], window["form"]
    )
    return measure(sheet, layout, stamp)


def label(stamp: Bought, address_lines, **_window) -> Measured:
    """Print on the first of the label formats that takes stamp and address."""
    refusal: PrintingError | None = None
    for sheet in label_formats().values():
        item = (stamp.pdf, stamp.page, stamp.voucher_id, address_lines)
        try:
            pdf = compose_labels([item], sheet=sheet)
        except LabelTooSmall as error:
            refusal = error
            continue
        return _looked_at(pdf, stamp, address_lines)
    raise refusal


def envelope(stamp: Bought, return_line, address_lines, **_window) -> Measured:
    """Print on the first of the envelopes that takes the address."""
    refusal: PrintingError | None = None
    for name in ENVELOPES:
        try:
            pdf = compose_envelope(
                stamp.pdf,
                stamp.page,
                envelope=name,
                sender_lines=return_line.split(" · "),
                address_lines=address_lines,
                voucher_id=stamp.voucher_id,
            )
        except PrintingError as error:
            refusal = error
            continue
        return _looked_at(pdf, stamp, address_lines)
    raise refusal


MEDIA = {"cover_sheet": cover_sheet, "label": label, "envelope": envelope}


def _looked_at(pdf: bytes, stamp: Bought, address_lines) -> Measured:
    found = Measured()
    sheet = eyes.Sheet(pdf)
    for dpi in RESOLUTIONS:
        picture = sheet.picture(dpi=dpi)
        found.decoded[dpi] = eyes.codes(picture) == [stamp.code]
        found.expect(found.decoded[dpi], f"code not read at {dpi} dpi")
    # A label printer reaches the edge of its label.
    page = sheet.box
    found.expect(page.contains(eyes.ink(picture, page, page, dpi)), "off the page")
    wanted = squeezed("".join(address_lines))
    found.expect(wanted in squeezed("".join(sheet.texts())), "another text is shown")
    return found
