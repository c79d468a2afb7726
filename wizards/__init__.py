from . import internetmarke_confirmation

# isort: split
# What follows extends what stands above.
from . import (
    internetmarke_buy,
    internetmarke_buy_line,
    internetmarke_carrier_change,
    internetmarke_frank,
    internetmarke_identify,
    internetmarke_refund,
    internetmarke_release,
    internetmarke_topup,
    internetmarke_undeliverable,
)

# isort: split
from . import internetmarke_frank_postage

# isort: split
from . import internetmarke_frank_document, internetmarke_frank_print
