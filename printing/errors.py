"""What can go wrong on paper.

Every error carries a machine-readable ``code`` and numbers as attributes, so that
the caller can word the message in the user's language. Neither the message nor the
attributes hold an address or any other text of a document.
"""


class PrintingError(Exception):
    """The root of the family; ``code`` says which case it is."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class UnreadablePdf(PrintingError):
    """The file cannot be used as a PDF.

    ``code``: ``not_a_pdf``, ``damaged``, ``encrypted`` (with a password),
    ``cipher_missing`` (the Python package ``cryptography``), ``too_large`` (bytes),
    ``too_many_pages``, ``too_complex`` (operators, nesting, unpacked size),
    ``no_such_page``, ``empty_page`` (nothing is painted where a stamp should be),
    ``several_stamps`` (on one page, and it is unknown which one is meant).
    ``page`` is one-based, or None when the whole file is meant.
    """

    def __init__(self, code: str, page: int | None = None):
        super().__init__(code)
        self.page = page


class WindowOccupied(PrintingError):
    """Something else than return line and address stands in the window.

    ``boxes``: where (``Box``, mm from the page's top left corner).
    """

    def __init__(self, boxes: tuple = ()):
        super().__init__("window_occupied")
        self.boxes = boxes


class AddressMissing(PrintingError):
    """The address does not stand in the window.

    ``elsewhere``: where on the page it was found instead (``Box`` in mm), or None.
    """

    def __init__(self, elsewhere=None):
        super().__init__("address_missing")
        self.elsewhere = elsewhere


# Media for a stamp that does not fit into a window. A cover sheet has the same window,
# so it does not help.
BESIDES_WINDOW = ("label", "envelope")


class DoesNotFit(PrintingError):
    """Sender, stamp and address do not fit into the window or on the envelope legibly.

    ``code``: ``stamp_too_large``, ``address_too_long``, ``too_many_lines``,
    ``sender_too_long`` (envelope), ``text_too_long`` (cover sheet),
    ``page_too_small``. ``lines`` is the number of address lines, ``stamp`` the stamp's
    (width, height) in mm. ``media`` says on what the stamp may be printed instead:
    of ``cover_sheet``, ``label`` and ``envelope``; empty when only a shorter text
    helps.
    """

    def __init__(
        self,
        code: str,
        lines: int,
        stamp: tuple[float, float] | None = None,
        media: tuple[str, ...] = (),
    ):
        super().__init__(code)
        self.lines = lines
        self.stamp = stamp
        self.media = media


class OffsetTooLarge(PrintingError):
    """What is drawn cannot be moved as far as the offset says.

    ``code``: ``off_page`` (it would leave the page) or ``other_text`` (something that
    is not redrawn would stand in the moved window or below what is drawn).
    ``boxes``: where (``Box``, mm from the page's top left corner).
    """

    def __init__(self, code: str, boxes: tuple = ()):
        super().__init__(code)
        self.boxes = boxes


class LabelTooSmall(PrintingError):
    """A label does not take its stamp, or not the address with it.

    ``code``: ``stamp_too_large`` or ``address_too_long``. ``label`` and ``stamp`` are
    (width, height) in mm, ``position`` is the one-based place in the given sequence.
    """

    def __init__(
        self,
        code: str,
        position: int,
        label: tuple[float, float],
        stamp: tuple[float, float],
    ):
        super().__init__(code)
        self.position = position
        self.label = label
        self.stamp = stamp


class NoSuchLabel(PrintingError):
    """The first label to print on is not on the sheet; ``count`` labels are."""

    def __init__(self, count: int):
        super().__init__("no_such_label")
        self.count = count


class WrongStamp(PrintingError):
    """A bought page does not show the Frankier-ID that it should; ``page`` from 1.

    Also when one and the same stamp is to be printed on two labels.
    """

    def __init__(self, page: int):
        super().__init__("wrong_stamp")
        self.page = page


class MissingGlyph(PrintingError):
    """The font of the address cannot set some characters.

    ``code_points``: the characters' numbers in Unicode, ascending.
    """

    def __init__(self, code_points: tuple[int, ...]):
        super().__init__("missing_glyph")
        self.code_points = code_points
