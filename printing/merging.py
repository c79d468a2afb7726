"""Lay documents one behind the other."""

from collections.abc import Sequence

from .letter import drop_attachments
from .pdf import PdfWriter, get_page, open_pdf, readable
from .placing import written


def merge_documents(documents: Sequence[bytes]) -> bytes:
    """Return all pages of the documents in one PDF, in this order.

    Pages keep their sizes. Files embedded in a document are not carried along, and a
    document that only restricts its owner's rights is merged like any other. Raises
    UnreadablePdf.
    """
    if len(documents) == 1:
        return documents[0]
    writer = PdfWriter()
    for document in documents:
        reader = open_pdf(document)
        with readable():
            for number in range(len(reader.pages)):
                page = get_page(reader, number + 1)
                drop_attachments(page)
                writer.add_page(page)
    return written(writer)


def single_page_of(pdf: bytes, number: int) -> bytes:
    """Return one page (one-based) as a file of its own; raises UnreadablePdf."""
    writer = PdfWriter()
    reader = open_pdf(pdf)
    with readable(number):
        writer.add_page(get_page(reader, number))
    return written(writer)
