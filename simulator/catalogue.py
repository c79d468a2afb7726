"""What the Post sells and on which paper: the data files, read once.

Products with the list prices of 2026; the 108 page formats as the service returned them
in 2025.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from sqlite3 import Connection
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Product:
    """`price` in cents; `limits` by the Products API's names, in g and mm."""

    code: int
    name: str
    price: int
    destination: str
    service: str
    limits: dict[str, int]

    @property
    def registered(self) -> bool:
        return self.service != "none"

    @property
    def international(self) -> bool:
        return self.destination == "international"


@dataclass(frozen=True)
class PageFormat:
    """Lengths in mm; `width` and `height` are those of the page as printed."""

    id: int
    page_type: str
    width: float
    height: float
    margins: tuple[float, float, float, float]
    """top, bottom, left, right"""
    spacing: tuple[float, float]
    labels: tuple[int, int]
    answer: dict[str, Any]
    """As the catalogue call shows it."""

    def label_box(
        self, label_x: int, label_y: int
    ) -> tuple[float, float, float, float]:
        """left, top, width, height of a label in mm.

        It is outside of the page when the format has no such column or row; the
        service does not refuse that (seen 2025).
        """
        top, bottom, left, right = self.margins
        columns, rows = self.labels
        width = (self.width - left - right - (columns - 1) * self.spacing[0]) / columns
        height = (self.height - top - bottom - (rows - 1) * self.spacing[1]) / rows
        return (
            left + (label_x - 1) * (width + self.spacing[0]),
            top + (label_y - 1) * (height + self.spacing[1]),
            width,
            height,
        )


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LIMITS = {
    "minWeight": "min_weight_g",
    "maxWeight": "max_weight_g",
    "minLength": "length_min_mm",
    "maxLength": "length_max_mm",
    "minWidth": "width_min_mm",
    "maxWidth": "width_max_mm",
    "minHeight": "height_min_mm",
    "maxHeight": "height_max_mm",
}


@cache
def list_products() -> tuple[Product, ...]:
    """Every product at its list price."""
    return tuple(
        Product(
            int(row["code"]),
            row["name"],
            int(row["price_cents"]),
            row["destination"],
            row["service"],
            {name: int(row[column]) for name, column in LIMITS.items() if row[column]},
        )
        for row in _rows("products.csv")
    )


def products(connection: Connection) -> dict[int, tuple[Product, int]]:
    """What is on sale now: product and price in cents, by code."""
    changed = {
        row["code"]: row["cents"]
        for row in connection.execute("SELECT code, cents FROM price")
    }
    prices = {
        product.code: (product, changed.get(product.code, product.price))
        for product in list_products()
    }
    return {code: sold for code, sold in prices.items() if sold[1] is not None}


def product(code: int) -> Product:
    """The product with this code, on sale or not. Raises KeyError."""
    return {listed.code: listed for listed in list_products()}[code]


def set_prices(connection: Connection, prices: dict[int, int | None]) -> None:
    """New prices in cents by code; None takes a product out of sale."""
    for code, cents in prices.items():
        product(code)
        connection.execute(
            "INSERT OR REPLACE INTO price (code, cents) VALUES (?, ?)", (code, cents)
        )


def agree_prices(
    connection: Connection, username: str, prices: dict[int, int | None]
) -> None:
    """Prices in cents that only this wallet pays; None ends the agreement.

    The price list does not name them.
    """
    for code, cents in prices.items():
        product(code)
        if cents is None:
            connection.execute(
                "DELETE FROM agreed_price WHERE username = ? AND code = ?",
                (username, code),
            )
        else:
            connection.execute(
                "INSERT OR REPLACE INTO agreed_price VALUES (?, ?, ?)",
                (username, code, cents),
            )


def agreed_prices(connection: Connection, username: str) -> dict[int, int]:
    """What only this wallet pays, in cents by code."""
    rows = connection.execute(
        "SELECT code, cents FROM agreed_price WHERE username = ?", (username,)
    )
    return {row["code"]: row["cents"] for row in rows}


def raise_prices(connection: Connection, cents: int) -> None:
    """Every product on sale costs so much more."""
    sold = products(connection)
    set_prices(connection, {code: price + cents for code, (_, price) in sold.items()})


@cache
def page_formats() -> dict[int, PageFormat]:
    """The page formats by ID, in the service's order."""
    return {int(row["id"]): _page_format(row) for row in _rows("page_formats.csv")}


def _page_format(row: dict[str, str]) -> PageFormat:
    size_x, size_y = float(row["size_x"]), float(row["size_y"])
    landscape = row["orientation"] == "LANDSCAPE"
    margin = {name: float(row[name]) for name in ("top", "bottom", "left", "right")}
    spacing = float(row["spacing_x"]), float(row["spacing_y"])
    labels = int(row["labels_x"]), int(row["labels_y"])
    return PageFormat(
        id=int(row["id"]),
        page_type=row["page_type"],
        # Only LANDSCAPE turns the page; PORTRAIT envelopes are wider than high.
        width=size_y if landscape else size_x,
        height=size_x if landscape else size_y,
        margins=tuple(margin.values()),
        spacing=spacing,
        labels=labels,
        answer={
            "id": int(row["id"]),
            "isAddressPossible": row["address"] == "1",
            "isImagePossible": row["image"] == "1",
            "name": row["name"],
            "description": row["name"] if row["described"] == "1" else None,
            "pageType": row["page_type"],
            "pageLayout": {
                "size": {"x": size_x, "y": size_y},
                "orientation": row["orientation"],
                "labelSpacing": {"x": spacing[0], "y": spacing[1]},
                "labelCount": {"labelX": labels[0], "labelY": labels[1]},
                "margin": margin,
            },
        },
    )
