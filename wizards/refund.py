from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.wording.purchase import explain_returned


class InternetmarkeRefund(models.TransientModel):
    """Asks which unused stamps to return to the Post for a credit."""

    _name = "internetmarke.refund"
    _description = "Return Stamps for a Refund"
    _inherit = ["internetmarke.confirmation"]

    stamp_ids = fields.Many2many(
        comodel_name="internetmarke.stamp",
        string="Stamps",
        domain="[('state', '=', 'stock')]",
    )
    order_id = fields.Many2one(
        comodel_name="internetmarke.order", string="What Cannot Be Used Of"
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", default=lambda self: self.env.ref("base.EUR")
    )
    stamp_count = fields.Integer(string="Count", compute="_compute_amounts")
    amount_total = fields.Monetary(string="Value", compute="_compute_amounts")
    printed_count = fields.Integer(compute="_compute_amounts")
    demo = fields.Boolean(compute="_compute_amounts")

    @api.depends("stamp_ids", "order_id")
    def _compute_amounts(self):
        for wizard in self:
            stamps, order = wizard.stamp_ids, wizard.order_id
            unclear = order.sudo()._unclear_lines()[: order.unclear_count]
            wizard.stamp_count = len(stamps) + len(unclear)
            wizard.amount_total = sum(stamps.mapped("price")) + sum(
                line.price_unit for line in unclear
            )
            wizard.printed_count = len(
                stamps.filtered(
                    lambda stamp: any(stamp.letter_ids.mapped("printed_on"))
                )
            )
            wizard.demo = "demo" in (stamps.order_id | order).mapped("environment")

    def action_refund(self):
        """Ask the Post to take the stamps back, one request for each order."""
        self.ensure_one()
        self.env["internetmarke.retoure"]._check_may_buy()
        if not self.stamp_count:
            raise UserError(self.env._("Choose at least one stamp to return."))
        retoures = self.env["internetmarke.retoure"]
        chosen = self.stamp_ids.grouped("order_id")
        if self.order_id:
            chosen = {self.order_id: self.stamp_ids.browse()}
        for order, stamps in chosen.items():
            token = f"{self.confirmation_token}/{order.id}"
            try:
                retoures += retoures._refund(order, stamps, token)
            except UserError as error:
                if not retoures:
                    raise
                raise UserError(self._explain_partly(retoures, order, error)) from error
        action = self.env["ir.actions.actions"]._for_xml_id(
            "internetmarke.internetmarke_retoure_action"
        )
        if len(retoures) == 1:
            action.update(views=[(False, "form")], res_id=retoures.id)
        else:
            action["domain"] = [("id", "in", retoures.ids)]
        action["target"] = "current"
        with self._committed() as wizard:
            asked = retoures.with_env(wizard.env).sudo()
            taken = {*asked.mapped("state")} <= {"pending", "credited"}
            message = taken and explain_returned(wizard.env, asked)
        return self._tell(message, action) if taken else action

    def _explain_partly(self, retoures, order, error):
        """Return the message when some refunds are under way and the next failed."""
        # The transaction of this request does not see the new refunds.
        with retoures._own_transaction() as requested:
            names = ", ".join(requested.mapped("name"))
        return self.env._(
            "For some of the stamps a refund was requested: %(refunds)s. The stamps of "
            "%(order)s were not returned, nor those after them: %(reason)s",
            refunds=names,
            order=order.name,
            reason=str(error),
        )
