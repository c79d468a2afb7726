"""Addresses: what is told before a stamp is used for a letter that would come back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postage import BEFORE_TOWN, Address, address_faults, postcodes, streets

HAMBURG = Address(("Erika Muster",), "Weg 1", "", "20095", "Hamburg", "DE")
VIENNA = replace(HAMBURG, zip="1010", city="Wien", country="AT")


def codes(address):
    return [(fault.code, fault.blocks) for fault in address_faults(address)]


@pytest.mark.parametrize("street", ["Am Markt 3", "Postfach 12 34", "Schloss"])
def test_a_good_address_has_no_fault(street):
    assert address_faults(replace(HAMBURG, street=street)) == []
    assert address_faults(replace(HAMBURG, street="", street2=street)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"names": ()}, [("name_missing", True)]),
        ({"names": (" ",)}, [("name_missing", True)]),
        ({"street": " "}, [("street_missing", True)]),
        ({"street": "", "company": True}, [("street_missing", False)]),
        (
            {"street": "Am Markt 3", "street2": "Postfach 1234"},
            [("street_and_box", False)],
        ),
        ({"street": "Postfach 1234", "street2": "Haus Elbe"}, []),
        ({"street": "c/o Weber", "street2": "Weg 2"}, []),
        ({"zip": ""}, [("zip_missing", True)]),
        ({"zip": "2009"}, [("zip_impossible", True)]),
        ({"zip": "200950"}, [("zip_impossible", True)]),
        ({"zip": "2O095"}, [("zip_impossible", True)]),
        ({"zip": "٢٠٠٩٥"}, [("zip_impossible", True)]),
        ({"zip": "D-20095"}, [("zip_prefix", False)]),
        ({"zip": "DE 20095"}, [("zip_prefix", False)]),
        ({"zip": "D-2009"}, [("zip_impossible", True)]),
        ({"zip": "AT-1010"}, [("country_wrong", True)]),
        ({"zip": "A - 1010"}, [("country_wrong", True)]),
        ({"city": ""}, [("city_missing", True)]),
        ({"country": ""}, [("country_missing", False)]),
        ({"country": "", "zip": "D-20095"}, [("country_missing", False)]),
        ({"country": "", "zip": "1010"}, [("country_missing", True)]),
        ({"country": "", "zip": "A-1010"}, [("country_missing", True)]),
        ({"country": "", "zip": ""}, [("country_missing", True)]),
        ({"street": "", "zip": "", "city": ""}, [
            ("street_missing", True), ("zip_missing", True), ("city_missing", True),
        ]),
    ],
)  # fmt: skip
def test_faults_in_germany(change, expected):
    assert codes(replace(HAMBURG, **change)) == expected


@pytest.mark.parametrize(
    ("country", "zip_code", "expected"),
    [
        ("AT", "1010", []),
        ("AT", "A-1010", []),
        ("AT", "20095", [("zip_impossible", True)]),
        ("AT", "", [("zip_missing", True)]),
        ("CH", "CH-8044", []),
        ("CH", "A-8044", [("country_wrong", True)]),
        ("LU", "L-2013", []),
        ("NL", "3512 PA", []),
        ("NL", "3512", [("zip_impossible", True)]),
        ("GB", "SW1A 1AA", []),
        ("GB", "l1 8jq", []),
        ("GB", "20095", [("zip_impossible", True)]),
        ("PL", "00-950", []),
        ("US", "10001-1234", []),
        ("ES", "28039", []),
        ("ES", "99001", [("zip_impossible", True)]),
        ("AE", "", []),
        ("HK", "whatever", []),
    ],
)
def test_postcodes_abroad(country, zip_code, expected):
    assert codes(replace(VIENNA, country=country, zip=zip_code)) == expected


def test_no_street_abroad_is_for_a_person_to_judge():
    assert codes(replace(VIENNA, street="")) == [("street_missing", False)]


def test_a_wrong_country_is_guessed():
    [fault] = address_faults(replace(HAMBURG, zip="1010"))
    assert fault.countries[:2] == ("AT", "CH")
    [fault] = address_faults(replace(VIENNA, zip="20095"))
    assert fault.countries[0] == "DE"
    [fault] = address_faults(replace(HAMBURG, zip="CH-8044"))
    assert fault.countries == ("CH",)


@pytest.mark.parametrize(
    ("zip_code", "exists"),
    [
        ("01001", True), ("99998", True), ("01000", False), ("99999", False),
        ("00000", False), ("00999", False), ("05123", False), ("43000", False),
        ("62999", False), ("10115", True), ("80331", True), ("44000", True),
    ],
)  # fmt: skip
def test_ends_and_gaps_of_german_postcodes(zip_code, exists):
    assert postcodes.possible(zip_code, "DE") is exists


@given(st.integers(0, 99999))
def test_german_postcodes_by_arithmetic(number):
    exists = 1001 <= number <= 99998 and number // 1000 not in (0, 5, 43, 62)
    assert postcodes.possible(f"{number:05}", "DE") is exists


@given(st.sampled_from(list(postcodes.SHAPES)), st.data())
def test_a_postcode_survives_its_prefix(country, data):
    code = data.draw(st.from_regex(postcodes.SHAPES[country], fullmatch=True))
    code = code.strip()
    assert postcodes.possible(code, country) or not code.isascii()
    if code[:1].isdigit():
        for prefix in (p for p, c in postcodes.PREFIXES.items() if c == country):
            assert postcodes.split(f" {prefix.lower()}-{code}") == (country, code)


texts = st.text(max_size=12)


@given(
    st.builds(
        Address,
        names=st.lists(texts, max_size=2).map(tuple),
        street=texts,
        street2=texts,
        zip=texts,
        city=texts,
        country=st.sampled_from(["", "DE", "AT", "NL", "GB", "HK", "de"]),
        company=st.booleans(),
    )
)
def test_any_text_is_judged_and_judged_the_same_with_blanks_around(address):
    found = address_faults(address)
    assert len({fault.code for fault in found}) == len(found)
    spaced = replace(address, zip=f" {address.zip} ", city=f" {address.city}\t")
    assert address_faults(spaced) == found


@pytest.mark.parametrize(
    ("street", "street2", "lines"),
    [
        ("Weg 1", "Hinterhaus", ["Hinterhaus", "Weg 1"]),
        ("c/o Weber", "Weg 2", ["c/o Weber", "Weg 2"]),
        ("Haus Elbe", "Postfach 12 34", ["Haus Elbe", "Postfach 12 34"]),
        ("12 Rue Verte", "Escalier B", ["Escalier B", "12 Rue Verte"]),
        ("5 Rue Verte", "Escalier B", ["Escalier B", "5 Rue Verte"]),
        ("Ringstraße 1", "Stiege 2", ["Stiege 2", "Ringstraße 1"]),
        ("Schloss", "Westflügel", ["Westflügel", "Schloss"]),
        ("", " Weg 1 ", ["Weg 1"]),
        (" ", "", []),
        ("Flat 3", "12 Grafton Street 7", ["Flat 3", "12 Grafton Street 7"]),
        ("Gebäude 5", "Hauptstr. 12", ["Gebäude 5", "Hauptstr. 12"]),
        ("Torstr. 5", "Haus 2", ["Haus 2", "Torstr. 5"]),
    ],
)
def test_the_street_stands_right_above_the_postcode(street, street2, lines):
    assert streets(replace(HAMBURG, street=street, street2=street2)) == lines


@pytest.mark.parametrize(
    "change",
    [
        {"street": "Packstation 145"},
        {"street2": "PACK STATION 12"},
        {"street": "DHL Pack-Station 145"},
    ],
)
def test_a_packstation_takes_no_small_letters(change):
    assert ("packstation", False) in codes(replace(HAMBURG, **change))
    assert "packstation" not in dict(codes(replace(VIENNA, **change)))


@pytest.mark.parametrize(
    ("change", "latin"),
    [
        ({"names": ("Żółć Ğüneş Ørsted",)}, True),
        ({"street": "Rua 3, 1º andar"}, True),
        ({"names": ("Николай",)}, False),
        ({"city": "Αθήνα"}, False),
        ({"street": "Weg 1", "street2": "山田"}, False),
    ],
)
def test_other_than_latin_letters_are_told(change, latin):
    assert codes(replace(VIENNA, **change)) == ([] if latin else [("not_latin", False)])


def test_countries_that_write_the_postcode_first():
    assert {"CZ", "GR", "BG", "RS", "TR", "XK", "IT", "AT"} <= BEFORE_TOWN
    assert not {"GB", "US", "HU", "LV", "CA"} & BEFORE_TOWN
