"""Places on a page: mm as people measure them, and PDF's own coordinates.

A rectangle in PDF coordinates is (left, bottom, right, top) in user space units; a
matrix is (a, b, c, d, e, f) as in the PDF reference: x' = a*x + c*y + e.
"""

from dataclasses import dataclass

from .pdf import entry, numbers

MM_PER_POINT = 25.4 / 72

Matrix = tuple[float, float, float, float, float, float]
Rect = tuple[float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True)
class Box:
    """A rectangle in mm, measured from the page's top left corner as it is seen."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def overlap(self, other: "Box") -> tuple[float, float]:
        """Return width and height (mm) of the common part; negative: the distance."""
        return (
            min(self.right, other.right) - max(self.left, other.left),
            min(self.bottom, other.bottom) - max(self.top, other.top),
        )

    def contains(self, other: "Box", tolerance: float = 0.0) -> bool:
        """Tell whether ``other`` lies inside, give or take ``tolerance`` mm."""
        return (
            other.left >= self.left - tolerance
            and other.top >= self.top - tolerance
            and other.right <= self.right + tolerance
            and other.bottom <= self.bottom + tolerance
        )

    def union(self, other: "Box") -> "Box":
        """Return the smallest box around both."""
        left, top = min(self.left, other.left), min(self.top, other.top)
        right = max(self.right, other.right)
        bottom = max(self.bottom, other.bottom)
        return Box(left, top, right - left, bottom - top)

    def moved(self, right: float, down: float) -> "Box":
        """Return the box so many mm further right and down."""
        return Box(self.left + right, self.top + down, self.width, self.height)

    def grown(self, margin: float) -> "Box":
        """Return the box with ``margin`` mm more on each side."""
        return Box(
            self.left - margin,
            self.top - margin,
            self.width + 2 * margin,
            self.height + 2 * margin,
        )


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that applies ``first`` and after it ``then``."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def invert(matrix: Matrix) -> Matrix:
    """Return the inverse; ZeroDivisionError when the matrix flattens the plane."""
    a, b, c, d, e, f = matrix
    det = a * d - b * c
    return (
        d / det,
        -b / det,
        -c / det,
        a / det,
        (c * f - d * e) / det,
        (b * e - a * f) / det,
    )


def shifted(matrix: Matrix, x: float, y: float) -> Matrix:
    """Return a move by x and y, followed by the matrix."""
    a, b, c, d, e, f = matrix
    return a, b, c, d, x * a + y * c + e, x * b + y * d + f


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def bounds(points) -> Rect:
    """Return the smallest rectangle around the points (at least one)."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def transformed(matrix: Matrix, rect: Rect) -> Rect:
    """Return the extent of the transformed rectangle."""
    a, b, c, d, e, f = matrix
    x0, y0, x1, y1 = rect
    if not (b or c):
        # Hardly anything on a page is turned, and there is much on a page.
        x0, x1, y0, y1 = a * x0 + e, a * x1 + e, d * y0 + f, d * y1 + f
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    corners = ((x0, y0), (x1, y0), (x0, y1), (x1, y1))
    return bounds([apply(matrix, x, y) for x, y in corners])


def intersection(one: Rect, other: Rect) -> Rect | None:
    """Return the common part, which may be a line or a point, or None."""
    x0, y0 = max(one[0], other[0]), max(one[1], other[1])
    x1, y1 = min(one[2], other[2]), min(one[3], other[3])
    return (x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else None


def union(rects: list[Rect]) -> Rect:
    """Return the extent of all rectangles (at least one)."""
    x0s, y0s, x1s, y1s = zip(*rects, strict=True)
    return min(x0s), min(y0s), max(x1s), max(y1s)


class PageSpace:
    """How a page's own coordinates relate to the sheet that people see.

    The sheet is the crop box, turned by /Rotate; /UserUnit scales it. "Sheet"
    coordinates are points with the origin at the seen bottom left corner. ``turned``:
    by how many degrees, clockwise, people turn the sheet to read it.
    """

    def __init__(self, page, turned: int = 0):
        self.turned = turned
        media = _bounds_of(page["/MediaBox"])
        crop = _bounds_of(entry(page, "/CropBox", page["/MediaBox"]))
        # A crop box beyond the medium shows nothing more than the medium.
        self.visible: Rect = intersection(crop, media) or media
        x0, y0, x1, y1 = self.visible
        width, height = x1 - x0, y1 - y0
        turn = (int(entry(page, "/Rotate", 0)) + turned) % 360
        unit = float(entry(page, "/UserUnit", 1)) or 1.0
        rotated: dict[int, Matrix] = {
            0: (1, 0, 0, 1, -x0, -y0),
            90: (0, -1, 1, 0, -y0, x1),
            180: (-1, 0, 0, -1, x1, y1),
            270: (0, 1, -1, 0, y1, -x0),
        }
        self.to_sheet: Matrix = multiply(
            rotated.get(turn, rotated[0]), (unit, 0, 0, unit, 0, 0)
        )
        self.from_sheet: Matrix = invert(self.to_sheet)
        if turn in (90, 270):
            width, height = height, width
        self.width = width * unit * MM_PER_POINT
        self.height = height * unit * MM_PER_POINT

    def box(self, rect: Rect) -> Box:
        """Return a rectangle of user space as mm from the sheet's top left."""
        x0, y0, x1, y1 = transformed(self.to_sheet, rect)
        x0, y0, x1, y1 = (
            x0 * MM_PER_POINT,
            y0 * MM_PER_POINT,
            x1 * MM_PER_POINT,
            y1 * MM_PER_POINT,
        )
        return Box(x0, self.height - y1, x1 - x0, y1 - y0)

    def rect(self, box: Box) -> Rect:
        """Return a box in mm as a rectangle of user space."""
        sheet = (
            box.left / MM_PER_POINT,
            (self.height - box.bottom) / MM_PER_POINT,
            box.right / MM_PER_POINT,
            (self.height - box.top) / MM_PER_POINT,
        )
        return transformed(self.from_sheet, sheet)


def _bounds_of(box) -> Rect:
    x0, y0, x1, y1 = numbers(box)
    return bounds([(x0, y0), (x1, y1)])
