from psycopg2 import IntegrityError, OperationalError

from odoo import models
from odoo.exceptions import UserError

from ..models.wording.answers import explain_bought_only


class InternetmarkeFrank(models.TransientModel):
    """What the person has confirmed: frank, print, buy. It is done once."""

    _inherit = "internetmarke.frank"

    def action_frank(self):
        """Frank from stock."""
        return self._frank_once(self._show_franked)

    def action_frank_and_print(self):
        """Frank from stock and print the letter at once."""
        return self._frank_once(self._print_franked)

    def action_buy_and_frank(self):
        """Buy what the person confirmed, then frank from the new stock."""
        return self._buy_first("_show_franked")

    def action_buy_frank_and_print(self):
        """Buy what the person confirmed, frank from the new stock and print."""
        return self._buy_first("_print_franked")

    def _frank_once(self, show):
        """Frank from stock, unless there is something to show before.

        :param show: what is called with the letter; it returns an action.
        """
        return self._show_confirmed() or self._show_unseen() or show(self._frank_now())

    def _buy_first(self, show):
        """Buy what the person confirmed, then frank from the new stock.

        :param show: the name of a method as in ``_frank_once``.
        """
        self.ensure_one()
        orders = self.env["internetmarke.order"]
        orders._check_may_buy()
        if self.unseen:
            # The person has confirmed another weight, and so another price.
            return self._reopen()
        # Nothing is bought if the letter cannot be franked afterwards, or if somebody
        # else has filled the stock meanwhile.
        with self._committed() as wizard:
            if shown := wizard._show_confirmed():
                return shown
            letter = wizard._as_letter()
            letter._check_content()
            letter._check_fits(wizard._get_product())
            if wizard.stock_count:
                return getattr(wizard, show)(wizard._frank_now())
        confirmed = (
            self._payer(),
            [(self.product_id, self.quantity, round(self.price_to_buy * 100))],
            self.confirmation_token,
        )
        if changed := orders._price_change(*confirmed):
            return self._ask_again(changed)
        order = orders._purchase(*confirmed)
        state, problem = order._read_outcome()
        if state == "failed":
            return self._ask_again(problem)
        if state != "done":
            return order.get_formview_action()
        try:
            with self._committed() as wizard:
                if letter := wizard._confirmed():
                    return wizard._show_franked(letter)
                return getattr(wizard, show)(wizard._frank_now())
        except (UserError, IntegrityError, OperationalError) as error:
            return self._tell_bought_only(error)

    def _hold_stamp(self):
        """Keep a stamp of the stock from others until the transaction ends.

        :raise UserError: if there is none.
        """
        stamps = self.env["internetmarke.stamp"]
        if not stamps._hold(self.company_id, self.product_id):
            self._refuse_out_of_stock()

    def _refuse_out_of_stock(self):
        raise UserError(
            self.env._(
                "There is no stamp %(product)s in stock. Buy some first.",
                product=self.product_id.name,
            )
        )

    def _confirmed(self):
        """Return the letter that an earlier click on this wizard has franked."""
        self.ensure_one()
        return self.env["internetmarke.letter"]._find_confirmed(self.confirmation_token)

    def _show_confirmed(self):
        """Return the action that shows what an earlier click has franked, or None."""
        letter = self._confirmed()
        return letter.get_formview_action() if letter else None

    def _show_franked(self, letter):
        """Return the action that shows a person what was franked."""
        if self._documents():
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        # No open form shows the letter, so it is opened.
        return letter.get_formview_action()

    def _print_franked(self, letter):
        """Return the action that prints what was franked."""
        return {**letter.action_print(), "close_on_report_download": True}

    def _tell_bought_only(self, error):
        """Say that stamps were bought although the letter is not franked."""
        reason = str(error) if isinstance(error, UserError) else ""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Bought, but not franked"),
                "message": explain_bought_only(self.env, self.quantity, reason),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _prepare_letter_values(self):
        return {
            **super()._prepare_letter_values(),
            "confirmation_token": self.confirmation_token,
        }

    def _frank_now(self):
        """Frank from stock and return the letter."""
        self.ensure_one()
        [letter] = self._frank()
        if not letter:
            self._refuse_out_of_stock()
        self._remember_format()
        return letter
