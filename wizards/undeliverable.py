from odoo import api, fields, models

from ..models.letter.letter_came_back import REASONS


class InternetmarkeUndeliverable(models.TransientModel):
    """Asks why a letter came back and what to do next.

    Its name avoids "return", which already has two meanings here: the Post refunds a
    return (Retoure), and stamps return to stock. The Universal Postal Union says
    "undeliverable item".
    """

    _name = "internetmarke.undeliverable"
    _description = "Letter Came Back"

    letter_id = fields.Many2one("internetmarke.letter", required=True, readonly=True)
    partner_id = fields.Many2one(related="letter_id.partner_id", related_sudo=False)
    email = fields.Char(related="partner_id.email", related_sudo=False)
    reason = fields.Selection(selection=REASONS, required=True)
    note = fields.Char()
    next_step = fields.Selection(
        selection=[
            ("activity", "Ask somebody to find the new address"),
            ("contact", "Open the contact and correct the address"),
            ("email", "Send the invoice by e-mail instead"),
            ("nothing", "Nothing for now"),
        ],
        default="activity",
        required=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        domain="[('share', '=', False)]",
    )

    @api.depends("letter_id")
    def _compute_user_id(self):
        """Propose the salesperson, else the person who has the letter in hand."""
        for wizard in self:
            partner = wizard.partner_id
            seller = partner.user_id or partner.commercial_partner_id.user_id
            wizard.user_id = seller or self.env.user

    def action_came_back(self):
        """Note that it came back, and do what was chosen."""
        self.ensure_one()
        letter = self.letter_id
        letter._check_may_frank()
        letter._come_back(self.reason, self.note)
        partner = letter.partner_id
        if self.next_step == "activity":
            partner.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Find the new address"),
                note=partner.internetmarke_undeliverable_message,
                user_id=(self.user_id or self.env.user).id,
            )
        elif self.next_step == "contact":
            return partner._get_records_action(context={})
        elif self.next_step == "email" and letter.move_ids:
            return letter.move_ids.action_send_and_print()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
