"""The translations hold what the template has, and leave nothing out."""

import re

import polib
import pytest

from script.devenv.home import CHECKOUT

FOLDER = CHECKOUT / "i18n"
# What an office calls so in both languages; Odoo exports it without a translation.
SAME_IN_GERMAN = re.compile(
    r"C4 .*|C5 .*|C6 .*|C6/5 .*|\d+( €)?|API (Key|Secret)|Code|Demo|Einschreiben.*"
    r"|Frankier-ID|ID|International|Internetmarke|Journal|Name|Online-Poststelle|PDF"
    r"|Portokasse( \(Website\))?|Problem|Status|Streifbandzeitung|Warensendung"
    r"|object\..*"
)
PLACEHOLDERS = re.compile(r"%\(\w+\)s|%s|%d")


def terms(path):
    return {entry.msgid: entry for entry in polib.pofile(str(path))}


@pytest.mark.parametrize(
    "path", sorted(FOLDER.glob("*.po")), ids=lambda path: path.name
)
def test_each_language_has_the_terms_of_the_template(path):
    found = terms(path)
    assert found.keys() == terms(FOLDER / "internetmarke.pot").keys()
    for msgid, entry in found.items():
        if entry.msgstr:
            wanted = sorted(PLACEHOLDERS.findall(msgid))
            assert sorted(PLACEHOLDERS.findall(entry.msgstr)) == wanted, msgid


def test_german_is_complete():
    german = terms(FOLDER / "de.po")
    assert len(german) > 1000
    missing = {
        msgid
        for msgid, entry in german.items()
        if not entry.msgstr and not SAME_IN_GERMAN.fullmatch(msgid)
    }
    assert not missing
    assert not [entry.msgid for entry in german.values() if entry.fuzzy]
