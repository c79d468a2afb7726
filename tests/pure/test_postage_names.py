"""How people say the names of the Post's products."""

import csv

import pytest
from conftest import ROOT

from postage import friendly_name

ITS_OWN_WORDS = (
    "Integral", "GK", "Intern.", "international", "Internetmarke", "USt", "Zusatz",
    "Zuschlag", "EINSCHREIBEN", "RÜCKSCHEIN", " - ", "000g", "2000", "1000",
)  # fmt: skip


def post_names():
    path = ROOT / "simulator" / "data" / "products.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [row["name"] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("name", "friendly"),
    [
        ("Standardbrief", "Standardbrief"),
        (
            "Standardbrief Integral + EINSCHREIBEN EINWURF",
            "Standardbrief + Einschreiben Einwurf",
        ),
        ("Kompaktbrief Integral + EINSCHREIBEN", "Kompaktbrief + Einschreiben"),
        (
            "Postkarte Integral + EINSCHREIBEN + RÜCKSCHEIN",
            "Postkarte + Einschreiben Rückschein",
        ),
        ("Maxibrief bis 2000 g + Zusatzentgelt MBf", "Maxibrief bis 2.000 g"),
        (
            "Maxibrief Integral + Zusatzentgelt MBf + EINSCHREIBEN + RÜCKSCHEIN",
            "Maxibrief bis 2.000 g + Einschreiben Rückschein",
        ),
        ("Warensendung 2.000 + Gewichtszuschlag", "Warensendung bis 2.000 g"),
        ("Standardbrief Intern. GK", "Standardbrief International"),
        (
            "Maxibrief Intern. bis 1.000g GK Integral + EINSCHREIBEN",
            "Maxibrief International bis 1.000 g + Einschreiben",
        ),
        (
            "Brief Kilotarif international ohne USt.",
            "Brief Kilotarif International",
        ),
        (
            "Brief Kilotarif international ohne USt + EINSCHREIBEN",
            "Brief Kilotarif International + Einschreiben",
        ),
        ("Dialogpost Karte Internetmarke", "Dialogpost Karte"),
        (
            "Dialogpost Groß Internetmarke 501 - 1000g",
            "Dialogpost Groß 501 bis 1.000 g",
        ),
        (
            "Streifbandzeitung 501 g bis 1000 g",
            "Streifbandzeitung 501 g bis 1.000 g",
        ),
        ("Brief + Neues", "Brief + Neues"),
    ],
)
def test_examples(name, friendly):
    assert friendly_name(name) == friendly


def test_no_name_keeps_what_the_post_adds_for_itself():
    friendly = [friendly_name(name) for name in post_names()]
    assert len(set(friendly)) == len(friendly) > 50
    for name in friendly:
        assert not [word for word in ITS_OWN_WORDS if word in name], name
        assert friendly_name(name) == name
