"""Was a bought document as expected, and does its report give nothing away?"""

import pytest
from printing_samples import SIZES, bought, bought_id, drawn, read, read_any, text_at

from printing import differences, masked_report, nominal_size
from printing.document_check import masked
from simulator.catalogue import product


def sizes(codes):
    return [nominal_size(product(c).destination, product(c).service) for c in codes]


def test_our_own_post_is_as_expected():
    for codes in (list(SIZES), (1,), (1002, 1022)):
        assert differences(read(bought(codes), codes), sizes(codes)) == {}


def test_differences_are_counted():
    codes = (1, 1)
    unread = read(bought(codes, show_id=False), codes)
    assert differences(unread, sizes(codes)) == {"unread_id": 2}
    plain = drawn(lambda c: text_at(c, 20, 50, bought_id(1)))
    assert differences(read(plain), sizes((1,))) == {
        "unread_price": 1,
        "other_size": 1,
        "no_code": 1,
    }
    assert differences(read(bought(codes)), sizes((1, 1, 1)))["pages"] == 1


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("IM 23.11.26 0,95", "IM 99.99.99 9,99"),
        ("A0 05C7 15E2", "X9 99X9 99X9"),
        ("Jürgen Groß, 80331 München", "Xxxxxx Xxxx, 99999 Xxxxxxx"),
        ("EINSCHREIBEN  EINWURF", "EINSCHREIBEN  EINWURF"),
        ("Deutsche Post\n\u0661\u4e2d", "Deutsche Post?9x"),
    ],
)
def test_letters_and_digits_are_masked(text, shape):
    assert masked(text) == shape


def test_the_report_tells_the_layout_and_nothing_else():
    codes = (1, 11006)
    report = masked_report(bought(codes, 216))
    assert "2 pages" in report and "66.0 x 38.0" in report
    assert "image 2.0 10.5 11.01 x 11.01 px 130 130 1" in report
    assert "text" in report and "IM" in report and "/Type0" in report
    for page, code in enumerate(codes, 1):
        shown = bought_id(page)
        price = f"{product(code).price // 100},{product(code).price % 100:02d}"
        for secret in (shown, shown[2:6], shown[-4:], price, "15.06.25"):
            assert secret not in report


def test_a_report_of_what_cannot_be_read():
    assert "not read: not_a_pdf" in masked_report(b"<html>")
    assert "not read: damaged" in masked_report(bought()[:200])
    assert read_any(bought(), "X" * 20)
