import logging
from datetime import timedelta
from math import ceil

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import api as post
from ..wording.answers import explain_charge, explain_charge_doubt
from ..wording.waiting import explain_wait_to_charge

_logger = logging.getLogger(__name__)

# The smallest top-up is 10 EUR (the Post's FAQ about the Portokasse).
MIN_CENTS = 10_00
LIMIT_COUNTS_FOR = timedelta(days=1)
TOP_UP_ACTION = "internetmarke.internetmarke_topup_action"


class InternetmarkeCharge(models.Model):
    """A top-up of the Portokasse, by the means of payment that is kept there.

    The Post's call takes no number of ours, and nobody can ask about it later. So the
    balance is read and stored before the call. After a lost answer, the new balance
    is compared with it (charge_balance.py). Odoo never charges a second time.
    """

    _name = "internetmarke.charge"
    _description = "Portokasse Top-Up"
    _inherit = ["internetmarke.request"]

    _job = "ir_cron_settle_charges"

    amount = fields.Monetary(required=True, readonly=True)
    state = fields.Selection(
        selection=[
            ("draft", "Queued"),
            ("requested", "Unresolved"),
            ("done", "Topped Up"),
            ("failed", "Not Topped Up"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    shop_order_id = fields.Char(
        string="Order Number of the Post", readonly=True, copy=False
    )
    balance_before = fields.Monetary(readonly=True, copy=False, aggregator=None)
    balance_after = fields.Monetary(readonly=True, copy=False, aggregator=None)
    balance_known = fields.Boolean(readonly=True, copy=False)
    settle_by_hand = fields.Boolean(
        readonly=True,
        copy=False,
        help="The balance alone does not show whether this top-up arrived.",
    )

    # A second top-up would make the balance useless as evidence for the first.
    _one_open = models.UniqueIndex(
        "(account) WHERE state IN ('draft', 'requested')",
        "A top-up of this Portokasse is still open.",
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "The amount must be above zero."
    )

    @api.model
    def _top_up(self, company, cents, token):
        """Top up. A second call with the same token charges nothing more.

        :param cents: the amount that the person saw and confirmed.
        :param token: identifies the confirmation by the person.
        :return: the top-up; read it in a later transaction only.
        """
        self._check_may_spend(company)
        if cents < MIN_CENTS:
            raise UserError(
                self.env._("The smallest top-up is €10. You were not charged.")
            )
        open_before = [
            ("account", "=", company._internetmarke_account()),
            ("state", "in", ("draft", "requested")),
        ]
        still_open = self.env._(
            "An earlier top-up of this Portokasse is not settled yet. You were not "
            "charged again. Resolve it first (Online-Poststelle > Top-Ups)."
        )
        known = self._confirmed(company, token)
        if not known and self.sudo().search_count(open_before, limit=1):
            raise UserError(still_open)
        try:
            charge = self._write_draft(company, {"amount": cents / 100}, token)
        except IntegrityError as error:
            raise UserError(still_open) from error
        charge._carry_out()
        return charge

    @api.model
    def _question(self, company, cents, token):
        """Return the question for a person before a top-up beyond the company's limit.

        The limit counts the top-ups of everybody in a day: many small ones are as much
        as a large one. There is no question once the confirmation was carried out.

        :param cents: the amount that the person confirmed.
        """
        if self._confirmed(company, token):
            return ""
        limit = company.sudo().internetmarke_topup_limit
        with self._own_transaction() as charges:
            recent = charges.search(
                [
                    ("account", "=", company._internetmarke_account()),
                    ("state", "!=", "failed"),
                    ("create_date", ">", fields.Datetime.now() - LIMIT_COUNTS_FOR),
                ]
            )
            total = sum(recent.mapped("amount")) + cents / 100
        if round(total * 100) <= round(limit * 100):
            return ""
        euros = company.internetmarke_currency_id.format
        return self.env._(
            "With this top-up of %(amount)s, %(total)s are topped up within 24 hours, "
            "more than the %(limit)s that the settings name. You were not charged. "
            "Click “Top Up Now” if you really want it.",
            amount=euros(cents / 100),
            total=euros(total),
            limit=euros(limit),
        )

    @api.model
    def _open_top_up(self, company, missing):
        """Return the action of a top-up that is filled in.

        :param missing: how much is needed at least, in euro.
        """
        action = self.env["ir.actions.actions"]._for_xml_id(TOP_UP_ACTION)
        action["context"] = {
            "default_company_id": company.id,
            "default_choice": "other",
            "default_amount": max(ceil(missing), MIN_CENTS // 100),
        }
        return action

    def action_credited(self):
        """A person saw the top-up in the Portokasse."""
        return self._settle("done", self.env._("topped up"))

    def action_not_credited(self):
        """A person looked and did not see the top-up in the Portokasse."""
        return self._settle("failed", self.env._("not topped up"))

    def _settle(self, state, outcome):
        values = {"state": state, "problem": False, "settle_by_hand": False}
        self._settle_by_hand(
            ["requested"],
            lambda charge: charge.write(values),
            self.env._(
                "Settled by hand: %(outcome)s, as the Portokasse shows it.",
                outcome=outcome,
            ),
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _explain_state(self):
        # EXTENDS 'internetmarke.thread'
        amount = self.currency_id.format(self.amount)
        if self.state == "requested":
            return self.env._("Sent to the Post: %(amount)s.", amount=amount)
        if self.state == "done":
            return self.env._("Topped up: %(amount)s.", amount=amount)
        return super()._explain_state()

    def _explain_wait(self, until):
        return explain_wait_to_charge(self.env, until)

    def _send(self):
        if self._note_balance():
            self._charge()

    def _note_balance(self):
        """Store the balance before the top-up: the only evidence if an answer is lost.

        :return: whether the caller shall go on and charge.
        """
        with self._own_transaction(lock=True) as charge:
            if charge.state != "draft":
                return False
            # Taken before the call: a movement after this moment may or may not be in
            # the balance that the Post reports.
            asked_on = fields.Datetime.now()
            try:
                balance = charge._client().login()
            except post.TooManyRequests as error:
                charge._wait(error)
                return False
            except post.InternetmarkeError as error:
                charge._note_answer(error)
                charge._fail(explain_charge(self.env, error))
                return False
            if balance.wallet_balance is None:
                charge._fail(
                    self.env._(
                        "The Post did not give the balance, and without it a lost "
                        "answer could not be settled. You were not charged. Try again "
                        "later, or top up on the Portokasse's page."
                    )
                )
                return False
            charge.write(
                {
                    "state": "requested",
                    "wait_until": False,
                    "requested_on": asked_on,
                    "balance_before": balance.wallet_balance / 100,
                    # A person reads this if the process dies before the answer.
                    "problem": explain_charge_doubt(self.env),
                }
            )
        return True

    def _charge(self):
        """Charge the means of payment. No database lock is held during the call."""
        client = self._same_account_client()
        if not self._claim():
            return
        with self._own_transaction() as charge:
            cents, name = charge._cents(), charge.name
        try:
            charged = client.charge(cents)
        except post.OutcomeUnknown as error:
            _logger.warning("%s: outcome not known: %s", name, error)
            with self._own_transaction(lock=True) as charge:
                charge._note_answer(error)
        except post.TooManyRequests as error:
            with self._own_transaction(lock=True) as charge:
                if charge.state == "requested":
                    # When it goes on, the balance is read again before the charge.
                    charge._wait(error, state="draft")
        except post.InternetmarkeError as error:
            with self._own_transaction(lock=True) as charge:
                if charge.state == "requested":
                    charge._note_answer(error)
                    charge._fail(explain_charge(self.env, error))
        else:
            self._store_charged(
                charged.wallet_balance,
                charged.shop_order_id,
                # The answer of the Post counts more than a balance that was read
                # before.
                states=("requested", "failed"),
            )

    def _store_charged(self, balance, shop_order_id=False, states=("requested",)):
        with self._own_transaction(lock=True) as charge:
            if charge.state not in states:
                return
            if charge.state == "failed":
                _logger.error("%s: %s, yet it is charged", charge.name, charge.state)
            charge.write(
                {
                    "state": "done",
                    "shop_order_id": shop_order_id,
                    "balance_after": (balance or 0) / 100,
                    "balance_known": balance is not None,
                    "problem": False,
                    "settle_by_hand": False,
                }
            )
            charge._on_money_moved()
            _logger.info("%s: topped up", charge.name)
        self._store_balance(balance)

    def _cents(self):
        return round(self.amount * 100)

    @api.model
    def _cron_resolve(self):
        """Settle the top-ups that broke off or got no clear answer."""
        self._resolve_all(
            [
                *self._due(),
                ("state", "in", ("draft", "requested")),
                ("settle_by_hand", "=", False),
            ]
        )
