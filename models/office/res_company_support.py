import platform

from odoo import fields, models, release

from ...api import API_URL
from ..core.clock import utc_text


class ResCompany(models.Model):
    """What the maintainers need to know of an installation when something goes wrong.

    It is written in English, which they read, and is meant to be sent to strangers:
    no name, no address, no secret, nothing that leads to a stamp.
    """

    _inherit = "res.company"

    internetmarke_support_details = fields.Text(
        compute="_compute_internetmarke_support_details", groups="base.group_system"
    )

    def _compute_internetmarke_support_details(self):
        for company in self:
            text = company._internetmarke_support_details() if company.id else ""
            company.internetmarke_support_details = text

    def _internetmarke_support_details(self, facts=()):
        """Return the text to send: a line for each fact.

        :param facts: pairs of name and value, of the record in question.
        """
        self.ensure_one()
        every = [*self._internetmarke_versions(), *self._internetmarke_support_facts()]
        return "\n".join(f"{name}: {value}" for name, value in [*every, *facts])

    def _internetmarke_versions(self):
        module = self.env["ir.module.module"].sudo()._get("internetmarke")
        self.env.cr.execute("SHOW server_version")
        ((postgresql,),) = self.env.cr.fetchall()
        yield "internetmarke", module.latest_version
        yield "Odoo", release.version
        yield "PostgreSQL", postgresql.split()[0]
        yield "Python", platform.python_version()
        yield "now", utc_text(fields.Datetime.now())

    def _internetmarke_support_facts(self):
        company = self.sudo()
        payer = company._internetmarke_payer()
        layout = company.external_report_layout_id
        paper = company.paperformat_id
        url = payer._internetmarke_url("internetmarke.api_url", API_URL)
        yield "switched on", _yes(payer.internetmarke_enabled)
        yield "mode", payer.internetmarke_environment
        yield "pays itself", _yes(payer == company)
        yield "address of the Post", "its own" if url == API_URL else "another"
        yield "login refused", _yes(payer.internetmarke_login_refused)
        yield "balance read", utc_text(payer.internetmarke_balance_date)
        yield "books", _yes(payer.internetmarke_books)
        yield "expense at", payer.internetmarke_expense_at
        yield "print type", company.internetmarke_medium
        yield "layout", layout.get_external_id().get(layout.id) or "none"
        yield "paper", paper.get_external_id().get(paper.id) or "own"
        for model in ("order", "charge", "retoure", "stamp", "letter", "run"):
            yield f"{model} states", self._internetmarke_count_states(model)

    def _internetmarke_count_states(self, model):
        """Return how many records there are in each state: ``done 12, paid 1``."""
        counted = (
            self.env[f"internetmarke.{model}"]
            .sudo()
            ._read_group([("company_id", "=", self.id)], ["state"], ["__count"])
        )
        return ", ".join(f"{state} {count}" for state, count in counted) or "none"


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    def action_internetmarke_support(self):
        """Show the details to copy."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Details for Support"),
            "res_model": "res.company",
            "res_id": self.company_id.id,
            "view_mode": "form",
            "view_id": self.env.ref("internetmarke.res_company_view_support").id,
            "target": "new",
        }


def _yes(fact):
    return "yes" if fact else "no"
