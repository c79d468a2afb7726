from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    internetmarke_enabled = fields.Boolean(
        related="company_id.internetmarke_enabled", readonly=False
    )
    internetmarke_environment = fields.Selection(
        related="company_id.internetmarke_environment", readonly=False
    )
    internetmarke_username = fields.Char(related="company_id.internetmarke_username")
    internetmarke_login_refused = fields.Boolean(
        related="company_id.internetmarke_login_refused"
    )
    internetmarke_currency_id = fields.Many2one(
        related="company_id.internetmarke_currency_id"
    )
    internetmarke_topup_limit = fields.Monetary(
        related="company_id.internetmarke_topup_limit",
        currency_field="internetmarke_currency_id",
        readonly=False,
    )

    internetmarke_min_balance = fields.Monetary(
        related="company_id.internetmarke_min_balance",
        currency_field="internetmarke_currency_id",
        readonly=False,
    )

    internetmarke_duplex = fields.Boolean(
        related="company_id.internetmarke_duplex", readonly=False
    )
    internetmarke_paper = fields.Integer(
        related="company_id.internetmarke_paper", readonly=False
    )
    internetmarke_max_sheets = fields.Integer(
        related="company_id.internetmarke_max_sheets", readonly=False
    )
    internetmarke_envelope = fields.Selection(
        related="company_id.internetmarke_envelope", readonly=False
    )
    internetmarke_envelope_weight = fields.Float(
        related="company_id.internetmarke_envelope_weight", readonly=False
    )
    internetmarke_medium = fields.Selection(
        related="company_id.internetmarke_medium", readonly=False
    )
    internetmarke_printed_envelope = fields.Selection(
        related="company_id.internetmarke_printed_envelope", readonly=False
    )
    internetmarke_label_format = fields.Selection(
        related="company_id.internetmarke_label_format", readonly=False
    )

    internetmarke_by_post = fields.Boolean(
        related="company_id.internetmarke_by_post", readonly=False
    )

    internetmarke_shared = fields.Boolean(
        related="company_id.internetmarke_shared", readonly=False
    )
    internetmarke_has_branches = fields.Boolean(
        compute="_compute_internetmarke_has_branches", compute_sudo=True
    )
    internetmarke_branch_note = fields.Text(
        compute="_compute_internetmarke_branch_note", compute_sudo=True
    )
    internetmarke_usable = fields.Boolean(
        compute="_compute_internetmarke_branch_note", compute_sudo=True
    )

    @api.depends("company_id")
    def _compute_internetmarke_has_branches(self):
        for settings in self:
            settings.internetmarke_has_branches = bool(settings.company_id.child_ids)

    @api.depends("company_id", "internetmarke_enabled")
    def _compute_internetmarke_branch_note(self):
        for settings in self:
            company = settings.company_id._origin
            payer = company._internetmarke_payer()
            own, shared = settings.internetmarke_enabled, payer != company
            settings.internetmarke_usable = own or shared
            settings.internetmarke_branch_note = False
            if shared and not own:
                settings.internetmarke_branch_note = self.env._(
                    "Stamps come from the stock of %(payer)s, whose Portokasse pays. "
                    "Tick the box only if this branch has its own Portokasse.",
                    payer=payer.name,
                )
            elif company.parent_id and not own:
                settings.internetmarke_branch_note = self.env._(
                    "Tick the box if this branch has its own Portokasse. To use the "
                    "one of %(parent)s, tick “Branches Use This Portokasse” in its "
                    "settings.",
                    parent=company.parent_id.name,
                )

    def action_internetmarke_setup(self):
        """Save these settings, and open the window that takes the login and tests it.

        The test is a request of its own: saving may be repeated, a login must not.
        """
        asked = self.execute()
        if asked.get("type") == "ir.actions.act_window":
            # Another app shall be removed, which a person confirms first.
            return asked
        return self.env["ir.actions.actions"]._for_xml_id(
            "internetmarke.internetmarke_setup_action"
        )
