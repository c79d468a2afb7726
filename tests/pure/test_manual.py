"""The manual names menus, buttons and states as the screens do, in both languages."""

import re

import polib
import pytest

from script.devenv import manual
from script.devenv.home import CHECKOUT as ROOT

# Names of Odoo itself, in its English and German.
ODOO = {
    "Actions": "Aktionen",
    "Administration: Settings": "Administration: Einstellungen",
    "Administrator": "Administrator",
    "Customers": "Kunden",
    "Document Layout": "Dokumentlayout",
    "General Settings": "Allgemeine Einstellungen",
    "Internetmarke: Buy postage": "Internetmarke: Porto kaufen",
    "Invoice sending": "Rechnungsversand",
    "Invoices": "Ausgangsrechnungen",
    "Invoicing": "Rechnungsstellung",
    "Invoicing: Administrator": "Rechnungsstellung: Administrator",
    "Reporting": "Berichtswesen",
    "Send": "Senden",
    "Settings": "Einstellungen",
    "italics": "kursiv",
}
CATALOGUE = polib.pofile(str(ROOT / "i18n" / "de.po"))
PLACEHOLDER = re.compile(r"%\\\((\w+)\\\)s")


def labels(language):
    """Patterns of what the screens may show in that language."""
    own = {entry.msgid: entry.msgstr or entry.msgid for entry in CATALOGUE}
    names = [*(own | ODOO).values()] if language == "de" else [*own, *ODOO]
    plain = {" ".join(name.split()) for name in names}
    filled = [
        re.compile(PLACEHOLDER.sub(".+", re.escape(name)))
        for name in plain
        if "%(" in name and len(name) < 60
    ]
    return plain, filled


def named(language):
    """The names of screens in the manual: each part of a path, without the arrows."""
    text = manual.source(language).read_text()
    text = re.sub(r"``.*?``|\*\*.*?\*\*", "", text, flags=re.S)
    found = re.findall(r"(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])", text)
    return [part for name in found for part in " ".join(name.split()).split(" > ")]


@pytest.mark.parametrize("language", manual.LANGUAGES)
def test_menus_and_buttons_are_called_so(language):
    plain, filled = labels(language)
    wrong = {
        name
        for name in named(language)
        if name not in plain and not any(one.fullmatch(name) for one in filled)
    }
    assert not wrong


def test_the_parts_of_both_manuals_are_the_same():
    english, german = (manual.source(one).read_text() for one in manual.LANGUAGES)
    anchors = re.compile(r"^\.\. _([\w-]+):$", re.M)
    assert anchors.findall(english) == anchors.findall(german)
    figures = {
        one: [name.split("/")[1] for name in sorted(manual.pictures(one))]
        for one in manual.LANGUAGES
    }
    assert figures["en"] == figures["de"]
    assert {name.split("/")[0] for name in manual.pictures("de")} == {"de"}
    assert {name.split("/")[0] for name in manual.pictures("en")} == {"en"}


def test_each_state_is_explained():
    """Those of doc/states.rst, in English and German."""
    text = (ROOT / "doc" / "states.rst").read_text()
    rows = re.findall(r"^([A-Z][A-Za-z -]*?)  +\S", text, re.M)
    states = {row.strip() for row in rows} - {"State"} | {"Refused"}
    german = {entry.msgid: entry.msgstr for entry in CATALOGUE}
    assert states > {"Queued", "Came Back", "Collecting", "To Book", "Not Identified"}
    assert states <= set(named("en"))
    assert {german[state] for state in states} <= set(named("de"))


@pytest.mark.parametrize("language", manual.LANGUAGES)
def test_the_addon_ships_the_manual_as_it_is(language):
    assert manual.target(language).read_text() == manual.rendered(language), (
        "run script/manual"
    )


@pytest.mark.parametrize("language", manual.LANGUAGES)
def test_the_screens_lead_to_places_that_exist(language):
    html = manual.target(language).read_text()
    places = {
        place
        for path in ROOT.glob("*/*.xml")
        for place in re.findall(r"/internetmarke/manual#([\w-]+)", path.read_text())
    }
    assert {"administrator", "orders"} <= places
    assert places <= set(re.findall(r'id="([\w-]+)"', html))
    assert set(re.findall(r'href="#([\w-]+)"', html)) <= set(
        re.findall(r'id="([\w-]+)"', html)
    )
