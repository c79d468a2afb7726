from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

BUY_ACTION = "internetmarke.internetmarke_buy_action"


class InternetmarkeOrder(models.Model):
    """The window that buys, filled in. Nothing is bought before a person confirms."""

    _inherit = "internetmarke.order"

    def action_buy_again(self):
        """Open a purchase of the same products, at today's prices."""
        self.ensure_one()
        self._check_may_buy()
        self.check_access("read")
        wanted = {}
        for line in self.line_ids.filtered("product_id.active"):
            quantity = wanted.get(line.product_id, 0)
            wanted[line.product_id] = quantity + line.quantity
        if not wanted:
            raise UserError(
                self.env._(
                    "The Post no longer sells any product of %(order)s. Nothing was "
                    "bought.",
                    order=self.name,
                )
            )
        return self._open_purchase(self.company_id, wanted)

    @api.model
    def get_empty_list_help(self, help_message):
        # EXTENDS 'mail': whom to ask, for those who see no menu that buys
        help_message = Markup(help_message or "")
        if not self.env.user.has_group("internetmarke.group_buyer"):
            ask = self.env.company._internetmarke_whom_to_ask()
            help_message += Markup("<p>%s</p>") % ask
        return super().get_empty_list_help(help_message)

    @api.model
    def _open_purchase(self, company, wanted):
        """Return the action of a purchase that is filled in.

        :param company: its Portokasse pays.
        :param wanted: ``{product: quantity}``.
        """
        action = self.env["ir.actions.actions"]._for_xml_id(BUY_ACTION)
        action["context"] = {
            "default_company_id": company.id,
            "default_line_ids": [
                fields.Command.create({"product_id": product.id, "quantity": quantity})
                for product, quantity in wanted.items()
            ],
        }
        return action
