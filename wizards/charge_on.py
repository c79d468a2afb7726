from odoo import fields, models
from odoo.exceptions import UserError

from ..models.books.res_company_charge_on import CHARGE_BY


class InternetmarkeChargeOn(models.TransientModel):
    """Asks whether and how a company charges postage on to its customers."""

    _name = "internetmarke.charge.on"
    _description = "Charge Postage On"
    _inherit = ["internetmarke.own.company"]

    # The company whose letters these are, whoever pays for the stamps.
    company_id = fields.Many2one(default=lambda self: self.env.company)
    is_on = fields.Boolean(
        string="Offer Postage on Draft Invoices",
        default=lambda self: self.env.company.internetmarke_charge_on,
    )
    since = fields.Date(
        string="Letters Since",
        required=True,
        default=lambda self: (
            self.env.company.internetmarke_charge_since
            or fields.Date.context_today(self)
        ),
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        domain="[('type', '=', 'service'), ('company_id', 'in', (company_id, False))]",
        default=lambda self: self.env.company.sudo().internetmarke_charge_product_id,
        help="Its account and its tax are used for the line.",
    )
    charge_by = fields.Selection(
        selection=CHARGE_BY,
        string="Charge",
        required=True,
        default=lambda self: self.env.company.internetmarke_charge_by,
    )
    fixed = fields.Monetary(
        string="Amount a Letter",
        default=lambda self: self.env.company.internetmarke_charge_fixed,
    )

    def action_apply(self):
        self.ensure_one()
        self.env["res.company"]._internetmarke_check_keeps_books()
        if self.is_on and not self.product_id:
            raise UserError(self.env._("Choose the product of the invoice line."))
        if self.is_on and self.charge_by == "fixed" and self.fixed <= 0:
            raise UserError(
                self.env._("The amount must be above zero. Nothing was changed.")
            )
        self.company_id.sudo().write(
            {
                "internetmarke_charge_on": self.is_on,
                "internetmarke_charge_since": self.since,
                "internetmarke_charge_product_id": self.product_id.id,
                "internetmarke_charge_by": self.charge_by,
                "internetmarke_charge_fixed": self.fixed,
            }
        )
        return {"type": "ir.actions.act_window_close"}
