"""Where return line, stamp and address are in a window, and whether all is seen."""

from dataclasses import dataclass

from .geometry import MM_PER_POINT, Box
from .typesetting import TextLine, extent
from .window_envelopes import (
    SLIDE,
    WINDOW_ENVELOPES,
    WindowEnvelope,
    visible_area,
)

# DIN 5008: 20 mm from the left; form A begins at 27 mm, form B at 45 mm from the top.
FORM_A = Box(20.0, 27.0, 85.0, 45.0)
FORM_B = Box(20.0, 45.0, 85.0, 45.0)
FORMS = {"a": FORM_A, "b": FORM_B}

# What the envelope's paper may not hide around the stamp (mm): DataMatrix asks for one
# module, which is 0.42 mm on the Post's own prints.
SHOWN_QUIET = 1.0


@dataclass(frozen=True)
class WindowLayout:
    """Where everything goes; mm from the page's top left corner.

    ``arrangement``: ``above`` or ``beside``, the return line's place to the stamp.
    """

    window: Box
    stamp: Box
    arrangement: str
    return_lines: tuple[TextLine, ...]
    address_lines: tuple[TextLine, ...]

    @property
    def lines(self) -> tuple[TextLine, ...]:
        return self.return_lines + self.address_lines

    @property
    def capitals(self) -> float:
        """How high (mm) the address's capitals are."""
        first = self.address_lines[0]
        return first.face.capitals * first.size * MM_PER_POINT

    @property
    def extent(self) -> Box:
        """Around all that must be seen: text, and the stamp with its quiet zone."""
        shown = [line.box for line in self.lines]
        return extent([self.stamp.grown(SHOWN_QUIET), *shown])

    @property
    def safe(self) -> bool:
        """Whether all is seen in each usual envelope when the sheet slides by 5 mm.

        In DL, where it can hardly slide further, that is wherever it slides to. C5 is
        left out for form A, whose window it does not have.
        """
        return all(
            self.always_visible(envelope, SLIDE)
            for envelope in WINDOW_ENVELOPES.values()
            if envelope.takes(self.window)
        )

    def always_visible(
        self, envelope: WindowEnvelope, slide: float | None = None
    ) -> bool:
        """Tell whether all is seen in this envelope wherever the sheet slides to.

        ``slide``: by how many mm at most; None as far as the envelope lets it.
        """
        seen = visible_area(self.window, envelope, slide)
        return seen.contains(self.extent, 1e-6)

    def moved(self, right: float, down: float) -> "WindowLayout":
        """Return the layout, its window included, so many mm further right and down."""
        return WindowLayout(
            self.window.moved(right, down),
            self.stamp.moved(right, down),
            self.arrangement,
            tuple(line.moved(right, down) for line in self.return_lines),
            tuple(line.moved(right, down) for line in self.address_lines),
        )
