"""Documents behind each other: whole, in order, and nothing smuggled along."""

import gc
import io
import weakref

import pytest
from printing_samples import (
    ADDRESS,
    RETURN_LINE,
    bought,
    differs,
    drawn,
    invoice,
    merge_documents,
    recorded_invoice,
    rendered,
    text_at,
    visible_text,
)
from reportlab.lib.pagesizes import A4, A6, landscape
from reportlab.lib.pdfencrypt import StandardEncryption

from printing import (
    FORM_B,
    Pile,
    UnreadablePdf,
    compose_letter,
    end_of_sheet,
    open_pdf,
)
from printing.pdf import PdfReader, PdfWriter


def page(text, size=A4, **options):
    return drawn(lambda canvas: text_at(canvas, 30, 60, text), size=size, **options)


def test_one_document_stays_byte_for_byte():
    document = page("eins")
    assert merge_documents([document]) is document


def test_pages_keep_order_size_and_look():
    documents = [page("eins"), page("zwei", size=landscape(A4)), page("drei", size=A6)]
    merged = merge_documents(documents)
    assert len(PdfReader(io.BytesIO(merged)).pages) == 3
    for number, document in enumerate(documents, 1):
        assert not differs(rendered(merged, number), rendered(document))


def test_owner_password_alone_is_no_obstacle():
    locked = page(
        "zwei", encrypt=StandardEncryption("", ownerPassword="owner", canPrint=0)
    )
    merged = merge_documents([page("eins"), locked])
    assert not differs(rendered(merged, 2), rendered(locked))
    assert not PdfReader(io.BytesIO(merged)).is_encrypted


def test_embedded_files_stay_behind():
    writer = PdfWriter()
    writer.append_pages_from_reader(PdfReader(io.BytesIO(page("eins"))))
    writer.add_attachment("geheim.txt", b"not for the printer")
    out = io.BytesIO()
    writer.write(out)
    assert b"geheim" in out.getvalue()
    assert b"geheim" not in merge_documents([out.getvalue(), page("zwei")])


def test_letters_have_their_font_in_common():
    letters = [
        compose_letter(
            recorded_invoice("b"),
            bought(),
            1,
            return_line=RETURN_LINE,
            address_lines=[name, "Lange Straße 17", "80331 München"],
            printed_address_lines=ADDRESS,
            form=FORM_B,
        )
        for name in ("Müller & Söhne KG", "Jaqueline Xylander")
    ]
    merged = merge_documents(letters)
    assert merged.count(b"/Length1") == letters[0].count(b"/Length1")
    for at, letter in enumerate(letters):
        assert not differs(rendered(merged, 1 + 2 * at), rendered(letter))
    assert "Jaqueline Xylander" in visible_text(merged, FORM_B, 3)


@pytest.mark.parametrize("broken", [b"", b"no PDF", b"%PDF-1.7 and nothing more"])
def test_broken_document_is_refused(broken):
    with pytest.raises(UnreadablePdf):
        merge_documents([page("eins"), broken])


WINDOW = {
    "return_line": RETURN_LINE,
    "address_lines": ADDRESS,
    "form": FORM_B,
}


def test_letters_on_a_pile_look_as_each_by_itself():
    stamps = open_pdf(bought((1, 1)))
    pile = Pile()
    pile.add(page("davor"))
    for number in (1, 2):
        pile.add_letter(invoice(), stamps, number, end_of_sheet, **WINDOW)
    pile.add(page("danach"))
    file = pile.pdf()
    assert len(PdfReader(io.BytesIO(file)).pages) == 6
    for number in (1, 2):
        alone = compose_letter(invoice(), stamps, number, **WINDOW)
        assert not differs(rendered(file, 2 * number), rendered(alone))
    assert not differs(rendered(file, 6), rendered(page("danach")))
    assert len(file) < 2 * len(alone)


def test_what_lies_on_a_pile_is_let_go():
    stamps, pile = open_pdf(bought()), Pile()
    document = open_pdf(invoice())
    kept = weakref.ref(document)
    pile.add_letter(document, stamps, 1, **WINDOW)
    del document
    gc.collect()
    assert kept() is None
    assert len(PdfReader(io.BytesIO(pile.pdf())).pages) == 1
