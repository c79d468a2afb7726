"""What moves money: purchases, top-ups and refunds, and the protocol they share."""

from . import request

# isort: split
from . import request_waiting

# isort: split
from . import request_steps

# isort: split
from . import order

# isort: split
from . import (
    call,
    charge,
    charge_balance,
    order_again,
    order_check,
    order_delivery,
    order_line,
    order_paper,
    order_purchase,
    order_tariff,
    order_told,
    order_unclear,
    retoure,
    retoure_request,
    retoure_state,
)

# isort: split
from . import request_support
