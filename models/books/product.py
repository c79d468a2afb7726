from odoo import fields, models
from odoo.exceptions import AccessError

from ..core.rights import JOURNAL_READERS


class InternetmarkeProduct(models.Model):
    """The tax in a product's price, which the Post tells nobody."""

    _inherit = "internetmarke.product"

    purchase_tax_id = fields.Many2one(
        comodel_name="account.tax",
        string="Tax in the Price",
        company_dependent=True,
        groups=JOURNAL_READERS,
        domain="[('type_tax_use', '=', 'purchase'), ('amount_type', '=', 'percent')]",
        help="Letters and registered mail are exempt from VAT (§ 4 Nr. 11b UStG): "
        "leave this empty. Dialogpost and mail abroad by the kilo are taxed.",
    )

    def write(self, vals):
        if "purchase_tax_id" not in vals or self.env.su:
            return super().write(vals)
        if not self.env.user.has_group("account.group_account_manager"):
            raise AccessError(
                self.env._(
                    "Only accounting administrators choose the tax of a product."
                )
            )
        vals = dict(vals)
        tax = {"purchase_tax_id": vals.pop("purchase_tax_id")}
        super(InternetmarkeProduct, self.sudo()).write(tax)
        return super().write(vals)
