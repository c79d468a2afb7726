from odoo import api, fields, models

from ..models.letter.letter_came_back import REASONS


class InternetmarkeUndeliverable(models.TransientModel):
    """Asks why letters came back and what to do next.

    Its name avoids "return", which already has two meanings here: the Post refunds a
    return (Retoure), and stamps return to stock. The Universal Postal Union says
    "undeliverable item".
    """

    _name = "internetmarke.undeliverable"
    _description = "Letter Came Back"

    letter_ids = fields.Many2many(
        comodel_name="internetmarke.letter",
        string="Letters",
        required=True,
        readonly=True,
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Recipients",
        compute="_compute_partner_ids",
    )
    without_email = fields.Char(compute="_compute_partner_ids")
    left_out = fields.Char(
        string="Stay as They Are",
        compute="_compute_left_out",
        help="Only what was printed can come back, and only once.",
    )
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

    @api.depends("letter_ids")
    def _compute_partner_ids(self):
        for wizard in self:
            printed = wizard.letter_ids.filtered(lambda one: one.state == "printed")
            partners = printed.partner_id
            wizard.partner_ids = partners
            without = partners.filtered(lambda partner: not partner.email)
            wizard.without_email = ", ".join(without.mapped("display_name"))

    @api.depends("letter_ids.state")
    def _compute_left_out(self):
        for wizard in self:
            stay = wizard.letter_ids.filtered(lambda one: one.state != "printed")
            wizard.left_out = ", ".join(stay.mapped("name"))

    @api.depends("letter_ids")
    def _compute_user_id(self):
        """Propose the salesperson, else the person who has the letters in hand."""
        for wizard in self:
            partners = wizard.letter_ids.partner_id
            sellers = partners.user_id or partners.commercial_partner_id.user_id
            wizard.user_id = sellers if len(sellers) == 1 else self.env.user

    def action_came_back(self):
        """Note that they came back, and do what was chosen."""
        self.ensure_one()
        letters = self.letter_ids
        letters.browse()._check_may_frank()

        def come_back(letter):
            letter._check_may_frank()
            letter._come_back(self.reason, self.note)

        done, left_out = letters._each(come_back)
        return letters._with_left_out(left_out, self._go_on(done))

    def _go_on(self, letters):
        """Do what was chosen for letters that came back.

        :return: the action to go on with.
        """
        partners = letters.partner_id
        if self.next_step == "activity":
            for partner in partners.sudo():
                partner.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Find the new address"),
                    note=partner.internetmarke_undeliverable_message,
                    user_id=(self.user_id or self.env.user).id,
                )
        elif self.next_step == "contact":
            return partners._get_records_action(context={})
        elif self.next_step == "email" and letters.move_ids:
            return letters.move_ids.action_send_and_print()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
