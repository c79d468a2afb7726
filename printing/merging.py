"""Join documents, one behind the other."""

from collections.abc import Sequence

from .pdf import open_pdf
from .pdf.assembly import Assembly


def merge_documents(documents: Sequence[bytes]) -> bytes:
    """Return all pages of the documents in one PDF, in this order.

    Pages keep their sizes, filled forms and signatures look as they did, and layers
    that are off stay off. Files embedded in a document are not carried along, and a
    document that only restricts its owner's rights is merged like any other. Raises
    UnreadablePdf.
    """
    if len(documents) == 1:
        return documents[0]
    assembly = Assembly()
    for document in documents:
        assembly.add_document(open_pdf(document))
    return assembly.pdf()


def single_page_of(pdf: bytes, number: int) -> bytes:
    """Return one page (one-based) as a file of its own; raises UnreadablePdf."""
    assembly = Assembly()
    assembly.add_page(open_pdf(pdf), number)
    return assembly.pdf()
