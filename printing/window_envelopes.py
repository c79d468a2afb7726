"""Window envelopes, and what of a folded sheet their window shows for certain.

The model: an A4 sheet is folded at the marks of DIN 5008 and lies in the envelope with
the play that the outer sizes leave: at rest in the lower left corner, where the address
field is exactly behind the window, and from there anywhere to the right and upwards. It
cannot turn by a noticeable angle, since it fills the envelope. Sheet in DL: 10 mm to
the right and 5 mm upwards, that is 5 and 2.5 mm to any side of the middle. Inside an
envelope is a little smaller than outside, so the true play is less.
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


@dataclass(frozen=True)
class WindowEnvelope:
    """Outer size and window in mm; ``window`` is measured from the top left corner.

    ``folds``: 2 for a sheet folded at both marks, 1 for a sheet folded in the middle.
    """

    width: float
    height: float
    window: Box
    folds: int


# DIN 680: the window of DL and C6/5 is 90 x 45 mm, 20 mm from the left and 15 mm from
# the bottom. Usual in the trade for C5: the same window 60 mm from the bottom.
DL = WindowEnvelope(220.0, 110.0, Box(20.0, 50.0, 90.0, 45.0), 2)
C6_5 = WindowEnvelope(229.0, 114.0, Box(20.0, 54.0, 90.0, 45.0), 2)
C5 = WindowEnvelope(229.0, 162.0, Box(20.0, 57.0, 90.0, 45.0), 1)
WINDOW_ENVELOPES = {"dl": DL, "c6_5": C6_5, "c5": C5}


def visible_area(form: Box, envelope: WindowEnvelope) -> Box:
    """Return what of the page is seen wherever the folded sheet slides to (mm).

    The box may reach beyond ``form`` and, when form and envelope do not go together
    (form A folded once in C5), hardly touch it.
    """
    fold = form.bottom + FOLD_BELOW_FIELD if envelope.folds == 2 else HALF
    height = THIRD if envelope.folds == 2 else HALF
    right, up = envelope.width - A4_WIDTH, envelope.height - height
    window = envelope.window
    return Box(
        window.left,
        fold - envelope.height + window.top + up,
        window.width - right,
        window.height - up,
    )


def safe_area(form: Box) -> Box:
    """Return the part of the window that DL always shows, a crooked fold included.

    79 x 39 mm: the field without 1 mm at the left and at the bottom and without 5 mm at
    the right and at the top. C6/5 and C5 let a sheet slide further, by 19 mm and by 9
    or 13.5 mm; no stamp and address of four lines could keep clear of that.
    """
    seen = visible_area(form, DL)
    return Box(
        seen.left + FOLD_PLAY,
        seen.top,
        seen.width - FOLD_PLAY,
        seen.height - FOLD_PLAY,
    )
