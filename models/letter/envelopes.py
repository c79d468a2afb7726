"""The envelopes of an office, as selections and as ``postage`` knows them."""

from ... import postage

SMALLEST = "smallest"
ENVELOPES = [
    ("dl", "DL (220 × 110 mm)"),
    ("c6_5", "C6/5 (229 × 114 mm)"),
    ("c6", "C6 (162 × 114 mm)"),
    ("c5", "C5 (229 × 162 mm)"),
    ("c4", "C4 (324 × 229 mm)"),
]
BY_CODE = {
    "dl": postage.DL,
    "c6_5": postage.C6_5,
    "c6": postage.C6,
    "c5": postage.C5,
    "c4": postage.C4,
}
