"""What a file says for all its pages still holds in the letter: forms and layers."""

import io

import pypdfium2
import pytest
from printing_samples import (
    DPI,
    RETURN_LINE,
    bought,
    bought_id,
    differs,
    drawn,
    merge_documents,
    pdf_of,
    read,
    recorded_invoice,
    rendered,
    stream_page,
    text_at,
)

from printing import (
    FORM_A,
    FORM_B,
    check,
    check_window,
    compose_letter,
    each_page,
    end_of_sheet,
    open_pdf,
    preview_letter,
    remember_stamp,
)
from printing.pdf import PdfReader, content, reader

ADDRESS = ["Weg GmbH", "Weg 1", "12345 Ort"]


def filled_form(value="gelesen und genehmigt", pages=1):
    """A page with an address, a field that is filled in and a box that is ticked."""

    def draw(canvas):
        for row, line in enumerate(ADDRESS):
            text_at(canvas, 25, 57 + 4 * row, line)
        form = canvas.acroForm
        form.textfield(name="answer", value=value, x=80, y=300, width=300, height=30)
        form.checkbox(name="agreed", checked=True, x=80, y=250, size=20)

    return drawn(draw, pages=pages)


def signed():
    """A page with a signature that is seen: its widget is the field itself."""
    lines = [
        b"BT /F1 9 Tf 1 0 0 1 71 %d Tm (%s) Tj ET" % (680 - 12 * row, text.encode())
        for row, text in enumerate(ADDRESS)
    ]
    text = b"\n".join(lines)
    mark = b"BT /F1 20 Tf 5 9 Td (signed by Muster) Tj ET"
    font = b"/Resources << /Font << /F1 4 0 R >> >>"
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] "
            b"/SigFlags 3 >> >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %s /Contents 5 0 R "
            b"/Annots [6 0 R] >>" % font,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
            b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (s) /Rect [80 200 300 240] "
            b"/F 4 /P 3 0 R /AP << /N 7 0 R >> /V 8 0 R >>",
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 220 40] %s /Length %d >>\n"
            b"stream\n%s\nendstream" % (font, len(mark), mark),
            b"<< /Type /Sig /Filter /Adobe.PPKLite /ByteRange [0 9 9 9] "
            b"/Contents <00ff> >>",
        ]
    )


def layered(word="ENTWURF"):
    """A page with a word on a layer that is off."""
    lines = [
        b"BT /F1 9 Tf 1 0 0 1 71 %d Tm (%s) Tj ET" % (680 - 12 * row, text.encode())
        for row, text in enumerate(ADDRESS)
    ]
    text = b"\n".join(lines) + (
        b" /OC /L1 BDC BT /F1 40 Tf 1 0 0 1 100 300 Tm (%s) Tj ET EMC" % word.encode()
    )
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [6 0 R 7 0 R] "
            b"/D << /BaseState /OFF /ON [7 0 R] >> >> >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
            b"/Resources << /Font << /F1 4 0 R >> /Properties << /L1 6 0 R >> >> >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
            b"<< /Type /OCG /Name (Entwurf) >>",
            b"<< /Type /OCG /Name (Text) >>",
        ]
    )


DOCUMENTS = {"form": filled_form(), "signature": signed(), "layer": layered()}


