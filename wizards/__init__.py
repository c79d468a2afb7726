from . import confirmation

# isort: split
# What follows extends what stands above.
from . import (
    buy,
    buy_line,
    frank,
    medium_change,
    refund,
    release,
    topup,
    undeliverable,
)

# isort: split
from . import frank_postage

# isort: split
from . import frank_document, frank_print
