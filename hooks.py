import json
import logging
import re
from pathlib import Path

from .models.core.sending import BY_POST
from .models.office.res_company_demo import demo_folder

_logger = logging.getLogger(__name__)


def uninstall_hook(env):
    """Remove what Odoo's uninstall would leave behind: secrets, files, log lines.

    Odoo removes our tables with all their rows, and the secrets of the companies with
    their columns.
    """
    for warning in env["base.module.uninstall"]._internetmarke_told_losses():
        _logger.warning(warning)
    parameters = env["ir.config_parameter"].sudo()
    parameters.search([("key", "=like", "internetmarke.%")]).unlink()
    _forget_sending_method(env)
    env["res.company"].search([]).internetmarke_restock_activity_id.unlink()
    # They would call a model that is gone.
    kinds = env["internetmarke.document.type"].with_context(active_test=False)
    kinds.search([("action_id", "!=", False)]).sudo().action_id.unlink()
    # Odoo would first delete the shipped products one by one. It would fail with each
    # one that an order or a stamp refers to.
    env["ir.model.data"].search(
        [("module", "=", "internetmarke"), ("model", "=", "internetmarke.product")]
    ).unlink()
    dbname = env.cr.dbname
    env.cr.postcommit.add(lambda: _delete_demo_ledgers(dbname))


def _forget_sending_method(env):
    """No customer gets post any more. Odoo would change the selected companies only.

    The column holds the values of all companies.
    """
    env["res.partner"].flush_model(["invoice_sending_method"])
    env.cr.execute(
        """
        UPDATE res_partner
           SET invoice_sending_method = (
                SELECT jsonb_object_agg(company, method)
                  FROM jsonb_each_text(invoice_sending_method) AS one(company, method)
                 WHERE method != %(by_post)s
           )
         WHERE jsonb_path_exists(
                invoice_sending_method, '$.* ? (@ == $by_post)', %(variables)s
         )
        """,
        {"by_post": BY_POST, "variables": json.dumps({"by_post": BY_POST})},
    )
    env["res.partner"].invalidate_model(["invoice_sending_method"])
    field = env["ir.model.fields"]._get("res.partner", "invoice_sending_method")
    defaults = env["ir.default"].search([("field_id", "=", field.id)])
    defaults.filtered(lambda one: json.loads(one.json_value) == BY_POST).unlink()


def _delete_demo_ledgers(dbname):
    """Delete the ledgers of this database's companies, see res_company_demo.py."""
    mine = re.compile(re.escape(dbname) + r"-\d+\.sqlite(-wal|-shm|-journal)?")
    for path in Path(demo_folder()).glob("*.sqlite*"):
        if mine.fullmatch(path.name):
            path.unlink(missing_ok=True)
