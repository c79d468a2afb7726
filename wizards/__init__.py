from . import confirmation

# isort: split
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
