"""How bad a print may be until its code is not read any more."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter

from . import eyes

SPOT = 0.08  # mm, of the Gaussian
Change = Callable[[Image.Image, float, int], Image.Image]


def faded(image, percent: float, dpi: int):
    """Grey on pale grey: so much is left of the contrast between ink and paper."""
    paper = 235
    return image.point(lambda v: round(paper - (255 - v) * percent / 100 * paper / 255))


def sparse(image, percent: float, dpi: int):
    """Toner saving: so many of the printer's dots are left out, in no pattern."""
    dots = noise(image, round(percent))
    holes = dots.point(lambda v: 255 if v < percent * 2.56 else 0)
    return seen(ImageChops.lighter(image, holes), dpi)


def specked(image, percent: float, dpi: int):
    """Bad toner: so many pixels are dark that should not."""
    dots = noise(image, round(percent * 10))
    specks = dots.point(lambda v: 0 if v < percent * 2.56 else 255)
    return seen(ImageChops.darker(image, specks), dpi)


def noise(image, seed: int):
    """As many pixels of every grey, in no pattern."""
    pixels = random.Random(seed).randbytes(image.width * image.height)
    return Image.frombytes("L", image.size, pixels)


def seen(image, dpi: int):
    """As a scanner sees single dots: its spot is about a tenth of a millimetre wide."""
    return blurred(image, SPOT, dpi)


def scaled(image, percent: float, dpi: int):
    size = (round(v * percent / 100) for v in image.size)
    return image.resize(tuple(size), Image.Resampling.BICUBIC)


def stretched(image, percent: float, dpi: int):
    """The paper runs too fast: one direction only."""
    size = (image.width, round(image.height * percent / 100))
    return image.resize(size, Image.Resampling.BICUBIC)


def turned(image, degrees: float, dpi: int):
    return image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def blurred(image, mm: float, dpi: int):
    return image.filter(ImageFilter.GaussianBlur(mm * dpi / 25.4))


def all_at_once(image, _level: float, dpi: int):
    """Faded to half, 98 %, turned by 2 degrees, blurred a little."""
    return faded(blurred(turned(scaled(image, 98, dpi), 2, dpi), 0.05, dpi), 50, dpi)


@dataclass(frozen=True)
class Ramp:
    """Levels from harmless to hopeless.

    Up to ``at_300`` and ``at_203`` (the dpi) every code must be read; at 203 dpi single
    specks, more than a quarter of a module wide, may spoil one: they are only counted.
    """

    name: str
    change: Change
    levels: Sequence[float]
    at_300: float
    at_203: float | None


RAMPS = (
    Ramp("contrast left, %", faded, (100, 60, 45, 30, 20, 15, 10, 7, 5, 3, 2), 45, 45),
    Ramp("dots left out, %", sparse, (5, 10, 15, 20, 25, 30, 35, 40, 50, 60), 15, 5),
    Ramp("dots too many, %", specked, (0.5, 1, 2, 3, 4, 6, 8, 10, 15), 2, None),
    Ramp("smaller, %", scaled, (99, 98, 96, 94, 90, 85, 80, 75, 70, 60, 50), 98, 98),
    Ramp("larger, %", scaled, (101, 102, 104, 106, 110, 120, 140), 102, 102),
    Ramp("stretched, %", stretched, (101, 102, 104, 106, 110, 115, 120, 130), 102, 102),
    Ramp(
        "turned right, degrees", turned, (-0.5, -1, -2, -3, -5, -10, -20, -45), -2, -2
    ),
    Ramp("turned left, degrees", turned, (0.5, 1, 2, 3, 5, 10, 20, 45), 2, 2),
    Ramp("blurred, mm", blurred, (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4), 0.15, 0.1),
    Ramp("faded, 98 %, turned, blurred", all_at_once, (1,), 1, 1),
)


@dataclass
class Limit:
    """``read``: share of codes read at each level; ``last`` at which all were."""

    ramp: Ramp
    dpi: int
    read: dict[float, float]

    @property
    def last(self) -> float | None:
        last = None
        for level, share in self.read.items():
            if share < 1:
                break
            last = level
        return last

    @property
    def required(self) -> float | None:
        return self.ramp.at_300 if self.dpi == 300 else self.ramp.at_203

    @property
    def met(self) -> bool:
        if self.required is None:
            return True
        required = self.ramp.levels.index(self.required)
        return all(self.read[level] == 1 for level in self.ramp.levels[: required + 1])


def limit(ramp: Ramp, dpi: int, pictures: list[tuple[Image.Image, str]]) -> Limit:
    """Spoil pictures of windows more and more; each comes with its code's text."""
    read = {}
    for level in ramp.levels:
        hits = sum(
            eyes.codes(ramp.change(picture, level, dpi)) == [code]
            for picture, code in pictures
        )
        read[level] = hits / len(pictures)
    return Limit(ramp, dpi, read)
