"""Odd PDFs of other programs: the letter is exact, or it is refused in words."""

import io

import pytest
from printing_samples import (
    ADDRESS,
    RETURN_LINE,
    bought,
    differs,
    drawn,
    pdf_of,
    recorded_invoice,
    rendered,
    stream_page,
    text_at,
)

from printing import FORM_B, UnreadablePdf, compose_letter, preview_letter
from printing.pdf import NameObject, PdfReader, PdfWriter
from printing.pdf.making import packed

STAMP = bought()
PLAIN = recorded_invoice("b")


def compose(pdf, address=ADDRESS):
    return compose_letter(
        pdf, STAMP, 1, return_line=RETURN_LINE, address_lines=address, form=FORM_B
    )


def cropped(picture):
    box = FORM_B.grown(-0.3)
    edges = (box.left, box.top, box.right, box.bottom)
    return picture.crop([round(v * 300 / 25.4) for v in edges])


WANTED = cropped(rendered(compose(PLAIN)))


def ending_with(operators: bytes, invoice: bytes = PLAIN) -> bytes:
    """The invoice with these operators at the end of page 1."""
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(invoice)).pages:
        writer.add_page(page)
    page = writer.pages[0]
    content = page.get_contents().get_data() + b"\n" + operators
    page[NameObject("/Contents")] = writer._add_object(packed(content))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "operators",
    [
        b"q 0.5 0 0 0.5 10 10 cm",
        b"q q q 2 0 0 2 0 0 cm",
        b"0.5 0 0 0.5 10 10 cm",
        b"q 0 0 10 10 re W n",
        b"0 0 10 10 re W n",
        b"BT 50 Tz 3 Tr 5 Ts 4 Tc",
        b"Q Q Q",
        b"Q Q 0.5 0 0 0.5 10 10 cm",
        b"1 0 0 rg 9 w 0.3 g",
        b"/Span BMC",
        b"EMC EMC",
    ],
)
def test_what_a_page_leaves_open_does_not_move_or_hide_the_stamp(operators):
    invoice = ending_with(operators)
    letter = rendered(compose(invoice))
    assert not differs(cropped(letter), WANTED)
    assert not differs(letter, rendered(invoice), FORM_B)


def test_a_superfluous_end_changes_nothing_that_follows():
    # Viewers ignore a Q without its q, so that what follows stays scaled.
    invoice = ending_with(b"0.5 0 0 0.5 0 0 cm Q 1 0 0 rg 300 300 90 90 re f")
    letter = rendered(compose(invoice))
    assert not differs(cropped(letter), WANTED)
    assert not differs(letter, rendered(invoice), FORM_B)


def layered(off: bool) -> bytes:
    """A page with a word on a layer, which is hidden or seen, and an address."""
    lines = [
        b"BT /F1 9 Tf 1 0 0 1 71 %d Tm (%s) Tj ET" % (680 - 12 * row, text.encode())
        for row, text in enumerate(LAYERED_ADDRESS)
    ]
    word = b"/OC /L1 BDC BT /F1 40 Tf 1 0 0 1 100 300 Tm (ENTWURF) Tj ET EMC"
    content = b"\n".join([*lines, word])
    state = "/OFF [6 0 R]" if off else "/ON [6 0 R]"
    catalogue = f"/OCProperties << /OCGs [6 0 R] /D << {state} /Order [6 0 R] >> >>"
    layer = b"<< /Type /OCG /Name (L1) >>"
    page = stream_page(content, "/Properties << /L1 6 0 R >>", more=[layer])
    # The table of contents is wrong now, which every reader mends.
    return page.replace(b"/Type /Catalog", b"/Type /Catalog " + catalogue.encode())


LAYERED_ADDRESS = ["Weg GmbH", "Weg 1", "12345 Ort"]


@pytest.mark.parametrize("off", [True, False])
def test_hidden_layers_stay_hidden_and_others_seen(off):
    document = layered(off)
    before = rendered(document)
    assert (before.crop((400, 2000, 1500, 2400)).getextrema()[0] == 255) == off
    assert not differs(before, rendered(compose(document, LAYERED_ADDRESS)), FORM_B)
    preview = preview_letter(
        document,
        (37, 20),
        return_line=RETURN_LINE,
        address_lines=LAYERED_ADDRESS,
        form=FORM_B,
    )
    assert not differs(before, rendered(preview), FORM_B)


@pytest.mark.parametrize(("version", "revision"), [(4, 4), (5, 6)])
def test_a_file_encrypted_with_aes_is_called_so(version, revision):
    crypt = (
        f"<< /Filter /Standard /V {version} /R {revision} /Length 256 /P -3904 "
        f"/O <{'ab' * 48}> /U <{'ab' * 48}> /OE <{'ab' * 32}> /UE <{'ab' * 32}> "
        f"/Perms <{'ab' * 16}> /CF << /StdCF << /CFM /AESV{version - 2} "
        "/AuthEvent /DocOpen /Length 32 >> >> /StmF /StdCF /StrF /StdCF >>"
    )
    plain = stream_page(b"", more=[crypt.encode()])
    mark = "ab" * 16
    locked = plain.replace(
        b"/Root 1 0 R", f"/Root 1 0 R /Encrypt 6 0 R /ID [<{mark}> <{mark}>]".encode()
    )
    with pytest.raises(UnreadablePdf) as caught:
        compose(locked)
    assert caught.value.code == "encrypted"


@pytest.mark.parametrize(
    "size",
    [(612, 792), (612, 1008), (842, 1191), (420, 595), (842, 595), (298, 420)],
    ids=["letter", "legal", "A3", "A5", "A4 across", "A6"],
)
def test_other_sizes_of_paper(size):
    def draw(canvas):
        canvas.translate(0, size[1] - 842)
        for row, line in enumerate(ADDRESS):
            text_at(canvas, 25, 57 + 4 * row, line)
        text_at(canvas, 25, 110, "Rechnung", 14)

    document = drawn(draw, size, pages=2)
    letter = compose(document)
    assert not differs(rendered(document), rendered(letter), FORM_B)
    assert not differs(rendered(document, 2), rendered(letter, 2))


def test_what_every_page_inherits_is_kept():
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] "
        b"/Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Page /Parent 2 0 R /Contents [5 0 R 6 0 R] >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    # The first stream ends within an instruction.
    for part in (
        b"BT /F1 9 Tf 1 0 0 1 71 680 Tm (Weg GmbH) Tj ET BT /F1 9",
        b"Tf 1 0 0 1 71 668 Tm (12345 Ort) Tj ET",
    ):
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(part), part))
    document = pdf_of(objects)
    letter = compose(document, ["Weg GmbH", "12345 Ort"])
    assert not differs(rendered(document), rendered(letter), FORM_B)
