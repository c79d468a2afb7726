from . import internetmarke_carrier, internetmarke_request

# isort: split
# What follows extends what stands above.
from . import (
    internetmarke_letter,
    internetmarke_order,
    internetmarke_product,
    internetmarke_waiting,
)

# isort: split
from . import (
    account_move,
    account_move_envelope,
    internetmarke_call,
    internetmarke_catalogue,
    internetmarke_charge,
    internetmarke_delivery,
    internetmarke_franking,
    internetmarke_letter_compose,
    internetmarke_letter_print,
    internetmarke_order_check,
    internetmarke_order_line,
    internetmarke_order_paper,
    internetmarke_order_unclear,
    internetmarke_product_price,
    internetmarke_purchase,
    internetmarke_retoure,
    internetmarke_retoure_state,
    internetmarke_stamp,
    internetmarke_tariff,
    internetmarke_tray,
    ir_actions_report,
    ir_config_parameter,
    res_company,
    res_company_carrier,
    res_company_postage,
    res_config_settings,
    res_partner,
    res_partner_address,
    res_partner_undeliverable,
)

# isort: split
from . import (
    internetmarke_came_back,
    internetmarke_letter_document,
    internetmarke_letter_preview,
)
