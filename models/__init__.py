from . import internetmarke_carrier, internetmarke_request

# isort: split
# What follows extends what stands above.
from . import internetmarke_letter, internetmarke_order, internetmarke_product

# isort: split
from . import (
    account_move,
    internetmarke_catalogue,
    internetmarke_charge,
    internetmarke_delivery,
    internetmarke_franking,
    internetmarke_letter_compose,
    internetmarke_letter_print,
    internetmarke_order_line,
    internetmarke_product_price,
    internetmarke_purchase,
    internetmarke_retoure,
    internetmarke_stamp,
    internetmarke_tray,
    ir_actions_report,
    res_company,
    res_company_carrier,
    res_config_settings,
    res_partner,
)

# isort: split
from . import internetmarke_letter_document, internetmarke_letter_preview
