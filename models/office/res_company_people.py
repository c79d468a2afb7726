from odoo import SUPERUSER_ID, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools.i18n import format_list

from ..wording.restock import explain_whom_to_ask

# Names that are told. More would not help who asks.
NAMES = 3


class ResCompany(models.Model):
    """Whom to ask in this company for what one may not do oneself."""

    _inherit = "res.company"

    def _internetmarke_buyers(self):
        """Return the people who may buy for this company."""
        return self._internetmarke_members("internetmarke.group_buyer")

    def _internetmarke_administrators(self):
        """Return the people who may set up this company."""
        return self._internetmarke_members("base.group_system")

    def _internetmarke_whom_to_ask(self):
        """Return a sentence with the names of those who may buy, or give the right."""
        payer = self._internetmarke_payer()
        buyers = payer._internetmarke_buyers()
        people = buyers or payer._internetmarke_administrators()
        names = format_list(self.env, people[:NAMES].mapped("name"), style="or")
        return explain_whom_to_ask(self.env, names, may_buy=bool(buyers))

    def _internetmarke_offer_setup(self):
        """If this company cannot buy yet, lead to the set-up or to who may do that.

        :raise RedirectWarning: for administrators.
        :raise UserError: for others.
        """
        self.ensure_one()
        if self._internetmarke_payer().internetmarke_enabled:
            return
        if self.env.user.has_group("base.group_system"):
            raise RedirectWarning(
                self.env._(
                    "%(company)s does not use Internetmarke yet. In demo mode you can "
                    "try everything without an account.",
                    company=self.name,
                ),
                self.env.ref("internetmarke.internetmarke_setup_action").id,
                self.env._("Set Up Internetmarke"),
            )
        raise UserError(
            self.env._(
                "%(company)s does not use Internetmarke yet. An administrator can "
                "switch it on: %(names)s.",
                company=self.name,
                names=names_of(self._internetmarke_administrators()),
            )
        )

    def _internetmarke_members(self, group):
        self.ensure_one()
        users = self.env.ref(group).sudo().all_user_ids
        return users.filtered(
            lambda user: (
                user.active
                and not user.share
                and user.id != SUPERUSER_ID
                and self in user.company_ids
            )
        ).sorted("name")


def names_of(people):
    """Return the names of some of these people, as a text."""
    return ", ".join(people[:NAMES].mapped("name"))
