from . import internetmarke_order

# isort: split
# What follows extends what stands above.
from . import (
    account_move,
    internetmarke_delivery,
    internetmarke_letter,
    internetmarke_order_line,
    internetmarke_product,
    internetmarke_purchase,
    internetmarke_stamp,
    ir_actions_report,
    res_company,
    res_config_settings,
    res_partner,
)
