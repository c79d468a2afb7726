from odoo import fields, models
from odoo.exceptions import UserError

from ... import api as post
from ..wording.answers import explain_lookup
from .request_waiting import WANTED_FOR


class InternetmarkeCharge(models.Model):
    """What the balance tells about a top-up whose answer was lost.

    If other money was moved meanwhile, or a doubt is left, a person looks at the
    Portokasse and decides.
    """

    _inherit = "internetmarke.charge"

    def _ask_outcome(self):
        with self._own_transaction(lock=True) as charge:
            if charge.state != "requested":
                return
            if charge._is_claimed():
                raise UserError(self._explain_claimed())
            if charge._never_sent():
                charge._give_up()
                return
            if charge._is_stranded():
                charge.write(
                    {
                        "settle_by_hand": True,
                        "problem": self.env._(
                            "This top-up was requested with another Portokasse or "
                            "e-mail address than the company uses now, so the balance "
                            "does not show whether it arrived. Look into the "
                            "transactions of that Portokasse, then click “Topped Up” "
                            "or “Not Topped Up”."
                        ),
                    }
                )
                return
        self._compare_balances(self._same_account_client())

    def _is_stranded(self):
        """Tell whether the company has used another Portokasse for a day."""
        long_ago = self.requested_on < fields.Datetime.now() - WANTED_FOR
        return long_ago and self.account != self.company_id._internetmarke_account()

    def _compare_balances(self, client):
        """Tell from the balance whether the top-up was made."""
        try:
            balance = client.login(finishing=True).wallet_balance
        except post.InternetmarkeError as error:
            raise UserError(explain_lookup(self.env, error)) from error
        self._store_balance(balance)
        with self._own_transaction(lock=True) as charge:
            if charge.state != "requested":
                return
            before, cents = round(charge.balance_before * 100), charge._cents()
            made = balance == before + cents
            if charge._moved_otherwise() or balance not in (before, before + cents):
                charge.write(
                    {
                        "settle_by_hand": True,
                        "problem": charge._explain_by_hand(balance),
                    }
                )
                return
            if not made:
                charge._fail(
                    self.env._(
                        "The balance shows that this top-up was not made. You were not "
                        "charged. You can top up again."
                    )
                )
        if made:
            self._store_charged(balance)

    def _moved_otherwise(self):
        """Tell whether other money of this Portokasse may have been moved meanwhile.

        Then the balance proves nothing. A purchase or refund counts as well if its
        moment or outcome is not known for sure, because the balance may include it or
        not.
        """
        same_account = [("account", "=", self.account), ("requested_on", "!=", False)]
        orders = self.env["internetmarke.order"].search_count(
            [
                *same_account,
                ("requested_on", ">", self.requested_on - WANTED_FOR),
                # When a second payment is refused, the first one may still have been
                # made.
                "|",
                ("state", "!=", "failed"),
                ("attempt", ">", 1),
                "|",
                ("bought_on", "=", False),
                ("bought_on", ">=", self.requested_on),
            ],
            limit=1,
        )
        retoures = self.env["internetmarke.retoure"].search_count(
            [
                *same_account,
                ("state", "!=", "failed"),
                "|",
                ("closed_on", "=", False),
                ("closed_on", ">=", self.requested_on),
            ],
            limit=1,
        )
        return bool(orders or retoures)

    def _explain_by_hand(self, balance):
        euros = self.currency_id.format
        return self.env._(
            "The balance was %(before)s before this top-up of %(amount)s and is "
            "%(now)s now. That does not show whether the top-up arrived. Look into the "
            "transactions of the Portokasse and click “Topped Up” or “Not Topped Up”. "
            "Do not top up again before that.",
            before=euros(self.balance_before),
            amount=euros(self.amount),
            now=euros(balance / 100)
            if balance is not None
            else self.env._("not known"),
        )
