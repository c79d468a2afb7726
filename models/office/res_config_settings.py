from odoo import api, fields, models

from .res_company import PASSWORD_MAX_LENGTH


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    internetmarke_enabled = fields.Boolean(
        related="company_id.internetmarke_enabled", readonly=False
    )
    internetmarke_environment = fields.Selection(
        related="company_id.internetmarke_environment", readonly=False
    )
    internetmarke_username = fields.Char(
        related="company_id.internetmarke_username", readonly=False
    )
    internetmarke_password = fields.Char(
        related="company_id.internetmarke_password", readonly=False
    )
    internetmarke_client_id = fields.Char(
        related="company_id.internetmarke_client_id", readonly=False
    )
    internetmarke_client_secret = fields.Char(
        related="company_id.internetmarke_client_secret", readonly=False
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
    internetmarke_password_too_long = fields.Boolean(
        compute="_compute_internetmarke_password_too_long"
    )
    internetmarke_key_of_database = fields.Boolean(
        compute="_compute_internetmarke_key_of_database"
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
                    "Tick the box only for a Portokasse of this branch's own.",
                    payer=payer.name,
                )
            elif company.parent_id and not own:
                settings.internetmarke_branch_note = self.env._(
                    "Tick the box if this branch has its own Portokasse. To use the "
                    "one of %(parent)s, tick “Branches Use This Portokasse” in its "
                    "settings.",
                    parent=company.parent_id.name,
                )

    @api.depends("internetmarke_password")
    def _compute_internetmarke_password_too_long(self):
        for settings in self:
            length = len(settings.internetmarke_password or "")
            settings.internetmarke_password_too_long = length > PASSWORD_MAX_LENGTH

    def _compute_internetmarke_key_of_database(self):
        param = self.env["ir.config_parameter"].sudo().get_param
        self.internetmarke_key_of_database = bool(
            param("internetmarke.client_id") and param("internetmarke.client_secret")
        )

    def action_internetmarke_test(self):
        """Log in to the Portokasse, and show its owner and its balance."""
        self.ensure_one()
        company = self.company_id
        company._internetmarke_check_pays()
        balance = company._internetmarke_test_login()
        owner = company._internetmarke_owner()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("The connection works"),
                "message": self.env._(
                    "Portokasse of %(owner)s, balance: %(balance)s",
                    owner=owner or company.name,
                    balance=company.internetmarke_currency_id.format(balance),
                ),
            },
        }
