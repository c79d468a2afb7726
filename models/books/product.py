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
        if tax := self.env["account.tax"].browse(vals["purchase_tax_id"]):
            tax._internetmarke_in_price(1.0, self.env.ref("base.EUR"))
        vals = dict(vals)
        chosen = {"purchase_tax_id": vals.pop("purchase_tax_id")}
        super(InternetmarkeProduct, self.sudo()).write(chosen)
        return super().write(vals)
