"""Show a letter before a stamp is bought, and what is in the way in its window."""

from collections.abc import Iterable, Sequence

from .check import WindowReport, check_window
from .drawing import Colour, Drawing
from .geometry import Box
from .letter import redraw_window
from .offset import NO_OFFSET, Offset
from .pdf import PdfReader, open_pdf
from .pdf.assembly import Assembly, Sheet
from .placing import lay_drawing, open_stamp
from .sample import sample_stamp
from .window import layout_window

WINDOW_COLOUR: Colour = (0.1, 0.35, 0.8)
WRONG_COLOUR: Colour = (0.85, 0.1, 0.1)
_FRAME = 0.4
_AROUND = 0.7  # between what is marked and its frame


def preview_letter(
    document: bytes | PdfReader,
    size: tuple[float, float],
    *,
    return_line: str,
    address_lines: Sequence[str],
    form: Box,
    printed_address_lines: Sequence[str] | None = None,
    offset: Offset = NO_OFFSET,
    font: str | None = None,
) -> bytes:
    """Return page 1 of the invoice as it will be printed, MUSTER instead of a stamp.

    ``size``: the stamp's width and height in mm. The other arguments are those of
    ``compose_letter``. Nothing is refused because of what stands in the window or
    because of an offset: the window is redrawn anyway, and frames as in ``mark_window``
    show what of the old text is still seen beside it.

    Raises AddressMissing (no line at all), DoesNotFit, MissingGlyph, UnreadablePdf.
    """
    expected = address_lines if printed_address_lines is None else printed_address_lines
    reader = open_pdf(document)
    report = check_window(reader, form, expected)
    layout = layout_window(size, return_line, address_lines, form, font).moved(*offset)
    stamp = open_stamp(sample_stamp(*size), 1, None)
    assembly = Assembly()
    sheet = assembly.add_page(reader, 1)
    redraw_window(assembly, sheet, form, layout, stamp)
    if not report.ok:
        seen = [box for box in _wrong(report) if not form.contains(box)]
        lay_drawing(assembly, sheet, _marks(sheet, form, seen))
    return assembly.pdf()


def mark_window(document: bytes | PdfReader, form: Box, report: WindowReport) -> bytes:
    """Return page 1 with the window framed in blue and what is wrong in red.

    Red: text that redrawing would wipe out, text beside the window that an envelope
    shows, and the address where it was found outside the window. The frames are drawn
    over the page, which stays sharp. Raises UnreadablePdf.
    """
    assembly = Assembly()
    sheet = assembly.add_page(open_pdf(document), 1)
    lay_drawing(assembly, sheet, _marks(sheet, form, _wrong(report) + report.seen))
    return assembly.pdf()


def _wrong(report: WindowReport) -> tuple[Box, ...]:
    return report.others + ((report.elsewhere,) if report.elsewhere else ())


def _marks(sheet: Sheet, form: Box, wrong: Iterable[Box]) -> Drawing:
    space = sheet.space
    drawing = Drawing(space.width, space.height)
    drawing.frame(form, _FRAME, WINDOW_COLOUR)
    for box in wrong:
        drawing.frame(box.grown(_AROUND), _FRAME, WRONG_COLOUR)
    return drawing
