"""One use of one stamp, from the franking to what comes out of the printer."""

from . import document_mixin, document_type, medium, rendering

# isort: split
from . import document

# isort: split
from . import draft, letter

# isort: split
from . import (
    draft_franking,
    draft_medium,
    draft_postage,
    ir_actions_report,
    letter_composing,
    letter_franking,
    letter_printing,
    letter_release,
    letter_several,
    product_restock,
    product_use,
    stamp_letters,
    tray,
)

# isort: split
# What follows overrides methods of the files above.
from . import letter_came_back, letter_document, letter_preview
