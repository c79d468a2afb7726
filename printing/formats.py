"""The Post's page formats that a stamp fits on: labels and envelopes.

``data/page_formats.csv`` holds lengths in mm as the Internetmarke service's catalogue
gives them (PAGE_FORMATS), of the page as it is printed: what the service calls
LANDSCAPE is turned already. Left out are the formats whose label is smaller than the
smallest stamp, and envelopes that nothing here prints.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .geometry import Box

_FILE = Path(__file__).parent / "data" / "page_formats.csv"
ENVELOPE = "ENVELOPE"
# A measured stamp may be a little larger than its nominal size.
_SLACK = 0.3


@dataclass(frozen=True)
class PageFormat:
    """``id`` is the service's. Lengths in mm; labels are counted in rows from the top.

    ``page_type``: ``LABELPAGE``, ``LABELPRINTER``, ``REGULARPAGE`` (plain paper cut
    into labels) or ``ENVELOPE``.
    """

    id: int
    name: str
    page_type: str
    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    spacing_x: float
    spacing_y: float
    columns: int
    rows: int

    @property
    def label_count(self) -> int:
        return self.columns * self.rows

    @property
    def label_size(self) -> tuple[float, float]:
        """Width and height of a label in mm."""
        across = self.width - self.left - self.right
        down = self.height - self.top - self.bottom
        return (
            (across - (self.columns - 1) * self.spacing_x) / self.columns,
            (down - (self.rows - 1) * self.spacing_y) / self.rows,
        )

    def label(self, position: int) -> Box:
        """Return the label with this number, from 1 to ``label_count``."""
        row, column = divmod(position - 1, self.columns)
        width, height = self.label_size
        return Box(
            self.left + column * (width + self.spacing_x),
            self.top + row * (height + self.spacing_y),
            width,
            height,
        )

    def takes(self, stamp_size: tuple[float, float]) -> bool:
        """Tell whether a stamp (width, height in mm) fits on a label."""
        width, height = self.label_size
        return stamp_size[0] <= width + _SLACK and stamp_size[1] <= height + _SLACK


@cache
def page_formats() -> dict[int, PageFormat]:
    """Return the formats by the service's ID, in its order."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        found = [_page_format(row) for row in csv.DictReader(file)]
    return {page_format.id: page_format for page_format in found}


def label_formats() -> dict[int, PageFormat]:
    """Return the formats that ``compose_labels`` prints on."""
    return {
        number: page_format
        for number, page_format in page_formats().items()
        if page_format.page_type != ENVELOPE
    }


def _page_format(row: dict[str, str]) -> PageFormat:
    whole = {name: int(row.pop(name)) for name in ("id", "columns", "rows")}
    texts = {name: row.pop(name) for name in ("name", "page_type")}
    lengths = {name: float(value) for name, value in row.items()}
    return PageFormat(**whole, **texts, **lengths)
