"""Whatever a file holds, the printing room reads it or refuses it as it says."""

import io
import re

from hypothesis import given
from hypothesis import strategies as st
from printing_samples import (
    ADDRESS,
    RETURN_LINE,
    bought,
    bought_id,
    invoice,
    pdf_of,
    read_any,
    recorded_invoice,
    stream_page,
)
from thorough import examples

from printing import (
    FORM_A,
    FORM_B,
    Box,
    PrintingError,
    StampPage,
    WindowReport,
    check_window,
    compose_letter,
    grouped,
    mark_window,
    normalise,
    page_count,
    preview_letter,
)
from printing.voucher_id import shown_in

SAMPLES = [bought(), bought([1, 11006]), invoice(), recorded_invoice("b")]
WINDOW = {"return_line": RETURN_LINE, "address_lines": ADDRESS}


def every_use(data: bytes) -> None:
    """Use a file as an invoice and as stamps; each gives a good answer or our error."""
    for use in (_stamps, _count, _invoice, _stamp, _preview):
        try:
            use(data)
        except PrintingError as error:
            assert re.fullmatch("[a-z_]+", error.code)
            assert error.__cause__ is None


def _stamps(data):
    pages = read_any(data)
    assert [page.page for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        assert isinstance(page, StampPage)
        assert (page.voucher_id is None) == (page.problem is not None)
        assert page.voucher_id in (None, bought_id(1))
        assert page.price is None or (type(page.price) is int and page.price >= 0)
        assert page.box is None or isinstance(page.box, Box)


def _count(data):
    assert 0 < page_count(data) <= 5000


def _invoice(data):
    letter = compose_letter(data, SAMPLES[0], 1, form=FORM_B, **WINDOW)
    assert page_count(letter) == page_count(data)
    assert check_window(letter, FORM_B, ADDRESS).address


def _stamp(data):
    letter = compose_letter(SAMPLES[3], data, 1, form=FORM_B, **WINDOW)
    assert page_count(letter) == page_count(SAMPLES[3])


def _preview(data):
    report = check_window(data, FORM_A, ADDRESS)
    assert isinstance(report, WindowReport)
    assert page_count(mark_window(data, FORM_A, report)) == 1
    shown = preview_letter(data, (37.0, 20.0), form=FORM_A, **WINDOW)
    assert page_count(shown) == 1


def unpacked(sample: bytes) -> bytes:
    """The file with its streams in plain, so that mutations reach the operators."""
    from printing.pdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(sample)).pages:
        writer.add_page(page)
        contents = writer.pages[-1]["/Contents"].get_object()
        data = contents.get_data()
        contents._data = data
        contents.pop("/Filter", None)
        if hasattr(contents, "decoded_self"):
            contents.decoded_self = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


PLAIN = [unpacked(sample) for sample in SAMPLES]
TOKEN = re.compile(rb"/?[^\s/<>\[\]()]+|[<>\[\]()]+|\s+")
WORDS = [
    b"0",
    b"-1",
    b"1e9",
    b"99999999999999999999",
    b"-.5",
    b"null",
    b"true",
    b"[ ]",
    b"<< >>",
    b"()",
    b"<>",
    b"/X",
    b"1 0 R",
    b"3 0 R",
    b"99 0 R",
    b"[",
    b">>",
    b"endobj",
    b"stream",
    b"q",
    b"Q",
    b"BT",
    b"Tj",
    b"Do",
    b"%",
    b"",
    b"\xff\x00",
    b"BI /W 1 ID x EI",
]


@examples(15)
@given(st.data())
def test_files_whose_words_are_replaced_never_break_the_reader(data):
    sample = data.draw(st.sampled_from(PLAIN))
    tokens = TOKEN.findall(sample)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(tokens) - 1))
        tokens[at] = data.draw(
            st.sampled_from(WORDS) | st.sampled_from(tokens[:400]) | st.binary()
        )
    every_use(b"".join(tokens))


@examples(25)
@given(st.data())
def test_files_whose_pieces_moved_never_break_the_reader(data):
    """Cut out, doubled, or swapped: as a broken transfer or a bad tool does."""
    sample = data.draw(st.sampled_from([*PLAIN, *SAMPLES]))
    cuts = sorted(data.draw(st.integers(0, len(sample))) for _ in range(3))
    one, two, three, four = (
        sample[a:b] for a, b in zip([0, *cuts], [*cuts, len(sample)], strict=True)
    )
    how = data.draw(st.sampled_from(["swap", "drop", "double", "other"]))
    pieces = {
        "swap": [one, three, two, four],
        "drop": [one, four],
        "double": [one, two, two, three, four],
        "other": [one, data.draw(st.sampled_from(SAMPLES)), four],
    }
    every_use(b"".join(pieces[how]))


