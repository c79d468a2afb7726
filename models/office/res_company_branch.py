from odoo import fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    """Branches frank from the stock of their parent company, if it allows that."""

    _inherit = "res.company"

    internetmarke_shared = fields.Boolean(
        string="Branches Use This Portokasse",
        help="Branches that have no Portokasse of their own take their stamps from "
        "this company's stock.",
    )

    def _internetmarke_payer(self):
        """Return the company whose Portokasse and stock this one uses.

        It is this company, or the nearest parent that lets its branches do so. Access
        rights are not checked: people in a branch need no access to the parent.
        """
        self.ensure_one()
        company = self.sudo()
        if not company.internetmarke_enabled:
            for parent in reversed(company.parent_ids - company):
                if parent.internetmarke_enabled and parent.internetmarke_shared:
                    return parent
        return company

    def _internetmarke_check_enabled(self):
        """Raise a UserError if this company cannot use Internetmarke."""
        if self._internetmarke_payer().internetmarke_enabled:
            return
        parent = self.sudo().parent_id
        if not parent:
            raise UserError(
                self.env._(
                    "%(company)s does not use Internetmarke yet. An administrator can "
                    "switch it on in Settings > Invoicing > Internetmarke.",
                    company=self.name,
                )
            )
        raise UserError(
            self.env._(
                "%(company)s does not use Internetmarke yet. An administrator can "
                "switch it on in Settings > Invoicing > Internetmarke, or allow there, "
                "in %(parent)s, that branches use its Portokasse.",
                company=self.name,
                parent=parent.name,
            )
        )

    def _internetmarke_selected_payer(self):
        """Return the company that pays for the company a person works in.

        Without access to the payer it is the company itself, and a message refuses that
        later.
        """
        payer = self._internetmarke_payer()
        return payer if payer in self.env.companies else self

    def _internetmarke_check_pays(self):
        """Raise a UserError unless this company uses a Portokasse of its own."""
        self._internetmarke_check_enabled()
        payer = self._internetmarke_payer()
        if payer != self:
            raise UserError(
                self.env._(
                    "%(company)s uses the Portokasse of %(payer)s. You were not "
                    "charged. Select %(payer)s at the top right to buy or top up.",
                    company=self.name,
                    payer=payer.name,
                )
            )
