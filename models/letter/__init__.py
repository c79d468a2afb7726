"""One use of one stamp, from the franking to what comes out of the printer."""

from . import medium

# isort: split
from . import letter

# isort: split
from . import (
    ir_actions_report,
    letter_composing,
    letter_franking,
    letter_printing,
    tray,
)

# isort: split
# What follows overrides methods of the files above.
from . import letter_came_back, letter_document, letter_preview
