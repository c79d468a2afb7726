from . import confirmation

# isort: split
from . import (
    buy,
    buy_line,
    frank,
    medium_change,
    refund,
    release,
    run_buy,
    run_change,
    run_reprint,
    topup,
    undeliverable,
)
