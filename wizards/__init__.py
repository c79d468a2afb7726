from . import confirmation

# isort: split
from . import (
    base_module_uninstall,
    buy,
    buy_line,
    frank,
    identify,
    medium_change,
    refund,
    release,
    run_buy,
    run_change,
    run_reprint,
    send,
    send_batch,
    topup,
    undeliverable,
)