@examples(40)
@given(st.data())
def test_files_whose_objects_are_exchanged_never_break_the_reader(data):
    sample = data.draw(st.sampled_from(PLAIN))
    bodies = re.findall(rb"\d+ 0 obj\r?\n?(.*?)endobj", sample, re.DOTALL)
    for _ in range(data.draw(st.integers(1, 3))):
        a, b = (data.draw(st.integers(0, len(bodies) - 1)) for _ in range(2))
        bodies[a], bodies[b] = bodies[b], bodies[a]
    every_use(pdf_of(bodies))


numbers = st.one_of(
    st.integers(-1000, 1000),
    st.integers(),
    st.floats(width=32),
    st.sampled_from(["1e400", "-", "+.", "--5", "0.000000000000000000001"]),
).map(lambda value: str(value).encode())
names = st.sampled_from(
    [b"/F1", b"/X1", b"/Nowhere", b"/DeviceRGB", b"/", b"/#00", b"/A#zz"]
)
strings = st.one_of(
    st.binary(max_size=12).map(
        lambda raw: b"(" + re.sub(rb"[()\\]", rb"\\\g<0>", raw) + b")"
    ),
    st.binary(max_size=6).map(lambda raw: b"<" + raw.hex().encode() + b">"),
    st.sampled_from([b"(", b"<", b"<4>", b"(()", b"(\\777)", b"(\xfe\xff\xd8)"]),
)
operands = st.one_of(
    numbers,
    names,
    strings,
    st.lists(numbers | strings, max_size=5).map(lambda v: b"[" + b" ".join(v) + b"]"),
)
OPERATORS = """
q Q cm w gs m l c v y h re W W* n sh Do cs CS sc scn SC SCN g G rg RG k K f F f* S s B
B* b b* BT ET Tf Td TD Tm T* Tj TJ ' " Tc Tw Tz TL Ts Tr BI ID EI BMC EMC xyz endobj %
"""
operators = st.sampled_from(OPERATORS.split()).map(str.encode)
ARITY = st.lists(operands, max_size=6).map(b" ".join)
FORM = (
    b"<< /Subtype /Form /BBox [0 0 99 99] /Matrix [1 0 0 1 5 5] /Length 21 >>\n"
    b"stream\nq /X1 Do 0 0 5 5 re f\nendstream"
)


@examples(60)
@given(st.lists(st.tuples(ARITY, operators), max_size=40))
def test_generated_contents(steps):
    contents = b"\n".join(b" ".join(step) for step in steps)
    every_use(stream_page(contents, "/XObject << /X1 6 0 R >>", more=[FORM]))


@examples(15)
@given(st.dictionaries(names | st.binary(max_size=5).map(lambda b: b"/" + b), operands))
def test_generated_dictionaries(entries):
    """As page, font, form and trailer alike."""
    inside = b" ".join(key + b" " + value for key, value in entries.items())
    for whole, part in (
        (stream_page(b"BT /F1 9 Tf (x) Tj ET"), b"/Subtype /Type1"),
        (stream_page(b"BT /F1 9 Tf (x) Tj ET"), b"/MediaBox"),
        (stream_page(b"0 0 9 9 re f"), b"/Size"),
    ):
        every_use(whole.replace(part, inside + b" " + part))


hexadecimal = st.text("0123456789abcdefABCDEF", min_size=20, max_size=20)
spaces = st.text(" \t\n\r\u00a0\u2003\u200b\ufeff", max_size=3)


@examples(200)
@given(hexadecimal, st.lists(spaces, min_size=20, max_size=20))
def test_an_id_survives_any_spacing(whole, gaps):
    written = "".join(gap + digit for gap, digit in zip(gaps, whole, strict=True))
    assert normalise(written) == whole.upper()
    assert normalise(grouped(written)) == whole.upper()
    assert grouped(grouped(written)) == grouped(whole)
    for text in (written, written[::-1], f"Nr.{written}EUR", written.lower()):
        assert shown_in([text], [whole]) == {whole.upper()}


@examples(200)
@given(st.text(), st.text())
def test_any_text_is_no_error(text, wanted):
    assert normalise(normalise(text)) == normalise(text)
    assert normalise(grouped(text)) == normalise(text)
    found = shown_in([text], [wanted])
    assert found <= {normalise(wanted)}
