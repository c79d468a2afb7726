"""Window envelopes, and what of a folded sheet their window shows for certain.

The model: an A4 sheet is folded at the marks of DIN 5008 and lies in the envelope with
the play that the outer sizes leave: at rest in the lower left corner, where the address
field is exactly behind the window, and from there anywhere to the right and upwards. It
cannot turn by a noticeable angle, since it fills the envelope. Inside an envelope is a
little smaller than outside, so the true play is less.

=====  ==================  ======================================================
       play (right x up)   what of the address field is seen, in mm of its 85 x 45
=====  ==================  ======================================================
DL     10 x 5              all but 5 at the right and 5 at the top
C6/5   19 x 9              all but 14 and 9; slid by 5 mm: all but 5 at the top
C5     19 x 13.5           form B: all but 14, 12 and 1.5 at the bottom; slid by
                           5 mm: all but 3.5 at the top and 1.5 at the bottom
=====  ==================  ======================================================

A slide to the left or downwards is a part of the play: it ends at rest. The sheet in DL
may so be 5 mm to the left or right of the middle and 2.5 mm above or below it.

Sources: DIN 680 (windows of DL and C6/5), DIN 5008 (field and folds), ISO 269 (outer
sizes). The Post's rules for machine readable letters want that nothing slides so far
that a part of the address is hidden.
"""

from dataclasses import dataclass

from .geometry import Box

A4_WIDTH, A4_HEIGHT = 210.0, 297.0
# DIN 5008 folds at 87 mm (form A) or 105 mm (form B): 15 mm below the address field.
FOLD_BELOW_FIELD = 15.0
THIRD = 105.0  # height of the sheet folded at both marks
HALF = A4_HEIGHT / 2
# A fold by hand is up to 1 mm off.
FOLD_PLAY = 1.0
# By how many mm a sheet may slide so that a letter that is called safe is wholly seen.
SLIDE = 5.0


@dataclass(frozen=True)
class WindowEnvelope:
    """Outer size and window in mm; ``window`` is measured from the top left corner.

    ``folds``: 2 for a sheet folded at both marks, 1 for a sheet folded in the middle.
    """

    width: float
    height: float
    window: Box
    folds: int

    def takes(self, form: Box) -> bool:
        """Tell whether the field is behind the window when the sheet is at rest.

        It may be 2 mm off: C5 shows form B so, and not form A.
        """
        return visible_area(form, self, 0.0).contains(form, 2.0)


# DIN 680: the window of DL and C6/5 is 90 x 45 mm, 20 mm from the left and 15 mm from
# the bottom. Usual in the trade for C5: the same window 60 mm from the bottom.
DL = WindowEnvelope(220.0, 110.0, Box(20.0, 50.0, 90.0, 45.0), 2)
C6_5 = WindowEnvelope(229.0, 114.0, Box(20.0, 54.0, 90.0, 45.0), 2)
C5 = WindowEnvelope(229.0, 162.0, Box(20.0, 57.0, 90.0, 45.0), 1)
WINDOW_ENVELOPES = {"dl": DL, "c6_5": C6_5, "c5": C5}
# In C5 the window ends 88.5 mm below the top of the sheet, but form B ends at 90 mm: C5
# hides its last 1.5 mm. DL hides 1 mm there if the fold is not exact.
_HIDDEN_BELOW = 1.5


def visible_area(
    form: Box, envelope: WindowEnvelope, slide: float | None = None
) -> Box:
    """Return what of the page is seen wherever the folded sheet slides to (mm).

    ``slide``: by how many mm at most; None as far as the envelope lets it. The box may
    reach beyond ``form`` and, when form and envelope do not go together (form A folded
    once in C5), hardly touch it.
    """
    fold = form.bottom + FOLD_BELOW_FIELD if envelope.folds == 2 else HALF
    height = THIRD if envelope.folds == 2 else HALF
    right, up = envelope.width - A4_WIDTH, envelope.height - height
    if slide is not None:
        right, up = min(right, slide), min(up, slide)
    window = envelope.window
    return Box(
        window.left,
        fold - envelope.height + window.top + up,
        window.width - right,
        window.height - up,
    )


def shown_area(form: Box, envelope: WindowEnvelope) -> Box:
    """Return all of the page that is seen wherever the folded sheet slides to (mm).

    DL shows 5 mm at the right of the field even at rest, 5 mm below it when the sheet
    slides up, and 10 mm at its left when it slides to the right.
    """
    seen = visible_area(form, envelope, 0.0)
    always = visible_area(form, envelope)
    right, up = seen.width - always.width, always.top - seen.top
    return Box(seen.left - right, seen.top, seen.width + right, seen.height + up)


def safe_area(form: Box) -> Box:
    """Return the part of the window in which nothing is ever hidden.

    79 x 38.5 mm: the field without 1 mm at the left, 5 mm at the right and at the top
    (what DL hides, a fold of 1 mm too high included) and 1.5 mm at the bottom (what C5
    hides). In C6/5 and C5 it is wholly seen if the sheet slides by 5 mm. They let it
    slide further, by 19 mm and by 9 or 13.5 mm; no stamp and address of four lines
    could keep clear of that.
    """
    seen = visible_area(form, DL)
    return Box(
        seen.left + FOLD_PLAY,
        seen.top,
        seen.width - FOLD_PLAY,
        form.bottom - _HIDDEN_BELOW - seen.top,
    )
