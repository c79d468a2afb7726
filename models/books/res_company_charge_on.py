from odoo import fields, models

CHARGE_BY = [("cost", "What the Letter Cost"), ("fixed", "A Fixed Amount a Letter")]


class ResCompany(models.Model):
    """Whether and how postage is charged on to customers."""

    _inherit = "res.company"

    internetmarke_charge_on = fields.Boolean(string="Charge Postage On", copy=False)
    internetmarke_charge_since = fields.Date(string="Charge Letters Since", copy=False)
    internetmarke_charge_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Product for Postage",
        copy=False,
        ondelete="restrict",
        check_company=True,
    )
    internetmarke_charge_by = fields.Selection(
        selection=CHARGE_BY,
        string="Charge",
        default="cost",
        required=True,
        copy=False,
    )
    internetmarke_charge_fixed = fields.Monetary(
        string="Amount a Letter",
        currency_field="internetmarke_currency_id",
        copy=False,
    )
