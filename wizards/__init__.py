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
    topup,
    undeliverable,
)
