from odoo import fields, models


class MailActivity(models.Model):
    """The activity that tells a person what runs short leads to the purchase."""

    _inherit = "mail.activity"

    # Not a link that anybody could set: then a note of one's own would count as told.
    internetmarke_restocks = fields.Boolean(
        compute="_compute_internetmarke_restocks", compute_sudo=True
    )

    def _compute_internetmarke_restocks(self):
        told = self._internetmarke_companies().internetmarke_restock_activity_id
        for activity in self:
            activity.internetmarke_restocks = activity in told

    def _internetmarke_companies(self):
        """Return the companies that told a person by one of these activities."""
        companies = self.env["res.company"].sudo()
        return companies.search([("internetmarke_restock_activity_id", "in", self.ids)])

    def action_internetmarke_restock(self):
        """Open the purchase of what runs short."""
        self.ensure_one()
        self.check_access("read")
        company = self._internetmarke_companies().with_env(self.env)[:1]
        return company and company._internetmarke_restock()
