from . import confirmation, own_company

# isort: split
from . import (
    agreement,
    base_module_uninstall,
    books_setup,
    buy,
    buy_line,
    charge_on,
    frank,
    frank_buying,
    frank_coming,
    frank_confirmed,
    frank_picture,
    identify,
    medium_change,
    refund,
    register,
    release,
    run_buy,
    run_change,
    run_reprint,
    send,
    send_batch,
    setup,
    stock_report,
    topup,
    undeliverable,
)

# isort: split
from . import switched_off
