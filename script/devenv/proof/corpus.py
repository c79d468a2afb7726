"""Addresses as they come in a customer file, made from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator

# Each kind has a way to be made; the first letters of the alphabets that Liberation
# Sans has, and of some that it lacks.
DIACRITICS = (
    "ÀÁÂÃÄÅĀĂĄ ÇĆĈĊČ ĎĐ ÈÉÊËĒĔĖĘĚ ĜĞĠĢ ĤĦ ÌÍÎÏĨĪĬĮİ ĴĶ ĹĻĽĿŁ ÑŃŅŇ ÒÓÔÕÖØŌŎŐ ŔŖŘ "
    "ŚŜŞŠȘ ŢŤŦȚ ÙÚÛÜŨŪŬŮŰŲ Ŵ ÝŶŸ ŹŻŽ Æ Œ Þ Ð ẞ"
)
LACKING = {
    "jp": ("山田商店", "丸の内一丁目", "東京都"),
    "cn": ("北京贸易公司", "长安街 5 号", "北京"),
    "kr": ("김철수", "세종대로 110", "서울"),
    "il": ("שלום כהן", "רחוב הרצל 5", "תל אביב"),
    "ae": ("محمد بن علي", "شارع الشيخ زايد", "دبي"),
    "in": ("राम कुमार", "महात्मा गांधी मार्ग", "दिल्ली"),
    "th": ("สมชาย ใจดี", "ถนนสุขุมวิท", "กรุงเทพ"),
    "ge": ("გიორგი", "რუსთაველის 5", "თბილისი"),
    "am": ("Արմեն", "Մաշտոցի 5", "Երևան"),
}
EMOJI = ("Blumen 🌷 Welt", "Café ☕️ Ecke", "Pizza 🍕 & Pasta", "Yoga 🧘‍♀️ Studio")

PEOPLE = (
    *("Erika Mustermann", "Dr. Max Groß", "Prof. Dr. Annegret Freifrau von Hohenfels"),
    *("Jörg Weiß", "Ümit Öztürk", "A. B.", "Karl-Heinz Müller-Lüdenscheidt"),
    *("Frau Rechtsanwältin Anna-Katharina Schmidt-Wiesengrund", "Ole Ås", "Li Wu"),
)
COMPANIES = (
    *("Müller & Söhne KG", "Bäckerei Groß", "ÄÖÜ GmbH", "Stadtwerke Ort AöR"),
    "Beispiel Gesellschaft für Maschinenbau und Anlagentechnik mbH",
    "Verein zur Förderung der Heimatpflege und des Brauchtums im Landkreis e. V.",
    "Rechtsanwälte Dr. Weber, Schulze-Hagen & Partner mbB",
    "Wohnungseigentümergemeinschaft Hauptstraße 5-11 c/o Hausverwaltung Nord GmbH",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
)
STREETS = (
    *("Weg 1", "Lange Straße 17 a", "Straße des 17. Juni 135", "Am Markt 3-5"),
    *("Karl-Friedrich-von-Weizsäcker-Straße 123, Gebäude B", "Q 7, 24", "Im Grund 0"),
    "Bürgermeister-Doktor-Schwiefert-Gedächtnis-Promenade 1042",
)
ADDITIONS = (
    *("Hinterhaus, 3. Stock", "Buchhaltung", "z. Hd. Herrn Groß", "c/o Meier"),
    *("Abteilung Rechnungswesen / Kreditoren", "Aufgang B", "Einkauf · Zimmer 4.12"),
)
TOWNS = (
    *(("12345", "Ort"), ("80331", "München"), ("06366", "Köthen (Anhalt)")),
    ("71576", "Burgstetten-Erbstetten bei Backnang im Rems-Murr-Kreis"),
    *(("01067", "Dresden"), ("99999", "Au"), ("23743", "Grömitz, Ostseebad")),
)
ABROAD = {
    "at": ("Kaffeehaus Ring KG", "Schottenring 18", "1010", "Wien"),
    "ch": ("Atelier Zürichberg AG", "Hochstrasse 41", "8044", "Zürich"),
    "fr": ("Société Générale des Eaux", "12 bis, rue de la Paix", "75001", "Paris"),
    "pl": ("Żaneta Wójcik-Łęcka", "ul. Łąkowa 5/7 m. 3", "00-001", "Warszawa"),
    "cz": ("Jiří Dvořák s.r.o.", "Příčná 3", "110 00", "Praha 1"),
    "ro": ("Ioan Țîrlea", "Strada Știrbei Vodă 12", "010101", "București"),
    "tr": ("Ğüneş İthalat A.Ş.", "İstiklâl Caddesi 5", "34430", "İstanbul"),
    "dk": ("Søren Ærø ApS", "Nørregade 1, 2. tv", "1165", "København K"),
    "is": ("Þórður Ólafsson", "Laugavegur 7", "101", "Reykjavík"),
    "lv": ("Ģirts Ķēniņš", "Brīvības iela 5", "LV-1010", "Rīga"),
    "vn": ("Nguyễn Văn Ánh", "1 Đường Lê Lợi", "700000", "Thành phố Hồ Chí Minh"),
    "gr": ("Αφοί Παπαδοπούλου Ο.Ε.", "Οδός Αθηνάς 5", "105 57", "Αθήνα"),
    "bg": ("ООД «Ромашка»", "бул. Витоша 10", "1000", "София"),
    "ua": ("Олексій Ґедзь", "вул. Хрещатик, буд. 10", "01001", "Київ"),
    "gb": ("Fortnum Ltd.", "181 Piccadilly", "W1A 1ER", "London"),
    "us": (
        "Sample Inc.",
        "1600 Amphitheatre Parkway Suite 100",
        "94043",
        "Mountain V.",
    ),
    "br": ("João da Conceição Ltda.", "Av. Paulista, 1578", "01310-200", "São Paulo"),
    "ba": ("Šećer d.o.o.", "Ulica Džemala Bijedića 5", "71000", "Sarajevo"),
    "hu": ("Kovács Győző Bt.", "Petőfi Sándor utca 5. fsz. 1", "1052", "Budapest"),
    "nl": ("Fietsenmaker De Wilgen B.V.", "Lange Nieuwstraat 9", "3512 PA", "Utrecht"),
    "ae": ("Desert Trading LLC", "P. O. Box 1234", "", "Dubai"),
    "gs": ("Research Station", "King Edward Point", "SIQQ 1ZZ", "Grytviken"),
}
BLANKS = ("\u00a0", "  ", "\t", "\u2009", "\u200b", "\u00ad", "\u202f")


def addresses(seed: int, count: int) -> list[dict[str, str]]:
    """Return so many different contacts: kind, company, name and the usual fields.

    ``unset``: whether the typeface lacks a character, so that a letter is refused.
    """
    found: list[dict[str, str]] = []
    seen = set()
    for contact in _endless(random.Random(seed)):
        key = tuple(contact.values())
        if key not in seen:
            seen.add(key)
            found.append(contact)
        if len(found) == count:
            return found


def _endless(chance: random.Random) -> Iterator[dict[str, str]]:
    makers = (
        *(_home, _company, _abroad, _person_abroad, _long, _home, _company, _abroad),
        *(_po_box, _short, _six_lines, _odd_blanks, _diacritics, _company, _lacking),
    )
    while True:
        for maker in makers:
            yield maker(chance)


def _contact(kind, name, street="", zip="", city="", country="de", **more):
    usual = {"company": "", "street2": "", "unset": ""}
    return {
        "kind": kind,
        **usual,
        "name": name,
        "street": street,
        "zip": zip,
        "city": city,
        "country": country,
        **more,
    }


def _town(chance):
    return dict(zip(("zip", "city"), chance.choice(TOWNS), strict=True))


def _home(chance):
    more = {"street2": chance.choice(ADDITIONS)} if chance.random() < 0.3 else {}
    name, street = chance.choice(PEOPLE), chance.choice(STREETS)
    return _contact("person", name, street, **_town(chance), **more)


def _company(chance):
    more = {"street2": chance.choice(ADDITIONS)} if chance.random() < 0.3 else {}
    name, street = chance.choice(PEOPLE), chance.choice(STREETS)
    firm = chance.choice(COMPANIES)
    return _contact(
        "company and person", name, street, company=firm, **_town(chance), **more
    )


def _abroad(chance):
    country = chance.choice(sorted(ABROAD))
    more = (
        {"street2": f"Floor {chance.randint(1, 90)}"} if chance.random() < 0.4 else {}
    )
    return _contact("abroad", *ABROAD[country], country=country, **more)


def _person_abroad(chance):
    contact = _abroad(chance)
    person = chance.choice(PEOPLE)
    return contact | {
        "kind": "person abroad",
        "company": contact["name"],
        "name": person,
    }


def _long(chance):
    name = " ".join(chance.sample(PEOPLE[1:3] + COMPANIES[4:6], 2))
    street = " ".join(chance.sample(STREETS[4:], 2))
    return _contact("long", name, street, **_town(chance))


def _po_box(chance):
    number = f"Postfach {chance.randint(10, 99)} {chance.randint(10, 99)}"
    return _contact("PO box", chance.choice(COMPANIES), number, **_town(chance))


def _short(chance):
    name = chance.choice(PEOPLE) + " " * chance.randint(0, 1)
    if chance.random() < 0.5:
        return _contact("one or two lines", name + chr(chance.randint(65, 90)))
    return _contact("one or two lines", name, **_town(chance))


def _six_lines(chance):
    contact = _person_abroad(chance)
    return contact | {"kind": "six lines", "street2": chance.choice(ADDITIONS)}


def _odd_blanks(chance):
    contact = _company(chance) | {"kind": "odd blanks"}
    blank = chance.choice(BLANKS)
    for key in ("name", "street", "city"):
        contact[key] = contact[key].replace(" ", blank, 1)
    return contact


def _diacritics(chance):
    groups = chance.sample(DIACRITICS.split(), 5)
    name = " ".join(_capitalized(group) for group in groups[:3])
    street = f"{_capitalized(groups[3] + groups[4])} {chance.randint(1, 99)}"
    return _contact("diacritics", name, street, **_town(chance))


def _capitalized(group: str) -> str:
    # Python makes two characters of a small İ.
    return group[0] + group[1:].replace("İ", "ı").lower()


def _lacking(chance):
    if chance.random() < 0.3:
        contact = _home(chance)
        return contact | {
            "kind": "emoji",
            "name": chance.choice(EMOJI),
            "unset": "yes",
        }
    country = chance.choice(sorted(LACKING))
    name, street, city = LACKING[country]
    return _contact(
        "other script", name, street, "100", city, country=country, unset="yes"
    )
