from odoo import api, fields, models

from ..core.sending import BY_POST


class ResPartner(models.Model):
    """How a customer gets invoices: "by Post" is one more way."""

    _inherit = "res.partner"

    invoice_sending_method = fields.Selection(
        selection_add=[(BY_POST, "by Post (Internetmarke)")],
        ondelete={BY_POST: "set null"},
    )
    internetmarke_offers_methods = fields.Boolean(
        compute="_compute_internetmarke_sending", compute_sudo=False
    )
    internetmarke_methods = fields.Json(
        compute="_compute_internetmarke_sending", compute_sudo=False
    )
    internetmarke_default_method = fields.Char(
        compute="_compute_internetmarke_sending", compute_sudo=False
    )

    @api.depends_context("company", "uid", "lang")
    def _compute_internetmarke_sending(self):
        """Tell which ways to send invoices a person chooses from, and the default.

        In Odoo only the developer mode shows the field.
        """
        company = self.env.company
        usable = company._internetmarke_payer().internetmarke_enabled
        field = self._fields["invoice_sending_method"]
        methods = dict(field._description_selection(self.env))
        default = False
        if usable and company.internetmarke_by_post:
            default = methods[BY_POST]
        if not usable:
            methods.pop(BY_POST)
        debug = self.env.user.has_group("base.group_no_one")
        self.internetmarke_offers_methods = usable or debug
        self.internetmarke_methods = list(methods)
        self.internetmarke_default_method = default
