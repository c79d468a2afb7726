"""What is in the window besides text: drawings, images, and notes on the page.

The window is painted white. Nobody misses most of what goes: rules, a frame around the
address, a tint behind it, pale watermarks. All else is a picture that would be cut or
lost, or something drawn over the stamp.
"""

from collections.abc import Iterable

from .geometry import Box, PageSpace, bounds
from .pdf import entry, numbers
from .pdf.content import Mark
from .pdf.layers import Layers
from .pdf.pictures import Pictures

# A mark that is thinner than this (mm) is a rule, as in Odoo's own layout.
HAIRLINE = 1.0
# A mark that reaches into the window by less than this (mm) is beside it.
TOUCH = 1.0
_STROKES = 2.0  # mm between the parts of one drawing
_HIDDEN = 2  # bit of an annotation's flags
# Links show nothing but perhaps a border; pop-ups and files are left out of a letter.
_UNSEEN_NOTES = ("/Link", "/Popup", "/FileAttachment")


def drawings(
    painted: list[Mark], space: PageSpace, form: Box, address: Box | None
) -> tuple[Box, ...]:
    """Return the extents (mm) of drawings and images that do not belong there.

    Pale paths are left out. So is a path around or behind the ``address`` (where it
    stands, or None): it is a background. A filled one that is painted after the address
    covers it, and counts. Of an image, only what is dark in the window counts.
    """
    found: list[Box] = []
    pictures = Pictures()
    text_begins = _first_text(painted, space, address)
    for at, mark in enumerate(painted):
        if mark.kind == "text":
            continue
        box = space.box(mark.rect)
        if not _reaches(box, form):
            continue
        if mark.kind == "image":
            box = pictures.dark_extent(mark, space, _common(box, form))
        elif address and box.contains(address, TOUCH):
            # A frame may be drawn at any time, a tint only before the address.
            box = box if mark.filled and at > text_begins else None
        elif mark.pale:
            box = None
        if box and _reaches(box, form):
            found = _joined(found, box)
    return tuple(found)


def _joined(groups: list[Box], box: Box) -> list[Box]:
    """Add a box to those near it: a drawing has many strokes."""
    apart = []
    for group in groups:
        if min(group.overlap(box)) > -_STROKES:
            box = box.union(group)
        else:
            apart.append(group)
    return [*apart, box]


def notes(page, space: PageSpace, form: Box) -> tuple[Box, ...]:
    """Return where notes and form fields (mm) would be drawn over the window."""
    found = []
    layers = Layers(page.pdf)
    for note in entry(page, "/Annots", ()):
        note = note.get_object()
        if "/OC" in note and layers.hides(note.raw_get("/OC")):
            continue
        hidden = int(entry(note, "/F", 0)) & _HIDDEN
        seen = "/AP" in note and entry(note, "/Subtype") not in _UNSEEN_NOTES
        if seen and not hidden and "/Rect" in note:
            x0, y0, x1, y1 = numbers(note["/Rect"])
            box = space.box(bounds([(x0, y0), (x1, y1)]))
            if min(box.overlap(form)) > 0:
                found.append(box)
    return tuple(found)


def _reaches(box: Box, form: Box) -> bool:
    """Tell whether more of it than a rule is in the window."""
    across, down = box.overlap(form)
    thin = min(box.width, box.height) <= HAIRLINE
    return not thin and across > TOUCH and down > TOUCH


def _common(box: Box, form: Box) -> Box:
    left, top = max(box.left, form.left), max(box.top, form.top)
    across, down = box.overlap(form)
    return Box(left, top, across, down)


def _first_text(painted: Iterable[Mark], space: PageSpace, address: Box | None) -> int:
    """Return the number of the mark with which the address begins."""
    for at, mark in enumerate(painted):
        if address and mark.kind == "text":
            if min(space.box(mark.rect).overlap(address)) > 0:
                return at
    return 0
