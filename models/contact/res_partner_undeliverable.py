from odoo import api, fields, models
from odoo.tools import format_date

from ..letter.letter_came_back import REASONS

# The Post reads these. A change of one means that letters will arrive from now on.
ADDRESS_FIELDS = {"street", "street2", "zip", "city", "country_id", "parent_id"}


class ResPartner(models.Model):
    """Addresses that a letter came back from are marked until they are corrected."""

    _inherit = "res.partner"

    internetmarke_undeliverable_since = fields.Date(
        string="Undeliverable Since",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="A letter to this address came back, so no other is franked for it until "
        "the address is corrected.",
    )
    internetmarke_undeliverable_reason = fields.Selection(
        selection=REASONS,
        string="Why Undeliverable",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )

    internetmarke_undeliverable_message = fields.Char(
        compute="_compute_internetmarke_undeliverable_message",
        groups="base.group_user",
    )

    @api.depends(
        "internetmarke_undeliverable_since", "internetmarke_undeliverable_reason"
    )
    @api.depends_context("lang")
    def _compute_internetmarke_undeliverable_message(self):
        field = self._fields["internetmarke_undeliverable_reason"]
        reasons = dict(field._description_selection(self.env))
        for partner in self:
            since = partner.internetmarke_undeliverable_since
            partner.internetmarke_undeliverable_message = since and self.env._(
                "A letter to this address came back on %(date)s (%(reason)s).",
                date=format_date(self.env, since),
                reason=reasons.get(partner.internetmarke_undeliverable_reason, ""),
            )

    def write(self, vals):
        before = self._internetmarke_marked_addresses(vals)
        result = super().write(vals)
        self._internetmarke_unmark_corrected(before)
        return result

    def _update_address(self, vals):
        # EXTENDS 'base': contacts of a company follow its address past `write`.
        before = self._internetmarke_marked_addresses(vals)
        result = super()._update_address(vals)
        self._internetmarke_unmark_corrected(before)
        return result

    def action_internetmarke_deliverable(self):
        """Remove the mark although the address stays as it is."""
        self.check_access("write")
        self._internetmarke_unmark(
            self.env._("Marked as deliverable again; the address stays as it is.")
        )

    def _internetmarke_mark_undeliverable(self, reason):
        """Remember that a letter to this contact came back.

        Only this contact is marked. Others with the same address are not: perhaps only
        the person is unknown there.
        """
        partner = self.sudo()
        partner.write(
            {
                "internetmarke_undeliverable_since": fields.Date.context_today(self),
                "internetmarke_undeliverable_reason": reason,
            }
        )
        # A message instead of a tracked field: with a restricted audit trail a tracked
        # field could never be removed.
        partner.message_post(
            body=partner.internetmarke_undeliverable_message,
            author_id=self.env.user.partner_id.id,
        )

    def _internetmarke_marked_addresses(self, vals):
        """Return the present addresses of marked contacts: ``{contact: lines}``.

        Empty if ``vals`` has no field of the address.
        """
        if not ADDRESS_FIELDS & vals.keys():
            return {}
        marked = self.sudo().filtered("internetmarke_undeliverable_since")
        return {partner: partner._internetmarke_address_lines() for partner in marked}

    def _internetmarke_unmark_corrected(self, before):
        for partner, lines in before.items():
            if partner._internetmarke_address_lines() != lines:
                partner._internetmarke_unmark(
                    self.env._(
                        "The address was corrected, so it counts as deliverable again."
                    )
                )

    def _internetmarke_unmark(self, note):
        marked = self.sudo().filtered("internetmarke_undeliverable_since")
        marked.write(
            {
                "internetmarke_undeliverable_since": False,
                "internetmarke_undeliverable_reason": False,
            }
        )
        author = self.env.user.partner_id
        for partner in marked:
            partner.message_post(body=note, author_id=author.id)