def shown(pdf, page=1):
    """The page as a viewer shows it that knows forms."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    return document[page - 1].render(scale=DPI / 72, grayscale=True).to_pil()


def letter(document):
    return compose_letter(
        document,
        bought(),
        1,
        return_line=RETURN_LINE,
        address_lines=ADDRESS,
        form=FORM_B,
    )


def preview(document):
    return preview_letter(
        document,
        (37, 20),
        return_line=RETURN_LINE,
        address_lines=ADDRESS,
        form=FORM_B,
    )


@pytest.mark.parametrize("kind", DOCUMENTS)
@pytest.mark.parametrize(
    ("made", "page"),
    [
        (letter, 1),
        (preview, 1),
        (lambda document: merge_documents([document], end_of_sheet), 1),
        (lambda document: merge_documents([document], each_page), 1),
        (lambda document: merge_documents([recorded_invoice("b"), document]), 3),
        (lambda document: merge_documents([letter(document), document]), 2),
    ],
    ids=["letter", "preview", "whole sheets", "single sheets", "behind", "merged"],
)
def test_forms_signatures_and_layers_look_as_they_did(kind, made, page):
    document = DOCUMENTS[kind]
    besides = FORM_B if page == 1 else None
    assert differs(shown(document), shown(made(document), page), besides) is None


def test_what_is_compared_can_be_seen():
    for kind in ("form", "signature"):
        assert differs(shown(DOCUMENTS[kind]), rendered(DOCUMENTS[kind]))
    visible = layered().replace(b"/ON [7 0 R]", b"/ON [6 0 R]")
    assert differs(shown(DOCUMENTS["layer"]), shown(visible))


@pytest.mark.parametrize("regenerated", [b"", b"/NeedAppearances true "])
def test_fields_of_one_name_keep_their_own_values(regenerated):
    # The table of contents is wrong then, which every reader mends.
    documents = [
        filled_form(value).replace(b"/DA (/Helv", regenerated + b"/DA (/Helv", 1)
        for value in ("eins", "zwei")
    ]
    merged = merge_documents([*documents, layered(), layered("KOPIE")])
    for number, document in enumerate(documents, 1):
        assert differs(shown(document), shown(merged, number)) is None
    names = [
        kid.get_object()["/T"]
        for group in PdfReader(io.BytesIO(merged)).trailer["/Root"]["/AcroForm"][
            "/Fields"
        ]
        for kid in group.get_object()["/Kids"]
    ]
    assert names == ["answer", "agreed"] * 2
    for number, word in ((3, "ENTWURF"), (4, "KOPIE")):
        assert differs(shown(layered(word)), shown(merged, number)) is None


@pytest.mark.parametrize(
    "made", [letter, preview, lambda document: merge_documents([document], each_page)]
)
def test_viewers_are_told_to_print_in_true_size(made):
    root = PdfReader(io.BytesIO(made(filled_form()))).trailer["/Root"]
    assert root["/ViewerPreferences"]["/PrintScaling"] == "/None"


@pytest.fixture
def parsed(monkeypatch):
    """Counts how often any page content is parsed, in a process that knows no page."""
    monkeypatch.setattr(check, "reports", check.Latest())
    times = []
    original = content.operations

    def counted(data):
        times.append(1)
        return original(data)

    monkeypatch.setattr(content, "operations", counted)
    return times


def test_a_page_is_parsed_once_whatever_is_done_with_it(parsed):
    document, stamps = open_pdf(filled_form()), open_pdf(bought([1, 1]))
    assert check_window(document, FORM_B, ADDRESS).ok
    assert len(parsed) == 1
    for number in (1, 2, 1):
        compose_letter(
            document,
            stamps,
            number,
            return_line=RETURN_LINE,
            address_lines=ADDRESS,
            form=FORM_B,
            voucher_id=bought_id(number),
            offset=(0.5, 0.5),
        )
    # The page and the two stamps.
    assert len(parsed) == 3


def test_a_file_is_looked_through_once(parsed):
    document = filled_form()
    for _ in range(2):
        assert check_window(document, FORM_B, ADDRESS).ok
    assert len(parsed) == 1
    assert not check_window(document, FORM_B, ["Somebody else"]).ok
    assert check_window(document, FORM_A, ADDRESS).ok
    assert len(parsed) == 3


def test_only_the_latest_files_are_known(parsed, monkeypatch):
    monkeypatch.setattr(check, "KEPT_REPORTS", 2)
    document = filled_form()
    for name in ("one", "two", "three", "three", "two", "one"):
        check_window(document, FORM_B, [name])
    assert len(parsed) == 4


def test_a_stamp_that_is_known_is_not_read(parsed):
    document = open_pdf(filled_form())
    [page] = read(bought())
    stamps = open_pdf(bought())
    remember_stamp(stamps, 1, page.voucher_id, page.box, page.turned)
    parsed.clear()
    compose_letter(
        document,
        stamps,
        1,
        return_line=RETURN_LINE,
        address_lines=ADDRESS,
        form=FORM_B,
        voucher_id=page.voucher_id,
    )
    assert len(parsed) == 1


def test_what_is_open_is_neither_changed_nor_does_its_time_run_out(monkeypatch):
    document, stamps = open_pdf(recorded_invoice("b")), open_pdf(bought())
    address = ["Müller & Söhne KG", "Lange Straße 17", "80331 München", "Deutschland"]

    def made(invoice, stamp):
        return compose_letter(
            invoice,
            stamp,
            1,
            return_line=RETURN_LINE,
            address_lines=address,
            form=FORM_B,
        )

    wanted = made(recorded_invoice("b"), bought())
    now = [reader.MeteredFile(b"").clock._end]
    monkeypatch.setattr("printing.pdf.guard.thread_time", lambda: now[0])
    for _ in range(3):
        now[0] += 15
        assert made(document, stamps) == wanted


def test_a_link_to_a_page_that_is_not_printed_does_not_bring_it_along():
    def draw(canvas):
        text_at(canvas, 25, 57, "A")
        canvas.linkRect("", "end", (80, 300, 200, 330))
        text_at(canvas, 25, 200, f"Seite {canvas.getPageNumber()}")
        if canvas.getPageNumber() == 3:
            canvas.bookmarkPage("end")

    long = drawn(draw, pages=3)
    shown_first = preview_letter(
        long, (37, 20), return_line="", address_lines=["A"], form=FORM_B
    )
    found = PdfReader(io.BytesIO(shown_first))
    assert len(found.pages) == 1
    assert len(shown_first) < 60_000
    whole = merge_documents([long, long])
    pages = PdfReader(io.BytesIO(whole)).pages
    assert [page.extract_text().split()[-1] for page in pages] == list("123123")


@pytest.mark.parametrize(
    "name",
    [
        *("F#5B1", "50#25", "A#23B", "A#20B", "#7F"),
        *("B#C3#A4r", "B#E4r", "Im#E4", "#C4#E3"),
    ],
)
def test_what_has_an_odd_name_is_found(name):
    # The content says the name as it was, so the page must have it, too.
    picture = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 12 >>\n"
    document = stream_page(
        b"9 0 0 9 200 200 cm /%s Do" % name.encode(),
        f"/XObject << /{name} 6 0 R >>",
        more=[picture + b"stream\n0 0 9 9 re f\nendstream"],
    )
    looks = rendered(document)
    assert differs(looks, rendered(stream_page(b"")))
    assert differs(looks, rendered(merge_documents([document, document]))) is None
