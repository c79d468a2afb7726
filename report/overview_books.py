from odoo import api, fields, models


class InternetmarkeOverview(models.TransientModel):
    """What could not be booked, for those who keep the books."""

    _inherit = "internetmarke.overview"

    unbooked_count = fields.Integer(
        string="Could Not Be Booked", compute="_compute_unbooked_count"
    )

    @api.depends("company_id")
    def _compute_unbooked_count(self):
        keeps_books = self.env.user.has_group("account.group_account_manager")
        entries = self.env["internetmarke.entry"]
        for overview in self:
            overview.unbooked_count = (
                entries.search_count(overview._unbooked_domain())
                if keeps_books and overview.company_id.internetmarke_books
                else 0
            )

    def _unbooked_domain(self):
        """Return the domain of what failed, whatever the present mode is."""
        return [
            ("company_id", "=", self.company_id.id),
            ("environment", "=", "production"),
            ("state", "=", "failed"),
        ]

    @api.depends("unbooked_count")
    def _compute_status(self):
        # EXTENDS 'internetmarke.overview'
        res = super()._compute_status()
        for overview in self.filtered("unbooked_count"):
            overview.all_well = False
        return res

    def action_view_unbooked(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "internetmarke.internetmarke_entry_action"
        )
        company = [("company_id", "=", self.company_id.id)]
        return {**action, "domain": company, "context": {"search_default_failed": 1}}
