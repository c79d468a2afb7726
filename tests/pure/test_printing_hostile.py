"""Files that want to hurt: each ends soon in an error of ours that quotes nothing."""

import io
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from printing_attacks import object_stream, with_filter
from printing_samples import (
    ADDRESS,
    DATA,
    bought,
    bought_id,
    drawn,
    invoice,
    pdf_of,
    read,
    read_any,
    recorded_invoice,
    stream_page,
)

from printing import (
    FORM_B,
    PrintingError,
    UnreadablePdf,
    check_window,
    compose_letter,
    page_count,
)
from printing.pdf import PdfReader, PdfWriter, aes, content, opening, reader


def refusal(data, read=page_count):
    with pytest.raises(UnreadablePdf) as caught:
        read(data)
    return caught.value.code


def problem(data):
    [stamp] = read_any(data)
    return stamp.problem


def encrypted(user_password: str) -> bytes:
    writer = PdfWriter()
    writer.add_page(PdfReader(io.BytesIO(bought())).pages[0])
    writer.encrypt(user_password, "owner")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"<html>Service unavailable</html>", b"\x89PNG\r\n", bytes(5000)]
)
def test_what_is_no_pdf_is_refused(data):
    assert refusal(data) == "not_a_pdf"


@pytest.mark.parametrize("keep", [20, 200, 0.3, 0.6])
def test_of_a_cut_file_no_stamp_is_fine(keep):
    whole = bought()
    data = whole[: int(keep * len(whole)) if keep < 1 else keep]
    try:
        problems = [stamp.problem for stamp in read_any(data)]
    except UnreadablePdf as error:
        problems = [error.code]
    assert all(problems)


