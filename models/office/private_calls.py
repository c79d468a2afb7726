"""Keeping secrets out of the log of remote calls.

At level DEBUG Odoo logs each call of the web client with its arguments. Those of the
settings hold the password and the secret of the application.
"""

import logging

from ..core.private_sql import HIDDEN
from .res_company import SECRETS

# All values of system parameters are hidden: a call that writes one need not name
# its key.
PARAMETERS = "ir.config_parameter("


class _HideArguments(logging.Filter):
    def filter(self, record):
        # The line of odoo.service.model.call_kw: "call %s.%s(%s)"
        if isinstance(record.args, tuple) and len(record.args) == 3:
            records, method, arguments = record.args
            told = f"{records} {arguments}"
            if PARAMETERS in told or any(name in told for name in SECRETS):
                record.args = (records, method, HIDDEN)
        return True


logging.getLogger("odoo.service.model").addFilter(_HideArguments())
