"""A page that shows several stamps: which marks belong to which one.

Such pages come when stamps are bought for sheets of paper or labels. Each code starts a
group. Again and again, the mark that is nearest to any group joins it. The parts of a
stamp are at most 3 mm apart, and stamps 4.5 mm or more (the Post's
test prints of 2019).
"""

from .errors import UnreadablePdf
from .extent import codes_of_one_size, fits, gap, stamp_extent
from .geometry import PageSpace
from .pdf.content import Mark
from .texts import page_texts
from .voucher_id import shown_in

# 32 stamps of about 20 marks are on the Post's largest sheet. Each mark is compared
# with all others.
_MAX_MARKS = 2000


def marks_of_stamp(
    painted: list[Mark], space: PageSpace, number: int, voucher_id: str | None
) -> list[Mark]:
    """Return the marks of the stamp with this ID, or all when the page has only one.

    Raises UnreadablePdf (``several_stamps``) with the page ``number`` if it is not
    clear which one of several is meant.
    """
    codes = codes_of_one_size(painted, space)
    if len(codes) < 2:
        return painted
    # What is larger than a stamp lies behind several of them, or around.
    small = [mark for mark in painted if fits(space.box(mark.rect))]
    if voucher_id is None or len(small) > _MAX_MARKS:
        raise UnreadablePdf("several_stamps", number)
    for group in _grouped(small, space, codes):
        if shown_in(page_texts(group, space), [voucher_id]):
            whole = stamp_extent(group, space, voucher_id)
            others = (space.box(code.rect) for code in codes if code not in group)
            if any(gap(whole, other) == 0 for other in others):
                break
            return group
    raise UnreadablePdf("several_stamps", number)


def _grouped(
    painted: list[Mark], space: PageSpace, codes: list[Mark]
) -> list[list[Mark]]:
    """Return the marks by the code that they hang on, in the order of painting."""
    boxes = [space.box(mark.rect) for mark in painted]
    nearest = dict.fromkeys(range(len(painted)), (float("inf"), 0))
    for number, code in enumerate(codes):
        nearest[painted.index(code)] = (-1.0, number)
    groups: list[list[int]] = [[] for _ in codes]
    while nearest:
        at = min(nearest, key=nearest.get)
        _distance, number = nearest.pop(at)
        groups[number].append(at)
        for other, known in nearest.items():
            nearest[other] = min(known, (gap(boxes[at], boxes[other]), number))
    return [[painted[at] for at in sorted(group)] for group in groups]
