from odoo import fields, models

from .. import postage


class ResPartner(models.Model):
    _inherit = "res.partner"

    internetmarke_letter_ids = fields.One2many(
        comodel_name="internetmarke.letter",
        inverse_name="partner_id",
        string="Franked Letters",
        readonly=True,
    )

    def _internetmarke_address_lines(self):
        """Return the lines of the address on a letter, as DIN 5008 orders them.

        The country stands last, in capitals and only on letters that leave Germany,
        where all of them are posted.

        :return: list of one to six lines.
        """
        self.ensure_one()
        names = [self.name]
        if self.parent_id and self.commercial_company_name:
            names.insert(0, self.commercial_company_name)
        abroad = postage.destination(self.country_id.code) != postage.NATIONAL
        lines = [
            *dict.fromkeys(names),
            self.street,
            self.street2,
            " ".join(filter(None, (self.zip, self.city))),
            abroad and self.country_id.name.upper(),
        ]
        return [line.strip() for line in lines if line and line.strip()]

    def _internetmarke_printed_lines(self):
        """Return the lines of the address as an invoice's own window shows them.

        The invoice's contact widget prints the display name with the address, in
        the partner's language (base.contact in Odoo 19).
        """
        self.ensure_one()
        partner = self.with_context(show_address=True, lang=self.lang)
        name, *address = partner.display_name.split("\n")
        if self.country_id.name_position == "after":
            return [*address, name]
        return [name, *address]
