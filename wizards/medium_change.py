from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import postage
from ..models.wording.postage import as_exact, explain_obstacle


class InternetmarkeMediumChange(models.TransientModel):
    """Asks on which other medium to print franked letters.

    Examples: another sheet of labels is in the printer, or the envelopes have run out.
    The stamps stay the same.
    """

    _name = "internetmarke.medium.change"
    _description = "Change Print Type"
    _inherit = ["internetmarke.medium"]

    letter_ids = fields.Many2many(
        comodel_name="internetmarke.letter", string="Letters", required=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        letter = self.env["internetmarke.letter"].browse(
            self.env.context.get("default_letter_ids", [])[:1]
        )
        if not letter:
            return values
        company = letter.company_id
        chosen = {
            **letter._medium_values(letter.medium),
            "printed_envelope": letter.printed_envelope
            or company.internetmarke_printed_envelope,
            "label_format": letter.label_format or company.internetmarke_label_format,
            "label_position": letter.label_position or 1,
            "label_address": letter.label_address or letter.medium != "label",
            "company_id": company.id,
        }
        return {
            **{name: chosen[name] for name in chosen if name in fields},
            **values,
        }

    def action_change(self):
        """Store the new medium of the letters, if they can be printed on it."""
        self.ensure_one()
        letters = self.letter_ids
        letters._check_may_frank()
        letters._check_not_used_up()
        for letter in letters.sudo():
            letter._lock_for_person()
            values = self._medium_values(self.medium)
            letter.write({**values, **self._weigh(letter)})
            letter._compose()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _weigh(self, letter):
        """Return the letter's new sheets, envelope and weight.

        :raise UserError: if its stamp would not be enough any more.
        """
        cover = (self.medium == "cover_sheet") - (letter.medium == "cover_sheet")
        printed = self.medium == "envelope" and self.printed_envelope
        envelope = printed or letter.envelope
        if not letter.envelope or (not cover and envelope == letter.envelope):
            return {}
        before = self._as_postage(letter, letter.sheets, letter.envelope)
        after = self._as_postage(letter, letter.sheets + cover, envelope)
        [product] = letter.product_id._as_postage(letter.company_id)
        # If the stamp was too cheap before, the clerk chose so. That is not refused
        # now.
        known = {found.measure for found in postage.obstacles(product, before)}
        found = postage.obstacles(product, after)
        found = [obstacle for obstacle in found if obstacle.measure not in known]
        if found:
            raise UserError(
                self.env._(
                    "Printed like this, letter %(letter)s does not fit %(product)s "
                    "(%(reasons)s). Nothing was changed. Choose another print type, or "
                    "remove the franking and frank it again.",
                    letter=letter.name,
                    product=letter.product_id.name,
                    reasons="; ".join(explain_obstacle(self.env, o) for o in found),
                )
            )
        return {
            "sheets": after.sheets,
            "envelope": envelope,
            "weight": float(after.sum.rounded().total),
        }

    def _as_postage(self, letter, sheets, envelope):
        """Return a franked letter as a ``postage.Letter``, which can be weighed."""
        envelopes = letter.company_id._internetmarke_envelopes()
        return postage.Letter(
            [1] * sheets,
            paper=max(letter.paper, 0),
            enclosures=max(as_exact(letter.enclosures), 0),
            thickness=max(as_exact(letter.thickness), 0),
            envelope=envelopes[envelope],
            destination=letter.product_id.destination,
            service=letter.product_id.service,
        )
