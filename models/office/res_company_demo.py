from os import makedirs, path

import requests

from odoo import models
from odoo.tools import config

# In demo mode the Post is a simulator inside this process. The address only
# selects the adapter that leads there; no socket is ever opened for it.
DEMO_HOST = "http://127.0.0.1"


def demo_folder():
    """Return the folder of demo mode's ledgers, named DATABASE-COMPANY.sqlite."""
    return path.join(config["data_dir"], "internetmarke")


def simulator():
    """Return the package of the simulated Post, loaded where it is first needed."""
    from ... import simulator as package

    return package


class ResCompany(models.Model):
    """The Post of demo mode."""

    _inherit = "res.company"

    def _internetmarke_simulator(self):
        """Return the Post of demo mode; its ledger lies in the data directory."""
        folder = demo_folder()
        makedirs(folder, exist_ok=True)
        ledger = path.join(folder, f"{self.env.cr.dbname}-{self.id}.sqlite")
        return simulator().Post(ledger)

    def _internetmarke_session(self):
        """Return the requests session that demo mode uses, None for the Post."""
        if self.internetmarke_environment != "demo":
            return None
        session = requests.Session()
        adapter = simulator().PostAdapter(self._internetmarke_simulator())
        session.mount(DEMO_HOST, adapter)
        return session
