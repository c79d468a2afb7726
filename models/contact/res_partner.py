import re

from odoo import api, fields, models

from ... import postage
from ..core.rights import JOURNAL_READERS

TOWN_FIRST = re.compile(r"%\(city\)s.*%\(zip\)s")


class ResPartner(models.Model):
    _inherit = "res.partner"

    internetmarke_letter_ids = fields.One2many(
        comodel_name="internetmarke.letter",
        inverse_name="partner_id",
        string="Franked Letters",
        readonly=True,
        groups=JOURNAL_READERS,
    )
    internetmarke_letter_count = fields.Integer(
        string="Number of Letters",
        compute="_compute_internetmarke_letters",
        groups=JOURNAL_READERS,
    )
    internetmarke_letter_cost = fields.Monetary(
        string="Postage",
        compute="_compute_internetmarke_letters",
        currency_field="internetmarke_currency_id",
        groups=JOURNAL_READERS,
    )
    internetmarke_currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_internetmarke_currency_id"
    )

    def _compute_internetmarke_currency_id(self):
        self.internetmarke_currency_id = self.env.ref("base.EUR")

    @api.depends("internetmarke_letter_ids.cost")
    @api.depends_context("allowed_company_ids")
    def _compute_internetmarke_letters(self):
        letters = self.env["internetmarke.letter"]
        for partner in self:
            [
                (partner.internetmarke_letter_count, partner.internetmarke_letter_cost)
            ] = letters._read_group(
                partner._internetmarke_letter_domain(),
                aggregates=["__count", "cost:sum"],
            )

    def _internetmarke_letter_domain(self):
        """The letters to this contact and to all contacts below it."""
        return [("partner_id", "child_of", self.ids), ("state", "!=", "released")]

    def action_view_internetmarke_letters(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "internetmarke.internetmarke_letter_action"
        )
        action["domain"] = [("partner_id", "child_of", self.ids)]
        return action

    def _internetmarke_address_lines(self):
        """Return the lines of the address on a letter, in the order of DIN 5008.

        The street stands right above postcode and town. Postcode and town stand as is
        usual in the country of destination. Abroad the town is in capitals and the
        country follows as the last line, in capitals and in German if the database has
        that language, because all letters are posted in Germany.

        :return: list of lines, without a blank one.
        """
        self.ensure_one()
        lines = [
            *self._internetmarke_names(),
            *postage.streets(self._internetmarke_address()),
            *self._internetmarke_place_lines(),
        ]
        if postage.destination(self.country_id.code) != postage.NATIONAL:
            # Without German in the database, in English: all post offices read that.
            lang = self.env["res.lang"]._get_code("de_DE") or None
            lines.append((self.country_id.with_context(lang=lang).name or "").upper())
        return [" ".join(line.split()) for line in lines if line.strip()]

    def _internetmarke_place_lines(self):
        """Return the lines with postcode and town."""
        template, values = self._prepare_display_address(without_company=True)
        template = template.replace("\r", "")
        values.update(dict.fromkeys(("street", "street2", "country_name"), ""))
        if postage.destination(self.country_id.code) != postage.NATIONAL:
            values["city"] = values["city"].upper()
        elif not self.country_id:
            template = self.env.ref("base.de").address_format
        if not template.startswith("%(street)s\n"):
            # This template begins with the country. In Germany nobody reads it so.
            template = "%(city)s %(state_code)s %(zip)s"
        if (self.country_id.code or "") in postage.BEFORE_TOWN and TOWN_FIRST.search(
            template
        ):
            # Odoo's template has the wrong order for this country.
            province = " %(state_code)s" if self.country_id.code == "IT" else ""
            template = f"%(zip)s %(city)s{province}"
        return (template % values).splitlines()

    def _internetmarke_names(self):
        """Return the lines with names: the company's, then the person's.

        An address without a name gets the name of the contact it belongs to.
        """
        names = [self.name]
        if self.parent_id and self.commercial_company_name:
            names.insert(0, self.commercial_company_name)
        names = [name for name in dict.fromkeys(names) if name and name.strip()]
        return names or [self.commercial_partner_id.name or ""]

    def _internetmarke_printed_lines(self):
        """Return the lines of the address as the invoice itself prints them.

        The invoice's contact widget prints the display name with the address, in
        the partner's language (base.contact in Odoo 19).
        """
        self.ensure_one()
        partner = self.with_context(show_address=True, lang=self.lang)
        name, *address = partner.display_name.split("\n")
        if self.country_id.name_position == "after":
            return [*address, name]
        return [name, *address]
