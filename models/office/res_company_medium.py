from odoo import fields, models

from ..letter.envelopes import ENVELOPES
from ..letter.medium import MEDIA, label_format_names


class ResCompany(models.Model):
    """The medium on which this office prints its letters."""

    _inherit = "res.company"

    internetmarke_medium = fields.Selection(
        selection=MEDIA,
        string="Print Stamps On",
        default="window",
        required=True,
        help="Proposed for each letter; it can be changed when franking.",
    )
    internetmarke_printed_envelope = fields.Selection(
        selection=ENVELOPES, string="Envelopes to Print", default="dl", required=True
    )
    internetmarke_label_format = fields.Selection(
        selection=label_format_names, string="Labels"
    )
    internetmarke_tray_ids = fields.One2many(
        comodel_name="internetmarke.tray",
        inverse_name="company_id",
        string="Printer Trays",
    )

    def _internetmarke_set_din5008(self):
        """Give new invoices a layout with the address in the window of DIN 5008.

        The access rights of the company decide who may do this. Form A stays form A.
        """
        self.ensure_one()
        form_a = self.env.ref("l10n_din5008.paperformat_euro_din_a")
        form_b = self.env.ref("l10n_din5008.paperformat_euro_din")
        self.write(
            {
                "external_report_layout_id": self.env.ref(
                    "l10n_din5008.external_layout_din5008"
                ).id,
                "paperformat_id": (
                    form_a if self.paperformat_id == form_a else form_b
                ).id,
            }
        )
