"""Contact sheets: many small pictures on few large ones, to look at."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from PIL import Image, ImageDraw

from printing import FORMS, Box, safe_area

from .measure import AROUND

DPI = 110
CAPTION = 14
BLUE, GREEN, RED = (40, 80, 220), (20, 150, 60), (210, 30, 30)


def window(
    png: bytes, form: str, safe: bool | None, wrong: Iterable[Box] = ()
) -> Image.Image:
    """Return the picture of a window with its frame, and what DL always shows of it.

    The latter is green when all is seen there, red when not, left out for None.
    ``wrong`` is framed in red as well.
    """
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    draw, box = ImageDraw.Draw(picture), FORMS[form]
    frames = [(box, BLUE), *((place, RED) for place in wrong)]
    if safe is not None:
        frames.append((safe_area(box), GREEN if safe else RED))
    for frame, colour in frames:
        moved = frame.moved(AROUND - box.left, AROUND - box.top)
        edges = (moved.left, moved.top, moved.right, moved.bottom)
        draw.rectangle([v * DPI / 25.4 for v in edges], outline=colour)
    return picture


def write(
    pictures: Iterable[tuple[str, Image.Image]],
    folder: Path,
    name: str,
    size: tuple[int, int],
    columns: int = 4,
    rows: int = 7,
) -> int:
    """Write PNG files of captioned pictures; return how many files."""
    pictures = list(pictures)
    each = columns * rows
    width, height = size
    for at in range(0, len(pictures), each):
        sheet = Image.new("RGB", (columns * width, rows * (height + CAPTION)), "grey")
        draw = ImageDraw.Draw(sheet)
        for place, (caption, picture) in enumerate(pictures[at : at + each]):
            small = picture.convert("RGB")
            small.thumbnail((width - 6, height - 6))
            row, column = divmod(place, columns)
            x, y = column * width + 3, row * (height + CAPTION)
            draw.text((x, y + 1), caption, fill="white")
            sheet.paste(small, (x, y + CAPTION))
        sheet.save(folder / f"{name}-{at // each + 1:02}.png")
    return -(-len(pictures) // each)
