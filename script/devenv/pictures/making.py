"""Goes through the screens and writes the pictures."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from ..chaos.browser import Browser
from ..home import CHECKOUT
from ..say import Failure
from .page import Page
from .screens import LETTER, SCREENS, Screen

FOLDER = CHECKOUT / "static" / "description"
LANGUAGES = {"en": "en_US", "de": "de_DE"}
WIDTH = 1366
SCALE = 1.5
# What moves, or is over in a moment, is not in a picture.
STILL = """document.head.insertAdjacentHTML('beforeend', `<style>
    * { animation: none !important; transition: none !important }
    * { caret-color: transparent !important }
    .o_notification_manager, .o_loading_indicator, .tooltip { display: none !important }
</style>`)"""
WEB_CLIENT = "odoo.__WOWL_DEBUG__.root.env.services"
# Its menu is shown above all screens.
INVOICING = f"""{WEB_CLIENT}.menu.setCurrentMenu(
    {WEB_CLIENT}.menu.getApps().find(app => app.xmlid === 'account.menu_finance')
)"""
QUIET = (
    "!document.querySelector('.o_loading_indicator')"
    " && document.fonts.status === 'loaded'"
)
DRAWINGS = {"icon": (256, 256), "banner": (1120, 560)}


def take(page: Page, url: str, database: str, records: dict[str, int], letter: Path):
    """Take all pictures in all languages. Raises Failure when a screen is gone."""
    for short, language in LANGUAGES.items():
        browser = Browser(url, database, "admin", "admin")
        [user] = browser.search("res.users", [["login", "=", "admin"]])
        browser.call("res.users", "write", [user], {"lang": language})
        browser.log_in()
        page.log_in(url, browser.session.cookies["session_id"])
        folder = FOLDER / "pictures" / short
        folder.mkdir(parents=True, exist_ok=True)
        for name, screen in SCREENS.items():
            try:
                record = screen.record.format(language=short)
                _show(page, url, screen, record and records[record])
                write(page.picture(screen.clip), folder / f"{name}.png")
            except Failure as failure:
                raise Failure(
                    f"The screen {name} ({short}): {failure.what}"
                ) from failure
        write(_first_page(letter), folder / f"{LETTER}.png")


def draw(page: Page) -> None:
    """Make the icon and the banner from their drawings."""
    page.see_through()
    for name, (width, height) in DRAWINGS.items():
        page.open((FOLDER / f"{name}.svg").as_uri(), width, height, 1)
        write(page.picture(), FOLDER / f"{name}.png")


def write(png: bytes, path: Path) -> None:
    """Write a picture with 256 colours, a third as large as with all."""
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    if picture.getextrema()[3][0] == 255:
        picture = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    else:
        picture = picture.quantize(256, Image.Quantize.FASTOCTREE)
    picture.save(path, optimize=True)


def _show(page: Page, url: str, screen: Screen, record: int | str) -> None:
    page.open(f"{url}/odoo", WIDTH, screen.height, SCALE)
    page.until("window.odoo?.__WOWL_DEBUG__?.root", "Odoo's web client")
    page.until("document.querySelector('.o_action_manager > *')", "its first screen")
    page.evaluate(STILL)
    page.evaluate(INVOICING)
    options: dict[str, Any] = {"clearBreadcrumbs": True}
    if record:
        options |= {"viewType": "form", "props": {"resId": record}}
    arguments = f"{json.dumps(screen.action)}, {json.dumps(options)}"
    # Of an error in a component, its cause tells more.
    told = ".catch(error => { throw error.cause ?? error })"
    page.evaluate(f"{WEB_CLIENT}.action.doAction({arguments}){told}")
    for selector in screen.click:
        _wait(page, selector)
        page.evaluate(f"document.querySelector({json.dumps(selector)}).click()")
    _wait(page, screen.ready)
    page.until(QUIET, "the end of loading")
    # Odoo draws a dialog in two steps, and sets the focus.
    time.sleep(1)
    page.evaluate("document.activeElement && document.activeElement.blur()")


def _wait(page: Page, selector: str) -> None:
    seen = f"document.querySelector({json.dumps(selector)})?.checkVisibility()"
    page.until(seen, selector)


def _first_page(pdf: Path) -> bytes:
    with io.BytesIO() as file:
        page = pypdfium2.PdfDocument(pdf)[0]
        page.render(scale=110 / 72).to_pil().save(file, "PNG")
        return file.getvalue()
