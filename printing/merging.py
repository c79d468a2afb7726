"""Join documents, one behind the other."""

from .duplex import Blanks, no_blanks
from .letter import lay_letter
from .pdf import PdfReader, open_pdf
from .pdf.assembly import Assembly


class Pile:
    """Documents one behind the other in one file, which ``pdf`` finishes.

    Pages keep their sizes, filled forms and signatures look as they did, and layers
    that are off stay off. Files embedded in a document are not carried along, and a
    document that only restricts its owner's rights is joined like any other.

    Each document is copied as it comes and then let go. So memory holds the file, and
    besides it one document. ``blanks`` tells after which pages of a document a blank
    one follows (``end_of_sheet``, ``each_page``).
    """

    def __init__(self):
        self._assembly = Assembly()
        self._alone: tuple[bytes, PdfReader] | None = None
        self._empty = True

    def add(self, document: bytes, blanks: Blanks = no_blanks) -> None:
        """Append all pages of a document; raises UnreadablePdf."""
        reader = open_pdf(document)
        if self._empty and not blanks(len(reader.pages)):
            # Without another one it stays as it is.
            self._alone, self._empty = (document, reader), False
            return
        self._begin()
        self._append(reader, blanks)

    def add_letter(
        self,
        invoice_pdf: bytes | PdfReader,
        stamp_pdf: bytes | PdfReader,
        stamp_page: int,
        blanks: Blanks = no_blanks,
        **window,
    ) -> None:
        """Append what ``compose_letter`` returns; raises what that does."""
        self._begin()
        invoice = open_pdf(invoice_pdf)
        lay_letter(self._assembly, invoice, stamp_pdf, stamp_page, blanks, **window)
        self._assembly.settle(invoice)

    def pdf(self) -> bytes:
        """Return the file. Nothing can be added after."""
        return self._alone[0] if self._alone else self._assembly.pdf()

    def _begin(self) -> None:
        self._empty = False
        if self._alone:
            (_document, reader), self._alone = self._alone, None
            self._append(open_pdf(reader), no_blanks)

    def _append(self, reader: PdfReader, blanks: Blanks) -> None:
        self._assembly.add_document(reader, blanks)
        self._assembly.settle(reader)


def single_page_of(pdf: bytes, number: int) -> bytes:
    """Return one page (one-based) as a file of its own; raises UnreadablePdf."""
    assembly = Assembly()
    assembly.add_page(open_pdf(pdf), number)
    return assembly.pdf()
