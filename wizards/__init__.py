from . import confirmation

# isort: split
from . import (
    base_module_uninstall,
    buy,
    buy_line,
    frank,
    medium_change,
    refund,
    release,
    topup,
    undeliverable,
)
