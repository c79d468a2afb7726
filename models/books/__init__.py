"""The Portokasse in the company's accounting: entries, the stock's value, set-up."""

from . import entry, order_line, product, res_company, res_config_settings

# isort: split
from . import (
    account_move,
    account_move_line,
    entry_booking,
    entry_deriving,
    entry_posting,
    letter_charge_on,
    postage_cost,
    request,
    res_company_charge_on,
    stamp_movement,
)

# isort: split
# What follows overrides methods of the files above.
from . import entry_use
