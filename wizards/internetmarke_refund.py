from odoo import api, fields, models
from odoo.exceptions import UserError


class InternetmarkeRefund(models.TransientModel):
    """Asks which unused stamps go back to the Post for a credit."""

    _name = "internetmarke.refund"
    _description = "Return Stamps for a Refund"
    _inherit = ["internetmarke.confirmation"]

    stamp_ids = fields.Many2many(
        comodel_name="internetmarke.stamp",
        string="Stamps",
        required=True,
        domain="[('state', '=', 'stock')]",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", default=lambda self: self.env.ref("base.EUR")
    )
    stamp_count = fields.Integer(string="Count", compute="_compute_amounts")
    amount_total = fields.Monetary(string="Value", compute="_compute_amounts")
    printed_count = fields.Integer(compute="_compute_amounts")
    demo = fields.Boolean(compute="_compute_amounts")

    @api.depends("stamp_ids")
    def _compute_amounts(self):
        for wizard in self:
            stamps = wizard.stamp_ids
            wizard.stamp_count = len(stamps)
            wizard.amount_total = sum(stamps.mapped("price"))
            wizard.printed_count = len(
                stamps.filtered(
                    lambda stamp: any(stamp.letter_ids.mapped("printed_on"))
                )
            )
            wizard.demo = "demo" in stamps.mapped("environment")

    def action_refund(self):
        """Ask the Post to take the stamps back, one request for each order."""
        self.ensure_one()
        self.env["internetmarke.retoure"]._check_may_buy()
        if not self.stamp_ids:
            raise UserError(self.env._("Choose at least one stamp to return."))
        retoures = self.env["internetmarke.retoure"]
        for order, stamps in self.stamp_ids.grouped("order_id").items():
            token = f"{self.confirmation_token}/{order.id}"
            retoures += retoures._refund(order, stamps, token)
        action = self.env["ir.actions.actions"]._for_xml_id(
            "internetmarke.internetmarke_retoure_action"
        )
        if len(retoures) == 1:
            action.update(views=[(False, "form")], res_id=retoures.id)
        else:
            action["domain"] = [("id", "in", retoures.ids)]
        action["target"] = "current"
        return action
