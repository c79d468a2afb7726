from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    internetmarke_letter_id = fields.Many2one(
        comodel_name="internetmarke.letter",
        string="Franking",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The letter that carries this invoice's stamp.",
    )
    internetmarke_letter_state = fields.Selection(
        related="internetmarke_letter_id.state", string="Franking State"
    )
    internetmarke_letter_ids = fields.Many2many(
        comodel_name="internetmarke.letter",
        string="Letters",
        readonly=True,
        copy=False,
    )
    internetmarke_letter_count = fields.Integer(
        string="Number of Letters", compute="_compute_internetmarke_letter_count"
    )
    internetmarke_can_frank = fields.Boolean(compute="_compute_internetmarke_can_frank")

    @api.depends("internetmarke_letter_ids")
    def _compute_internetmarke_letter_count(self):
        for move in self:
            move.internetmarke_letter_count = len(move.internetmarke_letter_ids)

    @api.depends("state", "move_type", "internetmarke_letter_id", "company_id")
    def _compute_internetmarke_can_frank(self):
        for move in self:
            move.internetmarke_can_frank = (
                move.state == "posted"
                and move.move_type in ("out_invoice", "out_refund")
                and move.company_id.internetmarke_enabled
                and not move.internetmarke_letter_id
            )

    def action_internetmarke_frank(self):
        """Open the wizard that franks this invoice."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Frank %(invoice)s", invoice=self.name),
            "res_model": "internetmarke.frank",
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_id": self.id},
        }

    def action_internetmarke_print(self):
        return self.internetmarke_letter_id.action_print()

    def action_internetmarke_release(self):
        return self.internetmarke_letter_id.action_release()

    def action_view_internetmarke_letters(self):
        self.ensure_one()
        return self.internetmarke_letter_ids._get_records_action(
            name=self.env._("Letters")
        )

    def _internetmarke_document(self):
        """Return the invoice's own PDF, made and stored first if it is missing.

        The stored PDF is a legal document and is never changed by franking.
        """
        self.ensure_one()
        if not self.invoice_pdf_report_id:
            self.env["account.move.send"]._generate_and_send_invoices(
                self, sending_methods=["manual"]
            )
        document = self.invoice_pdf_report_id
        if not document:
            raise UserError(
                self.env._(
                    "The PDF of %(invoice)s could not be made, so it cannot be "
                    "franked. No stamp was used.",
                    invoice=self.name,
                )
            )
        return document.sudo().raw
