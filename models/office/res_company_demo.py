from os import makedirs, path

import requests

from odoo import models
from odoo.tools import config

# In demo mode the Post is a simulator inside this process. This address selects the
# adapter that leads there. No socket is ever opened for it.
DEMO_HOST = "http://127.0.0.1"


def demo_folder():
    """Return the folder with the ledgers of demo mode: DATABASE-COMPANY.sqlite."""
    return path.join(config["data_dir"], "internetmarke")


def simulator():
    """Return the package of the simulated Post, which is imported on first use."""
    from ... import simulator as package

    return package


class ResCompany(models.Model):
    """The Post of demo mode."""

    _inherit = "res.company"

    def _internetmarke_simulator(self):
        """Return the Post of demo mode. Its ledger is in the data directory."""
        folder = demo_folder()
        makedirs(folder, exist_ok=True)
        ledger = path.join(folder, f"{self.env.cr.dbname}-{self.id}.sqlite")
        return simulator().Post(ledger)

    def _internetmarke_session(self):
        """Return the requests session of demo mode, None for the real Post."""
        if self.internetmarke_environment != "demo":
            return None
        session = requests.Session()
        adapter = simulator().PostAdapter(self._internetmarke_simulator())
        session.mount(DEMO_HOST, adapter)
        return session