def test_a_file_without_pages_is_refused():
    tree = b"<< /Type /Pages /Kids [] /Count 0 >>"
    assert refusal(pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", tree])) == "damaged"
    endless = b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"
    assert refusal(pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", endless])) in (
        "damaged",
        "too_complex",
    )


def test_a_file_with_a_password_is_refused():
    assert refusal(encrypted("secret")) == "encrypted"


def test_restricted_but_readable():
    [stamp] = read(encrypted(""))
    assert stamp.problem is None


@pytest.mark.parametrize("cipher", ["aes-128", "aes-256"])
def test_encrypted_with_aes_but_without_a_password(cipher):
    """Made with qpdf from two stamps of ours."""
    pages = read((DATA / f"{cipher}.pdf").read_bytes(), (1, 1))
    assert [page.problem for page in pages] == [None, None]
    assert [page.voucher_id for page in pages] == [bought_id(1), bought_id(2)]
    letter = compose(SAMPLES[1], (DATA / f"{cipher}.pdf").read_bytes())
    assert page_count(letter) == 2


def test_encrypted_with_aes_and_a_password():
    assert refusal((DATA / "aes-256-password.pdf").read_bytes()) == "encrypted"


@pytest.mark.skipif(aes.Encryption is object, reason="pypdf has its own ciphers")
@pytest.mark.parametrize("cipher", ["aes-128", "aes-256"])
def test_what_is_missing_to_decrypt_is_told(monkeypatch, cipher):
    monkeypatch.setattr(aes, "Cipher", None)
    assert refusal((DATA / f"{cipher}.pdf").read_bytes()) == "cipher_missing"


def packed() -> bytes:
    """A file of one page whose objects are packed in a stream."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        b"null",
    ]
    starts = [len(b" ".join(objects[:at])) + (at > 0) for at in range(4)]
    head = b" ".join(b"%d %d" % pair for pair in enumerate(starts, 1)) + b" "
    return object_stream(head + b" ".join(objects), len(objects), len(head))


@pytest.mark.parametrize("before", [b"\r\n", b"\xef\xbb\xbf", b"x" * 900])
def test_bytes_before_a_file_of_packed_objects(before):
    assert page_count(packed()) == 1
    assert page_count(before + packed()) == 1


@pytest.mark.parametrize("before", [b"\r\n", b"\xef\xbb\xbf", b"x" * 900])
def test_bytes_before_the_file_begins(before):
    [page] = read(before + bought())
    assert page.problem is None


def test_too_large_a_file_is_refused(monkeypatch):
    monkeypatch.setattr(opening, "MAX_BYTES", 1000)
    assert refusal(bought()) == "too_large"


def test_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setattr(reader, "MAX_PAGES", 2)
    assert refusal(bought([1, 1, 1])) == "too_many_pages"


@pytest.mark.parametrize("layers", [1, 2])
def test_deflated_bomb(monkeypatch, layers):
    monkeypatch.setattr(content, "MAX_CONTENT_BYTES", 2**20)
    packed = bytes(2**20 + 1)
    for _ in range(layers):
        packed = zlib.compress(packed, 9)
    assert len(packed) < 2000
    filters = b"[" + b"/FlateDecode " * layers + b"]"
    assert problem(with_filter(packed, filters)) == "too_complex"


def test_too_many_operators(monkeypatch):
    monkeypatch.setattr(content, "MAX_OPERATORS", 100)
    assert problem(stream_page(b"0 0 1 1 re f " * 51)) == "too_complex"


def test_too_long_contents():
    assert problem(stream_page(b" " * (5 * 2**20))) == "too_complex"


def test_form_inside_itself():
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] "
        b"/Resources << /XObject << /X1 6 0 R >> >> /Length 13 >>\n"
        b"stream\n/X1 Do /X1 Do\nendstream"
    )
    data = stream_page(b"/X1 Do", "/XObject << /X1 6 0 R >>", more=[form])
    assert problem(data) == "too_complex"


def test_states_saved_for_ever():
    assert problem(stream_page(b"q " * 5000)) == "too_complex"


def test_price_of_thousands_of_digits():
    shown = b"BT /F1 9 Tf 9 9 Td (IM 01.01.26 %s,00) Tj ET"
    for digits in (b"9" * 5000, b"9" + b".999" * 1500):
        [stamp] = read_any(stream_page(shown % digits))
        assert stamp.price is None


def test_comment_without_end():
    [stamp] = read_any(stream_page(b"0 0 9 9 re f % no line break"))
    assert stamp.box.width > 3


def test_circle_of_updates():
    data = bought()
    start = data.rindex(b"xref\n0")
    data = data.replace(b"trailer\n<<", b"trailer\n<< /Prev %d " % start)
    assert refusal(data) == "damaged"


def test_page_tree_without_end():
    damaged = bought().replace(b"/Kids [ ", b"/Kids [ 1 [ endobj ")
    try:
        assert page_count(damaged) == 1, "pypdf mends it"
    except UnreadablePdf as error:
        assert error.code == "damaged"


def test_array_without_end():
    assert problem(stream_page(b"[ 1 2 endobj")) == "damaged"
    assert refusal(object_stream(b"1 0 [ 1 2 endobj", 1, 4)) == "damaged"


@pytest.mark.parametrize(
    "operators",
    [
        b"/Nowhere Do",
        b"/F9 9 Tf (x) Tj",
        b"1 2 cm",
        b"/F1 9 Tf [(x) /name] TJ",
        b"(text) w",
        b"BI /W 1",
        b"<zz> Tj",
        b"1e999 0 0 1 0 0 cm 0 0 9 9 re f",
    ],
)
def test_nonsense_in_a_page_is_a_problem_of_that_page(operators):
    assert problem(stream_page(operators)) in ("damaged", "empty_page", "no_voucher_id")


def test_errors_quote_nothing_of_the_file():
    with pytest.raises(PrintingError) as caught:
        check_window(stream_page(b"/Muster-Geheim Do"), FORM_B, ["Geheim"])
    assert caught.value.code == "damaged"
    assert "Geheim" not in str(caught.value) + repr(caught.value)
    assert caught.value.__cause__ is None


def test_logs_quote_nothing_of_the_file(caplog):
    whole = stream_page(b"/F1 9 Tf (x) Tj")
    broken = whole.replace(b"/Subtype /Type1", b"/Subtype /Type1 /Geheim e7")
    assert problem(broken) and problem(whole)
    assert "Geheim" not in caplog.text


def test_what_others_read_is_logged_as_ever(caplog):
    misplaced = b"\n" + stream_page(b"/F1 9 Tf (x) Tj")
    page_count(misplaced)
    assert not caplog.records
    PdfReader(io.BytesIO(misplaced))
    assert caplog.records


SAMPLES = [bought(), recorded_invoice("b"), invoice(), drawn(lambda c: None)]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SAMPLES), st.data())
def test_damaged_bytes_never_raise_anything_else(sample, data):
    damaged = bytearray(sample)
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at] = data.draw(st.integers(0, 255))
    for use in (
        read_any,
        lambda pdf: check_window(pdf, FORM_B, ADDRESS),
        lambda pdf: compose(pdf, SAMPLES[0]),
        lambda pdf: compose(SAMPLES[1], pdf),
    ):
        try:
            use(bytes(damaged))
        except PrintingError as error:
            assert error.code


def compose(invoice_pdf, stamp_pdf):
    return compose_letter(
        invoice_pdf,
        stamp_pdf,
        1,
        return_line="A",
        address_lines=ADDRESS,
        form=FORM_B,
    )


def test_one_image_painted_for_ever():
    image = (
        b"<< /Type /XObject /Subtype /Image /Width 3000 /Height 3000 /ColorSpace "
        b"/DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\n"
        b"stream\n%s\nendstream"
    )
    packed = zlib.compress(b"\xff" * 9_000_000, 9)
    data = stream_page(
        b"200 0 0 100 70 600 cm " + b"/X1 Do " * 5000,
        "/XObject << /X1 6 0 R >>",
        more=[image % (len(packed), packed)],
    )
    # Five hundred times it is looked at, and is white; then it counts as dark.
    [place] = check_window(data, FORM_B, ADDRESS).others
    assert place.width == pytest.approx(200 * 25.4 / 72)


def test_an_image_too_large_to_look_into():
    image = (
        b"<< /Type /XObject /Subtype /Image /Width 90000 /Height 90000 /ColorSpace "
        b"/DeviceGray /BitsPerComponent 8 /Length 4 >>\nstream\nabcd\nendstream"
    )
    data = stream_page(
        b"200 0 0 100 70 600 cm /X1 Do", "/XObject << /X1 6 0 R >>", more=[image]
    )
    assert len(check_window(data, FORM_B, ADDRESS).others) == 1
