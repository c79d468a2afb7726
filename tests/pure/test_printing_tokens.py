"""The steps of a page description, read without the library."""

import pytest

from printing import UnreadablePdf
from printing.pdf.tokens import (
    INLINE_IMAGE,
    MAX_NESTING,
    MAX_TOKEN,
    PLACED,
    operations,
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"q", [([], b"q")]),
        (b"1 -2 +.5 4. re", [([1.0, -2.0, 0.5, 4.0], b"re")]),
        (b"1 0 0 1 2.5 3cm/F1 9Tf", [
            ([1.0, 0.0, 0.0, 1.0, 2.5, 3.0], b"cm"),
            (["/F1", 9.0], b"Tf"),
        ]),
        (b"1--2 1.2.3 l", [([0.0, 0.0], b"l")]),
        (b"q % Q\rQ%", [([], b"q"), ([], b"Q")]),
        (b"f*B*T*\0'", [([], b"f*B*T*"), ([], b"'")]),
        (b"/A#20B /\xc3\xa4 gs", [(["/A B", "/ä"], b"gs")]),
        (b"(a(b)c) Tj", [([b"a(b)c"], b"Tj")]),
        (rb"(\(\)\\\n\101\7x\zz) Tj", [([b"()\\\nA\x07xzz"], b"Tj")]),
        (b"(a\\\r\nb\\\nc) Tj", [([b"abc"], b"Tj")]),
        (b"<48 65\n6c6C6f7> Tj", [([b"Hellop"], b"Tj")]),
        (b"[(a) -20 [<62>] true] TJ", [([[b"a", -20.0, [b"b"], True]], b"TJ")]),
        (b"/A <</B 1/C null>> BDC", [(["/A", {"/B": 1.0, "/C": None}], b"BDC")]),
        (b"1 2 Td <41> Tj", [([1.0, 2.0, [b"A"]], PLACED)]),
        (b"1 2 Td <41> Tj\n3 0 Td <42> Tj\n-1 0 Td <43> Tj 1 1 Td <44> Tj\nET", [
            ([1.0, 2.0, [b"A", (3.0,), b"B", (2.0,), b"C"]], PLACED),
            ([1.0, 1.0, [b"D"]], PLACED),
            ([], b"ET"),
        ]),
        (b"1 2 Td (A) Tj", [([1.0, 2.0], b"Td"), ([b"A"], b"Tj")]),
        (b"1 2 Td <41> Tj*", [([1.0, 2.0], b"Td"), ([b"A"], b"Tj*")]),
        (b"q\n(a\nq\n) Tj\nq\nq", [
            ([], b"q"), ([b"a\nq\n"], b"Tj"), ([], b"q"), ([], b"q"),
        ]),
        (b"0 w 1\n0 w 1\nj\n1\nj", [
            ([0.0], b"w"), ([1.0, 0.0], b"w"), ([1.0], b"j"), ([1.0], b"j"),
        ]),
        (b"BI /W 1 /H 1 ID \xffEI( EI Q", [([], INLINE_IMAGE), ([], b"Q")]),
        (b"BI /F /AHx ID ff>EI Q", [([], INLINE_IMAGE), ([], b"Q")]),
    ],
)  # fmt: skip
def test_steps(written, read):
    assert list(operations(written)) == read


@pytest.mark.parametrize(
    "written",
    [
        b"(a(b) Tj",
        b"(a\\) Tj",
        b"<41 Tj",
        b"<4x> Tj",
        b"[1 2 Tj",
        b"1 ] Tj",
        b"<< /A >> BDC",
        b"<< 1 2 >> BDC",
        b">> q",
        b") Tj",
        b"{ q }",
        b"BI /W 1 ID abc",
        b"BI /W 1",
        b"1" * 400 + b" w",
    ],
)
def test_what_is_damaged(written):
    with pytest.raises(UnreadablePdf) as caught:
        list(operations(written))
    assert caught.value.code == "damaged"


@pytest.mark.parametrize(
    "written", [b"[" * (MAX_NESTING + 1), b"/" + b"x" * MAX_TOKEN, b"x" * 2 * MAX_TOKEN]
)
def test_what_is_too_complex(written):
    with pytest.raises(UnreadablePdf) as caught:
        list(operations(written))
    assert caught.value.code == "too_complex"


def test_long_texts_are_read():
    text = b"x(" * MAX_TOKEN + b")" * MAX_TOKEN
    assert list(operations(b"(%s) Tj" % text)) == [([text], b"Tj")]
