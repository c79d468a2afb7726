"""Measure a franked window as it is rendered, against where everything should be."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise
from math import dist

from printing import C5, C6_5, DL, SLIDE, Box, WindowLayout, visible_area

from . import eyes
from .stamps import Bought

RESOLUTIONS = (300, 203)
AROUND = 5.0  # mm seen around the window
TENTH = 0.1
# The box of a text reaches below digits, which have nothing there.
DESCENT = 0.5
# What must be kept free (mm): around the stamp, and between lines of text.
QUIET = 1.0
# zxing-cpp gives corners in whole pixels, and they may be one off.
CORNER = 0.25
# How far the sheet slides in it (mm); None as far as it can.
SLIDES = {
    "DL": (DL, None),
    "C6/5 by 5 mm": (C6_5, SLIDE),
    "C5 by 5 mm": (C5, SLIDE),
    "C6/5": (C6_5, None),
}


@dataclass
class Measured:
    """``faults`` in words; ``distances`` (mm) and ``seen``, envelope by envelope."""

    faults: list[str] = field(default_factory=list)
    distances: dict[str, float] = field(default_factory=dict)
    decoded: dict[int, bool] = field(default_factory=dict)
    seen: dict[str, bool] = field(default_factory=dict)

    def expect(self, holds: bool, fault: str) -> None:
        if not holds:
            self.faults.append(fault)


def measure(letter: bytes, layout: WindowLayout, stamp: Bought) -> Measured:
    """Look at page 1 of a letter or a cover sheet."""
    found = Measured()
    sheet = eyes.Sheet(letter)
    form = layout.window
    at = form.grown(AROUND)
    picture = sheet.picture(at)
    for dpi in RESOLUTIONS:
        shown = picture if dpi == 300 else sheet.picture(at, dpi)
        found.decoded[dpi] = eyes.codes(shown) == [stamp.code]
        found.expect(found.decoded[dpi], f"code not read at {dpi} dpi")
    _measure_code(found, picture, at, layout, stamp)
    _measure_ink(found, picture, at, layout)
    _compare_text(found, sheet, layout)
    return found


def _measure_code(found: Measured, picture, at: Box, layout, stamp: Bought) -> None:
    for _text, corners in eyes.code_places(picture, at):
        wanted = [
            (layout.stamp.left + x, layout.stamp.top + y) for x, y in stamp.corners
        ]
        off = max(map(dist, corners, wanted))
        found.distances["code off its place"] = off
        found.expect(off <= CORNER, f"code is {off:.2f} mm off its place")


def _measure_ink(found: Measured, picture, at: Box, layout: WindowLayout) -> None:
    form = layout.window
    stamp = eyes.ink(picture, at, layout.stamp.grown(0.4))
    rest = eyes.blanked(picture, layout.stamp.grown(0.4), at)
    texts = []
    for line in layout.lines:
        place = eyes.ink(rest, at, line.box)
        rest = eyes.blanked(rest, line.box, at)
        found.expect(place is not None, "a line of text is not seen")
        texts += [place] if place else []
    # The border's pixels belong to what is around the window, which is compared.
    found.expect(not eyes.ink(rest, at, form.grown(-TENTH)), "something else is seen")
    if not stamp or not texts:
        found.faults.append("stamp or text is missing")
        return
    for side, (one, other) in enumerate(
        zip(_edges(stamp), _edges(layout.stamp), strict=True)
    ):
        allowed = DESCENT if side == 3 else 2 * TENTH
        found.expect(abs(one - other) <= allowed, "stamp is not at its place")
    senders = texts[: len(layout.return_lines)]
    address = texts[len(layout.return_lines) :]
    named = {
        "return line - stamp": [_gap(stamp, line) for line in senders],
        "stamp - address": [_gap(stamp, line) for line in address],
        "line - line": [
            below.top - above.bottom
            for lines in (senders, address)
            for above, below in pairwise(lines)
        ],
        "return line - address": [_gap(a, b) for a in senders for b in address],
    }
    for name, gaps in named.items():
        if gaps:
            found.distances[name] = min(gaps)
    everything = stamp
    for text in texts:
        everything = everything.union(text)
    for side, (inner, outer) in enumerate(
        zip(_edges(everything), _edges(form), strict=True)
    ):
        name = "window " + ("left", "top", "right", "bottom")[side]
        found.distances[name] = (inner - outer) * (1 if side < 2 else -1)
    closest = min(gap for name in list(named)[:2] for gap in named[name])
    found.expect(closest >= QUIET, f"only {closest:.2f} mm free around the stamp")
    # Capitals with accents may come near the descenders of the line above.
    tight = found.distances.get("line - line", 1.0)
    found.expect(tight > 0.05, "lines of text touch")
    found.expect(form.grown(-0.9).contains(everything, TENTH), "too near the edge")
    shown = everything.union(stamp.grown(QUIET))
    for name, (envelope, slide) in SLIDES.items():
        area = visible_area(form, envelope, slide)
        found.seen[name] = area.contains(shown, TENTH)
        promised = layout.always_visible(envelope, slide)
        if slide and envelope.takes(form):
            promised = promised or layout.safe
        found.expect(found.seen[name] or not promised, f"{name} may hide something")


def _compare_text(found: Measured, sheet: eyes.Sheet, layout: WindowLayout) -> None:
    wanted = squeezed("".join(line.text for line in layout.lines))
    found.expect(wanted in squeezed("".join(sheet.texts())), "another text is shown")


def squeezed(text: str) -> str:
    """Return the text without blanks and invisible characters, composed."""
    composed = unicodedata.normalize("NFC", "".join(text.split()))
    return "".join(c for c in composed if unicodedata.category(c) != "Cf")


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def _gap(one: Box, other: Box) -> float:
    """Return the distance of two boxes (mm), negative when they overlap."""
    return -min(one.overlap(other))
