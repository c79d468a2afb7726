"""Keeping secrets out of the log of remote calls.

At level DEBUG Odoo logs each call of the web client with its arguments, and those of
the settings hold the password and the application's secret.
"""

import logging

from ..core.private_sql import HIDDEN
from .res_company import SECRETS

# Whoever writes the value of a system parameter need not name its key.
PARAMETERS = "ir.config_parameter("


class _HideArguments(logging.Filter):
    def filter(self, record):
        # odoo.service.model.call_kw: "call %s.%s(%s)"
        if isinstance(record.args, tuple) and len(record.args) == 3:
            records, method, arguments = record.args
            told = f"{records} {arguments}"
            if PARAMETERS in told or any(name in told for name in SECRETS):
                record.args = (records, method, HIDDEN)
        return True


logging.getLogger("odoo.service.model").addFilter(_HideArguments())
