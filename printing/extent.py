"""How large a stamp is, and which marks on its page belong to it.

A page also has crop marks, a frame around the label and lines of text further away. The
parts of a stamp stand together: they are at most 3 mm apart (the Post's test prints of
2019 and 2020).
"""

from .geometry import Box, PageSpace
from .pdf.content import Mark
from .pdf.pictures import Pictures
from .voucher_id import normalise

# The largest stamp known is 62 x 32.5 mm; sides in mm.
LARGEST = (63.0, 33.5)
# The DataMatrix has 11.01 mm; until 2019 other sizes were seen.
_CODE_SIDES = (8.0, 20.0)
_SQUARE = 1.1
_SAME_SIZE = 0.2
# How many codes are looked for on a page. The Post's largest sheet has 32 stamps.
_MOST = 100
# How far (mm) apart the parts of a stamp may be, and how far lines and frames may stand
# out. To lose a part is worse than to take a footer for one.
_GAP = 5.0
_AROUND = 1.5
_THIN = 0.3
_ROUNDS = 10


def code_of(painted: list[Mark], space: PageSpace) -> Box | None:
    """Return where (mm) a page has the picture that may be the code of a stamp."""
    boxes = ((mark, space.box(mark.rect)) for mark in painted)
    return next((box for mark, box in boxes if _is_code(mark, box)), None)


def codes_of_one_size(painted: list[Mark], space: PageSpace) -> list[Mark]:
    """Return the codes of a page that are as large as its first, and beside it.

    Two codes of one size are two stamps. A stamp may also have other pictures. Not
    more than a sheet can have are looked for.
    """
    found: list[tuple[Mark, Box]] = []
    for mark in painted:
        box = space.box(mark.rect)
        if len(found) < _MOST and _is_code(mark, box):
            if all(gap(box, other) > 0 and _alike(box, other) for _, other in found):
                found.append((mark, box))
    return [mark for mark, _box in found]


def stamp_extent(painted: list[Mark], space: PageSpace, voucher_id: str | None) -> Box:
    """Return the extent (mm) of the stamp that a page shows.

    ``painted``: all of the page's marks, at least one. It begins at the code and the
    Frankier-ID and takes in what stands near, as long as that is not larger than any
    stamp. Without either, it is everything that is dark.
    """
    boxes = [(mark, space.box(mark.rect)) for mark in painted]
    found = _core(boxes, normalise(voucher_id or ""))
    if found is None:
        return _all_dark(boxes, space)
    solid, thin = [], []
    for mark, box in boxes:
        (thin if _is_thin(mark, box, found) else solid).append(box)
    for _round in range(_ROUNDS):
        solid = [box for box in solid if not found.contains(box)]
        grown = _grown(found, solid, thin)
        if grown == found:
            break
        found = grown
    return found


def _is_code(mark: Mark, box: Box) -> bool:
    shorter, longer = sorted((box.width, box.height))
    return (
        mark.kind == "image"
        and _CODE_SIDES[0] <= shorter
        and longer <= min(_CODE_SIDES[1], shorter * _SQUARE)
    )


def _alike(one: Box, other: Box) -> bool:
    sides = (one.width - other.width, one.height - other.height)
    return max(map(abs, sides)) < _SAME_SIZE


def _core(boxes: list[tuple[Mark, Box]], voucher_id: str) -> Box | None:
    """Return the code with the ID that is nearest, or one of the two."""
    codes = [box for mark, box in boxes if _is_code(mark, box)]
    texts = [box for mark, box in boxes if _is_part_of(mark.text, voucher_id)]
    if not codes:
        return texts[0] if texts else None
    # Of several pictures the one beside the ID is the code.
    core = min(codes, key=lambda code: min((gap(code, t) for t in texts), default=0.0))
    for box in sorted(texts, key=lambda text: gap(core, text)):
        if fits(core.union(box)):
            core = core.union(box)
    return core


def _is_part_of(text: str, voucher_id: str) -> bool:
    shown = normalise(text)
    if len(shown) < 4 or not voucher_id:
        return False
    return any(shown in one or one in shown for one in (voucher_id, voucher_id[::-1]))


def _is_thin(mark: Mark, box: Box, core: Box) -> bool:
    """Tell whether this is a line, or drawn around or behind the whole stamp."""
    if mark.kind not in ("path", "shading"):
        return False
    return min(box.width, box.height) < _THIN or box.contains(core)


def _grown(found: Box, solid: list[Box], thin: list[Box]) -> Box:
    """Return the extent with all that stands near it."""
    for box in sorted(solid, key=lambda box: gap(found, box)):
        if gap(found, box) <= _GAP and fits(found.union(box)):
            found = found.union(box)
    for box in thin:
        if found.grown(_AROUND).contains(box):
            found = found.union(box)
    return found


def gap(one: Box, other: Box) -> float:
    """Return how far apart (mm) two boxes are, 0 when they overlap."""
    return max(0.0, -min(one.overlap(other)))


def fits(box: Box) -> bool:
    """Tell whether a stamp may be as large as this."""
    return box.width <= LARGEST[0] and box.height <= LARGEST[1]


def _all_dark(boxes: list[tuple[Mark, Box]], space: PageSpace) -> Box:
    """Return the extent of everything; of a large picture only what is dark."""
    pictures = Pictures()
    found = None
    for mark, box in boxes:
        if mark.kind == "image" and not fits(box):
            box = pictures.dark_extent(mark, space, box)
        if box is not None:
            found = found.union(box) if found else box
    return found or boxes[0][1]
