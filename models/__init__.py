from . import (
    account_move,
    internetmarke_letter,
    internetmarke_order,
    internetmarke_order_line,
    internetmarke_product,
    internetmarke_stamp,
    ir_actions_report,
    res_company,
    res_config_settings,
    res_partner,
)
