"""The text of a page, read in several ways, in which a Frankier-ID is looked for."""

from .geometry import PageSpace, apply, transformed
from .pdf.content import Mark
from .pdf.lines import Line, text_lines

# A page with more lines is no stamp. For each line, the next one below is searched.
_MAX_LINES = 300


def upright_space(page, painted: list[Mark]) -> PageSpace:
    """Return the space of a page that is turned so that its text is upright.

    It is turned when all words agree. A stamp on a page that is turned for a printer
    would stand across in the window.
    """
    space = PageSpace(page)
    turns = {_turn(mark, space) for mark in painted if len(mark.text) > 1}
    turned = turns.pop() if len(turns) == 1 else 0
    return PageSpace(page, turned) if turned else space


def _turn(mark: Mark, space: PageSpace) -> int:
    """Return by how many degrees (clockwise) to turn the page to read this."""
    x0, y0, x1, y1 = transformed(space.to_sheet, mark.rect)
    x, y = apply(space.to_sheet, *mark.origin)
    if x1 - x0 >= y1 - y0:
        return 0 if x - x0 < x1 - x else 180
    return 90 if y - y0 < y1 - y else 270


def page_texts(painted: list[Mark], space: PageSpace) -> tuple[str, ...]:
    """Return a page's text as it was written, line by line, and column by column.

    A producer may write the groups of a line in any order, and the two lines of an ID
    may have something else beside them.
    """
    written = "\n".join(mark.text for mark in painted)
    lines = text_lines(painted, space)
    seen = "\n".join(line.text for line in lines)
    return written, seen, _columns(lines)


def _columns(lines: list[Line]) -> str:
    """Return the lines so that each is followed by the one below it."""
    if len(lines) > _MAX_LINES:
        return ""
    return "\n\n".join(
        f"{line.text}\n{below.text}"
        for line in lines
        if (below := _below(line, lines)) is not None
    )


def _below(line: Line, lines: list[Line]) -> Line | None:
    """Return the next line of text that begins where this one does."""
    near = [
        other
        for other in lines
        if abs(other.box.left - line.box.left) < line.box.height
        and 0 < other.box.top - line.box.top < 2 * line.box.height
    ]
    return min(near, key=lambda other: other.box.top, default=None)
