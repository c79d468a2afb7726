from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import postage


class InternetmarkeCarrierChange(models.TransientModel):
    """Asks what franked letters are printed on instead.

    For the sheet of labels that lies in the printer now, or when the envelopes have run
    out. The stamps stay the same.
    """

    _name = "internetmarke.carrier.change"
    _description = "Print on Something Else"
    _inherit = ["internetmarke.carrier"]

    letter_ids = fields.Many2many(
        comodel_name="internetmarke.letter", string="Letters", required=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        letter = self.env["internetmarke.letter"].browse(
            self.env.context.get("default_letter_ids", [])[:1]
        )
        if not letter:
            return values
        company = letter.company_id
        chosen = {
            **letter._carrier_values(letter.carrier),
            "printed_envelope": letter.printed_envelope
            or company.internetmarke_printed_envelope,
            "label_format": letter.label_format or company.internetmarke_label_format,
            "label_position": letter.label_position or 1,
            "label_address": letter.label_address or letter.carrier != "label",
            "company_id": company.id,
        }
        return {
            **{name: chosen[name] for name in chosen if name in fields_list},
            **values,
        }

    def action_change(self):
        """Write down what the letters are printed on, if they can be."""
        self.ensure_one()
        letters = self.letter_ids
        letters._check_may_frank()
        for letter in letters.sudo():
            letter.lock_for_update()
            values = self._carrier_values(self.carrier)
            if (self.carrier == "cover_sheet") != (letter.carrier == "cover_sheet"):
                values |= self._count_cover_sheet(letter)
            letter.write(values)
            letter._compose()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _count_cover_sheet(self, letter):
        """Return the letter's sheets and weight with or without its cover sheet.

        :raise UserError: if its stamp would not suffice.
        """
        added = 1 if self.carrier == "cover_sheet" else -1
        sheet = float(postage.letter_weight(2) - postage.letter_weight(1))
        weight = letter.weight + added * sheet
        limit = letter.product_id.max_weight
        if limit and letter.weight <= limit < weight:
            raise UserError(
                self.env._(
                    "With a cover sheet, letter %(letter)s is heavier than "
                    "%(product)s allows. Choose an envelope or a label, or remove the "
                    "franking and frank it again.",
                    letter=letter.name,
                    product=letter.product_id.name,
                )
            )
        return {"sheets": letter.sheets + added, "weight": weight}
