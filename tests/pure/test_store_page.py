"""What people see before they install: store page, icon, banner, pictures."""

import ast
import re

import pytest
from lxml import html
from PIL import Image

from script.devenv import manual
from script.devenv.home import CHECKOUT
from script.devenv.pictures.screens import NAMES

DESCRIPTION = CHECKOUT / "static" / "description"
PICTURES = DESCRIPTION / "pictures"
MANIFEST = ast.literal_eval((CHECKOUT / "__manifest__.py").read_text())
PAGE = html.parse(str(DESCRIPTION / "index.html")).getroot()


def shown():
    """The pictures that somebody sees, as LANGUAGE/NAME.png."""
    found = set().union(*map(manual.pictures, manual.LANGUAGES))
    for path in (CHECKOUT / "README.rst", DESCRIPTION / "index.html"):
        found |= set(re.findall(r"pictures/(\w+/\w+\.png)", path.read_text()))
    return found


def test_each_picture_that_is_shown_is_made():
    assert {name.split("/")[1].removesuffix(".png") for name in shown()} == NAMES


def test_the_pictures_are_there():
    """`script/pictures` makes them."""
    there = {str(path.relative_to(PICTURES)) for path in PICTURES.glob("*/*.png")}
    assert there == shown()
    assert sum(path.stat().st_size for path in DESCRIPTION.rglob("*.png")) < 5e6


def test_the_store_takes_the_page():
    assert not PAGE.xpath("//script | //iframe | //style | //link | //form | //a")
    assert not PAGE.xpath("//@style | //@*[starts-with(name(), 'on')]")
    images = PAGE.xpath("//img")
    assert images
    for image in images:
        assert image.get("alt")
        assert re.fullmatch(r"pictures/en/\w+\.png", image.get("src"))


def test_the_manifest_keeps_the_rules_of_the_store():
    assert len(MANIFEST["name"]) <= 25
    assert len(MANIFEST["summary"]) <= 80
    assert "website" not in MANIFEST
    for image in MANIFEST["images"]:
        assert (CHECKOUT / image).is_file()


@pytest.mark.parametrize(
    ("name", "size"), [("icon", (256, 256)), ("banner", (1120, 560))]
)
def test_icon_and_banner_are_drawn(name, size):
    assert (DESCRIPTION / f"{name}.svg").is_file()
    with Image.open(DESCRIPTION / f"{name}.png") as picture:
        assert picture.size == size
