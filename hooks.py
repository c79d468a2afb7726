import logging
import re
from pathlib import Path

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
    # Odoo would first delete the shipped products one by one. It would fail with each
    # one that an order or a stamp refers to.
    env["ir.model.data"].search(
        [("module", "=", "internetmarke"), ("model", "=", "internetmarke.product")]
    ).unlink()
    dbname = env.cr.dbname
    env.cr.postcommit.add(lambda: _delete_demo_ledgers(dbname))


def _delete_demo_ledgers(dbname):
    """Delete the ledgers of this database's companies, see res_company_demo.py."""
    mine = re.compile(re.escape(dbname) + r"-\d+\.sqlite(-wal|-shm|-journal)?")
    for path in Path(demo_folder()).glob("*.sqlite*"):
        if mine.fullmatch(path.name):
            path.unlink(missing_ok=True)
