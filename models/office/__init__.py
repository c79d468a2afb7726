"""The company's settings: the connection to the Post, and what letters are made of."""

from . import (
    ir_config_parameter,
    ir_http,
    mail_activity,
    private_calls,
    res_company,
    res_company_branch,
    res_company_demo,
    res_company_login,
    res_company_medium,
    res_company_people,
    res_company_postage,
    res_company_restock,
    res_company_sending,
    res_company_support,
    res_config_settings,
)
