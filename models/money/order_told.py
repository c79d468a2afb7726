from odoo import fields, models
from odoo.exceptions import UserError

from ... import api as post
from ..wording.answers import explain_lookup
from ..wording.delivery import explain_missing_document
from .request_waiting import WANTED_FOR


class InternetmarkeOrder(models.Model):
    """What became of a purchase: the Post tells it, or else a person.

    If the Post has not told for a day whether the purchase was paid, a person looks at
    the transactions of the Portokasse and decides. Odoo still asks the Post once a
    day, and its answer counts more than the person's.
    """

    _inherit = "internetmarke.order"

    settle_by_hand = fields.Boolean(
        readonly=True,
        copy=False,
        help="The Post does not tell whether this purchase was paid.",
    )

    def _ask_post(self, number):
        """Return the paid order of this number, None if the Post says there is none.

        :raise UserError: if the Post does not tell.
        """
        try:
            return self._same_account_client().find_order(number)
        except post.InternetmarkeError as error:
            raise UserError(explain_lookup(self.env, error)) from error

    def _complete(self, found):
        """Store what is new about a paid order, and fetch its document."""
        self._note_vouchers(found)
        with self._own_transaction(lock=True) as order:
            if order.state == "paid":
                order.settle_by_hand = False
                if not (found.link and order.vouchers):
                    order.problem = order._explain_missing(order.vouchers)
        self._fetch_told(found)

    def _fetch_told(self, told):
        """Fetch the document when its link and the Frankier-IDs are known."""
        with self._own_transaction() as order:
            known = bool(order.vouchers)
        if told.link and known:
            self._fetch(told)

    def _explain_missing(self, vouchers):
        if vouchers:
            return explain_missing_document(self.env)
        return self._explain_no_stamps()

    def action_paid(self):
        """A person saw this purchase in the transactions of the Portokasse."""
        self._settle_by_hand(
            ["requested"],
            lambda order: order.write(
                {
                    "state": "paid",
                    "bought_on": fields.Datetime.now(),
                    "problem": order._explain_no_stamps(),
                }
            ),
            self.env._("Noted by hand: paid, as the Portokasse shows it."),
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_not_paid(self):
        """A person looked and did not see this purchase in the Portokasse."""
        self._settle_by_hand(
            ["requested", "paid"],
            lambda order: order._fail(
                self.env._(
                    "%(user)s noted that this order is not among the transactions of "
                    "the Portokasse, so it was not paid. Buy again if you still need "
                    "the stamps.",
                    user=self.env.user.name,
                )
            ),
            self.env._("Noted by hand: not paid, as the Portokasse shows it."),
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _fail(self, problem):
        res = super()._fail(problem)
        self.write({"settle_by_hand": False, "bought_on": False})
        return res

    def _leave_to_person(self):
        """Let a person decide if the Post has not told for a day.

        :return: whether a person decides from now on.
        """
        with self._own_transaction(lock=True) as order:
            if order.state != "requested" or order.settle_by_hand:
                return False
            if order.requested_on > fields.Datetime.now() - WANTED_FOR:
                return False
            order.write(
                {
                    "settle_by_hand": True,
                    "problem": self.env._(
                        "The Post has not told for a day whether this order was paid. "
                        "Look for order number %(number)s in the transactions of the "
                        "Portokasse and click “Paid” or “Not Paid”. Do not buy again "
                        "before that.",
                        number=order.shop_order_id,
                    ),
                }
            )
        return True

    def _explain_no_stamps(self):
        return self.env._(
            "This order is paid, but the Post has not told its stamps yet. Nothing "
            "must be bought again: Odoo asks once more, “Resolve” asks at once. If it "
            "stays so, ask the Post for the stamps of order number %(number)s.",
            number=self.shop_order_id,
        )

    def _explain_contradiction(self):
        return self.env._(
            "The Post does not know order number %(number)s as paid, although a person "
            "saw it in the Portokasse. Look there again. If it is missing, click “Not "
            "Paid”; if not, ask the Post for the stamps.",
            number=self.shop_order_id,
        )
