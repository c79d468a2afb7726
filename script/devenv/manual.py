"""The manual as the addon ships it: one HTML file for each language, which needs no
internet, made from doc/manual_LANGUAGE.rst."""

from __future__ import annotations

import re
from pathlib import Path

from docutils.core import publish_string

from .home import CHECKOUT

LANGUAGES = ("en", "de")
STYLE = Path(__file__).with_name("manual.css")
SETTINGS = {
    "embed_stylesheet": True,
    "stylesheet_path": str(STYLE),
    "xml_declaration": False,
    "toc_backlinks": False,
    "report_level": 2,
    # A warning is an error: the manual is not written with one.
    "halt_level": 2,
    "file_insertion_enabled": False,
    "raw_enabled": False,
}
PICTURES = re.compile(r"\.\./static/description/pictures/(\w+/\w+\.png)")


def source(language: str) -> Path:
    return CHECKOUT / "doc" / f"manual_{language}.rst"


def target(language: str) -> Path:
    return CHECKOUT / "static" / "doc" / f"manual_{language}.html"


def pictures(language: str) -> set[str]:
    """The pictures that the manual shows: `en/overview.png`."""
    return set(PICTURES.findall(source(language).read_text()))


def rendered(language: str) -> str:
    """The manual in that language as HTML."""
    html = publish_string(
        source(language).read_text(),
        source_path=str(source(language)),
        writer="html5",
        settings_overrides=SETTINGS | {"language_code": language},
    ).decode()
    html = re.sub(r'<meta name="generator".*>\n', "", html)
    # In Odoo it lies beside the pictures' folder, not beside `static`.
    return html.replace("../static/", "../")
